#include "operations/account_standing.h"

#include <algorithm>
#include <map>
#include <set>

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

/// A customer with accounts at the integration: what they are told of.
struct Registry {
  domain::Customer customer = {};
  std::vector<domain::Service> services = {};
  std::vector<storage::SoldPackage> sold = {};
};
using Registries = std::map<std::uint64_t, Registry>;

Registries read_registries(const Context& context, const domain::Integration& integration,
                           std::span<const std::uint64_t> customer_ids) {
  Registries registries;
  for (auto& customer : storage::list_customers(context.tenant, customer_ids))
    registries[customer.id].customer = std::move(customer);
  for (auto& service : storage::list_services_of(context.tenant, customer_ids))
    registries.at(service.customer_id).services.push_back(std::move(service));
  for (auto& sold : storage::list_sold_packages_of_customers(context.tenant, customer_ids))
    if (sold.integration_id == integration.id)
      registries.at(sold.row.customer_id).sold.push_back(std::move(sold));
  return registries;
}

/// What packages hold and were given, by the ids of the packages and of the sold ones.
struct Contents {
  std::map<std::uint32_t, std::vector<std::string>> products = {};
  std::map<std::uint64_t, decltype(HeldPackage::parameters)> parameters = {};
};

Contents read_contents(const Context& context, const Registries& registries,
                       std::span<const std::uint64_t> customer_ids) {
  std::set<std::uint32_t> packages;
  for (const auto& [id, registry] : registries)
    for (const auto& sold : registry.sold) packages.insert(sold.row.package_id);
  Contents contents{.products = storage::list_product_codes(
                        context.tenant, std::vector<std::uint32_t>(packages.begin(), packages.end()))};
  for (auto& row : storage::list_edited_parameters(context.tenant, customer_ids))
    contents.parameters[row.service_package_id].insert_or_assign(
        row.name, platforms::HeldParameter{row.value, row.edited_at});
  return contents;
}

void add_packages(const Context& context, const domain::Integration& integration, const Registry& registry,
                  const Contents& contents, AccountStanding& standing) {
  for (const auto& sold : registry.sold) {
    auto& package = standing.view.packages.emplace_back(held_of(context, integration, sold));
    note_dates(context, sold, standing.next_at);
    standing.told[sold.row.id] = sold.at_platform;
    standing.lost[sold.row.id] = {.wanted = package.wanted,
                                  .removed_by = sold.row.removed_by,
                                  .service_over = sold.service_state == domain::ServiceState::over};
    if (const auto found = contents.products.find(package.package_id); found != contents.products.end())
      package.products = found->second;
    if (const auto found = contents.parameters.find(package.id); found != contents.parameters.end())
      package.parameters = found->second;
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

namespace {

/// What the platform should have, and what follows from it.
void derive(const platforms::Platform& platform, const storage::ClaimedAccount& account,
            AccountStanding& standing) {
  const auto known = known_of(standing.objects);
  if (account.closing) {
    for (auto& package : standing.view.packages) package.wanted = false;
    standing.next_at.reset();  // no day changes what is wanted: the account waits for nothing
  }
  standing.wanted = platform.telling.wanted(standing.view, known);
  if (account.remake && !known.empty()) let_go(standing.wanted);
  for (auto& change :
       domain::changes_of({known, standing.wanted.objects, standing.wanted.waiting},
                          {.swaps = platform.can.swaps_in_place, .suspends = platform.can.suspends})) {
    const auto row = std::ranges::find(standing.objects, change.key, &storage::ObjectRow::key);
    const bool was_refused =
        row != standing.objects.end() && row->refused_change == storage::planned_text(change);
    (was_refused ? standing.refused : standing.changes).push_back(std::move(change));
  }
}

}  // namespace

std::vector<AccountStanding> standings_of(const Context& context, const domain::Integration& integration,
                                          std::span<const storage::ClaimedAccount> accounts) {
  std::vector<std::uint64_t> customers;
  std::vector<std::uint64_t> ids;
  for (const auto& account : accounts) {
    customers.push_back(account.customer_id);
    ids.push_back(account.id);
  }
  const auto settings = settings_of(context, integration);
  const auto registries = read_registries(context, integration, customers);
  const auto contents = read_contents(context, registries, customers);
  auto objects = storage::list_account_objects(context.tenant, ids);
  std::vector<AccountStanding> standings;
  for (const auto& account : accounts) {
    const auto& registry = registries.at(account.customer_id);
    auto& standing = standings.emplace_back();
    auto& view = standing.view;
    view.subscriber_id = base::hex_of(account.subscriber_id);
    view.customer = registry.customer;
    view.services = registry.services;
    view.settings = settings;
    view.resets = account.resets;
    add_packages(context, integration, registry, contents, standing);
    standing.objects = std::move(objects[account.id]);
    derive(platforms::at(integration.gateway), account, standing);
  }
  return standings;
}

AccountStanding standing_of(const Context& context, const domain::Integration& integration,
                            const storage::ClaimedAccount& account) {
  return std::move(standings_of(context, integration, std::span(&account, 1)).front());
}

}  // namespace operations
