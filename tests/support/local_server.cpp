#include "support/local_server.h"

#include <arpa/inet.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cstdlib>
#include <stdexcept>
#include <tuple>

#include "base/http.h"
#include "base/text.h"

namespace test {

namespace {

/// The length that the head announces.
std::size_t body_size(const std::string& head) {
  const auto lower = base::to_lower(head);
  constexpr std::string_view k_name = "content-length:";
  const auto at = lower.find(k_name);
  return at == std::string::npos ? 0 : std::strtoul(lower.c_str() + at + k_name.size(), nullptr, 10);
}

}  // namespace

std::string read_request(int socket) {
  std::string request;
  std::array<char, 4096> piece{};
  for (;;) {
    const auto end = request.find("\r\n\r\n");
    if (end != std::string::npos && request.size() >= end + 4 + body_size(request.substr(0, end)))
      return request;
    const auto count = ::recv(socket, piece.data(), piece.size(), 0);
    if (count <= 0) return request;
    request.append(piece.data(), static_cast<std::size_t>(count));
  }
}

std::pair<int, int> local_listener() {
  const int listener = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  auto* const generic = reinterpret_cast<sockaddr*>(&address);
  socklen_t size = sizeof address;
  if (::bind(listener, generic, size) != 0 || ::listen(listener, 8) != 0 ||
      ::getsockname(listener, generic, &size) != 0)
    throw std::runtime_error("no local port to listen on");
  return {listener, ntohs(address.sin_port)};
}

LocalServer::LocalServer(Answer answer) : answer_(std::move(answer)) {
  std::tie(listener_, port_) = local_listener();
  thread_ = std::thread([this] { run(); });
}

LocalServer::~LocalServer() {
  ::shutdown(listener_, SHUT_RDWR);
  thread_.join();
  ::close(listener_);
}

std::string LocalServer::last_request() const {
  const std::lock_guard lock(mutex_);
  return last_request_;
}

void LocalServer::run() {
  for (;;) {
    const int socket = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
    if (socket < 0) return;
    const auto request = read_request(socket);
    {
      const std::lock_guard lock(mutex_);
      last_request_ = request;
    }
    ++served_;
    answer_(socket, request);
    ::close(socket);
  }
}

void write_all(int socket, std::string_view bytes) {
  while (!bytes.empty()) {
    const auto count = ::send(socket, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (count <= 0) return;
    bytes.remove_prefix(static_cast<std::size_t>(count));
  }
}

std::string http_answer(int status, std::string_view body, std::string_view content_type) {
  return "HTTP/1.1 " + std::to_string(status) + " " + std::string(http::reason_phrase(status)) +
         "\r\nContent-Type: " + std::string(content_type) +
         "\r\nContent-Length: " + std::to_string(body.size()) + "\r\nConnection: close\r\n\r\n" +
         std::string(body);
}

}  // namespace test
