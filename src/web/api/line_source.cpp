#include "web/api/line_source.h"

#include <algorithm>

#include "base/text.h"

namespace web::api {

namespace {
constexpr std::size_t k_piece = 64 * 1024;
}

bool LineSource::fill() {
  piece_.resize(k_piece);
  piece_.resize(read_(piece_.data(), k_piece));
  at_ = 0;
  return !piece_.empty();
}

void LineSource::append(SourceLine& line, std::string_view part) {
  if (line.text.size() + part.size() > k_longest) line.too_long = true;
  if (line.too_long)
    line.text.clear();
  else
    line.text += part;
}

bool LineSource::read_line(SourceLine& line) {
  bool any = false;
  while (at_ < piece_.size() || fill()) {
    any = true;
    const auto end = std::min(piece_.find('\n', at_), piece_.size());
    append(line, std::string_view(piece_).substr(at_, end - at_));
    const bool whole = end < piece_.size();
    at_ = whole ? end + 1 : end;
    if (whole) break;
  }
  return any;
}

bool LineSource::next(SourceLine& line) {
  do {
    line = {};
    if (!read_line(line)) return false;
    line.number = ++number_;
  } while (!line.too_long && base::trim(line.text).empty());
  return true;
}

void LineSource::drain() {
  while (fill()) {
  }
}

}  // namespace web::api
