#include "operations/account_standing.h"

#include <algorithm>

#include "base/text.h"
#include "domain/courtesy.h"
#include "domain/transmission.h"
#include "operations/integration_parameters.h"
#include "operations/justifications.h"
#include "storage/attempts.h"
#include "storage/customers.h"
#include "storage/services.h"
#include "storage/sold_packages.h"

namespace operations {

namespace {

using platforms::AccountView;
using platforms::HeldPackage;

HeldPackage held_of(const Context& context, const domain::Integration& integration,
                    const storage::SoldPackage& sold) {
  const auto now = context.clock.now();
  const bool on_service =
      domain::is_live(sold.row, context.zone.day_of(now)) && sold.service_state != domain::ServiceState::over;
  const auto state = domain::state_under_courtesy(sold.service_state, courtesy_end(sold, context.zone), now);
  return {.id = sold.row.id,
          .package_id = sold.row.package_id,
          .package_code = sold.package_code,
          .description = sold.row.description,
          .service_id = sold.row.service_id,
          .wanted = on_service && sold.row.activated_at.has_value(),
          .suspended =
              domain::is_suspended_there(state, integration.suspend_enabled, integration.partial_suspends)};
}

/// The next moment at which a date of the package changes what is wanted.
void note_dates(const Context& context, const storage::SoldPackage& sold,
                std::optional<base::Instant>& next_at) {
  const auto consider = [&](const std::optional<base::Instant>& at) {
    if (at && *at > context.clock.now() && (!next_at || *at < *next_at)) next_at = at;
  };
  if (sold.row.removed_at) return;
  if (sold.row.limit_on) consider(context.zone.start_of(*sold.row.limit_on));
  consider(courtesy_end(sold, context.zone));
}

void read_packages(const Context& context, const domain::Integration& integration, std::uint64_t customer_id,
                   AccountStanding& standing) {
  auto& packages = standing.view.packages;
  std::vector<std::uint32_t> ids;
  for (const auto& sold : storage::list_sold_packages_of_customer(context.tenant, customer_id)) {
    if (sold.integration_id != integration.id) continue;
    packages.push_back(held_of(context, integration, sold));
    note_dates(context, sold, standing.next_at);
    standing.told[sold.row.id] = sold.at_platform;
    standing.lost[sold.row.id] = {.wanted = packages.back().wanted,
                                  .removed_by = sold.row.removed_by,
                                  .service_over = sold.service_state == domain::ServiceState::over};
    ids.push_back(sold.row.package_id);
  }
  const auto codes = storage::list_product_codes(context.tenant, ids);
  for (auto& package : packages)
    if (const auto found = codes.find(package.package_id); found != codes.end())
      package.products = found->second;
  for (auto& row : storage::list_edited_parameters(context.tenant, customer_id)) {
    const auto package = std::ranges::find(packages, row.service_package_id, &HeldPackage::id);
    if (package != packages.end())
      package->parameters.insert_or_assign(row.name, platforms::HeldParameter{row.value, row.edited_at});
  }
}

/// Everything is removed first; what is wanted comes when nothing stands any more.
void let_go(platforms::Wanted& wanted) {
  wanted.objects.clear();
  wanted.waiting.clear();
  wanted.missing.clear();
}

}  // namespace

std::map<std::string, std::string> settings_of(const Context& context,
                                               const domain::Integration& integration) {
  auto settings = opened_parameters(context, integration.id);
  for (const auto& setting : platforms::at(integration.gateway).settings)
    if (!setting.default_value.empty())
      settings.try_emplace(std::string(setting.name), setting.default_value);
  return settings;
}

std::vector<domain::KnownObject> known_of(const std::vector<storage::ObjectRow>& objects) {
  std::vector<domain::KnownObject> known;
  for (const auto& row : objects)
    if (row.known) known.push_back(*row.known);
  return known;
}

AccountStanding standing_of(const Context& context, const domain::Integration& integration,
                            const storage::ClaimedAccount& account) {
  const auto& platform = platforms::at(integration.gateway);
  AccountStanding standing;
  auto& view = standing.view;
  view.subscriber_id = base::hex_of(account.subscriber_id);
  view.customer = storage::find_customer(context.tenant, account.customer_id).value();
  view.services = storage::list_services_of(context.tenant, account.customer_id);
  view.settings = settings_of(context, integration);
  view.resets = account.resets;
  read_packages(context, integration, account.customer_id, standing);
  standing.objects = storage::list_account_objects(context.tenant, account.id);
  const auto known = known_of(standing.objects);
  if (account.closing)
    for (auto& package : view.packages) package.wanted = false;
  standing.wanted = platform.telling.wanted(view, known);
  if (account.remake && !known.empty()) let_go(standing.wanted);
  for (auto& change :
       domain::changes_of({known, standing.wanted.objects, standing.wanted.waiting},
                          {.swaps = platform.can.swaps_in_place, .suspends = platform.can.suspends})) {
    const auto row = std::ranges::find(standing.objects, change.key, &storage::ObjectRow::key);
    const bool was_refused =
        row != standing.objects.end() && row->refused_change == storage::planned_text(change);
    (was_refused ? standing.refused : standing.changes).push_back(std::move(change));
  }
  return standing;
}

}  // namespace operations
