#pragma once
#include <string_view>

namespace storage {

/// In statements over a service_package sp: true of a trial that waits for its first enabling (D4), which has
/// no date yet.
inline constexpr std::string_view k_waits =
    "(sp.trial_days IS NOT NULL AND sp.limit_typed = 0 AND sp.activated_at IS NULL)";

/// The SQL twin of domain::is_live: a condition that binds the day.
inline constexpr std::string_view k_live =
    "(sp.removed_at IS NULL AND (sp.limit_on IS NULL OR sp.limit_on > ? OR (sp.trial_days IS NOT NULL AND "
    "sp.limit_typed = 0 AND sp.activated_at IS NULL)))";
static_assert(k_live.find(k_waits) != std::string_view::npos, "one condition for what waits");

}  // namespace storage
