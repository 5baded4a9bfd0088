#include "storage/callers.h"

namespace storage {

const std::string k_caller = "SELECT " + std::string(k_provider_columns) + R"sql(,
    t.id AS token_id, t.description AS token_description, t.scopes AS token_scopes, t.last_used_at AS token_used_at
  FROM provider_host h
  JOIN provider p ON p.id = h.provider_id
  LEFT JOIN api_token t ON t.token_hash = ? AND t.provider_id = p.id AND t.revoked_at IS NULL
  WHERE h.host = ? AND p.active = 1)sql";

std::optional<Caller> find_caller(Db& db, std::string_view host, std::string_view token_hash) {
  return db.find(k_caller, {token_hash, host}, [](const Row& row) {
    Caller caller{.provider = provider_of(row)};
    if (row.is_null("token_id")) return caller;
    caller.token = ApiToken{.id = row.u32("token_id"),
                            .description = row.text("token_description"),
                            .scopes = domain::scopes_from(row.text("token_scopes")),
                            .last_used_at = row.maybe_instant("token_used_at")};
    return caller;
  });
}

}  // namespace storage
