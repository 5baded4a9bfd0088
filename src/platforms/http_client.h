#pragma once
#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "base/expected.h"

namespace Poco::Net {
class IPAddress;
}

namespace platforms {

/// A call to another server.
struct HttpCall {
  std::string method = "GET";
  std::string url = {};   ///< http or https, with its query
  std::string host = {};  ///< Host header and name of the certificate; empty: the URL's
  std::string content_type = {};
  std::vector<std::pair<std::string, std::string>> headers = {};  ///< any others
  std::string body = {};
  std::string line = {};  ///< whose connection it may share with other calls of the same; empty: nobody's
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

/// How far the network's client goes for a connection; the defaults are what holds.
struct Reach {
  std::chrono::milliseconds connect{5000};  ///< to one address of several (R33)
  std::chrono::milliseconds idle{2000};     ///< a connection is kept between two calls
  std::chrono::milliseconds open{
      60000};  ///< and in all: then its name is looked up and its address checked anew
  /// Stands for the system's look-up of names.
  std::function<std::vector<Poco::Net::IPAddress>(const std::string& host)> look_up = {};
};

/// The network. The time holds for all of a call: looking its name up, connecting, TLS, a server that drips.
/// Follows no redirect. Certificates are verified. Calls that name the same line share connections: a
/// connection is its line's, its server's and its host name's alone, closed when its peer closes it, says
/// something unasked or leaves a reply unfinished. A call that meets a connection which is just being closed
/// is made once more where it only reads; any other is a failure that may have arrived, for its caller to
/// look into.
class NetworkClient final : public HttpClient {
 public:
  /// Calls whatever it is told to: for our own addresses.
  explicit NetworkClient(Reach reach = {});
  /// Calls what others have typed: neither private addresses nor plain http, the "host:port" of `allowed`
  /// excepted (D61). An address is checked after its name was looked up.
  explicit NetworkClient(std::set<std::string> allowed, Reach reach = {});
  ~NetworkClient() override;
  base::Expected<HttpReply, HttpFailure> send(const HttpCall& call,
                                              std::chrono::milliseconds within) const override;

  struct State;

 private:
  std::unique_ptr<State> state_;
};

}  // namespace platforms
