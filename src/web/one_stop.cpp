#include "web/one_stop.h"

namespace web {

std::string one_stop(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool ends = text[i] == '.' && (i + 1 == text.size() || text[i + 1] == ' ');
    const bool closed = ends && i > 0 && std::string_view(".!?").find(text[i - 1]) != std::string_view::npos;
    if (!closed || text.substr(0, i).ends_with("..")) out += text[i];
  }
  return out;
}

}  // namespace web
