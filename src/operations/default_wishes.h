#pragma once
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/problem.h"
#include "operations/act.h"
#include "storage/sale_packages.h"

namespace operations {

/// What is wanted of the packages that come with a plan, by their codes.
struct DefaultWishes {
  std::set<std::string> declined = {};                ///< pacotes_recusados
  std::map<std::string, base::Date> trial_ends = {};  ///< pacotes_degustacao: in place of the plan's days
};

inline constexpr std::string_view k_trial_ends = "pacotes_degustacao";

/// Names the codes that no package has.
void check_codes(base::FieldErrors& errors, const Context& context, const DefaultWishes& wishes);
/// What cannot be had of the plan: a required package declined, a date for no trial or for no day to come.
std::optional<base::Problem> problem_with(Act& act, const DefaultWishes& wishes,
                                          const storage::SalePlan& plan);

}  // namespace operations
