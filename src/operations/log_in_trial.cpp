#include "operations/log_in_trial.h"

#include <set>

#include "domain/answer.h"
#include "operations/brake.h"
#include "storage/check_config.h"
#include "storage/checks.h"

namespace operations {

namespace {

/// Wrong ones that a person may try in a quarter of an hour; each further one doubles the wait.

Brake trial_brake(const Context& context) {
  return brake_of(context, "log-in trial", context.actor, k_free_trials);
}

void compare(const Context& context, const storage::CheckedIntegration& integration, const LogInTrial& trial,
             LogInTried& tried) {
  const storage::LoginKey key{
      integration.id, integration.generation,
      context.keyring.login_key(domain::normalise_login(integration.source, integration.form, trial.login))};
  const auto password = domain::normalise_password(integration.source, integration.form, trial.password);
  const auto found = storage::find_logins(context.tenant.db, {&key, 1});
  std::vector<domain::Holder> holders;
  std::vector<domain::Holder> matching;
  for (const auto& row : found.rows) {
    holders.push_back({row.customer_id, row.subscriber_id});
    if (base::same_bytes(row.password_digest, context.keyring.password_digest(row.service_id, password)))
      matching.push_back(holders.back());
  }
  tried.met = domain::met_by(holders, matching);
  std::set<std::uint64_t> customers;
  for (const auto& holder : matching.empty() ? holders : matching) customers.insert(holder.customer_id);
  tried.customers.assign(customers.begin(), customers.end());
}

}  // namespace

std::optional<LogInTried> try_log_in(const Context& context, const LogInTrial& trial) {
  const auto integration = storage::find_checked_integration(context.tenant, trial.integration_id);
  if (!integration) return std::nullopt;
  const auto brake = trial_brake(context);
  LogInTried tried{.wait = wait_for(context, brake)};
  if (tried.wait.count() > 0) return tried;
  compare(context, *integration, trial, tried);
  if (tried.met != domain::Met::one_customer) count_guess(context, brake);
  auto facts = storage::facts_of(*integration);
  facts.subscriber_known = tried.met == domain::Met::one_customer;
  tried.answer.verdict = domain::decide_customer(facts, true);
  tried.answer.http_status = domain::answer_status(tried.answer.verdict, integration->denials_as_200);
  return tried;
}

}  // namespace operations
