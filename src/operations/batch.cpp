#include "operations/batch.h"

#include "operations/recompute.h"
#include "storage/packages.h"

namespace operations {

void Batch::finish(Context context) {
  context.batch = nullptr;
  recompute(context, {concerned_.begin(), concerned_.end()});
}

void Batch::forget_catalogue() {
  plans_.clear();
  defaults_.clear();
}

std::optional<storage::SalePlan> find_sale_plan(const Context& context, std::string_view code) {
  const auto look = [&] { return storage::find_sale_plan_by_code(context.db, context.provider_id, code); };
  if (context.batch == nullptr) return look();
  auto& known = context.batch->plans_;
  if (const auto at = known.find(code); at != known.end()) return at->second;
  auto plan = look();
  if (plan) known.emplace(code, *plan);
  return plan;
}

std::vector<storage::SalePackage> list_default_packages(const Context& context, std::uint32_t plan_id) {
  const auto look = [&] { return storage::list_default_packages(context.db, context.provider_id, plan_id); };
  if (context.batch == nullptr) return look();
  auto& known = context.batch->defaults_;
  const auto at = known.find(plan_id);
  return at != known.end() ? at->second : known.emplace(plan_id, look()).first->second;
}

void share_package(const Context& context, std::uint32_t package_id) {
  if (context.batch == nullptr || context.batch->shared_.insert(package_id).second)
    storage::share_package(context.db, context.provider_id, package_id);
}

}  // namespace operations
