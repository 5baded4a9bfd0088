#include "storage/tokens.h"

namespace storage {

namespace {

ApiToken token_of(const Row& row) {
  return {.id = row.u32("id"),
          .description = row.text("description"),
          .token_tail = row.text("token_tail"),
          .scopes = domain::scopes_from(row.text("scopes")),
          .created_by = row.text("created_by"),
          .created_at = row.instant("created_at"),
          .last_used_at = row.maybe_instant("last_used_at"),
          .revoked_at = row.maybe_instant("revoked_at")};
}

Params params_of(std::uint32_t provider_id, const TokenFilter& filter) {
  const auto pattern = like_anywhere(filter.text);
  return {provider_id, filter.active, filter.active, pattern, pattern, pattern};
}

}  // namespace

constexpr std::string_view k_by_id = R"sql(
  SELECT id, description, token_tail, scopes, created_by, created_at, last_used_at, revoked_at
  FROM api_token WHERE provider_id = ? AND id = ?)sql";

std::optional<ApiToken> find_token(const Tenant& tenant, std::uint32_t id) {
  return tenant.db.find(k_by_id, {tenant.provider_id, id}, token_of);
}

const std::string k_asked_for = R"sql(
  provider_id = ? AND (? IS NULL OR (revoked_at IS NULL) = ?)
    AND (description LIKE ? OR token_tail LIKE ? OR created_by LIKE ?))sql";

const std::string k_list = R"sql(
  SELECT id, description, token_tail, scopes, created_by, created_at, last_used_at, revoked_at,
    COALESCE(last_used_at, '1970-01-01') AS used_at
  FROM api_token WHERE )sql" +
                           k_asked_for;

Listed<ApiToken> list_tokens(const Tenant& tenant, const TokenFilter& filter, const Page& page) {
  static const std::vector<SortColumn> k_sortable{
      {"descricao", "description"}, {"criado_em", "created_at"}, {"ultimo_uso", "used_at"}};
  return list_page<ApiToken>(tenant.db, k_list, params_of(tenant.provider_id, filter), k_sortable, page,
                             token_of);
}

const std::string k_count = "SELECT COUNT(*) AS n FROM api_token WHERE" + k_asked_for;

std::uint32_t count_tokens(const Tenant& tenant, const TokenFilter& filter) {
  return tenant.db
      .find(k_count, params_of(tenant.provider_id, filter), [](const Row& row) { return row.u32("n"); })
      .value_or(0);
}

constexpr std::string_view k_insert = R"sql(
  INSERT INTO api_token (provider_id, description, token_hash, token_tail, scopes, created_by, created_at)
  VALUES (?, ?, ?, ?, ?, ?, ?))sql";

std::uint32_t insert_token(const Tenant& tenant, const ApiToken& token) {
  return static_cast<std::uint32_t>(
      tenant.db.insert(k_insert, {tenant.provider_id, token.description, token.token_hash, token.token_tail,
                                  domain::names_of(token.scopes), token.created_by, token.created_at}));
}

constexpr std::string_view k_used = "UPDATE api_token SET last_used_at = ? WHERE provider_id = ? AND id = ?";

void update_token_used(const Tenant& tenant, std::uint32_t id, base::Instant at) {
  tenant.db.execute_unless_held(k_used, {at, tenant.provider_id, id});
}

constexpr std::string_view k_revoke =
    "UPDATE api_token SET revoked_at = ? WHERE provider_id = ? AND id = ? AND revoked_at IS NULL";

bool revoke_token(const Tenant& tenant, std::uint32_t id, base::Instant at) {
  return tenant.db.execute(k_revoke, {at, tenant.provider_id, id}) > 0;
}

}  // namespace storage
