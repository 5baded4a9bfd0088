#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "storage/tenant.h"

namespace storage {

/// A link by which a person sets the password; known by the hash of what stands in it alone.
struct Invitation {
  std::uint32_t user_id = 0;
  std::string token_hash = {};  ///< base::token_hash
  base::Instant created_at = {};
  base::Instant expires_at = {};
};

/// Writes a person's invitation in the place of the one there is.
void replace_invitation(const Tenant& tenant, const Invitation& invitation);
/// The invitation of a token that is not over.
std::optional<Invitation> find_invitation(const Tenant& tenant, std::string_view token_hash,
                                          base::Instant now);
/// A person's, over or not.
std::optional<Invitation> find_invitation_of(const Tenant& tenant, std::uint32_t user_id);
/// Takes the invitation of a token that is not over away; false when there is none (any more).
bool take_invitation(const Tenant& tenant, std::string_view token_hash, base::Instant now);
void delete_invitation(const Tenant& tenant, std::uint32_t user_id);

}  // namespace storage
