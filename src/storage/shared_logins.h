#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "storage/tenant.h"

namespace storage {

/// Log-ins of an integration that more than one customer has (R29).
struct SharedLogins {
  std::vector<std::string> login_keys = {};  ///< 16 bytes each, ascending
  std::string next_key = {};                 ///< where to look on from; empty: all have been looked at
};
/// Looks behind `after_key` (empty: from the start) until `limit` are found or some tens of thousands of
/// services have been looked at.
SharedLogins list_shared_logins(const Tenant& tenant, std::uint32_t integration_id, std::uint32_t generation,
                                const std::string& after_key, std::uint32_t limit);

}  // namespace storage
