#pragma once
#include <optional>
#include <span>
#include <vector>

#include "domain/integration.h"
#include "domain/loss.h"
#include "operations/context.h"
#include "platforms/platform.h"
#include "storage/leases.h"

namespace operations {

/// How an account stands: what the platform should have, what it was told last, and what follows.
struct AccountStanding {
  platforms::AccountView view = {};
  std::vector<storage::ObjectRow> objects = {};  ///< the snapshot and what was refused
  platforms::Wanted wanted = {};
  std::vector<domain::Change> changes = {};  ///< to be told, refused ones left out
  std::vector<domain::Change> refused = {};  ///< would be told, had they not been refused as they are
  std::map<std::uint64_t, domain::ToldPackage> told = {};  ///< how packages stood there, by their id
  std::map<std::uint64_t, domain::LossFacts> lost = {};    ///< how packages would be lost, but for by whom
  std::optional<base::Instant> next_at = {};               ///< when a date changes what is wanted
};

/// Reads and derives it, in the order of the accounts, in as many statements for one as for all; for a
/// platform that is told by us. Throws std::runtime_error when a secret of the integration no longer opens.
std::vector<AccountStanding> standings_of(const Context& context, const domain::Integration& integration,
                                          std::span<const storage::ClaimedAccount> accounts);
/// Of one.
AccountStanding standing_of(const Context& context, const domain::Integration& integration,
                            const storage::ClaimedAccount& account);

/// The snapshot alone.
std::vector<domain::KnownObject> known_of(const std::vector<storage::ObjectRow>& objects);

/// An integration's settings in the open, its defaults filled in.
std::map<std::string, std::string> settings_of(const Context& context,
                                               const domain::Integration& integration);

}  // namespace operations
