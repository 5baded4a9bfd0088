#pragma once
#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "validation/descriptor.h"

/// The web server's side of a FastCGI connection, as small as the tests need it.
namespace fcgi_client {

struct Answer {
  int status = 0;
  std::string headers = {};
  std::string body = {};
};

struct Ask {
  std::string_view method = "GET";
  std::string_view path = "/callback/token";
  std::string_view query = {};
  std::string_view content_type = {};
  std::string body = {};
  bool keep = true;
};

/// The bytes of one request.
std::string bytes_of(const Ask& ask);
/// One record.
std::string record(int type, std::string_view content, int request = 1, int padding = 0);
/// BEGIN_REQUEST of a responder.
std::string begin(bool keep = true);

class Client {
 public:
  /// Connects; throws when nobody listens.
  explicit Client(const std::string& socket_path);
  void send(std::string_view bytes);
  /// Sends and reads the answer; nothing when the server closed without one (or after `limit`).
  std::optional<Answer> ask(const Ask& ask, std::chrono::milliseconds limit = std::chrono::seconds{5});
  std::optional<Answer> read_answer(std::chrono::milliseconds limit = std::chrono::seconds{5});
  /// True once the server has closed; false when it has not after `limit`.
  bool closed_within(std::chrono::milliseconds limit);
  void half_close();
  /// True when a read ended by time, not by the server's closing.
  bool timed_out() const { return timed_out_; }

 private:
  bool wait_readable(std::chrono::steady_clock::time_point until);
  std::string read_exactly(std::size_t size, std::chrono::steady_clock::time_point until);

  validation::Descriptor socket_;
  bool timed_out_ = false;
};

}  // namespace fcgi_client
