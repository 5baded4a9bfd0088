#include <algorithm>
#include <map>
#include <set>
#include <stdexcept>

#include "base/log.h"
#include "operations/account_standing.h"
#include "operations/justifications.h"
#include "operations/package_parameters.h"
#include "operations/registry_gaps.h"
#include "operations/service_packages.h"
#include "platforms/account_calls.h"
#include "platforms/platform.h"
#include "storage/accounts.h"
#include "storage/integrations.h"
#include "storage/transmissions.h"

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

/// What the platform lacks of a package that it does not have (the field of a password, a document's check
/// digits), as its own file says of the whole account with the package in it; empty: nothing, for one that
/// the account has already by another too, or it cannot be worked out.
std::string missing_there(const Context& context, const platforms::Platform& platform,
                          const storage::SoldPackage& sold) {
  const auto accounts = storage::list_accounts_of(context.tenant, {&sold.row.customer_id, 1});
  const auto account = std::ranges::find(accounts, sold.integration_id, &domain::Account::integration_id);
  if (account == accounts.end()) return {};
  try {
    const auto integration = storage::find_integration_by_id(context.tenant, account->integration_id).value();
    const auto to_tell = storage::find_account_to_tell(context.tenant, account->id).value();
    auto standing = standing_of(context, integration, to_tell);
    for (auto& package : standing.view.packages)
      if (package.id == sold.row.id) package.wanted = true;
    return missing_for(platform.telling.wanted(standing.view, known_of(standing.objects)), sold.row.id);
  } catch (const storage::Unavailable&) {
    throw;
  } catch (const std::exception& error) {
    base::log::warn("what a platform lacks could not be worked out",
                    {{"account", std::to_string(account->id)}, {"error", error.what()}});
    return {};
  }
}

bool is_whole(const platforms::Platform& platform, const storage::SoldPackage& sold) {
  const domain::Customer customer{.document = sold.document,
                                  .email = sold.has_email ? std::optional<std::string>("") : std::nullopt,
                                  .phone = sold.phone};
  return operations::is_whole(platform, customer, sold.has_log_ins, sold.has_parameters);
}

/// Registry fields without which the platform cannot have the package.
std::string missing_of(const Context& context, const storage::SoldPackage& sold,
                       const domain::TransmissionFacts& facts) {
  const auto* platform = platforms::find(sold.gateway);
  // Where all packages are one object, a package more asks for nothing that the account does not have.
  if (platform != nullptr && !platform->can.product_list.empty() && sold.account_live) return {};
  auto missing = missing_fields(platform, sold.has_email, sold.has_phone, sold.has_document);
  const bool may_wait = facts.told && facts.on_service && facts.service != domain::ServiceState::over &&
                        !facts.at_platform.there;
  if (!may_wait) return missing;
  const bool asks = missing.empty() ? facts.activated && !is_whole(*platform, sold) : sold.account_live;
  return asks ? missing_there(context, *platform, sold) : missing;
}

/// D55: what other packages of the customer's hold does not leave with this one.
bool are_held_by_others(const Context& context, const storage::SoldPackage& sold) {
  std::set<std::string, std::less<>> held;
  for (const auto& other : storage::list_sold_packages_of_customer(context.tenant, sold.row.customer_id)) {
    const bool holds = other.row.id != sold.row.id && other.integration_id == sold.integration_id &&
                       other.row.activated_at && other.service_state != domain::ServiceState::over &&
                       is_on_service(context, other.row);
    if (!holds) continue;
    held.insert(other.products.begin(), other.products.end());
  }
  return !sold.products.empty() &&
         std::ranges::all_of(sold.products, [&](const std::string& code) { return held.contains(code); });
}

/// D55: where a platform stands with a package of which it was not told, its products all being there by
/// others.
domain::ToldPackage there_by_others(const Context& context, const storage::SoldPackage& sold) {
  std::map<std::string, domain::ToldPackage, std::less<>> there;
  for (const auto& other : storage::list_sold_packages_of_customer(context.tenant, sold.row.customer_id))
    if (other.row.id != sold.row.id && other.integration_id == sold.integration_id && other.at_platform.there)
      for (const auto& code : other.products) there.try_emplace(code, other.at_platform);
  domain::ToldPackage told{.there = !sold.products.empty()};
  for (const auto& code : sold.products) {
    const auto found = there.find(code);
    if (found == there.end()) return {};
    told.suspended = told.suspended || found->second.suspended;
  }
  return told;
}

/// Where packages share what stands there, as they do but in a plain webhook.
domain::Transmission status_beside_others(const Context& context, const storage::SoldPackage& sold,
                                          domain::TransmissionFacts facts) {
  using enum domain::Transmission;
  const auto alone = domain::transmission_of(facts);
  if (alone == awaiting_removal && are_held_by_others(context, sold)) return removed;
  if (alone != awaiting_creation || !sold.account_live) return alone;
  facts.at_platform = there_by_others(context, sold);
  return domain::transmission_of(facts);
}

}  // namespace

ShownStatus shown_status(const Context& context, const storage::SoldPackage& sold) {
  const auto* platform = platforms::find(sold.gateway);
  domain::TransmissionFacts facts{
      .told = platform != nullptr && !platform->can.passive,
      .on_service = is_on_service(context, sold.row),
      .service = domain::state_under_courtesy(sold.service_state, courtesy_end(sold, context.zone),
                                              context.clock.now()),
      .activated = sold.row.activated_at.has_value(),
      .suspends = sold.suspends,
      .partial_suspends = sold.partial_suspends,
      .at_platform = sold.at_platform};
  const auto missing = missing_of(context, sold, facts);
  facts.complete = missing.empty();
  const bool shares = facts.told && !platform->can.per_service_package;
  ShownStatus shown{
      .status = shares ? status_beside_others(context, sold, facts) : domain::transmission_of(facts),
      .transmitted = facts.told && sold.integration_active};
  shown.since = since_of(context, sold, shown.status);
  if (facts.told) shown.since = std::max(shown.since, sold.at_platform.since);
  shown.message = sold.at_platform.message;
  if (shown.status == domain::Transmission::incomplete)
    shown.message = "Falta no cadastro do cliente: " + missing + ".";
  return shown;
}

namespace {

/// Accounts whose packages went to another customer, while something stands there.
void add_what_is_left(const Context& context, std::uint64_t customer_id,
                      std::map<std::uint32_t, ShownStatus>& statuses) {
  for (const auto& account : storage::list_accounts_of(context.tenant, {&customer_id, 1})) {
    if (!account.told || statuses.contains(account.integration_id)) continue;
    const auto integration = storage::find_integration_by_id(context.tenant, account.integration_id).value();
    const auto& kept = platforms::account_calls(platforms::at(integration.gateway)).kept_key;
    for (const auto& row : storage::list_account_objects(context.tenant, account.id))
      if (row.known && row.key != kept)
        statuses[account.integration_id] = {.status = domain::Transmission::awaiting_removal,
                                            .since = row.known->since,
                                            .transmitted = integration.active};
  }
}

}  // namespace

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
  add_what_is_left(context, customer_id, statuses);
  return statuses;
}

}  // namespace operations
