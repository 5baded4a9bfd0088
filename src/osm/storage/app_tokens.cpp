#include "osm/storage/app_tokens.h"

namespace osm {

using storage::Row;
using storage::Tenant;

constexpr std::string_view k_find = R"sql(
  SELECT t.token_hash, t.subscriber_id, t.credential_id, t.app_name, t.created_at, t.used_at, s.status
  FROM osm_app_token t JOIN osm_subscriber s ON s.id = t.subscriber_id
  WHERE t.token_hash = ? AND t.provider_id = ? AND t.used_at > ?)sql";

std::optional<AppUse> find_app_use(const Tenant& tenant, std::string_view token_hash, base::Instant since) {
  return tenant.db.find(k_find, {token_hash, tenant.provider_id, since}, [](const Row& row) {
    return AppUse{.token = {.hash = row.text("token_hash"),
                            .subscriber_id = row.u64("subscriber_id"),
                            .credential_id = row.u64("credential_id"),
                            .app_name = row.text("app_name"),
                            .created_at = row.instant("created_at"),
                            .used_at = row.instant("used_at")},
                  .status = static_cast<Status>(row.u32("status"))};
  });
}

constexpr std::string_view k_insert = R"sql(
  INSERT INTO osm_app_token (token_hash, provider_id, subscriber_id, credential_id, app_name, created_at, used_at)
  VALUES (?, ?, ?, ?, ?, ?, ?))sql";

constexpr std::string_view k_older = R"sql(
  SELECT token_hash FROM osm_app_token WHERE provider_id = ? AND subscriber_id = ? AND token_hash <> ?
  ORDER BY created_at DESC, used_at DESC, token_hash LIMIT 1000 OFFSET ?)sql";

void insert_app_token(const Tenant& tenant, const AppToken& token) {
  tenant.db.execute(k_insert, {token.hash, tenant.provider_id, token.subscriber_id, token.credential_id,
                               token.app_name, token.created_at, token.used_at});
  for (const auto& hash :
       tenant.db.list(k_older, {tenant.provider_id, token.subscriber_id, token.hash, k_app_tokens_most - 1},
                      [](const Row& row) { return row.text("token_hash"); }))
    delete_app_token(tenant, hash);
}

constexpr std::string_view k_used =
    "UPDATE osm_app_token SET used_at = ? WHERE token_hash = ? AND provider_id = ?";

void update_app_token_used(const Tenant& tenant, std::string_view token_hash, base::Instant at) {
  tenant.db.execute_unless_held(k_used, {at, token_hash, tenant.provider_id});
}

constexpr std::string_view k_delete = "DELETE FROM osm_app_token WHERE token_hash = ? AND provider_id = ?";

bool delete_app_token(const Tenant& tenant, std::string_view token_hash) {
  return tenant.db.execute(k_delete, {token_hash, tenant.provider_id}) > 0;
}

constexpr std::string_view k_delete_of_credential =
    "DELETE FROM osm_app_token WHERE provider_id = ? AND subscriber_id = ? AND credential_id = ?";

void delete_app_tokens_of_credential(const Tenant& tenant, std::uint64_t subscriber_id,
                                     std::uint64_t credential_id) {
  tenant.db.execute(k_delete_of_credential, {tenant.provider_id, subscriber_id, credential_id});
}

}  // namespace osm
