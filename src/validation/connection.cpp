#include "validation/connection.h"

#include <fcgiapp.h>
#include <sys/socket.h>
#include <sys/time.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <stdexcept>

#include "base/http.h"

namespace validation {

namespace {

constexpr timeval k_send_timeout{1, 0};

/// "NAME=value" as libfcgi keeps it.
std::string_view value_of(std::string_view entry, std::string_view name) {
  return entry.size() > name.size() && entry[name.size()] == '=' && entry.starts_with(name)
             ? entry.substr(name.size() + 1)
             : std::string_view{};
}

void read_params(char** entries, Request& request) {
  struct Field {
    std::string_view name;
    std::string_view& into;
  };
  const std::array<Field, 6> fields{{{"REQUEST_METHOD", request.method},
                                     {"DOCUMENT_URI", request.path},
                                     {"QUERY_STRING", request.query},
                                     {"CONTENT_TYPE", request.content_type},
                                     {"HTTP_CONTENT_ENCODING", request.content_encoding},
                                     {"HTTP_HOST", request.host}}};
  for (; *entries != nullptr; ++entries)
    for (const auto& field : fields)
      if (const auto value = value_of(*entries, field.name); !value.empty()) field.into = value;
}

void read_body(FCGX_Stream* in, std::string& body) {
  std::array<char, 4096> piece{};
  for (;;) {
    const int got = FCGX_GetStr(piece.data(), static_cast<int>(piece.size()), in);
    body.append(piece.data(), static_cast<std::size_t>(got));
    if (got < static_cast<int>(piece.size())) return;
  }
}

std::string cgi_text(const Reply& reply) {
  std::string text = "Status: " + std::to_string(reply.status) + ' ';
  text.append(http::reason_phrase(reply.status));
  text.append("\r\nContent-Type: ").append(reply.content_type);
  text.append("\r\nContent-Length: ").append(std::to_string(reply.body.size()));
  if (reply.retry_after_s > 0) text.append("\r\nRetry-After: ").append(std::to_string(reply.retry_after_s));
  if (!reply.allow.empty()) text.append("\r\nAllow: ").append(reply.allow);
  return text.append("\r\nCache-Control: no-store\r\nX-Content-Type-Options: nosniff\r\n\r\n")
      .append(reply.body);
}

}  // namespace

void start_fcgi() {
  std::signal(SIGPIPE, SIG_IGN);
  if (FCGX_Init() != 0) throw std::runtime_error("FCGX_Init failed");
}

Connection::Connection(Descriptor socket) : fd_(socket.get()), slot_(std::make_unique<FCGX_Request>()) {
  ::setsockopt(fd_, SOL_SOCKET, SO_SNDTIMEO, &k_send_timeout, sizeof k_send_timeout);
  // No listening socket: after an error libfcgi would accept another connection inside this one's slot.
  FCGX_InitRequest(slot_.get(), -1, 0);
  slot_->ipcFd = socket.release();
  slot_->keepConnection = 1;  // else the first accept's own clean-up closes the descriptor
  FCGX_Detach(slot_.get());   // else closing waits up to 2 s for the peer's last byte
}

Connection::~Connection() { FCGX_Free(slot_.get(), 1); }

Arrival Connection::look() const {
  thread_local std::array<char, k_max_request_bytes> peeked;
  const auto got = ::recv(fd_, peeked.data(), peeked.size(), MSG_PEEK | MSG_DONTWAIT);
  if (got > 0) return examine({peeked.data(), static_cast<std::size_t>(got)});
  return got < 0 && (errno == EAGAIN || errno == EINTR) ? Arrival::nothing : Arrival::gone;
}

bool Connection::take(Request& request) {
  request = {};
  if (FCGX_Accept_r(slot_.get()) < 0) return false;
  read_params(slot_->envp, request);
  read_body(slot_->in, request.body);
  return true;
}

bool Connection::finish(const Reply& reply, bool keep) {
  const auto text = cgi_text(reply);
  FCGX_PutStr(text.data(), static_cast<int>(text.size()), slot_->out);
  if (!keep) slot_->keepConnection = 0;
  FCGX_Finish_r(slot_.get());
  return slot_->ipcFd >= 0;
}

}  // namespace validation
