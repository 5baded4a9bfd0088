#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/patch.h"
#include "base/problem.h"
#include "operations/act.h"
#include "operations/erp_memory.h"
#include "operations/written.h"
#include "storage/plans.h"

namespace operations {

/// A default package of a plan as sent.
struct PlanPackagePut {
  std::string code = {};
  bool required = false;                         ///< obrigatorio
  std::optional<std::uint32_t> trial_days = {};  ///< degustacao_dias; none or 0: no trial
};

/// Default packages, compared as a set.
template <>
struct FeedCodec<std::vector<PlanPackagePut>> {
  static std::string text(std::vector<PlanPackagePut> packages);
  static std::vector<PlanPackagePut> value(const std::string& text);
  static std::string words(const std::string& text, const Voice& voice);
};

/// The fields of a plan that may be written; wire names in CONTRACTS §1.
struct PlanPut {
  base::Patch<std::string> description = {};
  base::Patch<base::Cents> value = {};
  base::Patch<std::string> technology = {};
  base::Patch<std::uint32_t> download_kbps = {};
  base::Patch<std::uint32_t> upload_kbps = {};
  base::Patch<bool> bandwidth_control = {};  ///< controlar_banda
  base::Patch<bool> lock_packages = {};      ///< travar_pacotes
  base::Patch<bool> active = {};
  base::Patch<std::vector<PlanPackagePut>> packages = {};  ///< given = replaced whole
};

/// Creates or changes the plan of a code; an empty code makes one from the description (creating only).
/// Services there are keep their packages (D9).
base::Result<Written> put_plan(const Acting& acting, std::string_view code, PlanPut put,
                               Expect expect = Expect::either);

/// Inactive = no longer sold; services there are stay (D3).
base::Result<Written> set_plan_active(const Context& context, std::string_view code, bool active);

/// A new plan like the one of `code`, packages included: *Clonar Plano*. Empty code or description: made from
/// the original's.
base::Result<Written> clone_plan(const Context& context, std::string_view code, std::string_view new_code,
                                 std::string_view new_description);

/// What of the plan is another than the feed left it; nothing when there is no such plan.
std::optional<RecordDifferences> plan_differences(const Context& context, std::uint64_t id);
/// Takes the ERP's value of the field again.
base::Result<Written> restore_plan(const Context& context, std::uint64_t id, std::string_view field);
/// Lists them after a change by another way than a PUT; before the plan is written.
void settle_plan(const Context& context, domain::Plan& after);

/// A plan with all that its page shows.
struct PlanView {
  domain::Plan plan = {};
  std::vector<storage::PlanPackage> packages = {};
  std::uint32_t services = 0;  ///< not over; capped as storage::k_count_cap
};
std::optional<PlanView> find_plan(const Context& context, std::string_view code);
std::optional<PlanView> find_plan_by_id(const Context& context, std::uint32_t id);

}  // namespace operations
