// What a client that does nothing else gets out of a platform: so many connections, each a loop that creates
// subscribers at NX Play's double and waits for the answer. Prints one line of JSON.
//
//   bare_client PORT PATH TOKEN CONNECTIONS REQUESTS PREFIX
#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <thread>
#include <vector>

namespace {

int connected(int port) {
  const int fd = ::socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (::connect(fd, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) std::exit(1);
  const int on = 1;
  ::setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  return fd;
}

bool send_all(int fd, const std::string& text) {
  for (std::size_t at = 0; at < text.size();) {
    const auto count = ::send(fd, text.data() + at, text.size() - at, MSG_NOSIGNAL);
    if (count <= 0) return false;
    at += static_cast<std::size_t>(count);
  }
  return true;
}

/// The status of an answer with a Content-Length, read whole; 0: none.
int answered(int fd) {
  std::string text;
  std::array<char, 8192> piece{};
  for (;;) {
    const auto end = text.find("\r\n\r\n");
    if (end != std::string::npos) {
      auto at = text.find("Content-Length: ");
      if (at == std::string::npos) at = text.find("content-length: ");
      const auto size = at < end ? std::strtoul(text.c_str() + at + 16, nullptr, 10) : 0;
      if (text.size() >= end + 4 + size) return std::atoi(text.c_str() + 9);
    }
    const auto count = ::recv(fd, piece.data(), piece.size(), 0);
    if (count <= 0) return 0;
    text.append(piece.data(), static_cast<std::size_t>(count));
  }
}

}  // namespace

int main(int count, char** words) {
  if (count != 7) return 2;
  const int port = std::atoi(words[1]);
  const std::string path = words[2];
  const std::string token = words[3];
  const int connections = std::atoi(words[4]);
  const int requests = std::atoi(words[5]);
  const std::string prefix = words[6];
  std::atomic<int> next = 0;
  std::atomic<int> wrong = 0;
  std::vector<std::thread> threads;
  const auto began = std::chrono::steady_clock::now();
  for (int i = 0; i < connections; ++i)
    threads.emplace_back([&] {
      const int fd = connected(port);
      for (int n = next++; n < requests; n = next++) {
        const auto code = prefix + std::to_string(n);
        const auto body =
            R"({"codigo_externo":")" + code + R"(","nome":"Cliente )" + code + R"(","email":")" + code +
            R"(@bare.example","senha":"123456","planos":["SEAC"],"status":"ativo","noggin":true,"paramount":true})";
        const bool sent = send_all(
            fd, "POST " + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer " + token +
                    "\r\nIdempotency-Key: " + code +
                    "-1\r\nContent-Type: application/json\r\nContent-Length: " + std::to_string(body.size()) +
                    "\r\n\r\n" + body);
        if (!sent || answered(fd) != 201) ++wrong;
      }
      ::close(fd);
    });
  for (auto& thread : threads) thread.join();
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - began;
  std::printf("{\"requests\": %d, \"seconds\": %.6f, \"wrong\": %d}\n", requests, took.count(), wrong.load());
  return 0;
}
