#include <algorithm>

#include "operations/justifications.h"
#include "operations/package_parameters.h"
#include "operations/service_packages.h"
#include "platforms/platform.h"

namespace operations {

namespace {

/// Since when a sold package stands as it does.
base::Instant since_of(const Context& context, const storage::SoldPackage& sold,
                       domain::Transmission status) {
  const auto& row = sold.row;
  if (status == domain::Transmission::removed) {
    if (row.removed_at) return *row.removed_at;
    return is_on_service(context, row) ? sold.service_status_at : context.zone.start_of(*row.limit_on);
  }
  if (!row.activated_at) return row.created_at;
  auto since = std::max({row.created_at, *row.activated_at, sold.service_status_at});
  if (!sold.courtesy) return since;
  const auto end = courtesy_end(sold, context.zone).value();
  return std::max(since, end <= context.clock.now() ? end : sold.courtesy->since);
}

}  // namespace

ShownStatus shown_status(const Context& context, const storage::SoldPackage& sold) {
  const auto* platform = platforms::find(sold.gateway);
  const auto missing = missing_fields(platform, sold.has_email, sold.has_phone, sold.has_document);
  const domain::TransmissionFacts facts{
      .told = platform != nullptr && !platform->can.passive,
      .on_service = is_on_service(context, sold.row),
      .service = domain::state_under_courtesy(sold.service_state, courtesy_end(sold, context.zone),
                                              context.clock.now()),
      .activated = sold.row.activated_at.has_value(),
      .suspends = sold.suspends,
      .partial_suspends = sold.partial_suspends,
      .complete = missing.empty(),
      .at_platform = sold.at_platform};
  ShownStatus shown{.status = domain::transmission_of(facts),
                    .transmitted = facts.told && sold.integration_active};
  shown.since = since_of(context, sold, shown.status);
  if (facts.told) shown.since = std::max(shown.since, sold.at_platform.since);
  shown.message = sold.at_platform.message;
  if (shown.status == domain::Transmission::incomplete)
    shown.message = "Falta no cadastro do cliente: " + missing + ".";
  return shown;
}

std::map<std::uint32_t, ShownStatus> account_statuses(const Context& context, std::uint64_t customer_id) {
  std::map<std::uint32_t, ShownStatus> statuses;
  for (const auto& sold : storage::list_sold_packages_of_customer(context.tenant, customer_id)) {
    if (!sold.integration_id) continue;
    auto shown = shown_status(context, sold);
    const auto [found, fresh] = statuses.try_emplace(*sold.integration_id, shown);
    const bool first = shown.status < found->second.status;
    const bool later = shown.status == found->second.status && shown.since > found->second.since;
    if (!fresh && (first || later)) found->second = std::move(shown);
  }
  return statuses;
}

}  // namespace operations
