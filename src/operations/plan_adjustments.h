#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/money.h"
#include "base/problem.h"
#include "operations/context.h"

namespace operations {

/// *Reajustar Valores* (D24): a percentage or an amount on the plan's own value, up or down; one of the two.
struct Adjustment {
  std::optional<std::int64_t> percent_hundredths = {};  ///< 450 = 4,5 %
  std::optional<base::Cents> amount = {};
};
/// The value after the adjustment, to the cent, half up.
base::Cents adjusted(base::Cents value, const Adjustment& adjustment);

/// A plan to adjust. `expected`: its value in the preview that was confirmed; another one by now is a
/// conflict, so that a confirmation sent twice adjusts once.
struct PlanToAdjust {
  std::string code = {};
  std::optional<base::Cents> expected = {};
};
struct AdjustedPlan {
  std::uint32_t id = 0;
  std::string code = {};
  std::string description = {};
  base::Cents before = 0;
  base::Cents after = 0;
  std::uint32_t services = 0;                ///< not over; capped as storage::k_count_cap
  std::optional<std::uint64_t> job_id = {};  ///< of the job that adjusts them too, once it is in the queue
};
/// What adjust_plans would do; writes nothing.
base::Result<std::vector<AdjustedPlan>> preview_adjustment(const Context& context,
                                                           const std::vector<PlanToAdjust>& plans,
                                                           const Adjustment& adjustment);
/// All of the plans or none. Existing services keep their values unless `with_services`: then a job adjusts
/// them too (plan_services.h).
base::Result<std::vector<AdjustedPlan>> adjust_plans(const Context& context,
                                                     const std::vector<PlanToAdjust>& plans,
                                                     const Adjustment& adjustment,
                                                     bool with_services = false);

}  // namespace operations
