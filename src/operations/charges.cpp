#include "operations/charges.h"

#include <algorithm>
#include <map>

#include "operations/courtesies.h"
#include "operations/linking.h"
#include "storage/packages.h"
#include "storage/providers.h"
#include "storage/services.h"

namespace operations {

namespace {

/// Reads what the lines share once: the statuses of a service, the composition of a package.
class Charging {
 public:
  Charging(const Context& context, std::chrono::year_month month)
      : context_(context),
        month_(month),
        charges_own_suspension_(storage::find_provider(context.tenant.db, context.tenant.provider_id)
                                    .value()
                                    .charge_own_suspension) {}

  std::vector<domain::Charge> charges(const storage::Chargeable& sold) {
    domain::ChargedPackage package{.sold = context_.zone.day_of(sold.created_at),
                                   .composition = composition_of(sold.package_id)};
    for (const auto& past : sold.terms) {
      auto terms = past.terms;
      terms.trial = domain::is_trial(sold.trial_days, terms.limit);
      package.terms.push_back(terms);
    }
    if (sold.removed_at) package.terms.back().removed = context_.zone.day_of(*sold.removed_at);
    for (const auto& terms : package.terms)
      package.courtesies.emplace(terms.service_id, courtesies_of(terms.service_id));
    return domain::charges_of(package, statuses_of(package), month_, charges_own_suspension_);
  }

 private:
  const domain::CourtesyDays& courtesies_of(std::uint64_t service_id) {
    const auto [found, fresh] = courtesies_.try_emplace(service_id);
    if (fresh)
      for (const auto& courtesy : storage::list_courtesies(context_.tenant, service_id))
        (courtesy.free_of_charge ? found->second.free : found->second.paid)
            .push_back(days_of(courtesy, context_.zone));
    return found->second;
  }

  const std::vector<domain::CompositionPart>& composition_of(std::uint32_t package_id) {
    const auto [found, fresh] = compositions_.try_emplace(package_id);
    if (fresh)
      for (auto& row : storage::list_package_composition(context_.tenant, package_id))
        found->second.push_back({std::move(row.description), std::move(row.kind), row.value_cents});
    return found->second;
  }

  const std::vector<domain::StatusSince>& history_of(std::uint64_t service_id) {
    const auto [found, fresh] = histories_.try_emplace(service_id);
    if (fresh)
      for (auto& change : storage::list_service_statuses(context_.tenant, service_id))
        found->second.push_back(
            {context_.zone.day_of(change.since), std::move(change.status_prefix), change.state});
    return found->second;
  }

  /// A package sold before its service is known here stood on it as it stood then (data_cadastro).
  domain::Statuses statuses_of(const domain::ChargedPackage& package) {
    domain::Statuses statuses;
    for (const auto& terms : package.terms)
      if (!statuses.contains(terms.service_id))
        statuses.emplace(terms.service_id, history_of(terms.service_id));
    auto& first = statuses[package.terms.front().service_id];
    if (!first.empty() && package.sold < first.front().day) first.front().day = package.sold;
    return statuses;
  }

  const Context& context_;
  std::chrono::year_month month_;
  bool charges_own_suspension_;
  std::map<std::uint32_t, std::vector<domain::CompositionPart>> compositions_ = {};
  std::map<std::uint64_t, std::vector<domain::StatusSince>> histories_ = {};
  std::map<std::uint64_t, domain::CourtesyDays> courtesies_ = {};
};

ChargeLine line_of(const storage::Chargeable& sold, domain::Charge charge) {
  const auto held = std::find_if(sold.terms.begin(), sold.terms.end(), [&](const storage::PastTerms& each) {
    return each.terms.customer_id == charge.customer_id && each.terms.service_id == charge.service_id;
  });
  return {.id = sold.id,
          .package_code = sold.package_code,
          .description = sold.description,
          .customer_code = held->customer_code,
          .service_erp_id = held->service_erp_id,
          .charge = std::move(charge)};
}

}  // namespace

base::Cents monthly_value_of(const Context& context, const std::vector<storage::SoldPackage>& packages) {
  base::Cents cents = 0;
  for (const auto& sold : packages)
    if (is_on_service(context, sold.row))
      cents += domain::monthly_value(sold.row.value_cents,
                                     domain::is_trial(sold.row.trial_days, sold.row.limit_on));
  return cents;
}

storage::ChargeableFilter charged_in(const Context& context, std::chrono::year_month month,
                                     std::optional<std::uint64_t> customer_id) {
  const base::Date first = month / 1;
  const base::Date next = (month + std::chrono::months(1)) / 1;
  return {.from = context.zone.start_of(first),
          .until = context.zone.start_of(next),
          .from_day = first,
          .until_day = next,
          .closed = next <= context.zone.day_of(context.clock.now()),
          .customer_id = customer_id};
}

ChargePage list_charges(const Context& context, std::chrono::year_month month,
                        const storage::ChargeableFilter& filter, std::uint64_t after, std::uint64_t offset,
                        std::uint32_t limit) {
  Charging charging(context, month);
  ChargePage page;
  for (const auto& sold : storage::list_chargeables(context.tenant, filter, after, offset, limit)) {
    for (auto& charge : charging.charges(sold))
      if (!filter.customer_id || charge.customer_id == *filter.customer_id)
        page.lines.push_back(line_of(sold, std::move(charge)));
    ++page.packages;
    page.last_id = sold.id;
  }
  return page;
}

}  // namespace operations
