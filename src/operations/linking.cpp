#include "operations/linking.h"

#include <algorithm>
#include <chrono>
#include <utility>

#include "base/money.h"
#include "domain/charges.h"
#include "operations/courtesies.h"
#include "platforms/platform.h"
#include "storage/package_terms.h"
#include "storage/packages.h"

namespace operations {

namespace {

using domain::RemovedBy;
using domain::Service;
using domain::ServicePackage;
using domain::ServiceState;
using storage::SalePackage;
using storage::SalePlan;

base::Date days_after(base::Date day, std::uint32_t days) {
  return base::Date{std::chrono::sys_days{day} + std::chrono::days{days}};
}

void note(Act& act, const ServicePackage& row, std::string action, storage::Changes changes) {
  act.note({.entity = domain::Entity::service_package,
            .entity_id = row.id,
            .customer_id = row.customer_id,
            .action = std::move(action),
            .changes = changes.take()});
}

std::string day_text(const std::optional<base::Date>& day) { return day ? base::to_br(*day) : ""; }

/// Turns a row into a live one on an enabled service: the first time, a trial counts from now unless its date
/// was typed (D4).
void activate(const Context& context, ServicePackage& row) {
  row.activated_at = context.clock.now();
  if (row.trial_days && !row.limit_typed) row.limit_on = days_after(today_of(context), *row.trial_days);
}

/// The plan's days from today, or until the day that somebody typed, which stands (D4).
void begin_trial(const Context& context, ServicePackage& row, const std::string& code,
                 const DefaultWishes& wishes) {
  const auto typed = wishes.trial_ends.find(code);
  row.limit_typed = typed != wishes.trial_ends.end();
  row.limit_on = row.limit_typed ? typed->second : days_after(today_of(context), row.trial_days.value());
}

std::set<std::uint32_t> packages_on(const Context& context, const Service& service) {
  std::set<std::uint32_t> packages;
  for (const auto& row : storage::list_service_packages_of(context.tenant, service.id))
    if (comes_along(context, service, row)) packages.insert(row.package_id);
  return packages;
}

/// D42: what came to the service with an old plan gives way to the new one's default of the same integration,
/// where that allows one package.
std::vector<ServicePackage> list_giving_way(const Context& context, const Service& service,
                                            const SalePackage& package,
                                            const std::set<std::uint32_t>& old_plans) {
  if (old_plans.empty() || !package.integration_id || !is_single_package(package)) return {};
  auto rows = storage::list_service_packages_of(context.tenant, service.id);
  std::erase_if(rows, [&](const ServicePackage& row) {
    return !comes_along(context, service, row) || !row.plan_id || !old_plans.contains(*row.plan_id) ||
           row.integration_id != package.integration_id;
  });
  return rows;
}

std::vector<std::uint64_t> ids_of(const std::vector<ServicePackage>& rows) {
  std::vector<std::uint64_t> ids;
  for (const auto& row : rows) ids.push_back(row.id);
  return ids;
}

bool has_had_product_of(const SalePackage& package, const std::vector<std::uint32_t>& products_ever) {
  return std::any_of(package.product_ids.begin(), package.product_ids.end(), [&](std::uint32_t product) {
    return std::binary_search(products_ever.begin(), products_ever.end(), product);
  });
}

/// What the customer has had so far, as far as trials among `packages` ask for it.
std::vector<std::uint32_t> products_before(const Context& context, std::uint64_t customer_id,
                                           const std::vector<SalePackage>& packages) {
  const bool asked = std::any_of(packages.begin(), packages.end(),
                                 [](const SalePackage& package) { return package.trial_days.has_value(); });
  return asked ? storage::list_products_ever(context.tenant, customer_id) : std::vector<std::uint32_t>{};
}

/// What held of a row until today; nothing where it was sold today.
std::optional<storage::KeptTerms> until_today(const Context& context, const ServicePackage& row) {
  if (context.zone.day_of(row.created_at) >= today_of(context)) return std::nullopt;
  auto terms = terms_of(context, row);
  terms.until = today_of(context);
  return storage::KeptTerms{row.id, terms};
}

/// The rule against a package's return: what was sold before comes back with its service whatever else has
/// been switched off since.
std::optional<domain::Refusal> refusal_of_return(const Context& context, const Service& service,
                                                 const SalePackage& package, std::uint64_t id, Return how) {
  if (how == Return::by_name)
    return refusal_of(context, service, storage::find_sale_plan(context.tenant, service.plan_id).value(),
                      package, {&id, 1});
  auto sold = package;
  sold.active = sold.integration_active = true;
  sold.inactive_products.clear();
  return refusal_of(context, service, {}, sold, {&id, 1});
}

/// What is linked on a service that is over comes with its return.
void end_with_service(ServicePackage& row) {
  row.removed_at = row.created_at;
  row.removed_by = RemovedBy::service;
}

/// D9: what ended with its service comes back with it, unless a rule now stands in the way or its limit came
/// meanwhile.
std::optional<LeftOut> bring_back(Act& act, const Service& service, ServicePackage& row) {
  auto back = row;
  back.removed_by = RemovedBy::nobody;
  if (!is_on_service(act.context(), back)) {
    row = unlink_package(act, row, RemovedBy::trial);
    return std::nullopt;
  }
  const auto package = storage::find_sale_package(act.tenant(), service.plan_id, row.package_id).value();
  if (auto refusal = put_back(act, service, row, package, row.limit_on, Return::with_service))
    return leave_out(act, service, package, *refusal);
  return std::nullopt;
}

std::vector<storage::KeptTerms> past_of(std::uint64_t id, const domain::TermsInTime& terms) {
  std::vector<storage::KeptTerms> past;
  for (const auto& each : terms)
    if (each.until) past.push_back({id, each});
  return past;
}

}  // namespace

domain::Terms terms_of(const Context& context, const ServicePackage& row) {
  return {.value = row.value_cents,
          .limit = row.limit_on,
          .removed = row.removed_at ? std::optional(context.zone.day_of(*row.removed_at)) : std::nullopt,
          .trial = domain::is_trial(row.trial_days, row.limit_on),
          .customer_id = row.customer_id,
          .service_id = row.service_id};
}

void save_package(Act& act, const ServicePackage& before, ServicePackage& after,
                  const std::optional<domain::TermsInTime>& dated) {
  act.concerns(after.customer_id);
  auto is = terms_of(act.context(), after);
  if (!before.removed_at) is.removed.reset();  // a removal is told by its own day
  if (dated)
    storage::replace_terms(act.tenant(), after.id, past_of(after.id, *dated));
  else if (is != terms_of(act.context(), before))
    if (const auto kept = until_today(act.context(), before)) storage::keep_terms(act.tenant(), {&*kept, 1});
  after.updated_at = act.context().clock.now();
  storage::update_service_package(act.tenant(), after);
}

void hand_over_packages(Act& act, const Service& from, std::uint64_t customer_id) {
  std::vector<storage::KeptTerms> kept;
  for (const auto& row : storage::list_service_packages_of(act.tenant(), from.id))
    if (auto terms = until_today(act.context(), row)) kept.push_back(*terms);
  storage::keep_terms(act.tenant(), kept);
  storage::move_service_packages(act.tenant(), from.id, customer_id);
  act.handed_over(from.id, from.customer_id);
}

LeftOut leave_out(Act& act, const Service& service, const SalePackage& package,
                  const domain::Refusal& refusal) {
  storage::insert_left_out(act.tenant(), service.id,
                           {package.id, refusal.code, refusal.message, act.context().clock.now()});
  return {package.code, refusal.code, refusal.message};
}

bool is_single_package(const SalePackage& package) {
  const auto* platform = platforms::find(package.gateway);
  return package.single_package || (platform != nullptr && platform->can.implies_single_package);
}

std::optional<domain::Refusal> refusal_of(const Context& context, const Service& service,
                                          const SalePlan& plan, const SalePackage& package,
                                          std::span<const std::uint64_t> except_ids) {
  domain::SaleFacts facts{.package = package.description,
                          .package_active = package.active,
                          .inactive_products = package.inactive_products,
                          .integration = package.integration,
                          .integration_active = package.integration_active,
                          .single_package = is_single_package(package),
                          .plan = plan.description,
                          .plan_locks = plan.lock_packages,
                          .in_plan = package.in_plan};
  if (facts.single_package && package.integration_id)
    facts.package_in_the_way =
        storage::find_live_package(context.tenant, service.customer_id, *package.integration_id, except_ids,
                                   today_of(context))
            .value_or("");
  return domain::refusal_of(facts);
}

ServicePackage new_service_package(const Context& context, const Service& service,
                                   const SalePackage& package) {
  const auto now = context.clock.now();
  return {.customer_id = service.customer_id,
          .service_id = service.id,
          .package_id = package.id,
          .integration_id = package.integration_id,
          .description = package.description,
          .value_cents = package.value_cents,
          .activated_at = service.state == ServiceState::enabled ? std::optional(now) : std::nullopt,
          .created_at = now,
          .updated_at = now};
}

std::vector<std::uint64_t> link_packages(Act& act, const std::vector<NewLink>& links) {
  std::vector<ServicePackage> rows;
  for (const auto& link : links) {
    act.share_package(link.row.package_id);
    act.concerns(link.row.customer_id);
    rows.push_back(link.row);
  }
  auto ids = storage::insert_service_packages(act.tenant(), rows);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    rows[i].id = ids[i];
    storage::Changes changes;
    changes.field("pacote", "", links[i].package_code)
        .field("valor", "", base::money_br(rows[i].value_cents))
        .field("data_limite", "", day_text(rows[i].limit_on));
    note(act, rows[i], "criado", std::move(changes));
  }
  return ids;
}

