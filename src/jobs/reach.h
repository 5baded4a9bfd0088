#pragma once
#include <chrono>
#include <cstdint>
#include <optional>

#include "storage/transmissions.h"

namespace jobs {

/// Notes whether an integration could be reached: one that cannot is tried by one account from time to time;
/// `wait`: as its platform asks.
void note_reach(const storage::Tenant& tenant, std::uint32_t integration_id, bool reached,
                std::optional<std::chrono::seconds> wait, base::Instant now);

}  // namespace jobs
