#include "domain/speed.h"

#include <algorithm>
#include <array>

#include "base/text.h"

namespace domain {

namespace {

struct Unit {
  std::string_view name;
  std::uint64_t kbps;
};
constexpr std::array<Unit, 19> k_units{{{"", 1'000},
                                        {"k", 1},
                                        {"kb", 1},
                                        {"kbps", 1},
                                        {"kbit", 1},
                                        {"kbits", 1},
                                        {"m", 1'000},
                                        {"mb", 1'000},
                                        {"mbps", 1'000},
                                        {"mbit", 1'000},
                                        {"mbits", 1'000},
                                        {"mega", 1'000},
                                        {"megas", 1'000},
                                        {"g", 1'000'000},
                                        {"gb", 1'000'000},
                                        {"gbps", 1'000'000},
                                        {"gbit", 1'000'000},
                                        {"giga", 1'000'000},
                                        {"gigas", 1'000'000}}};

bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// "mb/s" is "mb".
const Unit* unit_named(std::string_view text) {
  auto name = base::to_lower(base::trim(text));
  if (name.ends_with("/s")) name.resize(name.size() - 2);
  const auto* const found = std::ranges::find(k_units, std::string_view(name), &Unit::name);
  return found == k_units.end() ? nullptr : found;
}

/// The digits before and behind the comma: "1.500,5" -> "1500" and "5".
struct Number {
  std::string whole = {};
  std::string part = {};
};
std::optional<Number> number_in(std::string_view text) {
  Number number;
  auto mark = text.find(',');
  const auto dot = text.find('.');
  // A dot before exactly three digits parts thousands, as in every number of these screens.
  const bool thousands =
      dot != std::string_view::npos && (mark == std::string_view::npos ? text.size() : mark) == dot + 4;
  if (mark == std::string_view::npos && !thousands) mark = dot;
  const auto whole = text.substr(0, mark);
  for (const char c : whole)
    if (c != '.' || !thousands) number.whole += c;
  if (mark != std::string_view::npos) number.part = text.substr(mark + 1);
  const bool sound = !number.whole.empty() && std::ranges::all_of(number.whole, is_digit) &&
                     std::ranges::all_of(number.part, is_digit) && number.whole.size() <= 7 &&
                     number.part.size() <= 6 && (mark == std::string_view::npos || !number.part.empty());
  return sound ? std::optional(number) : std::nullopt;
}

}  // namespace

std::optional<std::uint64_t> kbps_from(std::string_view text) {
  text = base::trim(text);
  const auto end = std::ranges::find_if(text, [](char c) { return !is_digit(c) && c != ',' && c != '.'; });
  const auto digits = static_cast<std::size_t>(end - text.begin());
  const auto number = number_in(text.substr(0, digits));
  const auto* unit = unit_named(text.substr(digits));
  if (!number || unit == nullptr) return std::nullopt;
  std::uint64_t scale = 1;
  std::uint64_t value = 0;
  for (const char c : number->whole) value = value * 10 + static_cast<std::uint64_t>(c - '0');
  for (const char c : number->part) {
    value = value * 10 + static_cast<std::uint64_t>(c - '0');
    scale *= 10;
  }
  const auto all = value * unit->kbps;
  return all % scale == 0 ? std::optional(all / scale) : std::nullopt;
}

std::string mbps_field(std::uint32_t kbps) {
  auto text = std::to_string(kbps / 1'000);
  auto part = std::to_string(1'000 + kbps % 1'000).substr(1);
  while (!part.empty() && part.back() == '0') part.pop_back();
  return part.empty() ? text : text + "," + part;
}

std::string speed_text(std::uint32_t kbps) {
  if (kbps > 0 && kbps < 1'000) return std::to_string(kbps) + " kbps";
  const auto field = mbps_field(kbps);
  const auto comma = field.find(',');
  return base::grouped(kbps / 1'000) + (comma == std::string::npos ? "" : field.substr(comma)) + " Mbps";
}

}  // namespace domain
