#include "web/context.h"

#include <charconv>
#include <stdexcept>

namespace web {

const std::string& Context::arg(std::string_view name) const {
  for (const auto& [key, value] : args)
    if (key == name) return value;
  throw std::out_of_range("no path argument " + std::string(name));
}

std::uint64_t Context::id(std::string_view name) const {
  const auto& text = arg(name);
  std::uint64_t value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

}  // namespace web
