#pragma once
#include <string>
#include <vector>

#include "base/patch.h"
#include "osm/domain/subscriber.h"
#include "osm/operations/act.h"

namespace osm {

/// The most plans of one subscriber.
inline constexpr std::size_t k_plans_most = 50;

/// The plans after `plans` (all that it is to have) or `main_plan` (the one that takes the main one's place),
/// field by field of SubscriberPut. What was held keeps its day and its order; what is new must be active.
std::vector<HeldPlan> plans_after(const Context& context, const std::vector<HeldPlan>& before,
                                  const base::Patch<std::vector<std::string>>& plans,
                                  const base::Patch<std::string>& main_plan, base::FieldErrors& errors);

/// Their codes, the main one's first, with commas between: for the trail.
std::string codes_text(const std::vector<HeldPlan>& plans);

}  // namespace osm
