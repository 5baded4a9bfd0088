#pragma once
#include <optional>
#include <string>
#include <vector>

#include "operations/account_standing.h"
#include "platforms/platform.h"

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

}  // namespace jobs
