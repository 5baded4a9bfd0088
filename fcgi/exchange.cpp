#include "exchange.h"

#include <fcgiapp.h>
#include <sys/socket.h>
#include <sys/time.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <stdexcept>

#include "base/http_path.h"
#include "base/log.h"
#include "base/secrets.h"
#include "base/text.h"
#include "web/answers.h"

namespace door {

namespace {

constexpr std::size_t k_head_limit = 64 * 1024;
constexpr std::size_t k_header_limit = 8 * 1024;
// Beyond it the connection is simply closed: nginx has a limit of its own.
constexpr std::size_t k_drain_limit = 64 * 1024 * 1024;

using Variables = std::map<std::string_view, std::string_view>;

std::string_view get(const Variables& variables, std::string_view name) {
  const auto found = variables.find(name);
  return found == variables.end() ? std::string_view{} : found->second;
}

/// The CGI variables; a status instead when one is sent twice or there is too much of them.
int collect(char** environment, Variables& into) {
  std::size_t total = 0;
  for (; *environment != nullptr; ++environment) {
    const std::string_view variable(*environment);
    total += variable.size();
    if (total > k_head_limit || variable.size() > k_header_limit) return 431;
    const auto equals = variable.find('=');
    if (equals == std::string_view::npos) return 400;
    if (!into.emplace(variable.substr(0, equals), variable.substr(equals + 1)).second) return 400;
  }
  return 0;
}

/// "HTTP_ACCEPT_LANGUAGE" -> "ACCEPT-LANGUAGE".
std::string header_name(std::string_view variable) {
  std::string name(variable);
  std::replace(name.begin(), name.end(), '_', '-');
  return name;
}

http::Headers headers_of(const Variables& variables) {
  constexpr std::string_view k_prefix = "HTTP_";
  http::Headers headers;
  for (const auto& [name, value] : variables)
    if (name.starts_with(k_prefix)) headers.emplace(header_name(name.substr(k_prefix.size())), value);
  headers.erase("Proxy");  // no client names a proxy for our outgoing calls
  if (const auto type = get(variables, "CONTENT_TYPE"); !type.empty()) headers["Content-Type"] = type;
  if (const auto length = get(variables, "CONTENT_LENGTH"); !length.empty())
    headers["Content-Length"] = length;
  return headers;
}

/// What stands for the path of a request that is refused for it: how it is told that depends on where it was
/// going.
std::string_view root_of(std::string_view uri) { return web::is_api(uri) ? "/api/" : "/"; }

/// The host without its port and the dot of the root, lower case; empty when it holds what no host name does.
std::string host_of(std::string_view with_port) {
  const auto colon = with_port.rfind(':');
  const bool has_port =
      colon != std::string_view::npos && with_port.find(']', colon) == std::string_view::npos;
  auto host = base::to_lower(has_port ? with_port.substr(0, colon) : with_port);
  if (host.ends_with('.')) host.pop_back();
  const bool clean = std::ranges::all_of(host, [](unsigned char c) {
    return std::isalnum(c) != 0 || c == '.' || c == '-' || c == '_' || c == '[' || c == ']' || c == ':';
  });
  return clean ? host : std::string{};
}

/// nginx's $request_id, if it is one; else our own.
std::string request_id_of(std::string_view given) {
  const bool fits =
      given.size() == 32 && std::ranges::all_of(given, [](unsigned char c) { return std::isxdigit(c); });
  return fits ? std::string(given) : base::random_id();
}

bool is_header_safe(std::string_view text) {
  return std::ranges::none_of(text, [](unsigned char c) { return c < 0x20 || c == 0x7F; });
}

}  // namespace

Head Exchange::read_head() const {
  Head head;
  Variables variables;
  head.refusal = collect(slot_.envp, variables);
  auto& request = head.request;
  request.request_id = request_id_of(get(variables, "REQUEST_ID"));
  request.method = http::method_from(get(variables, "REQUEST_METHOD"));
  request.host_with_port = get(variables, "HTTP_HOST");
  request.host = host_of(request.host_with_port);
  request.remote_address = get(variables, "REMOTE_ADDR");
  request.secure = get(variables, "HTTPS") == "on";
  request.headers = headers_of(variables);
  const auto uri = get(variables, "REQUEST_URI");
  const auto path = http::path_from(uri.substr(0, uri.find('?')));
  request.path = path.value_or(std::string(root_of(uri)));
  if (const auto mark = uri.find('?'); mark != std::string_view::npos) request.query = uri.substr(mark + 1);
  if (head.refusal == 0 && (!path || request.host.empty())) head.refusal = 400;
  return head;
}

bool Exchange::read_body(std::string& body, std::size_t most) {
  std::array<char, 16 * 1024> piece{};
  std::size_t total = 0;
  while (const auto count = read_piece(piece.data(), piece.size())) {
    total += count;
    if (total <= most) body.append(piece.data(), count);
    if (total > k_drain_limit) return false;
  }
  return total <= most;
}

std::size_t Exchange::read_piece(char* into, std::size_t size) {
  const int count = FCGX_GetStr(into, static_cast<int>(std::min<std::size_t>(size, 1U << 20)), slot_.in);
  if (FCGX_GetError(slot_.in) != 0)
    throw std::runtime_error("the client went away in the middle of the body");
  return static_cast<std::size_t>(std::max(count, 0));
}

std::size_t Exchange::read_what_comes(char* into, std::size_t size, const Watch& watch) {
  using Clock = std::chrono::steady_clock;
  constexpr timeval k_look_up{.tv_sec = 0, .tv_usec = 500'000};
  ::setsockopt(slot_.ipcFd, SOL_SOCKET, SO_RCVTIMEO, &k_look_up, sizeof k_look_up);
  watch(0, {});
  for (;;) {
    const auto since = Clock::now();
    const int count = FCGX_GetStr(into, static_cast<int>(std::min<std::size_t>(size, 1U << 20)), slot_.in);
    const int error = FCGX_GetError(slot_.in);
    if (error != 0 && error != EAGAIN)
      throw std::runtime_error("the client went away in the middle of the body");
    if (error == EAGAIN) {
      FCGX_ClearError(slot_.in);
      slot_.in->isClosed = 0;  // libfcgi takes any error for the end
    }
    const auto came = static_cast<std::size_t>(std::max(count, 0));
    // The end of the body is no slowness.
    if (error != 0 || came > 0) watch(came, Clock::now() - since);
    if (error == 0 || came > 0) return came;
  }
}

bool Exchange::put(std::string_view text) {
  while (!text.empty()) {
    const auto piece = text.substr(0, 1U << 20);
    if (FCGX_PutStr(piece.data(), static_cast<int>(piece.size()), slot_.out) < 0) return false;
    text.remove_prefix(piece.size());
  }
  return true;
}

bool Exchange::write(const http::Request& request, const http::Response& response) {
  std::string head = "Status: " + std::to_string(response.status) + " " +
                     std::string(http::reason_phrase(response.status)) + "\r\n";
  for (const auto& [name, value] : response.headers) {
    if (!is_header_safe(name) || !is_header_safe(value))
      throw std::logic_error("unsafe bytes in header " + name);
    head += name + ": " + value + "\r\n";
  }
  // HEAD's answer has been emptied: how long GET's would be is not known here.
  const bool may_have_body =
      response.status != 204 && response.status != 304 && request.method != http::Method::head;
  if (!response.stream && may_have_body)
    head += "Content-Length: " + std::to_string(response.body.size()) + "\r\n";
  if (!put(head + "\r\n") || !put(response.body)) return false;
  if (!response.stream || request.method == http::Method::head) return true;
  bool open = true;
  response.stream([&](std::string_view piece) { return open = open && put(piece); });
  return open;
}

}  // namespace door
