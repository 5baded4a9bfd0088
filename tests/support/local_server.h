#pragma once
#include <atomic>
#include <functional>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <utility>

namespace test {

/// A server on 127.0.0.1 for one connection at a time, as rude as its answer: each gets the whole request and
/// writes to the socket what it likes.
class LocalServer {
 public:
  /// The request as it came, head and body; the socket is closed when the answer returns.
  using Answer = std::function<void(int socket, const std::string& request)>;
  explicit LocalServer(Answer answer);
  ~LocalServer();
  LocalServer(const LocalServer&) = delete;
  LocalServer& operator=(const LocalServer&) = delete;

  /// "http://127.0.0.1:40123".
  std::string address() const { return "http://127.0.0.1:" + std::to_string(port_); }
  int port() const { return port_; }
  /// How many requests have come.
  int served() const { return served_; }
  /// The last of them, as it came.
  std::string last_request() const;

 private:
  void run();

  Answer answer_;
  int listener_ = -1;
  int port_ = 0;
  std::atomic<int> served_ = 0;
  mutable std::mutex mutex_ = {};
  std::string last_request_ = {};
  std::thread thread_ = {};
};

/// A listening socket of 127.0.0.1, and its port.
std::pair<int, int> local_listener();
/// Reads until the request is whole or the peer has gone.
std::string read_request(int socket);
/// Writes all of it; a peer that has gone is no matter.
void write_all(int socket, std::string_view bytes);
/// "HTTP/1.1 200 OK" with the body, its type and its length.
std::string http_answer(int status, std::string_view body,
                        std::string_view content_type = "application/json");

}  // namespace test
