#pragma once
#include <chrono>
#include <cstddef>
#include <string>

#include "base/expected.h"

namespace platforms {

/// A call to another server.
struct HttpCall {
  std::string method = "GET";
  std::string url = {};   ///< http or https, with its query
  std::string host = {};  ///< Host header and name of the certificate; empty: the URL's
  std::string content_type = {};
  std::string body = {};
};

struct HttpReply {
  int status = 0;
  std::string content_type = {};
  std::string body = {};
};

/// Why there is no reply.
struct HttpFailure {
  bool sent = false;         ///< the call may have arrived: look before repeating it
  std::string message = {};  ///< pt-BR
};

/// Longer bodies are a failure.
inline constexpr std::size_t k_most_body_bytes = 1024 * 1024;

/// Makes the call and reads its reply, all within the time given: connecting, TLS, a server that drips.
/// Follows no redirect. Certificates are verified. Any thread. Looking a name up is the system's, and takes
/// its own time.
base::Expected<HttpReply, HttpFailure> send(const HttpCall& call, std::chrono::milliseconds within);

}  // namespace platforms
