#include "base/http_path.h"

#include "base/http.h"
#include "base/text.h"

namespace http {

ListName list_name_of(std::string_view name) {
  const auto open = name.ends_with(']') ? name.rfind('[') : std::string_view::npos;
  if (open == std::string_view::npos || open == 0) return {.name = name};
  const auto number = name.substr(open + 1, name.size() - open - 2);
  if (number.find_first_not_of("0123456789") != std::string_view::npos) return {.name = name};
  return {.name = name.substr(0, open), .is_item = true};
}

std::optional<std::string> path_from(std::string_view sent) {
  if (!sent.starts_with('/')) return std::nullopt;
  std::string path;
  for (const auto piece : base::split(sent.substr(1), '/')) {
    const auto plain = url_decode(piece, false);
    if (!plain || !base::is_clean_text(*plain) || *plain == "." || *plain == "..") return std::nullopt;
    path += '/';
    for (const char c : *plain) {
      if (c == '/')
        path += "%2F";
      else if (c == '%')
        path += "%25";
      else
        path += c;
    }
  }
  return path;
}

std::string piece_of_path(std::string_view piece) {
  return url_decode(piece, false).value_or(std::string(piece));
}

}  // namespace http
