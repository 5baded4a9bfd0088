#include "operations/act.h"

#include "operations/handing_over.h"
#include "storage/customers.h"
#include "storage/packages.h"
#include "storage/services.h"

namespace operations {

bool Act::lock(std::uint64_t customer_id) {
  if (created_.contains(customer_id) || locked_.contains(customer_id)) return true;
  if (!storage::lock_customer(tenant(), customer_id)) return false;
  locked_.insert(customer_id);
  return true;
}

bool Act::lock_as_read(std::uint64_t customer_id, std::uint64_t version) {
  if (created_.contains(customer_id) || locked_.contains(customer_id)) return true;
  const bool as_read = storage::lock_customer_as_read(tenant(), customer_id, version);
  if (as_read) locked_.insert(customer_id);
  return as_read || (lock(customer_id), false);
}

void Act::note(storage::AuditEntry entry) { operations::note(context_, std::move(entry)); }

void Act::finish() {
  if (!concerned_.empty()) recompute(context_, concerned_);
  for (const auto& [service, former] : handed_over_) hand_over_objects(context_, service, former);
}

void Act::forget_records() {
  customers_.clear();
  created_.clear();
  new_services_.clear();
  locked_.clear();  // what raised the versions may have been undone
}

void Act::forget_catalogue() {
  plans_.clear();
  defaults_.clear();
}

void Act::expect(const std::set<std::string>& customer_codes,
                 const std::set<std::uint64_t>& service_erp_ids) {
  const std::vector<std::string> codes(customer_codes.begin(), customer_codes.end());
  for (const auto& code : codes) customers_[code];
  for (const auto& [code, id] : storage::list_customer_ids_by_code(tenant(), codes)) customers_[code] = id;
  new_services_ = service_erp_ids;
  const std::vector<std::uint64_t> ids(service_erp_ids.begin(), service_erp_ids.end());
  for (const auto id : storage::list_service_erp_ids(tenant(), ids)) new_services_.erase(id);
}

std::optional<std::uint64_t> Act::find_customer_id(std::string_view code) {
  if (const auto at = customers_.find(code); at != customers_.end()) return at->second;
  const auto customer = storage::find_customer_by_code(tenant(), code);
  return customer ? std::optional(customer->id) : std::nullopt;
}

void Act::created_customer(std::string_view code, std::uint64_t id) {
  customers_.insert_or_assign(std::string(code), id);
  created_.insert(id);
}

std::optional<storage::SalePlan> Act::find_sale_plan(std::string_view code) {
  if (const auto at = plans_.find(code); at != plans_.end()) return at->second;
  auto plan = storage::find_sale_plan_by_code(tenant(), code);
  if (plan) plans_.emplace(code, *plan);
  return plan;
}

std::vector<storage::SalePackage> Act::list_default_packages(std::uint32_t plan_id) {
  const auto at = defaults_.find(plan_id);
  if (at != defaults_.end()) return at->second;
  return defaults_.emplace(plan_id, storage::list_default_packages(tenant(), plan_id)).first->second;
}

void Act::share_package(std::uint32_t package_id) {
  if (shared_packages_.insert(package_id).second) storage::share_package(tenant(), package_id);
}

void note(const Context& context, storage::AuditEntry entry) {
  note(context, context.actor, std::move(entry));
}

void note(const Context& context, const std::string& actor, storage::AuditEntry entry) {
  storage::insert_audit(context.tenant, context.clock.now(), actor, entry);
}

}  // namespace operations
