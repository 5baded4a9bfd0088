#include "operations/log_ins.h"

#include <algorithm>
#include <set>
#include <utility>

#include "storage/checks.h"
#include "storage/decision_log.h"
#include "storage/entitlements.h"

namespace operations {

namespace {

std::vector<std::uint64_t> holders_of(const Context& context, const storage::CheckedIntegration& integration,
                                      const std::string& login_key) {
  const storage::LoginKey key{integration.id, integration.generation, login_key};
  std::set<std::uint64_t> customers;
  for (const auto& row : storage::find_logins(context.tenant.db, {&key, 1}).rows)
    customers.insert(row.customer_id);
  return {customers.begin(), customers.end()};
}

/// A customer's credential with what it belongs to.
struct Found {
  storage::CredentialRow row;
  const storage::CheckedIntegration* integration;
  const domain::Service* service;
};

/// Whose a log-in is, by integration and key.
using Holders = std::map<std::pair<std::uint32_t, std::string>, std::set<std::uint64_t>>;

Holders holders_of(const Context& context, const std::vector<Found>& found) {
  std::vector<storage::LoginKey> keys;
  for (const auto& each : found)
    keys.push_back({each.integration->id, each.integration->generation, each.row.login_key});
  Holders holders;
  for (auto left = std::span<const storage::LoginKey>(keys); !left.empty();
       left = left.subspan(std::min(left.size(), storage::k_most_keys)))
    for (const auto& row :
         storage::find_logins(context.tenant.db, left.first(std::min(left.size(), storage::k_most_keys)))
             .rows)
      holders[{row.key.integration_id, row.key.login_key}].insert(row.customer_id);
  return holders;
}

/// Whether the others have the password too. Where it is the field itself they do; where it is a service's
/// own the digests cannot be compared, but a platform may have met the conflict.
bool is_conflict(const Context& context, const storage::CheckedIntegration& integration,
                 const LogIn& log_in) {
  if (log_in.other_customers.empty()) return false;
  return integration.source != domain::CredentialSource::login_autenticacao ||
         storage::is_login_conflict_standing(context.tenant, integration.id, integration.generation,
                                             log_in.login_key);
}

LogIn log_in_of(const Context& context, const Found& found, const domain::Customer& customer,
                const Holders& holders) {
  LogIn log_in{.service_id = found.service->id,
               .service_erp_id = found.service->erp_id,
               .login = domain::log_in_field(found.integration->source, customer, *found.service),
               .login_key = found.row.login_key};
  if (const auto all = holders.find({found.integration->id, found.row.login_key}); all != holders.end())
    log_in.other_customers.assign(all->second.begin(), all->second.end());
  std::erase(log_in.other_customers, customer.id);
  log_in.conflict = is_conflict(context, *found.integration, log_in);
  return log_in;
}

}  // namespace

std::vector<LogIn> list_log_ins(const Context& context, const storage::CheckedIntegration& integration,
                                const domain::Customer& customer) {
  const auto services = storage::list_services_of(context.tenant, customer.id);
  return list_log_ins(context, {&integration, 1}, customer, services)[integration.id];
}

std::map<std::uint32_t, std::vector<LogIn>> list_log_ins(
    const Context& context, std::span<const storage::CheckedIntegration> integrations,
    const domain::Customer& customer, std::span<const domain::Service> services) {
  std::vector<Found> found;
  for (auto& row : storage::list_credentials(context.tenant, {&customer.id, 1})) {
    const auto integration = std::find_if(integrations.begin(), integrations.end(), [&](const auto& each) {
      return each.id == row.integration_id && each.generation == row.generation;
    });
    const auto service = std::find_if(services.begin(), services.end(),
                                      [&](const auto& each) { return each.id == row.service_id; });
    if (integration != integrations.end() && service != services.end())
      found.push_back({std::move(row), &*integration, &*service});
  }
  const auto holders = holders_of(context, found);
  std::map<std::uint32_t, std::vector<LogIn>> log_ins;
  for (const auto& each : found)
    log_ins[each.integration->id].push_back(log_in_of(context, each, customer, holders));
  return log_ins;
}

LogInState state_of(std::span<const LogIn> log_ins) {
  auto best = LogInState::none;
  for (const auto& log_in : log_ins)
    best = std::max(best, log_in.conflict                ? LogInState::conflict
                          : log_in.depends_on_password() ? LogInState::depends
                                                         : LogInState::good);
  return best;
}

std::vector<std::uint64_t> find_customers_by_login(const Context& context,
                                                   const storage::CheckedIntegration& integration,
                                                   const std::string& login) {
  const auto normalised = domain::normalise_login(integration.source, integration.form, login);
  if (normalised.empty()) return {};
  return holders_of(context, integration, context.keyring.login_key(normalised));
}

}  // namespace operations
