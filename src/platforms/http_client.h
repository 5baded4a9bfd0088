#pragma once
#include <chrono>
#include <cstddef>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "base/expected.h"

namespace platforms {

/// A call to another server.
struct HttpCall {
  std::string method = "GET";
  std::string url = {};   ///< http or https, with its query
  std::string host = {};  ///< Host header and name of the certificate; empty: the URL's
  std::string content_type = {};
  std::vector<std::pair<std::string, std::string>> headers = {};  ///< any others
  std::string body = {};
};

struct HttpReply {
  int status = 0;
  std::string content_type = {};
  std::string body = {};
  std::optional<std::chrono::seconds> retry_after = {};  ///< where it says so in seconds
};

/// Why there is no reply.
struct HttpFailure {
  bool sent = false;         ///< the call may have arrived: look before repeating it
  std::string message = {};  ///< pt-BR
};

/// Longer bodies are a failure.
inline constexpr std::size_t k_most_body_bytes = 1024 * 1024;

/// Who makes calls: the network, or a script in tests. Any thread.
class HttpClient {
 public:
  virtual ~HttpClient() = default;
  /// Makes the call and reads its reply, all within the time given.
  virtual base::Expected<HttpReply, HttpFailure> send(const HttpCall& call,
                                                      std::chrono::milliseconds within) const = 0;
};

/// The network. The time holds for connecting, TLS and a server that drips; looking a name up is the
/// system's, and takes its own. Follows no redirect. Certificates are verified.
class NetworkClient final : public HttpClient {
 public:
  /// Calls whatever it is told to: for our own addresses.
  NetworkClient() = default;
  /// Calls what others have typed: neither private addresses nor plain http, the "host:port" of `allowed`
  /// excepted (D61). An address is checked after its name was looked up.
  explicit NetworkClient(std::set<std::string> allowed) : allowed_(std::move(allowed)) {}
  base::Expected<HttpReply, HttpFailure> send(const HttpCall& call,
                                              std::chrono::milliseconds within) const override;

 private:
  std::optional<std::set<std::string>> allowed_ = {};  ///< nothing: anything goes
};

}  // namespace platforms
