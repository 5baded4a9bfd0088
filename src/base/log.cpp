#include "base/log.h"

#include <unistd.h>

#include <nlohmann/json.hpp>

#include "base/clock.h"

namespace base::log {

namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

void write_line(std::string_view level, std::string_view message, std::initializer_list<Field> fields) {
  nlohmann::ordered_json line{
      {"ts", to_sql(SystemClock{}.now())}, {"level", level}, {"msg", mask_documents(message)}};
  for (const auto& [name, value] : fields) line[std::string(name)] = mask_documents(value);
  const auto text = line.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace) + "\n";
  // One write a line: lines of several threads and processes never mix.
  [[maybe_unused]] const auto written = ::write(STDERR_FILENO, text.data(), text.size());
}

}  // namespace

void info(std::string_view message, std::initializer_list<Field> fields) {
  write_line("info", message, fields);
}
void warn(std::string_view message, std::initializer_list<Field> fields) {
  write_line("warn", message, fields);
}
void error(std::string_view message, std::initializer_list<Field> fields) {
  write_line("error", message, fields);
}

std::string mask_documents(std::string_view text) {
  std::string out(text);
  for (std::size_t start = 0; start < out.size();) {
    if (!is_digit(out[start]) || (start > 0 && std::isalnum(static_cast<unsigned char>(out[start - 1])))) {
      ++start;
      continue;
    }
    std::size_t end = start;
    std::size_t count = 0;
    while (end < out.size() && (is_digit(out[end]) || out[end] == '.' || out[end] == '-' || out[end] == '/'))
      count += is_digit(out[end++]) ? 1U : 0U;
    const bool ends_word = end == out.size() || !std::isalnum(static_cast<unsigned char>(out[end]));
    if (ends_word && (count == 11 || count == 14)) {
      std::size_t seen = 0;
      for (std::size_t i = start; i < end; ++i)
        if (is_digit(out[i]) && (seen++ < 3 || seen > count - 2)) out[i] = '*';
    }
    start = end;
  }
  return out;
}

}  // namespace base::log
