#include "web/context.h"

#include <charconv>
#include <stdexcept>

namespace web {

namespace {

std::string actor_of(const Context& context) {
  if (context.user) return "usuario:" + context.user->name + " <" + context.user->email + ">";
  if (context.token) return "token:" + context.token->name;
  return "sistema";
}

}  // namespace

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

operations::Context Context::operations() const {
  return {tenant(), provider.zone, house.clock, house.keyring, actor_of(*this)};
}

}  // namespace web
