#include "operations/migration.h"

#include "storage/providers.h"

namespace operations {

namespace {

constexpr std::string_view k_by_migration = "migracao";

}  // namespace

void Migration::part(const domain::Service& from, std::uint32_t old_plan_id) {
  old_plans_.insert(old_plan_id);
  for (const auto& row : storage::list_service_packages_of(act_.tenant(), from.id)) {
    if (!comes_along(act_.context(), from, row)) continue;
    settle(row, storage::find_sale_package(act_.tenant(), plan_.id, row.package_id).value(), old_plan_id);
  }
}

void Migration::settle(domain::ServicePackage row, const storage::SalePackage& package,
                       std::uint32_t old_plan_id) {
  if (plan_.lock_packages && !package.in_plan) {
    lock_out(row, package);
  } else if (wishes_.defaults.declined.contains(package.code)) {
    end(row, "foi recusado");
  } else if (row.plan_id == old_plan_id && !package.in_plan && !stays(row)) {
    end(row, "veio do plano " + plan_name(old_plan_id) + " e não está no plano " + plan_.description);
  } else {
    move(std::move(row), package.in_plan, old_plan_id);
  }
}

void Migration::lock_out(const domain::ServicePackage& row, const storage::SalePackage& package) {
  unlink_package(act_, row, domain::RemovedBy::person, k_by_migration);
  const domain::SaleFacts facts{
      .package = package.description, .plan = plan_.description, .plan_locks = true};
  migrated_.left_out.push_back(leave_out(act_, to_, package, domain::refusal_of(facts).value()));
}

void Migration::end(const domain::ServicePackage& row, std::string_view why) {
  unlink_package(act_, row, domain::RemovedBy::person, k_by_migration);
  migrated_.told.push_back("O pacote " + row.description + " terminou com a migração: " + std::string(why) +
                           ".");
}

/// What both plans have is the new one's from here on; what somebody kept is no plan's.
void Migration::move(domain::ServicePackage row, bool in_plan, std::uint32_t old_plan_id) {
  const bool from_old = row.plan_id == old_plan_id;
  const auto before = row;
  if (from_old && in_plan) row.plan_id = plan_.id;
  if (from_old && !in_plan && wishes_.kept) row.plan_id.reset();
  if (row.plan_id != before.plan_id) save_package(act_, before, row);
  if (in_plan) return;
  const std::string what = from_old ? ", do plano " + plan_name(old_plan_id) + "," : ", vendido à parte,";
  migrated_.told.push_back("O pacote " + row.description + what + " segue com o serviço.");
}

bool Migration::stays(const domain::ServicePackage& row) {
  if (wishes_.kept) return wishes_.kept->contains(row.id);
  if (!moves_defaults_)
    moves_defaults_ =
        storage::find_provider(act_.tenant().db, act_.tenant().provider_id).value().migration_moves_defaults;
  return *moves_defaults_;
}

std::string Migration::plan_name(std::uint32_t id) {
  const auto plan = storage::find_sale_plan(act_.tenant(), id);
  return plan ? plan->description : "anterior";
}

void Migration::link_defaults(Arrival arrival) {
  auto linked = operations::link_defaults(act_, to_, plan_, wishes_.defaults, arrival, old_plans_);
  for (auto& left : linked.left_out) migrated_.left_out.push_back(std::move(left));
  for (const auto& [gone, package] : linked.gave_way)
    migrated_.told.push_back("O pacote " + gone + " deu lugar ao pacote " + package + " do plano " +
                             plan_.description + ": a integração permite um pacote por vez.");
}

}  // namespace operations
