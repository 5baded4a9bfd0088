#include "operations/verify.h"

#include <map>

#include "operations/act.h"
#include "operations/recompute.h"
#include "storage/customers.h"
#include "storage/jobs.h"

namespace operations {

namespace {

constexpr std::size_t k_examples = 20;
constexpr std::uint32_t k_batch = 500;

std::string count_text(const char* what, std::size_t wanted, std::size_t present) {
  return std::string(what) + " " + std::to_string(present) + " no banco, " + std::to_string(wanted) +
         " pelas causas";
}

/// True when the row lets a customer have a product longer than any package gives it: seen without the rules
/// that computed it, since what is wrong with them would else agree with itself.
bool is_held_by_nothing(const Context& context, const storage::HeldBesidePackages& held) {
  if (held.given_without_end || held.held_until <= context.clock.now()) return false;
  return !held.given_until || held.held_until > context.zone.start_of(*held.given_until);
}

/// How the stored rows of customers (ascending) differ from the computed ones, by customer; those that don't
/// are not in it.
std::map<std::uint64_t, std::string> differences(const Context& context,
                                                 const std::vector<std::uint64_t>& ids) {
  const auto wanted = compute(context, ids);
  std::map<std::uint64_t, std::vector<storage::EntitlementRow>> entitlements;
  for (auto& row : storage::list_entitlements(context.tenant, ids))
    entitlements[row.customer_id].push_back(std::move(row));
  std::map<std::uint64_t, std::vector<storage::CredentialRow>> credentials;
  for (auto& row : storage::list_credentials(context.tenant, ids))
    credentials[row.customer_id].push_back(std::move(row));
  std::map<std::uint64_t, std::string> found;
  for (const auto& held : storage::list_held_beside_packages(context.tenant, ids))
    if (is_held_by_nothing(context, held)) found[held.customer_id] = "tem direito que nenhum pacote dá";
  for (const auto& [id, rows] : wanted) {
    if (!rows.new_accounts.empty())
      found[id] = "falta a conta em " + std::to_string(rows.new_accounts.size()) + " integração";
    else if (entitlements[id] != rows.entitlements)
      found[id] = count_text("direitos diferem:", rows.entitlements.size(), entitlements[id].size());
    else if (credentials[id] != rows.credentials)
      found[id] = count_text("autenticações diferem:", rows.credentials.size(), credentials[id].size());
  }
  return found;
}

void look_again(const Context& context, std::uint64_t customer_id, bool jobs_open, Drift& drift) {
  const auto still = act(context, [&](Act& act) {
    act.lock(customer_id);
    return differences(context, {customer_id});
  });
  if (still.empty()) return;
  if (jobs_open) {
    ++drift.pending;
    return;
  }
  ++drift.drifted;
  if (drift.examples.size() < k_examples)
    drift.examples.push_back("cliente " + std::to_string(customer_id) + ": " + still.at(customer_id));
}

}  // namespace

Drift verify(const Context& context) {
  Drift drift;
  std::uint64_t after = 0;
  for (;;) {
    const auto ids = storage::list_customer_ids(context.tenant, after, k_batch);
    if (ids.empty()) return drift;
    drift.customers += ids.size();
    for (const auto& [id, _] : differences(context, ids))
      look_again(context, id, storage::has_open_jobs(context.tenant), drift);
    after = ids.back();
  }
}

}  // namespace operations
