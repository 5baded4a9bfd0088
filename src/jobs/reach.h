#pragma once
#include <cstdint>
#include <optional>

#include "platforms/transmission.h"
#include "storage/transmissions.h"

namespace jobs {

/// How well a platform could be reached in a round.
struct Reach {
  bool reached = false;
  std::uint32_t failures = 0;                ///< accounts in a row that could not be, since it last was
  std::optional<platforms::Wait> wait = {};  ///< as the platform asks
};

/// Adds what a call met. A refused credential says nothing of it.
void add(Reach& reach, const platforms::Outcome& outcome);

/// Notes it: an integration that cannot be reached is tried by one account from time to time.
void note_reach(const storage::Tenant& tenant, std::uint32_t integration_id, const Reach& reach,
                base::Instant now);

}  // namespace jobs
