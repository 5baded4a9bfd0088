#include "operations/charges.h"

#include <map>

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

  domain::Charge charge(const storage::Chargeable& sold) {
    const auto& zone = context_.zone;
    const domain::ChargedPackage package{
        .value = sold.value_cents,
        .composition = composition_of(sold.package_id),
        .sold = zone.day_of(sold.created_at),
        .limit = sold.limit_on,
        .removed = sold.removed_at ? std::optional(zone.day_of(*sold.removed_at)) : std::nullopt,
        .trial = sold.trial};
    return domain::charge_of(package, statuses_of(sold), month_, charges_own_suspension_);
  }

 private:
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

  /// A package sold before its service began came by migration from a service that stood alike (D8).
  std::vector<domain::StatusSince> statuses_of(const storage::Chargeable& sold) {
    auto statuses = history_of(sold.service_id);
    const std::chrono::sys_days began{context_.zone.day_of(sold.created_at)};
    if (!statuses.empty() && began < std::chrono::sys_days{statuses.front().day})
      statuses.front().day = began;
    return statuses;
  }

  const Context& context_;
  std::chrono::year_month month_;
  bool charges_own_suspension_;
  std::map<std::uint32_t, std::vector<domain::CompositionPart>> compositions_ = {};
  std::map<std::uint64_t, std::vector<domain::StatusSince>> histories_ = {};
};

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
          .customer_id = customer_id};
}

std::vector<ChargeLine> list_charges(const Context& context, std::chrono::year_month month,
                                     const storage::ChargeableFilter& filter, std::uint64_t after,
                                     std::uint64_t offset, std::uint32_t limit) {
  Charging charging(context, month);
  std::vector<ChargeLine> lines;
  for (auto& sold : storage::list_chargeables(context.tenant, filter, after, offset, limit)) {
    auto charge = charging.charge(sold);
    lines.push_back({std::move(sold), std::move(charge)});
  }
  return lines;
}

}  // namespace operations
