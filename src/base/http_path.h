#pragma once
#include <optional>
#include <string>
#include <string_view>

/// How names and paths of a request are taken apart.
namespace http {

/// The path of a request as it was sent, split before it is decoded: each piece between slashes is decoded
/// but for %2F and %25, so that a slash inside a piece stays there. Nothing when it does not begin with '/',
/// or a piece is no clean text, or "." or "..".
std::optional<std::string> path_from(std::string_view sent);
/// A piece of such a path, decoded.
std::string piece_of_path(std::string_view piece);

/// What a name means where a list is sent: "products[]" and "products[0]" are items of "products".
struct ListName {
  std::string_view name = {};
  bool is_item = false;
};
ListName list_name_of(std::string_view name);

}  // namespace http
