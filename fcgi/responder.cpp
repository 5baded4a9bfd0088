#include "responder.h"

#include <fcgiapp.h>
#include <poll.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <cstdio>
#include <memory>
#include <system_error>
#include <thread>

#include "base/log.h"
#include "base/text.h"
#include "web/answers.h"
#include "web/guard.h"

namespace door {

namespace {

using SteadyClock = std::chrono::steady_clock;

/// Waits for a connection; false when told to stop.
bool wait_for_connection(int listen_fd, int stop_fd) {
  std::array<pollfd, 2> watched{{{listen_fd, POLLIN, 0}, {stop_fd, POLLIN, 0}}};
  while (::poll(watched.data(), watched.size(), -1) < 0)
    if (errno != EINTR) throw std::system_error(errno, std::generic_category(), "poll");
  return watched[1].revents == 0;
}

/// What FCGX_Accept_r said when it took nothing: another thread was quicker, or the system is short of
/// something. Anything else means that the socket is of no more use; retrying at once would spin.
void survive_failed_accept(int code) {
  const int error = -code;
  if (error == EAGAIN || error == EINTR || error == ECONNABORTED) return;
  if (error != EMFILE && error != ENFILE && error != ENOMEM && error != ENOBUFS)
    throw std::system_error(error, std::generic_category(), "accept");
  base::log::error("cannot take a connection", {{"error", std::generic_category().message(error)}});
  std::this_thread::sleep_for(std::chrono::seconds(1));
}

http::Response refuse(const http::Request& request, int status, std::string_view message = "") {
  auto response = web::failure(request, status, message);
  web::harden(response, request.secure);
  return response;
}

http::Response unavailable(const http::Request& request) {
  return refuse(request, 503).with("Retry-After", "2");
}

std::string encoded_path(std::string_view path) {
  std::string out;
  for (const auto segment : base::split(path.substr(1), '/')) out += "/" + http::url_encode(segment);
  return out;
}

/// Pages and API ask for HTTPS; who only wanted to look is sent there.
http::Response ask_for_https(const http::Request& request) {
  if (web::is_unsafe(request.method) || web::is_api(request.path))
    return refuse(request, 403, "Este endereço só atende por HTTPS");
  const auto query = request.query.empty() ? "" : "?" + request.query;
  auto response = web::redirect("https://" + request.host + encoded_path(request.path) + query);
  web::harden(response, request.secure);
  return response;
}

/// Holds an answer back in a file until the request has been read: nginx stops sending a body once the answer
/// begins (seen with 1.22), and a handler that waits for more of it would wait for ever.
class Spool {
 public:
  Spool() {
    if (!file_) throw std::system_error(errno, std::generic_category(), "temporary file");
  }
  bool take(std::string_view piece) {
    return std::fwrite(piece.data(), 1, piece.size(), file_.get()) == piece.size();
  }
  void give(const std::function<bool(std::string_view)>& write) {
    std::array<char, 16 * 1024> piece{};
    std::rewind(file_.get());
    while (const auto count = std::fread(piece.data(), 1, piece.size(), file_.get()))
      if (!write({piece.data(), count})) return;
    if (std::ferror(file_.get()) != 0) throw std::runtime_error("the answer could not be kept whole");
  }

 private:
  struct Close {
    void operator()(std::FILE* file) const { std::fclose(file); }
  };
  std::unique_ptr<std::FILE, Close> file_{std::tmpfile()};
};

void log_request(const http::Request& request, int status, SteadyClock::time_point since) {
  const auto took = std::chrono::duration_cast<std::chrono::microseconds>(SteadyClock::now() - since);
  base::log::info("request", {{"request_id", request.request_id},
                              {"method", http::name_of(request.method)},
                              {"host", request.host},
                              {"path", request.path},
                              {"status", std::to_string(status)},
                              {"us", std::to_string(took.count())},
                              {"remote", request.remote_address}});
}

}  // namespace

void Responder::run(int listen_fd, int stop_fd) {
  storage::Db db(settings_.database);
  FCGX_Request slot{};
  FCGX_InitRequest(&slot, listen_fd, 0);
  while (wait_for_connection(listen_fd, stop_fd)) {
    if (const int code = FCGX_Accept_r(&slot); code < 0)
      survive_failed_accept(code);
    else
      answer(slot, db);
  }
}

void Responder::answer(FCGX_Request& slot, storage::Db& db) {
  const auto since = SteadyClock::now();
  Exchange exchange(slot);
  const auto head = exchange.read_head();
  http::Response response{.status = 500};
  bool whole = false;
  try {
    response = respond(exchange, head, db);
    whole = exchange.write(head.request, response);
  } catch (const std::exception& error) {
    base::log::error("answer cut off", {{"request_id", head.request.request_id}, {"error", error.what()}});
  }
  // Without the end record nginx tells the client that the answer is not whole. A kept connection would pin
  // this thread, so none is kept.
  if (whole) FCGX_Finish_r(&slot);
  FCGX_Free(&slot, 1);
  log_request(head.request, response.status, since);
}

http::Response Responder::respond(Exchange& exchange, const Head& head, storage::Db& db) {
  const auto& request = head.request;
  if (head.refusal != 0) return refuse(request, head.refusal);
  if (auto probe = probes_.answer(request, db)) return *probe;
  const bool may_be_plain = settings_.plain_http && is_loopback(request.remote_address);
  if (!request.secure && !may_be_plain) return ask_for_https(request);
  try {
    if (!schema_.is_open(db)) return unavailable(request);
  } catch (const std::runtime_error& error) {
    base::log::warn("not ready", {{"request_id", request.request_id}, {"error", error.what()}});
    return unavailable(request);
  }
  return app_.body_rule(request.method, request.path).stream ? respond_to_stream(exchange, request, db)
                                                             : respond_with_body(exchange, request, db);
}

http::Response Responder::respond_with_body(Exchange& exchange, http::Request request, storage::Db& db) {
  const auto rule = app_.body_rule(request.method, request.path);
  if (!exchange.read_body(request.body, rule.max_bytes)) return app_.too_large(request);
  return app_.handle(request, db);
}

http::Response Responder::respond_to_stream(Exchange& exchange, http::Request request, storage::Db& db) {
  // Given back when the response, which may hold it to the end of its own stream, is gone.
  const std::shared_ptr<void> ticket(nullptr, [this](void*) { --streams_; });
  if (++streams_ > settings_.streams)
    return refuse(request, 429, "Já há cargas em andamento; espere uma terminar").with("Retry-After", "5");
  request.stream_body = [&exchange](char* into, std::size_t size) { return exchange.read_piece(into, size); };
  auto response = app_.handle(request, db);
  if (response.stream)
    response.stream = [ticket, inner = std::move(response.stream)](const auto& write) {
      Spool spool;
      inner([&](std::string_view piece) { return spool.take(piece); });
      spool.give(write);
    };
  return response;
}

}  // namespace door
