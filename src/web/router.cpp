#include "web/router.h"

#include <algorithm>
#include <deque>

#include "base/http_path.h"
#include "base/text.h"
#include "web/answers.h"

namespace web {

namespace {

constexpr std::string_view k_int = ":int";

bool is_number(std::string_view text) {
  return !text.empty() && text.size() <= 18 &&
         text.find_first_not_of("0123456789") == std::string_view::npos &&
         text.find_first_not_of('0') != std::string_view::npos;
}

void allow(std::string& allowed, http::Method method) {
  const auto name = http::name_of(method);
  if (allowed.find(name) != std::string::npos) return;
  if (!allowed.empty()) allowed += ", ";
  allowed += name;
  if (method == http::Method::get) allowed += ", HEAD";
}

}  // namespace

Router::Router(std::span<const Route> routes) : routes_(routes) {
  for (const auto& route : routes) {
    Row row{.route = &route};
    for (const auto text : base::split(route.pattern, '/')) row.segments.push_back(segment_of(text));
    const auto count = row.segments.size();
    if (rows_.size() <= count) rows_.resize(count + 1);
    rows_[count].push_back(std::move(row));
  }
}

Router::Segment Router::segment_of(std::string_view text) {
  if (!text.starts_with('{')) return {.text = text};
  auto name = text.substr(1, text.size() - 2);
  const bool is_number = name.ends_with(k_int);
  if (is_number) name.remove_suffix(k_int.size());
  return {.text = name, .is_arg = true, .is_number = is_number};
}

bool Router::fits(const Segment& segment, std::string_view piece) {
  if (!segment.is_arg) return segment.text == piece;
  return segment.is_number ? is_number(piece) : !piece.empty();
}

bool Router::fits(const Row& row, const Path& path) {
  return std::equal(row.segments.begin(), row.segments.end(), path.begin(), path.end(),
                    [](const Segment& segment, std::string_view piece) { return fits(segment, piece); });
}

PathArgs Router::args_of(const Row& row, const Path& path) {
  PathArgs args;
  for (std::size_t i = 0; i < path.size(); ++i)
    if (row.segments[i].is_arg) args.emplace_back(row.segments[i].text, path[i]);
  return args;
}

/// The argument by which alone the path does not fit the row; empty when it fits or is another path.
std::string_view Router::wrong_arg_of(const Row& row, const Path& path) {
  std::string_view wrong;
  for (std::size_t i = 0; i < path.size(); ++i) {
    const auto& segment = row.segments[i];
    if (fits(segment, path[i])) continue;
    if (!segment.is_number || path[i].empty()) return {};
    wrong = segment.text;
  }
  return wrong;
}

const std::vector<Router::Row>& Router::rows_of(const Path& path) const {
  static const std::vector<Row> k_none;
  return path.size() < rows_.size() ? rows_[path.size()] : k_none;
}

Match Router::match(http::Method method, std::string_view path) const {
  const auto wanted = method == http::Method::head ? http::Method::get : method;
  if (is_api(path) && path.ends_with('/')) path.remove_suffix(1);
  auto pieces = base::split(path, '/');
  std::deque<std::string> decoded;
  for (auto& piece : pieces)
    if (piece.find('%') != std::string_view::npos) piece = decoded.emplace_back(http::piece_of_path(piece));
  Match match;
  for (const auto& row : rows_of(pieces)) {
    if (!fits(row, pieces)) continue;
    if (row.route->method == wanted) return {.route = row.route, .args = args_of(row, pieces)};
    allow(match.allowed, row.route->method);
  }
  return match.allowed.empty() ? match_loosely(wanted, pieces) : match;
}

/// The row of a program's call that would fit if its id were a number.
Match Router::match_loosely(http::Method wanted, const Path& path) const {
  for (const auto& row : rows_of(path)) {
    if (row.route->method != wanted || row.route->access.kind() != Access::Kind::token) continue;
    if (const auto wrong = wrong_arg_of(row, path); !wrong.empty())
      return {.route = row.route, .args = args_of(row, path), .wrong_arg = wrong};
  }
  return {};
}

}  // namespace web
