#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "osm/domain/app_token.h"
#include "osm/domain/subscriber.h"
#include "storage/tenant.h"

namespace osm {

/// A token that lives, and whether its subscriber may enter now.
struct AppUse {
  AppToken token = {};
  Status status = Status::active;
};
/// Nothing for an unknown token, one of another provider or one last used before `since`.
std::optional<AppUse> find_app_use(const storage::Tenant& tenant, std::string_view token_hash,
                                   base::Instant since);

/// Adds a token and ends those beyond the newest k_app_tokens_most of its subscriber, whose row is held.
void insert_app_token(const storage::Tenant& tenant, const AppToken& token);
/// Writes down a use, unless somebody holds the row.
void update_app_token_used(const storage::Tenant& tenant, std::string_view token_hash, base::Instant at);
/// False when there is none.
bool delete_app_token(const storage::Tenant& tenant, std::string_view token_hash);
void delete_app_tokens_of_credential(const storage::Tenant& tenant, std::uint64_t subscriber_id,
                                     std::uint64_t credential_id);

}  // namespace osm
