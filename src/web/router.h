#pragma once
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/http.h"
#include "web/access.h"
#include "web/context.h"

namespace web {

using Handler = http::Response (*)(Context&);

/// How large a body may be, and whether the handler reads it piece by piece.
enum class Body : std::uint8_t {
  form,
  long_form,  ///< one with rows, or one that carries another
  json,
  stream
};

/// A row of the route table. Patterns: literal segments, "{name}" for any one segment, "{name:int}" for a
/// number from 1, up to 18 digits. The first fitting row wins, so literal rows stand above rows with
/// arguments.
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
  std::string_view wrong_arg =
      {};  ///< on routes for tokens: the argument that should be a number and is none
};

/// Finds the row for a request; HEAD is answered by GET rows, and one slash at the end of an API path is
/// nothing. Immutable; any thread.
class Router {
 public:
  /// `routes` must outlive the router.
  explicit Router(std::span<const Route> routes);
  Match match(http::Method method, std::string_view path) const;
  std::span<const Route> routes() const { return routes_; }

 private:
  /// A piece of a pattern between slashes: a literal, or the name of an argument.
  struct Segment {
    std::string_view text = {};
    bool is_arg = false;
    bool is_number = false;
  };
  struct Row {
    const Route* route = nullptr;
    std::vector<Segment> segments = {};
  };
  using Path = std::vector<std::string_view>;

  static Segment segment_of(std::string_view text);
  static bool fits(const Segment& segment, std::string_view piece);
  static bool fits(const Row& row, const Path& path);
  static PathArgs args_of(const Row& row, const Path& path);
  static std::string_view wrong_arg_of(const Row& row, const Path& path);
  const std::vector<Row>& rows_of(const Path& path) const;
  Match match_loosely(http::Method wanted, const Path& path) const;

  std::span<const Route> routes_;
  std::vector<std::vector<Row>> rows_ = {};  ///< by number of segments, in the order of the table
};

}  // namespace web
