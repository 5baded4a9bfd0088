#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace base {

using Cents = std::int64_t;

/// "30.00": money on the wire.
std::string money_plain(Cents cents);
/// "R$ 1.234,56": money on a screen.
std::string money_br(Cents cents);
/// Reads "30", "30.5", "30,50", "R$ 1.234,56"; at most two places and R$ 99.999.999,99; nothing otherwise.
std::optional<Cents> money_from(std::string_view text);

}  // namespace base
