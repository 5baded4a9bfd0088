#include "operations/recompute.h"

#include <algorithm>
#include <map>
#include <set>

#include "domain/credential.h"
#include "operations/justifications.h"
#include "operations/log_ins.h"
#include "storage/customers.h"
#include "storage/services.h"

namespace operations {

namespace {

using storage::Account;
using storage::Cause;
using storage::CredentialRow;
using storage::EntitlementRow;

/// Accounts by integration: those there are, and a new one for each integration that has none yet.
std::map<std::uint32_t, Account> accounts_for(const Context& context, std::uint64_t customer_id,
                                              const std::vector<Cause>& causes,
                                              std::vector<Account>& created) {
  std::map<std::uint32_t, Account> accounts;
  for (auto& account : storage::list_accounts_of(context.db, context.provider_id, customer_id))
    accounts.emplace(account.integration_id, account);
  for (const auto& cause : causes) {
    if (accounts.contains(cause.integration_id)) continue;
    const auto now = context.clock.now();
    const Account account{.integration_id = cause.integration_id,
                          .customer_id = customer_id,
                          .subscriber_id = base::random_bytes(16),
                          .status_at = now,
                          .created_at = now};
    accounts.emplace(cause.integration_id, account);
    created.push_back(account);
  }
  return accounts;
}

std::vector<EntitlementRow> entitlements_from(const Context& context, const std::vector<Cause>& causes,
                                              const std::map<std::uint32_t, Account>& accounts) {
  std::vector<domain::Justification> reasons;
  std::map<std::uint32_t, std::uint32_t> integration_of;
  for (const auto& cause : causes) {
    integration_of[cause.product_id] = cause.integration_id;
    reasons.push_back(justification_of(cause, context.zone));
  }
  std::vector<EntitlementRow> rows;
  for (const auto& [product_id, entitlement] : domain::union_of(reasons)) {
    const auto integration_id = integration_of.at(product_id);
    rows.push_back({accounts.at(integration_id).subscriber_id, product_id, integration_id, entitlement});
  }
  std::sort(rows.begin(), rows.end(), [](const EntitlementRow& a, const EntitlementRow& b) {
    return std::tie(a.subscriber_id, a.product_id) < std::tie(b.subscriber_id, b.product_id);
  });
  return rows;
}

/// Integrations whose log-ins the customer has: a package hangs on a service that is not over (D6). A trial
/// that has ended counts like one the removal has not come to yet, so that the answer does not depend on when
/// that job runs.
std::set<std::uint32_t> integrations_with_login(const std::vector<Cause>& causes) {
  std::set<std::uint32_t> integrations;
  for (const auto& cause : causes)
    if (cause.service_state != domain::ServiceState::over && cause.removed_by != domain::RemovedBy::service)
      integrations.insert(cause.integration_id);
  return integrations;
}

/// The digest of the service's log-in password; nothing where it has none.
std::optional<std::string> digest_of(const Context& context, domain::CredentialSource source,
                                     const std::string& login, const storage::Service& service) {
  if (source == domain::CredentialSource::login_autenticacao) return service.password_digest;
  return context.keyring.password_digest(service.id, login);
}

std::vector<CredentialRow> credentials_from(const Context& context, std::uint64_t customer_id,
                                            const std::vector<Cause>& causes,
                                            const std::map<std::uint32_t, Account>& accounts) {
  const auto integrations = integrations_with_login(causes);
  if (integrations.empty()) return {};
  const auto customer = storage::find_customer(context.db, context.provider_id, customer_id).value();
  const auto services = storage::list_services_of(context.db, context.provider_id, customer_id);

  std::vector<CredentialRow> rows;
  for (const auto& generation : storage::list_credential_generations(context.db, context.provider_id)) {
    if (!integrations.contains(generation.integration_id)) continue;
    const auto source = domain::credential_source_from(generation.source).value();
    for (const auto& service : services) {
      if (service.state == domain::ServiceState::over) continue;
      const auto login = domain::normalise_login(source, log_in_field(source, customer, service));
      const auto digest = login.empty() ? std::nullopt : digest_of(context, source, login, service);
      if (!digest) continue;
      rows.push_back({generation.integration_id, generation.generation, context.keyring.login_key(login),
                      service.id, accounts.at(generation.integration_id).subscriber_id, *digest});
    }
  }
  std::sort(rows.begin(), rows.end());
  return rows;
}

bool write_entitlements(const Context& context, std::uint64_t customer_id,
                        const std::vector<EntitlementRow>& wanted) {
  auto& db = context.db;
  const auto present = storage::list_entitlements(db, context.provider_id, customer_id);
  bool changed = false;
  for (const auto& row : present) {
    const bool kept = std::any_of(wanted.begin(), wanted.end(), [&](const EntitlementRow& other) {
      return other.subscriber_id == row.subscriber_id && other.product_id == row.product_id;
    });
    if (kept) continue;
    storage::delete_entitlement(db, context.provider_id, row);
    changed = true;
  }
  for (const auto& row : wanted) {
    if (std::find(present.begin(), present.end(), row) != present.end()) continue;
    storage::save_entitlement(db, context.provider_id, customer_id, row);
    changed = true;
  }
  return changed;
}

bool write_credentials(const Context& context, std::uint64_t customer_id,
                       const std::vector<CredentialRow>& wanted) {
  auto& db = context.db;
  auto present = storage::list_credentials(db, context.provider_id, customer_id);
  std::sort(present.begin(), present.end());
  std::vector<CredentialRow> gone;
  std::vector<CredentialRow> fresh;
  std::set_difference(present.begin(), present.end(), wanted.begin(), wanted.end(), std::back_inserter(gone));
  std::set_difference(wanted.begin(), wanted.end(), present.begin(), present.end(),
                      std::back_inserter(fresh));
  for (const auto& row : gone) storage::delete_credential(db, context.provider_id, row);
  for (const auto& row : fresh) storage::insert_credential(db, context.provider_id, customer_id, row);
  return !gone.empty() || !fresh.empty();
}

}  // namespace

Computed compute(const Context& context, std::uint64_t customer_id) {
  Computed computed;
  const auto causes = storage::list_causes(context.db, context.provider_id, customer_id);
  const auto accounts = accounts_for(context, customer_id, causes, computed.new_accounts);
  computed.entitlements = entitlements_from(context, causes, accounts);
  computed.credentials = credentials_from(context, customer_id, causes, accounts);
  return computed;
}

bool recompute(const Context& context, std::uint64_t customer_id) {
  const auto wanted = compute(context, customer_id);
  for (const auto& account : wanted.new_accounts)
    storage::insert_account(context.db, context.provider_id, account);
  const bool entitlements = write_entitlements(context, customer_id, wanted.entitlements);
  const bool credentials = write_credentials(context, customer_id, wanted.credentials);
  return entitlements || credentials || !wanted.new_accounts.empty();
}

}  // namespace operations
