#include "base/money.h"

#include <algorithm>

#include "base/text.h"

namespace base {

namespace {
constexpr Cents k_most = 9'999'999'999;

/// True for one to three characters, then groups of three behind dots: "1.234.567".
bool is_grouped(std::string_view reais) {
  const auto groups = split(reais, '.');
  if (groups.front().empty() || groups.front().size() > 3) return false;
  return std::all_of(groups.begin() + 1, groups.end(),
                     [](std::string_view group) { return group.size() == 3; });
}

}  // namespace

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
  const auto mark = text.find(brazilian ? ',' : '.');
  const auto reais = text.substr(0, mark);
  const auto places = mark == std::string_view::npos ? std::string_view("00") : text.substr(mark + 1);
  if (reais.empty() || places.empty() || places.size() > 2) return std::nullopt;
  if (brazilian && reais.find('.') != std::string_view::npos && !is_grouped(reais)) return std::nullopt;
  Cents cents = 0;
  for (const char c : std::string(reais) + std::string(places) + (places.size() == 1 ? "0" : "")) {
    if (brazilian && c == '.') continue;
    if (c < '0' || c > '9') return std::nullopt;
    cents = cents * 10 + (c - '0');
    if (cents > k_most) return std::nullopt;
  }
  return cents;
}

}  // namespace base
