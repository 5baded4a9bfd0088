#include "web/csv.h"

#include <algorithm>

namespace web {

namespace {

bool is_plain_number(std::string_view text) {
  if (text.starts_with('-')) text.remove_prefix(1);
  return !text.empty() && std::all_of(text.begin(), text.end(),
                                      [](char c) { return (c >= '0' && c <= '9') || c == ',' || c == '.'; });
}

bool runs_as_formula(std::string_view text) {
  constexpr std::string_view k_triggers = "=+-@\t\r\n|%";
  return !text.empty() && k_triggers.find(text.front()) != std::string_view::npos && !is_plain_number(text);
}

std::string quoted(std::string_view value) {
  std::string text(runs_as_formula(value) ? "'" : "");
  text += value;
  if (text.find_first_of("\";\r\n") == std::string::npos) return text;
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"') out += '"';
    out += c;
  }
  return out + '"';
}

}  // namespace

std::string csv_record(const std::vector<std::string>& values) {
  std::string out;
  for (const auto& value : values) {
    if (&value != values.data()) out += ';';
    out += quoted(value);
  }
  return out + "\r\n";
}

}  // namespace web
