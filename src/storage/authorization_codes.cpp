#include "storage/authorization_codes.h"

namespace storage {

std::string authorization_context(std::uint32_t integration_id) {
  return "authorization:" + std::to_string(integration_id);
}

constexpr std::string_view k_find =
    "SELECT asked_at, code_sealed FROM authorization_code WHERE provider_id = ? AND integration_id = ?";

std::optional<AuthorizationCode> find_authorization_code(const Tenant& tenant, std::uint32_t integration_id) {
  return tenant.db.find(k_find, {tenant.provider_id, integration_id},
                        [](const Row& row) -> AuthorizationCode {
                          return {row.maybe_instant("asked_at"), row.maybe_text("code_sealed").value_or("")};
                        });
}

constexpr std::string_view k_ask = R"sql(
  INSERT INTO authorization_code (integration_id, provider_id, asked_at) VALUES (?, ?, ?)
  ON DUPLICATE KEY UPDATE code_sealed = IF(asked_at > ?, code_sealed, NULL),
    asked_at = IF(asked_at > ?, asked_at, VALUES(asked_at)))sql";

bool ask_for_code(const Tenant& tenant, std::uint32_t integration_id, base::Instant now) {
  const auto since = now - k_code_counts;
  return tenant.db.execute(k_ask, {integration_id, tenant.provider_id, now, since, since}) > 0;
}

constexpr std::string_view k_use_up = R"sql(
  UPDATE authorization_code SET asked_at = NULL, code_sealed = NULL
  WHERE provider_id = ? AND integration_id = ?)sql";

void use_up_code(const Tenant& tenant, std::uint32_t integration_id) {
  tenant.db.execute(k_use_up, {tenant.provider_id, integration_id});
}

constexpr std::string_view k_lock_brought = R"sql(
  SELECT code_sealed FROM authorization_code
  WHERE provider_id = ? AND integration_id = ? AND code_sealed IS NOT NULL FOR UPDATE)sql";

std::optional<std::string> take_code(const Tenant& tenant, std::uint32_t integration_id) {
  return tenant.db.transaction([&] {
    auto sealed = tenant.db.find(k_lock_brought, {tenant.provider_id, integration_id},
                                 [](const Row& row) { return row.text("code_sealed"); });
    if (sealed) use_up_code(tenant, integration_id);
    return sealed;
  });
}

constexpr std::string_view k_bring = R"sql(
  UPDATE authorization_code SET code_sealed = ?
  WHERE provider_id = ? AND integration_id = ? AND code_sealed IS NULL AND asked_at > ? AND asked_at <= ?)sql";

Brought bring_code(const Tenant& tenant, std::uint32_t integration_id, std::string_view code_sealed,
                   base::Instant now) {
  if (tenant.db.execute(k_bring,
                        {code_sealed, tenant.provider_id, integration_id, now - k_code_counts, now}) == 1)
    return Brought::stored;
  return find_authorization_code(tenant, integration_id) ? Brought::refused : Brought::unknown;
}

}  // namespace storage