ServicePackage unlink_package(Act& act, ServicePackage row, RemovedBy removed_by, std::string_view why) {
  const auto before = row;
  if (!row.removed_at) row.removed_at = act.context().clock.now();  // else it ended with its service, then
  row.removed_by = removed_by;
  save_package(act, before, row);
  storage::Changes changes;
  changes.field("motivo", "", std::string(why.empty() ? domain::name_of(removed_by) : why));
  note(act, row, "removido", std::move(changes));
  return row;
}

bool is_on_service(const Context& context, const ServicePackage& row) {
  return domain::is_live(row, today_of(context));
}

bool comes_along(const Context& context, const Service& service, ServicePackage row) {
  if (service.state == ServiceState::over && row.removed_by == RemovedBy::service)
    row.removed_by = RemovedBy::nobody;
  return is_on_service(context, row);
}

std::optional<domain::Refusal> put_back(Act& act, const Service& service, ServicePackage& row,
                                        const SalePackage& package, const std::optional<base::Date>& limit_on,
                                        Return how, const std::optional<Since>& since) {
  if (auto refusal = refusal_of_return(act.context(), service, package, row.id, how)) return refusal;
  const auto before = row;
  storage::Changes changes;
  changes.field("data_limite", day_text(row.limit_on), day_text(limit_on));
  row.limit_typed = row.limit_typed || row.limit_on != limit_on;
  row.limit_on = limit_on;
  row.removed_at.reset();
  row.removed_by = RemovedBy::nobody;
  if (service.state == ServiceState::enabled && !row.activated_at) activate(act.context(), row);
  if (since) changes.noted("vale_desde", "", since->day);
  save_package(act, before, row, since ? std::optional(since->terms) : std::nullopt);
  note(act, row, "restaurado", std::move(changes));
  return std::nullopt;
}

