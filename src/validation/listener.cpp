#include "validation/listener.h"

#include <fcntl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>

#include <cerrno>
#include <charconv>
#include <cstdlib>
#include <cstring>
#include <optional>
#include <stdexcept>
#include <string_view>
#include <system_error>

namespace validation {

namespace {

constexpr int k_first_systemd_descriptor = 3;
constexpr int k_spawn_fcgi_descriptor = 0;

[[noreturn]] void fail(const std::string& what) {
  throw std::system_error(errno, std::generic_category(), what);
}

bool is_listening(int fd) {
  int listening = 0;
  socklen_t size = sizeof listening;
  return ::getsockopt(fd, SOL_SOCKET, SO_ACCEPTCONN, &listening, &size) == 0 && listening != 0;
}

/// LISTEN_PID names the process the sockets are meant for: a child must not take its parent's.
bool systemd_means_us() {
  const char* pid = std::getenv("LISTEN_PID");
  return pid != nullptr && std::getenv("LISTEN_FDS") != nullptr && std::to_string(::getpid()) == pid;
}

void prepare(int fd) {
  if (::fcntl(fd, F_SETFL, ::fcntl(fd, F_GETFL) | O_NONBLOCK) < 0) fail("fcntl O_NONBLOCK");
  if (::fcntl(fd, F_SETFD, FD_CLOEXEC) < 0) fail("fcntl FD_CLOEXEC");
}

sockaddr_un address_of(const std::string& path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (path.empty() || path.size() >= sizeof address.sun_path)
    throw std::runtime_error("socket path is empty or too long: " + path);
  std::memcpy(address.sun_path, path.c_str(), path.size() + 1);
  return address;
}

bool somebody_answers(const sockaddr_un& address) {
  const Descriptor probe(::socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
  if (!probe) fail("socket");
  return ::connect(probe.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0 ||
         errno == EAGAIN;  // its backlog is full
}

}  // namespace

Listener inherited_listener() {
  const int fd = systemd_means_us() ? k_first_systemd_descriptor : k_spawn_fcgi_descriptor;
  if (!is_listening(fd)) return {};
  prepare(fd);
  return {Descriptor(fd), {}};
}

Listener own_listener(const std::string& path, int backlog) {
  const auto address = address_of(path);
  if (somebody_answers(address)) throw std::runtime_error("another process already answers at " + path);
  ::unlink(path.c_str());
  Descriptor socket(::socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
  if (!socket) fail("socket");
  // Nobody can connect before listen(), so the mode is right from the first connection on.
  if (::bind(socket.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0)
    fail("bind " + path);
  if (::chmod(path.c_str(), 0660) != 0) fail("chmod " + path);
  if (::listen(socket.get(), backlog) != 0) fail("listen " + path);
  return {std::move(socket), path};
}

Listener listener_at(const std::string& path) {
  auto inherited = inherited_listener();
  return inherited.socket ? std::move(inherited) : own_listener(path);
}

void close_listener(Listener& listener) {
  if (!listener.own_path.empty()) ::unlink(listener.own_path.c_str());
  listener.own_path.clear();
  listener.socket.reset();
}

}  // namespace validation
