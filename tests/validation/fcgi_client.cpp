#include "validation/fcgi_client.h"

#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>

#include <array>
#include <cerrno>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <stdexcept>
#include <utility>
#include <vector>

namespace fcgi_client {

using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;

namespace {

constexpr int k_begin = 1;
constexpr int k_end = 3;
constexpr int k_params = 4;
constexpr int k_stdin = 5;
constexpr int k_stdout = 6;

void add_length(std::string& out, std::size_t size) {
  if (size >= 0x80) {
    out += static_cast<char>(0x80 | (size >> 24));
    out += static_cast<char>(size >> 16 & 0xff);
    out += static_cast<char>(size >> 8 & 0xff);
  }
  out += static_cast<char>(size & 0xff);
}

std::string params_of(const Ask& ask) {
  const auto length = std::to_string(ask.body.size());
  const std::vector<std::pair<std::string_view, std::string_view>> pairs{{"REQUEST_METHOD", ask.method},
                                                                         {"DOCUMENT_URI", ask.path},
                                                                         {"QUERY_STRING", ask.query},
                                                                         {"CONTENT_TYPE", ask.content_type},
                                                                         {"CONTENT_LENGTH", length}};
  std::string out;
  for (const auto& [name, value] : pairs) {
    add_length(out, name.size());
    add_length(out, value.size());
    out.append(name).append(value);
  }
  return out;
}

Answer parse(std::string_view text) {
  const auto end = text.find("\r\n\r\n");
  if (!text.starts_with("Status: ") || end == std::string_view::npos)
    throw std::runtime_error("not a CGI answer: " + std::string(text));
  return {std::atoi(std::string(text.substr(8, 3)).c_str()), std::string(text.substr(0, end)),
          std::string(text.substr(end + 4))};
}

}  // namespace

std::string record(int type, std::string_view content, int request, int padding) {
  std::string out{'\x01',
                  static_cast<char>(type),
                  static_cast<char>(request >> 8),
                  static_cast<char>(request & 0xff),
                  static_cast<char>(content.size() >> 8),
                  static_cast<char>(content.size() & 0xff),
                  static_cast<char>(padding),
                  '\0'};
  return out.append(content).append(static_cast<std::size_t>(padding), '\0');
}

std::string begin(bool keep) {
  return record(k_begin, std::string{'\0', '\x01', keep ? '\x01' : '\0', '\0', '\0', '\0', '\0', '\0'});
}

std::string bytes_of(const Ask& ask) {
  auto out = begin(ask.keep) + record(k_params, params_of(ask)) + record(k_params, "");
  if (!ask.body.empty()) out += record(k_stdin, ask.body, 1, 3);
  return out + record(k_stdin, "");
}

Client::Client(const std::string& socket_path) : socket_(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  std::strncpy(address.sun_path, socket_path.c_str(), sizeof address.sun_path - 1);
  if (::connect(socket_.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0)
    throw std::runtime_error("cannot connect to " + socket_path);
}

void Client::send(std::string_view bytes) {
  while (!bytes.empty()) {
    const auto sent = ::send(socket_.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent < 0) return;  // the server has closed: the reads say so
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
}

std::optional<Answer> Client::ask(const Ask& ask, milliseconds limit) {
  send(bytes_of(ask));
  return read_answer(limit);
}

std::optional<Answer> Client::read_answer(milliseconds limit) {
  const auto until = Clock::now() + limit;
  std::string text;
  for (;;) {
    const auto header = read_exactly(8, until);
    if (header.size() < 8) return std::nullopt;
    const auto size = static_cast<std::size_t>(static_cast<std::uint8_t>(header[4])) << 8 |
                      static_cast<std::uint8_t>(header[5]);
    const auto padding = static_cast<std::size_t>(static_cast<std::uint8_t>(header[6]));
    const auto content = read_exactly(size + padding, until);
    if (content.size() < size + padding) return std::nullopt;
    if (header[1] == k_stdout) text.append(content, 0, size);
    if (header[1] == k_end) return parse(text);
  }
}

bool Client::closed_within(milliseconds limit) {
  char byte = 0;
  if (!wait_readable(Clock::now() + limit)) return false;
  return ::recv(socket_.get(), &byte, 1, 0) <= 0;
}

void Client::half_close() { ::shutdown(socket_.get(), SHUT_WR); }

bool Client::wait_readable(Clock::time_point until) {
  pollfd wanted{socket_.get(), POLLIN, 0};
  const auto left = std::chrono::ceil<milliseconds>(until - Clock::now()).count();
  timed_out_ = ::poll(&wanted, 1, static_cast<int>(left > 0 ? left : 0)) <= 0;
  return !timed_out_;
}

std::string Client::read_exactly(std::size_t size, Clock::time_point until) {
  std::string out;
  std::array<char, 4096> piece{};
  while (out.size() < size) {
    if (!wait_readable(until)) return out;
    const auto got = ::recv(socket_.get(), piece.data(), std::min(piece.size(), size - out.size()), 0);
    if (got <= 0) return out;
    out.append(piece.data(), static_cast<std::size_t>(got));
  }
  return out;
}

}  // namespace fcgi_client
