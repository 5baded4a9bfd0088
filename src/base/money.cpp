#include "base/money.h"

#include "base/text.h"

namespace base {

namespace {
constexpr Cents k_most = 9'999'999'999;
}

std::string money_plain(Cents cents) {
  const auto size = cents < 0 ? -cents : cents;
  const auto part = std::to_string(size % 100);
  return (cents < 0 ? "-" : "") + std::to_string(size / 100) + "." + (part.size() == 1 ? "0" : "") + part;
}

std::string money_br(Cents cents) {
  auto text = money_plain(cents < 0 ? -cents : cents);
  text[text.size() - 3] = ',';
  for (auto at = static_cast<std::ptrdiff_t>(text.size()) - 6; at > 0; at -= 3)
    text.insert(static_cast<std::size_t>(at), ".");
  return (cents < 0 ? "-R$ " : "R$ ") + text;
}

std::optional<Cents> money_from(std::string_view text) {
  text = trim(text);
  if (text.starts_with("R$")) text = trim(text.substr(2));
  if (text.starts_with("\u00a0")) text = trim(text.substr(2));
  // A comma means Brazilian writing: the dots before it only group thousands.
  const bool brazilian = text.find(',') != std::string_view::npos;
  Cents cents = 0;
  int places = -1;
  bool any = false;
  for (const char c : text) {
    if (c >= '0' && c <= '9') {
      if (places >= 0 && ++places > 2) return std::nullopt;
      cents = cents * 10 + (c - '0');
      any = true;
      if (cents > k_most) return std::nullopt;
    } else if (c == (brazilian ? ',' : '.') && places < 0 && any) {
      places = 0;
    } else if (!(brazilian && c == '.' && places < 0 && any)) {
      return std::nullopt;
    }
  }
  if (!any || places == 0) return std::nullopt;
  for (int i = places < 0 ? 0 : places; i < 2; ++i) cents *= 10;
  return cents > k_most ? std::nullopt : std::optional(cents);
}

}  // namespace base
