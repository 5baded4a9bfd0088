#pragma once
#include "operations/account_standing.h"
#include "platforms/platform.h"
#include "storage/transmissions.h"

namespace jobs {

/// Something stands on the platform after the change was delivered.
inline bool stands_after(const domain::Change& change, const platforms::Outcome& outcome) {
  return !outcome.gone && (change.kind != domain::CallKind::remove || outcome.found);
}

/// Keeps in the snapshot what stands there now.
inline void keep_delivered(const storage::Tenant& tenant, std::uint64_t account_id,
                           const operations::AccountStanding& standing, const domain::Change& change,
                           const platforms::Outcome& outcome, base::Instant now) {
  const bool stands = stands_after(change, outcome);
  if (outcome.account_gone)
    for (const auto& row : standing.objects) storage::delete_account_object(tenant, account_id, row.key);
  if (!stands || change.after.key != change.key)
    storage::delete_account_object(tenant, account_id, change.key);
  if (!stands) return;
  domain::KnownObject known{
      .object = outcome.found ? *outcome.found : change.after,
      .platform_id = outcome.platform_id.empty() ? change.platform_id : outcome.platform_id,
      .since = now};
  if (outcome.found) known.object.attributes.insert({"senha", ""});
  for (const auto& [name, value] : outcome.noted) known.object.attributes[name] = value;
  storage::save_account_object(tenant, account_id, known);
}

}  // namespace jobs
