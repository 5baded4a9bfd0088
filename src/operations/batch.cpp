#include "operations/batch.h"

#include <utility>

#include "operations/recompute.h"
#include "storage/customers.h"
#include "storage/packages.h"
#include "storage/services.h"

namespace operations {

void Batch::forget_catalogue() {
  plans.clear();
  defaults.clear();
}

void Batch::forget_records() {
  customers.clear();
  created_customers.clear();
  new_services.clear();
}

void expect(const Context& context, const std::set<std::string>& customer_codes,
            const std::set<std::uint64_t>& service_erp_ids) {
  auto& batch = *context.batch;
  const std::vector<std::string> codes(customer_codes.begin(), customer_codes.end());
  for (const auto& code : codes) batch.customers[code];
  for (const auto& [code, id] : storage::list_customer_ids_by_code(context.tenant, codes))
    batch.customers[code] = id;
  batch.new_services = service_erp_ids;
  const std::vector<std::uint64_t> ids(service_erp_ids.begin(), service_erp_ids.end());
  for (const auto id : storage::list_service_erp_ids(context.tenant, ids)) batch.new_services.erase(id);
}

void finish_batch(Context context) {
  const auto* batch = std::exchange(context.batch, nullptr);
  recompute(context, {batch->concerned.begin(), batch->concerned.end()});
}

std::optional<std::uint64_t> find_customer_id(const Context& context, std::string_view code) {
  if (context.batch != nullptr)
    if (const auto at = context.batch->customers.find(code); at != context.batch->customers.end())
      return at->second;
  const auto customer = storage::find_customer_by_code(context.tenant, code);
  return customer ? std::optional(customer->id) : std::nullopt;
}

void note_created_customer(const Context& context, std::string_view code, std::uint64_t id) {
  if (context.batch == nullptr) return;
  context.batch->customers.insert_or_assign(std::string(code), id);
  context.batch->created_customers.insert(id);
}

void lock_customer(const Context& context, std::uint64_t id) {
  if (context.batch == nullptr || !context.batch->created_customers.contains(id))
    storage::lock_customer(context.tenant, id);
}

bool is_new_service(const Context& context, std::uint64_t erp_id) {
  return context.batch != nullptr && context.batch->new_services.contains(erp_id);
}

void note_created_service(const Context& context, std::uint64_t erp_id) {
  if (context.batch != nullptr) context.batch->new_services.erase(erp_id);
}

std::optional<storage::SalePlan> find_sale_plan(const Context& context, std::string_view code) {
  const auto look = [&] { return storage::find_sale_plan_by_code(context.tenant, code); };
  if (context.batch == nullptr) return look();
  auto& known = context.batch->plans;
  if (const auto at = known.find(code); at != known.end()) return at->second;
  auto plan = look();
  if (plan) known.emplace(code, *plan);
  return plan;
}

std::vector<storage::SalePackage> list_default_packages(const Context& context, std::uint32_t plan_id) {
  const auto look = [&] { return storage::list_default_packages(context.tenant, plan_id); };
  if (context.batch == nullptr) return look();
  auto& known = context.batch->defaults;
  const auto at = known.find(plan_id);
  return at != known.end() ? at->second : known.emplace(plan_id, look()).first->second;
}

void share_package(const Context& context, std::uint32_t package_id) {
  if (context.batch == nullptr || context.batch->shared_packages.insert(package_id).second)
    storage::share_package(context.tenant, package_id);
}

}  // namespace operations
