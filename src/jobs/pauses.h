#pragma once
#include <chrono>
#include <cstdint>
#include <optional>

#include "platforms/transmission.h"

/// When what failed is tried again (D57). Pure.
namespace jobs {

/// Accounts in a row that could not be reached, from which on an integration is only probed.
inline constexpr std::uint32_t k_unreachable = 5;

/// When a change that failed `failures` times in a row is tried again: 30 s × 2^n, at most 6 h, ± 20 % by
/// `chance` (0 to 1); later where the platform asks for more, from another beginning where its file says so
/// (D57).
std::chrono::milliseconds pause_after(std::uint32_t failures, double chance,
                                      const std::optional<platforms::Wait>& asked = {});
/// When an integration that does not answer is tried again by one account: 30 s to 10 min; nothing before
/// k_unreachable accounts in a row.
std::optional<std::chrono::seconds> probe_after(std::uint32_t unreachable);
/// 0 to 1, evenly.
double chance();

}  // namespace jobs
