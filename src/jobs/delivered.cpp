#include "jobs/delivered.h"

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

}  // namespace jobs
