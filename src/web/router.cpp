#include "web/router.h"

#include <algorithm>

#include "base/text.h"

namespace web {

namespace {

constexpr std::string_view k_int = ":int";

bool is_number(std::string_view text) {
  return !text.empty() && text.size() <= 18 &&
         std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

/// Takes one segment; false when it does not fit.
bool take(std::string_view expected, std::string_view segment, PathArgs& args) {
  if (expected.empty() || expected.front() != '{') return expected == segment;
  auto name = expected.substr(1, expected.size() - 2);
  if (name.ends_with(k_int)) {
    if (!is_number(segment)) return false;
    name.remove_suffix(k_int.size());
  }
  if (segment.empty()) return false;
  args.emplace_back(name, segment);
  return true;
}

void allow(std::string& allowed, http::Method method) {
  const auto name = http::name_of(method);
  if (allowed.find(name) != std::string::npos) return;
  if (!allowed.empty()) allowed += ", ";
  allowed += name;
  if (method == http::Method::get) allowed += ", HEAD";
}

}  // namespace

std::optional<PathArgs> fit(std::string_view pattern, std::string_view path) {
  const auto expected = base::split(pattern, '/');
  const auto segments = base::split(path, '/');
  if (expected.size() != segments.size()) return std::nullopt;
  PathArgs args;
  for (std::size_t i = 0; i < expected.size(); ++i)
    if (!take(expected[i], segments[i], args)) return std::nullopt;
  return args;
}

Match Router::match(http::Method method, std::string_view path) const {
  const auto wanted = method == http::Method::head ? http::Method::get : method;
  Match match;
  for (const auto& route : routes_) {
    auto args = fit(route.pattern, path);
    if (!args) continue;
    if (route.method == wanted) return {.route = &route, .args = std::move(*args)};
    allow(match.allowed, route.method);
  }
  return match;
}

}  // namespace web
