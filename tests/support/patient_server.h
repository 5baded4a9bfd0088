#pragma once
#include <atomic>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace test {

/// A server on 127.0.0.1 that answers several requests on a connection, and several connections at a time.
class PatientServer {
 public:
  /// The request, which connection it came on and which of that connection's it is, both from 1. False hangs
  /// up.
  using Answer = std::function<bool(int socket, const std::string& request, int connection, int number)>;
  explicit PatientServer(Answer answer);
  ~PatientServer();
  PatientServer(const PatientServer&) = delete;
  PatientServer& operator=(const PatientServer&) = delete;

  std::string address(const std::string& host = "127.0.0.1") const {
    return "http://" + host + ":" + std::to_string(port_);
  }
  int port() const { return port_; }
  int connections() const { return connections_; }
  int requests() const { return requests_; }
  /// Connections that both sides have left.
  int left() const { return left_; }

 private:
  void run();
  void serve(int socket, int connection);

  Answer answer_;
  int listener_ = -1;
  int port_ = 0;
  std::atomic<int> connections_ = 0;
  std::atomic<int> requests_ = 0;
  std::atomic<int> left_ = 0;
  std::mutex mutex_ = {};
  std::vector<int> open_ = {};
  std::vector<std::thread> serving_ = {};
  std::thread thread_ = {};
};

/// "HTTP/1.1 200 OK" with the body and its length, after which the connection stays.
std::string kept_answer(std::string_view body, std::string_view more_head = "");

}  // namespace test
