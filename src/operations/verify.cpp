#include "operations/verify.h"

#include <algorithm>

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

/// How the stored rows differ from the computed ones; empty when they don't.
std::string difference(const Context& context, std::uint64_t customer_id) {
  const auto wanted = compute(context, customer_id);
  if (!wanted.new_accounts.empty())
    return "falta a conta em " + std::to_string(wanted.new_accounts.size()) + " integração";
  const auto entitlements = storage::list_entitlements(context.db, context.provider_id, customer_id);
  if (entitlements != wanted.entitlements)
    return count_text("direitos diferem:", wanted.entitlements.size(), entitlements.size());
  auto credentials = storage::list_credentials(context.db, context.provider_id, customer_id);
  std::sort(credentials.begin(), credentials.end());
  if (credentials != wanted.credentials)
    return count_text("autenticações diferem:", wanted.credentials.size(), credentials.size());
  return {};
}

void look_again(const Context& context, std::uint64_t customer_id, bool jobs_open, Drift& drift) {
  const auto still = context.db.transaction([&] {
    storage::lock_customer(context.db, context.provider_id, customer_id);
    return difference(context, customer_id);
  });
  if (still.empty()) return;
  if (jobs_open) {
    ++drift.pending;
    return;
  }
  ++drift.drifted;
  if (drift.examples.size() < k_examples)
    drift.examples.push_back("cliente " + std::to_string(customer_id) + ": " + still);
}

}  // namespace

Drift verify(const Context& context) {
  Drift drift;
  std::uint64_t after = 0;
  for (;;) {
    const auto ids = storage::list_customer_ids(context.db, context.provider_id, after, k_batch);
    if (ids.empty()) return drift;
    for (const auto id : ids) {
      ++drift.customers;
      if (difference(context, id).empty()) continue;
      look_again(context, id, storage::has_open_jobs(context.db, context.provider_id), drift);
    }
    after = ids.back();
  }
}

}  // namespace operations
