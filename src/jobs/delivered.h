#pragma once
#include <optional>
#include <string>
#include <vector>

#include "operations/account_standing.h"
#include "platforms/platform.h"
#include "storage/attempts.h"

namespace jobs {

/// Something stands on the platform after the change was delivered.
bool stands_after(const domain::Change& change, const platforms::Outcome& outcome);

/// What a delivered change makes of an account's snapshot.
struct SnapshotChange {
  std::vector<std::string> gone = {};  ///< keys
  std::optional<domain::KnownObject> stands = {};
};
SnapshotChange snapshot_after(const operations::AccountStanding& standing, const domain::Change& change,
                              const platforms::Outcome& outcome, base::Instant now);

/// An attempt that ended, and what it makes of the snapshot: not written yet.
struct ToldChange {
  storage::EndedAttempt told = {};
  SnapshotChange snapshot = {};
};
/// Writes them, and what was refused; in a transaction that holds the accounts' leases.
void write_down(const storage::Tenant& tenant, const std::vector<const ToldChange*>& changes,
                base::Instant now);

}  // namespace jobs