Linked link_defaults(Act& act, const Service& service, const SalePlan& plan, const DefaultWishes& wishes,
                     Arrival arrival, const std::set<std::uint32_t>& old_plans) {
  const auto present =
      arrival == Arrival::created ? std::set<std::uint32_t>{} : packages_on(act.context(), service);
  const auto defaults = act.list_default_packages(plan.id);
  const auto products_ever = products_before(act.context(), service.customer_id, defaults);

  Linked linked;
  std::vector<NewLink> links;
  const auto write = [&] { link_packages(act, std::exchange(links, {})); };
  for (const auto& package : defaults) {
    if (wishes.declined.contains(package.code) || present.contains(package.id)) continue;
    if (!old_plans.empty() || is_single_package(package)) write();  // the rules look at what is there
    const auto giving_way = list_giving_way(act.context(), service, package, old_plans);
    auto refusal = refusal_of(act.context(), service, plan, package, ids_of(giving_way));
    if (!refusal && package.trial_days && has_had_product_of(package, products_ever))
      refusal = domain::Refusal{"degustacao_ja_usada",
                                "O pacote " + package.description +
                                    " não foi vinculado: o cliente já teve o produto e não recebe nova "
                                    "degustação. Para vendê-lo, use Adicionar Pacote."};
    if (refusal) {
      linked.left_out.push_back(leave_out(act, service, package, *refusal));
      continue;
    }
    for (const auto& row : giving_way) {
      unlink_package(act, row, RemovedBy::person, "migracao");
      linked.gave_way.emplace_back(row.description, package.description);
    }
    auto row = new_service_package(act.context(), service, package);
    row.plan_id = plan.id;
    row.trial_days = package.trial_days;
    if (package.trial_days) begin_trial(act.context(), row, package.code, wishes);
    if (service.state == ServiceState::over) end_with_service(row);
    if (arrival == Arrival::moved) storage::delete_left_out(act.tenant(), service.id, package.id);
    links.push_back({std::move(row), package.code});
  }
  write();
  return linked;
}

std::vector<LeftOut> follow_state(Act& act, const Service& service, ServiceState before,
                                  std::vector<ServicePackage>& rows) {
  if (service.state == before) return {};
  if (service.state == ServiceState::over) end_courtesy_with(act, service);
  std::vector<LeftOut> left_out;
  for (auto& row : rows) {
    if (service.state == ServiceState::over) {
      if (row.removed_by == RemovedBy::nobody)
        row = unlink_package(act, row,
                             is_on_service(act.context(), row) ? RemovedBy::service : RemovedBy::trial);
    } else if (before == ServiceState::over && row.removed_by == RemovedBy::service) {
      if (auto kept = bring_back(act, service, row)) left_out.push_back(std::move(*kept));
    } else if (service.state == ServiceState::enabled && !row.activated_at &&
               is_on_service(act.context(), row)) {  // what ended before was never had, whenever the job runs
      const auto waiting = row;
      activate(act.context(), row);
      save_package(act, waiting, row);
    }
  }
  return left_out;
}

}  // namespace operations
