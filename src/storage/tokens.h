#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "domain/roles.h"
#include "storage/paging.h"
#include "storage/tenant.h"

namespace storage {

/// A token of the machine interface. The token itself is shown once and kept as a hash.
struct ApiToken {
  std::uint32_t id = 0;
  std::string description = {};
  std::string token_hash = {};  ///< base::token_hash; empty in lists
  std::string token_tail = {};  ///< its last characters, to recognise it by
  std::vector<domain::Scope> scopes = {};
  std::string created_by = {};
  base::Instant created_at = {};
  std::optional<base::Instant> last_used_at = {};
  std::optional<base::Instant> revoked_at = {};
};

std::optional<ApiToken> find_token(const Tenant& tenant, std::uint32_t id);

struct TokenFilter {
  std::string text = {};            ///< in its description, its last characters or who made it
  std::optional<bool> active = {};  ///< false: revoked
};
/// Sortable by descricao, criado_em, ultimo_uso.
Listed<ApiToken> list_tokens(const Tenant& tenant, const TokenFilter& filter, const Page& page);
std::uint32_t count_tokens(const Tenant& tenant, const TokenFilter& filter);

std::uint32_t insert_token(const Tenant& tenant, const ApiToken& token);
void update_token_used(const Tenant& tenant, std::uint32_t id, base::Instant at);
/// False when there is none, or it was revoked before.
bool revoke_token(const Tenant& tenant, std::uint32_t id, base::Instant at);

}  // namespace storage
