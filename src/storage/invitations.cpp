#include "storage/invitations.h"

namespace storage {

namespace {

Invitation invitation_of(const Row& row) {
  return {.user_id = row.u32("user_id"),
          .token_hash = row.text("token_hash"),
          .created_at = row.instant("created_at"),
          .expires_at = row.instant("expires_at")};
}

}  // namespace

constexpr std::string_view k_replace = R"sql(
  INSERT INTO invitation (provider_id, user_id, token_hash, created_at, expires_at) VALUES (?, ?, ?, ?, ?)
  ON DUPLICATE KEY UPDATE
    token_hash = VALUES(token_hash), created_at = VALUES(created_at), expires_at = VALUES(expires_at))sql";

void replace_invitation(const Tenant& tenant, const Invitation& invitation) {
  tenant.db.execute(k_replace, {tenant.provider_id, invitation.user_id, invitation.token_hash,
                                invitation.created_at, invitation.expires_at});
}

constexpr std::string_view k_by_token = R"sql(
  SELECT user_id, token_hash, created_at, expires_at FROM invitation
  WHERE token_hash = ? AND provider_id = ? AND expires_at > ?)sql";

std::optional<Invitation> find_invitation(const Tenant& tenant, std::string_view token_hash,
                                          base::Instant now) {
  return tenant.db.find(k_by_token, {token_hash, tenant.provider_id, now}, invitation_of);
}

constexpr std::string_view k_of_user = R"sql(
  SELECT user_id, token_hash, created_at, expires_at FROM invitation WHERE provider_id = ? AND user_id = ?)sql";

std::optional<Invitation> find_invitation_of(const Tenant& tenant, std::uint32_t user_id) {
  return tenant.db.find(k_of_user, {tenant.provider_id, user_id}, invitation_of);
}

constexpr std::string_view k_take =
    "DELETE FROM invitation WHERE token_hash = ? AND provider_id = ? AND expires_at > ?";

bool take_invitation(const Tenant& tenant, std::string_view token_hash, base::Instant now) {
  return tenant.db.execute(k_take, {token_hash, tenant.provider_id, now}) > 0;
}

constexpr std::string_view k_delete = "DELETE FROM invitation WHERE provider_id = ? AND user_id = ?";

void delete_invitation(const Tenant& tenant, std::uint32_t user_id) {
  tenant.db.execute(k_delete, {tenant.provider_id, user_id});
}

}  // namespace storage
