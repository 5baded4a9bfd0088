#pragma once
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/problem.h"

/// HTTP as values: what the door hands to the web room and takes back. No I/O.
namespace http {

enum class Method { get, head, post, put, patch, del, other };

Method method_from(std::string_view name);
std::string_view name_of(Method method);

/// Header names compare without case.
struct NoCase {
  using is_transparent = void;
  bool operator()(std::string_view left, std::string_view right) const;
};
using Headers = std::map<std::string, std::string, NoCase>;

/// Thrown by a streamed body when the process is told to stop: what follows in it will not be read.
class Stopping : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

struct Request {
  Method method = Method::get;
  std::string path = {};   ///< as path_from (base/http_path.h) makes it; no query
  std::string query = {};  ///< raw, without '?'
  std::string body = {};   ///< whole body; empty when `stream_body` is set
  Headers headers = {};
  std::string host = {};            ///< lower case, without port
  std::string host_with_port = {};  ///< as sent, for building URLs
  std::string remote_address = {};
  std::string request_id = {};  ///< 32 hex digits, also in the log and in error pages
  bool secure = false;          ///< came by HTTPS
  /// Reads up to `size` bytes of a streamed body into `into`; 0 = end. Only for routes that stream. Throws
  /// Stopping, or std::runtime_error when the client has gone.
  std::function<std::size_t(char* into, std::size_t size)> stream_body = {};

  /// The header's value, or empty.
  std::string_view header(std::string_view name) const;
  /// The cookie's value, or nothing.
  std::optional<std::string> cookie(std::string_view name) const;
};

struct Response {
  int status = 200;
  std::vector<std::pair<std::string, std::string>> headers = {};
  std::string body = {};
  /// If set, writes the body itself, piece by piece, after the headers; false from `write` = client gone.
  std::function<void(const std::function<bool(std::string_view piece)>& write)> stream = {};

  Response& with(std::string name, std::string value) {
    headers.emplace_back(std::move(name), std::move(value));
    return *this;
  }
};

std::string_view reason_phrase(int status);

/// Decoded name=value pairs of a query or form, in the order sent. A name never appears twice. A copy shares
/// them until one of the two is changed.
class Params {
 public:
  using Pair = std::pair<std::string, std::string>;
  /// Most pairs of one request; more is refused before any is looked at.
  static constexpr std::size_t k_most = 1000;

  /// Parses urlencoded text; refuses a repeated name, a bad %-escape, bytes that are not UTF-8, NUL, and more
  /// than `k_most` pairs.
  static base::Result<Params> parse(std::string_view urlencoded);

  std::optional<std::string> find(std::string_view name) const;
  std::string get(std::string_view name) const { return find(name).value_or(""); }
  bool has(std::string_view name) const { return place_of(name) != nullptr; }
  const std::vector<Pair>& all() const;
  void set(std::string name, std::string value);

 private:
  struct Kept {
    std::vector<Pair> pairs = {};
    std::vector<std::uint32_t> by_name = {};  ///< the places of `pairs`, in the order of their names
  };

  void take(std::string_view part, base::FieldErrors& errors);
  void put_in_order(base::FieldErrors& errors);
  const Pair* place_of(std::string_view name) const;
  Kept& own();

  std::shared_ptr<Kept> kept_ = {};  ///< nothing: no pairs
};

/// True when urlencoded text has more pairs than that; no further looked at, and nothing is decoded.
bool has_more_params(std::string_view urlencoded, std::size_t most);

/// The value of the first pair of that name in urlencoded text, the rest of which is not decoded; nothing
/// when there is none.
std::optional<std::string> find_param(std::string_view urlencoded, std::string_view name);

/// Percent-encodes everything but unreserved characters (RFC 3986).
std::string url_encode(std::string_view text);
/// Decodes %XX, and '+' as space when `plus_is_space`; nothing on a bad escape.
std::optional<std::string> url_decode(std::string_view text, bool plus_is_space);

}  // namespace http
