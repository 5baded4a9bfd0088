#include "jobs/delivered.h"

#include <map>
#include <span>

namespace jobs {

bool stands_after(const domain::Change& change, const platforms::Outcome& outcome) {
  return !outcome.gone && (change.kind != domain::CallKind::remove || outcome.found);
}

SnapshotChange snapshot_after(const operations::AccountStanding& standing, const domain::Change& change,
                              const platforms::Outcome& outcome, base::Instant now) {
  SnapshotChange out;
  const bool stands = stands_after(change, outcome);
  if (outcome.account_gone)
    for (const auto& row : standing.objects) out.gone.push_back(row.key);
  if (!stands || change.after.key != change.key) out.gone.push_back(change.key);
  if (!stands) return out;
  out.stands = {.object = outcome.found ? *outcome.found : change.after,
                .platform_id = outcome.platform_id.empty() ? change.platform_id : outcome.platform_id,
                .since = now};
  if (outcome.found) out.stands->object.attributes.insert({"senha", ""});
  for (const auto& [name, value] : outcome.noted) out.stands->object.attributes[name] = value;
  return out;
}

void write_down(const storage::Tenant& tenant, const std::vector<const ToldChange*>& changes,
                base::Instant now) {
  std::vector<storage::EndedAttempt> ended;
  std::vector<storage::StandingObject> standing;
  std::map<std::string, std::vector<std::uint64_t>> gone;
  for (const auto* change : changes) {
    const auto& attempt = change->told.attempt;
    ended.push_back(change->told);
    for (const auto& key : change->snapshot.gone) gone[key].push_back(attempt.account_id);
    if (change->snapshot.stands) standing.push_back({attempt.account_id, *change->snapshot.stands});
    if (attempt.delivery == domain::Delivery::rejected && attempt.reason != domain::Reason::credential)
      storage::save_refusal(tenant, attempt.account_id, attempt.change, attempt.reason, attempt.message, now);
  }
  storage::end_attempts(tenant, ended);
  for (const auto& [key, accounts] : gone) storage::delete_account_objects(tenant, std::span(accounts), key);
  storage::save_account_objects(tenant, standing);
}

}  // namespace jobs
