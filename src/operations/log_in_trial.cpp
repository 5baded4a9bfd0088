#include "operations/log_in_trial.h"

#include <set>

#include "domain/answer.h"
#include "operations/login.h"
#include "storage/check_config.h"
#include "storage/checks.h"

namespace operations {

namespace {

/// Wrong ones that a person may try in a quarter of an hour; each further one doubles the wait.
constexpr std::uint32_t k_free_trials = 20;
constexpr std::chrono::minutes k_window{15};

std::string subject_of(const Context& context) { return context.keyring.mac("log-in trial", context.actor); }

std::chrono::seconds wait_of(const Context& context) {
  const auto attempts = storage::find_login_attempts(context.tenant.db, subject_of(context));
  return attempts ? wait_after(*attempts, k_free_trials, context.clock.now()) : std::chrono::seconds{};
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
  LogInTried tried{.wait = wait_of(context)};
  if (tried.wait.count() > 0) return tried;
  compare(context, *integration, trial, tried);
  const auto now = context.clock.now();
  if (tried.met != domain::Met::one_customer)
    storage::count_login_failure(context.tenant.db, subject_of(context), now, now - k_window);
  auto facts = storage::facts_of(*integration);
  facts.subscriber_known = tried.met == domain::Met::one_customer;
  tried.answer.verdict = domain::decide_customer(facts, true);
  tried.answer.http_status = domain::answer_status(tried.answer.verdict, integration->denials_as_200);
  return tried;
}

}  // namespace operations
