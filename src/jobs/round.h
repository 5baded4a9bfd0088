#pragma once
#include <cstdint>
#include <vector>

#include "jobs/hands.h"
#include "storage/leases.h"

namespace jobs {

/// The accounts that one turn takes at most.
inline constexpr std::uint32_t k_most_accounts = 64;

/// Tells accounts claimed under the lease, one after the other, and settles them: what they need of the
/// database is read and written for all together, the attempts before the first byte of any leaves. Those to
/// which the turn did not come stay as due as they were, and those that somebody else has meanwhile are left
/// to him. The number of those that were settled. Throws storage::Unavailable.
std::uint32_t tell_accounts(const Hands& hands, const std::vector<storage::ClaimedAccount>& accounts);

}  // namespace jobs
