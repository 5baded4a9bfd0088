#include "operations/recompute.h"

#include <algorithm>
#include <iterator>
#include <set>
#include <tuple>

#include "domain/credential.h"
#include "operations/justifications.h"
#include "operations/log_ins.h"
#include "platforms/platform.h"
#include "storage/customers.h"
#include "storage/services.h"
#include "storage/transmissions.h"

namespace operations {

namespace {

using domain::Account;
using storage::Cause;
using storage::CredentialGeneration;
using storage::CredentialRow;
using storage::EntitlementRow;

using Ids = std::vector<std::uint64_t>;

/// What there is of a customer to compute from.
struct Known {
  std::vector<Cause> causes = {};
  std::map<std::uint32_t, Account> accounts = {};  ///< by integration, new ones included
  std::optional<domain::Customer> customer = {};   ///< only for those who may have log-ins
  std::vector<domain::Service> services = {};      ///< the same
};

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

/// Which customers to look up, and what there is computed of them already.
struct Wanted {
  Ids customers = {};
  std::map<std::uint64_t, std::vector<EntitlementRow>> entitlements = {};  ///< by customer
  std::set<std::uint64_t> without_log_ins = {};  ///< whose log-ins no change has reached
};

const std::vector<EntitlementRow>& entitlements_of(const Wanted& wanted, std::uint64_t customer_id) {
  static const std::vector<EntitlementRow> none;
  const auto found = wanted.entitlements.find(customer_id);
  return found == wanted.entitlements.end() ? none : found->second;
}

/// The accounts; where only verdicts are concerned the entitlements name most of them.
void look_up_accounts(const Context& context, const Wanted& wanted, std::map<std::uint64_t, Known>& known) {
  for (const auto id : wanted.without_log_ins)
    for (const auto& row : entitlements_of(wanted, id))
      known.at(id).accounts.try_emplace(row.integration_id, Account{.integration_id = row.integration_id,
                                                                    .customer_id = id,
                                                                    .subscriber_id = row.subscriber_id});
  Ids missing;
  for (const auto& [id, of] : known)
    if (std::any_of(of.causes.begin(), of.causes.end(),
                    [&](const Cause& cause) { return !of.accounts.contains(cause.integration_id); }))
      missing.push_back(id);
  for (auto& account : storage::list_accounts_of(context.tenant, missing))
    known[account.customer_id].accounts.emplace(account.integration_id, account);
}

void look_up_log_ins(const Context& context, const Wanted& wanted, std::map<std::uint64_t, Known>& known) {
  Ids with_login;
  for (const auto& [id, of] : known)
    if (!wanted.without_log_ins.contains(id) && !integrations_with_login(of.causes).empty())
      with_login.push_back(id);
  for (auto& customer : storage::list_customers(context.tenant, with_login))
    known[customer.id].customer = std::move(customer);
  for (auto& service : storage::list_services_of(context.tenant, with_login))
    known[service.customer_id].services.push_back(std::move(service));
}

std::map<std::uint64_t, Known> look_up(const Context& context, const Wanted& wanted) {
  std::map<std::uint64_t, Known> known;
  for (const auto id : wanted.customers) known[id];
  for (const auto& cause : storage::list_causes(context.tenant, wanted.customers))
    known[cause.customer_id].causes.push_back(cause);
  look_up_accounts(context, wanted, known);
  look_up_log_ins(context, wanted, known);
  return known;
}

/// A new account for each integration that has none yet; also put among those known.
std::vector<Account> new_accounts(const Context& context, std::uint64_t customer_id, Known& known) {
  std::vector<Account> created;
  for (const auto& cause : known.causes) {
    if (known.accounts.contains(cause.integration_id)) continue;
    const auto now = context.clock.now();
    const Account account{.integration_id = cause.integration_id,
                          .customer_id = customer_id,
                          .subscriber_id = base::random_bytes(16),
                          .told = platforms::at(cause.gateway).is_told(),
                          .created_at = now};
    known.accounts.emplace(cause.integration_id, account);
    created.push_back(account);
  }
  return created;
}

std::vector<EntitlementRow> entitlements_from(const Context& context, std::uint64_t customer_id,
                                              const Known& known) {
  std::vector<domain::Justification> reasons;
  std::map<std::uint32_t, std::uint32_t> integration_of;
  for (const auto& cause : known.causes) {
    integration_of[cause.product_id] = cause.integration_id;
    reasons.push_back(justification_of(cause, context.zone));
  }
  std::vector<EntitlementRow> rows;
  for (const auto& [product_id, entitlement] : domain::union_of(reasons)) {
    const auto integration_id = integration_of.at(product_id);
    rows.push_back({customer_id, known.accounts.at(integration_id).subscriber_id, product_id, integration_id,
                    entitlement});
  }
  std::sort(rows.begin(), rows.end(), [](const EntitlementRow& a, const EntitlementRow& b) {
    return std::tie(a.subscriber_id, a.product_id) < std::tie(b.subscriber_id, b.product_id);
  });
  return rows;
}

/// The digest of the service's log-in password; nothing where it has none.
std::optional<std::string> digest_of(const Context& context, domain::CredentialSource source,
                                     const std::string& login, const domain::Service& service) {
  if (source == domain::CredentialSource::login_autenticacao) return service.password_digest;
  return context.keyring.password_digest(service.id, login);
}

std::vector<CredentialRow> credentials_from(const Context& context,
                                            const std::vector<CredentialGeneration>& generations,
                                            std::uint64_t customer_id, const Known& known) {
  const auto integrations = integrations_with_login(known.causes);
  std::vector<CredentialRow> rows;
  for (const auto& generation : generations) {
    if (!integrations.contains(generation.integration_id) || !platforms::at(generation.gateway).can.passive)
      continue;
    const auto source = domain::credential_source_from(generation.source).value();
    for (const auto& service : known.services) {
      if (service.state == domain::ServiceState::over) continue;
      const auto login = domain::normalise_login(
          source, generation.form, domain::log_in_field(source, known.customer.value(), service));
      const auto digest = login.empty() ? std::nullopt : digest_of(context, source, login, service);
      if (!digest) continue;
      rows.push_back({customer_id, generation.integration_id, generation.generation,
                      context.keyring.login_key(login), service.id,
                      known.accounts.at(generation.integration_id).subscriber_id, *digest});
    }
  }
  std::sort(rows.begin(), rows.end());
  return rows;
}

void write_accounts(const Context& context, const std::map<std::uint64_t, Computed>& wanted) {
  std::vector<Account> fresh;
  for (const auto& [_, computed] : wanted)
    fresh.insert(fresh.end(), computed.new_accounts.begin(), computed.new_accounts.end());
  storage::insert_accounts(context.tenant, fresh);
}

/// Whose rows went.
std::set<std::uint64_t> write_entitlements(const Context& context, const Wanted& before,
                                           const std::map<std::uint64_t, Computed>& wanted) {
  using Key = std::pair<std::string, std::uint32_t>;  // subscriber_id, product_id
  std::map<Key, EntitlementRow> present;
  for (const auto& [_, rows] : before.entitlements)
    for (const auto& row : rows) present.emplace(Key{row.subscriber_id, row.product_id}, row);
  std::vector<EntitlementRow> fresh;
  for (const auto& [_, computed] : wanted) {
    for (const auto& row : computed.entitlements) {
      const auto known = present.extract(Key{row.subscriber_id, row.product_id});
      if (!known || known.mapped() != row) fresh.push_back(row);
    }
  }
  std::set<std::uint64_t> losers;
  for (const auto& [_, gone] : present) {
    storage::delete_entitlement(context.tenant, gone);
    losers.insert(gone.customer_id);
  }
  storage::save_entitlements(context.tenant, fresh);
  return losers;
}

/// Where a platform is told by us, or was before the last package went.
void mark(const Context& context, std::set<std::uint64_t> customers,
          const std::map<std::uint64_t, Computed>& computed) {
  for (const auto& [id, of] : computed)
    if (of.told) customers.insert(id);
  const Ids ids(customers.begin(), customers.end());
  storage::mark_accounts(context.tenant, ids, context.clock.now());
}

void write_credentials(const Context& context, const Wanted& before,
                       const std::map<std::uint64_t, Computed>& wanted) {
  Ids ids;
  std::vector<CredentialRow> all;
  for (const auto& [id, computed] : wanted) {
    if (before.without_log_ins.contains(id)) continue;
    ids.push_back(id);
    all.insert(all.end(), computed.credentials.begin(), computed.credentials.end());
  }
  const auto present = storage::list_credentials(context.tenant, ids);
  std::vector<CredentialRow> gone;
  std::vector<CredentialRow> fresh;
  std::set_difference(present.begin(), present.end(), all.begin(), all.end(), std::back_inserter(gone));
  std::set_difference(all.begin(), all.end(), present.begin(), present.end(), std::back_inserter(fresh));
  for (const auto& row : gone) storage::delete_credential(context.tenant, row);
  storage::insert_credentials(context.tenant, fresh);
}

std::map<std::uint64_t, Computed> compute(const Context& context, const Wanted& wanted) {
  auto known = look_up(context, wanted);
  const bool log_ins = std::any_of(known.begin(), known.end(),
                                   [](const auto& each) { return each.second.customer.has_value(); });
  const auto generations =
      log_ins ? storage::list_credential_generations(context.tenant) : std::vector<CredentialGeneration>{};
  std::map<std::uint64_t, Computed> computed;
  for (auto& [id, of] : known) {
    auto& rows = computed[id];
    rows.told = std::ranges::any_of(
        of.causes, [](const Cause& cause) { return platforms::at(cause.gateway).is_told(); });
    rows.new_accounts = new_accounts(context, id, of);
    rows.entitlements = entitlements_from(context, id, of);
    if (of.customer) rows.credentials = credentials_from(context, generations, id, of);
  }
  return computed;
}

}  // namespace

std::map<std::uint64_t, Computed> compute(const Context& context, const Ids& customer_ids) {
  return compute(context, Wanted{.customers = customer_ids});
}

void recompute(const Context& context, const std::map<std::uint64_t, Concern>& customers) {
  Wanted wanted;
  for (const auto& [id, concern] : customers) {
    wanted.customers.push_back(id);
    if (concern == Concern::verdicts) wanted.without_log_ins.insert(id);
  }
  for (auto& row : storage::list_entitlements(context.tenant, wanted.customers))
    wanted.entitlements[row.customer_id].push_back(std::move(row));
  const auto computed = compute(context, wanted);
  write_accounts(context, computed);
  const auto losers = write_entitlements(context, wanted, computed);
  write_credentials(context, wanted, computed);
  mark(context, losers, computed);
}

}  // namespace operations
