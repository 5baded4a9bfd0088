#pragma once
#include <chrono>
#include <cstddef>
#include <functional>
#include <string>

#include "base/http.h"

struct FCGX_Request;

namespace door {

/// The head of a request, and why it cannot be served: 400, 431, or 0 for one that can.
struct Head {
  http::Request request = {};
  int refusal = 0;
};

/// One request that libfcgi has accepted, and its answer.
class Exchange {
 public:
  explicit Exchange(FCGX_Request& slot) : slot_(slot) {}

  /// Refuses what appears twice, is too large, or has a path that is not clean text.
  Head read_head() const;
  /// The whole body; false when it is larger than `most` (what is left of it is read and dropped, or nginx
  /// would not hear the answer) or ended too soon.
  bool read_body(std::string& body, std::size_t most);
  /// Reads the next piece of the body; 0 = end. Throws std::runtime_error when the client has gone in the
  /// middle.
  std::size_t read_piece(char* into, std::size_t size);
  /// Told of each look at a body: how many bytes had come, and after how long a wait. It may throw.
  using Watch = std::function<void(std::size_t came, std::chrono::steady_clock::duration waited)>;
  /// The same for a body that comes as slowly as `watch` allows: what is there within half a second.
  std::size_t read_what_comes(char* into, std::size_t size, const Watch& watch);
  /// False: the client has gone, or a streamed body failed; then the connection must be cut, not ended.
  bool write(const http::Request& request, const http::Response& response);

 private:
  bool put(std::string_view text);
  FCGX_Request& slot_;
};

}  // namespace door
