#include "operations/service_money.h"

#include <algorithm>
#include <limits>

#include "operations/charges.h"
#include "operations/courtesies.h"
#include "operations/linking.h"
#include "storage/providers.h"
#include "storage/services.h"

namespace operations {

namespace {

std::chrono::year_month this_month(const Context& context) {
  const auto today = context.zone.day_of(context.clock.now());
  return today.year() / today.month();
}

bool is_paid(const domain::ServicePackage& row) {
  return domain::monthly_value(row.value_cents, domain::is_trial(row.trial_days, row.limit_on)) > 0;
}

bool gives(const PaidTwice& paid, std::uint64_t service_id) {
  return std::any_of(paid.givers.begin(), paid.givers.end(),
                     [&](const auto& giver) { return giver.service_id == service_id; });
}

}  // namespace

std::string text_of(const Tasting& tasting) {
  if (tasting.until) return "degustação até " + base::to_br(*tasting.until);
  return "degustação de " + std::to_string(tasting.days) + (tasting.days == 1 ? " dia" : " dias") +
         " a partir da habilitação";
}

std::optional<Tasting> tasting_of(const domain::ServicePackage& row) {
  if (!domain::is_trial(row.trial_days, row.limit_on)) return std::nullopt;
  Tasting tasting{.package = row.description, .days = *row.trial_days};
  if (!domain::trial_waits(row.trial_days, row.limit_typed, row.activated_at.has_value()))
    tasting.until = row.limit_on;
  return tasting;
}

ServiceMoney& ServiceMoney::operator+=(const ServiceMoney& other) {
  service += other.service;
  packages += other.packages;
  part += other.part;
  return *this;
}

std::string text_of_change(const ServiceMoney& before, const ServiceMoney& after) {
  const auto change = [](base::Cents from, base::Cents to) {
    return base::money_br(from) + " → " + base::money_br(to);
  };
  return "Por mês: " + change(before.whole(), after.whole()) +
         "; neste mês, pacotes por dia: " + change(before.part, after.part) + ".";
}

CustomerMoney::CustomerMoney(const Context& context, std::uint64_t customer_id)
    : context_(context),
      month_(this_month(context)),
      charges_own_suspension_(storage::find_provider(context.tenant.db, context.tenant.provider_id)
                                  .value()
                                  .charge_own_suspension) {
  for (auto& sold : storage::list_sold_packages_of_customer(context.tenant, customer_id))
    if (is_on_service(context, sold.row)) packages_[sold.row.service_id].push_back(std::move(sold));
  constexpr auto k_all = std::numeric_limits<std::uint32_t>::max();
  for (const auto& line :
       list_charges(context, month_, charged_in(context, month_, customer_id), 0, 0, k_all).lines)
    parts_[line.charge.service_id] += line.charge.amount;
  find_twice(customer_id);
}

void CustomerMoney::find_twice(std::uint64_t customer_id) {
  std::map<std::uint64_t, const storage::SoldPackage*> paid;
  for (const auto& [service, packages] : packages_)
    for (const auto& sold : packages)
      if (is_paid(sold.row)) paid[sold.row.id] = &sold;
  for (const auto& product : storage::list_sold_products(context_.tenant, customer_id)) {
    const auto found = paid.find(product.service_package_id);
    if (found == paid.end()) continue;
    if (twice_.empty() || twice_.back().product_id != product.product_id)
      twice_.push_back({product.product_id, product.product + " (" + product.integration + ")"});
    const auto& sold = *found->second;
    twice_.back().givers.push_back(
        {sold.row.description, sold.row.service_id, sold.service_erp_id, sold.row.value_cents});
  }
  std::erase_if(twice_, [](const auto& each) { return each.givers.size() < 2; });
}

ServiceMoney CustomerMoney::of(const domain::Service& service) const {
  ServiceMoney money{
      .service_id = service.id,
      .service = service.state == domain::ServiceState::over ? 0 : service.value_cents,
      .month = month_,
      .standstill = domain::standstill_of(service.state, service.status_prefix, charges_own_suspension_)};
  if (const auto courtesy = courtesy_in_force(context_, service))
    money.standstill = domain::standstill_under_courtesy(money.standstill, courtesy->free_of_charge);
  if (const auto part = parts_.find(service.id); part != parts_.end()) money.part = part->second;
  for (const auto& each : twice_)
    if (gives(each, service.id)) money.twice.push_back(each);
  const auto found = packages_.find(service.id);
  if (found == packages_.end()) return money;
  money.packages = monthly_value_of(context_, found->second);
  for (const auto& sold : found->second)
    if (auto tasting = tasting_of(sold.row)) money.tastings.push_back(std::move(*tasting));
  return money;
}

ServiceMoney money_of(const Context& context, std::uint64_t customer_id,
                      std::span<const std::uint64_t> service_erp_ids) {
  const CustomerMoney all(context, customer_id);
  ServiceMoney sum;
  for (const auto erp_id : service_erp_ids)
    if (const auto service = storage::find_service_by_erp_id(context.tenant, erp_id)) sum += all.of(*service);
  return sum;
}

}  // namespace operations
