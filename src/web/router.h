#pragma once
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/http.h"
#include "web/access.h"
#include "web/context.h"

namespace web {

using Handler = http::Response (*)(Context&);

/// How large a body may be, and whether the handler reads it piece by piece.
enum class Body : std::uint8_t { form, json, stream };

/// A row of the route table. Patterns: literal segments, "{name}" for any one segment, "{name:int}" for 1–18
/// digits. The first fitting row wins, so literal rows stand above rows with arguments.
struct Route {
  http::Method method;
  std::string_view pattern;
  Access access;
  Handler handler;
  Body body = Body::form;
};

/// What the table says to a method and path.
struct Match {
  const Route* route = nullptr;  ///< nothing: 404, or 405 when `allowed` is not empty
  PathArgs args = {};
  std::string allowed = {};  ///< the Allow header of a path known by other methods only
};

/// Finds the row for a request; HEAD is answered by GET rows. Immutable; any thread.
class Router {
 public:
  /// `routes` must outlive the router.
  explicit Router(std::span<const Route> routes) : routes_(routes) {}
  Match match(http::Method method, std::string_view path) const;
  std::span<const Route> routes() const { return routes_; }

 private:
  std::span<const Route> routes_;
};

/// The arguments of `path` when it fits the pattern.
std::optional<PathArgs> fit(std::string_view pattern, std::string_view path);

}  // namespace web
