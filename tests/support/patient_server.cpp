#include "support/patient_server.h"

#include <sys/socket.h>
#include <unistd.h>

#include <tuple>

#include "support/local_server.h"

namespace test {

PatientServer::PatientServer(Answer answer) : answer_(std::move(answer)) {
  std::tie(listener_, port_) = local_listener();
  thread_ = std::thread([this] { run(); });
}

PatientServer::~PatientServer() {
  ::shutdown(listener_, SHUT_RDWR);
  thread_.join();
  {
    const std::lock_guard lock(mutex_);
    for (const int socket : open_) ::shutdown(socket, SHUT_RDWR);
  }
  for (auto& thread : serving_) thread.join();
  ::close(listener_);
}

void PatientServer::run() {
  for (;;) {
    const int socket = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
    if (socket < 0) return;
    const std::lock_guard lock(mutex_);
    open_.push_back(socket);
    serving_.emplace_back([this, socket, connection = ++connections_] { serve(socket, connection); });
  }
}

void PatientServer::serve(int socket, int connection) {
  for (int number = 1;; ++number) {
    const auto request = read_request(socket);
    if (request.empty()) break;
    ++requests_;
    if (!answer_(socket, request, connection, number)) break;
  }
  const std::lock_guard lock(mutex_);
  std::erase(open_, socket);
  ::close(socket);
  ++left_;
}

std::string kept_answer(std::string_view body, std::string_view more_head) {
  return "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: " +
         std::to_string(body.size()) + "\r\n" + std::string(more_head) + "\r\n" + std::string(body);
}

}  // namespace test
