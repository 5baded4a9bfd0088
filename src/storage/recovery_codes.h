#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "storage/tenant.h"

namespace storage {

/// Writes a person's recovery codes, known by their digests alone, in the place of those there are.
void replace_recovery_codes(const Tenant& tenant, std::uint32_t user_id,
                            const std::vector<std::string>& hashes, base::Instant at);
/// Takes a code away; false when the person has no such code (any more).
bool take_recovery_code(const Tenant& tenant, std::uint32_t user_id, std::string_view hash);
std::uint32_t count_recovery_codes(const Tenant& tenant, std::uint32_t user_id);
void delete_recovery_codes(const Tenant& tenant, std::uint32_t user_id);

}  // namespace storage
