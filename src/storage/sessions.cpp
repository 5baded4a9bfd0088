#include "storage/sessions.h"

namespace storage {

namespace {

Session session_of(const Row& row) {
  return {.token_hash = row.text("token_hash"),
          .user_id = row.u32("user_id"),
          .created_at = row.instant("created_at"),
          .last_seen_at = row.instant("last_seen_at"),
          .expires_at = row.instant("expires_at"),
          .address = row.text("address"),
          .user_agent = row.text("user_agent")};
}

SignedIn signed_in_of(const Row& row) {
  return {.session = session_of(row),
          .email = row.text("email"),
          .name = row.text("name"),
          .role = domain::role_from(row.text("role")).value_or(domain::Role::reader),
          .lacks_second_factor = row.flag("lacks_second_factor")};
}

}  // namespace

constexpr std::string_view k_find = R"sql(
  SELECT s.token_hash, s.user_id, s.created_at, s.last_seen_at, s.expires_at, s.address, s.user_agent,
    u.email, u.name, u.role, p.demands_second_factor AND u.totp_secret IS NULL AS lacks_second_factor
  FROM session s JOIN user u ON u.id = s.user_id AND u.provider_id = s.provider_id
  JOIN provider p ON p.id = s.provider_id
  WHERE s.token_hash = ? AND s.provider_id = ? AND s.expires_at > ? AND s.last_seen_at > ? AND u.active = 1)sql";

std::optional<SignedIn> find_session(const Tenant& tenant, std::string_view token_hash, base::Instant now,
                                     base::Instant idle_since) {
  return tenant.db.find(k_find, {token_hash, tenant.provider_id, now, idle_since}, signed_in_of);
}

constexpr std::string_view k_list = R"sql(
  SELECT token_hash, user_id, created_at, last_seen_at, expires_at, address, user_agent FROM session
  WHERE provider_id = ? AND user_id = ? AND expires_at > ? AND last_seen_at > ? ORDER BY last_seen_at DESC)sql";

std::vector<Session> list_sessions(const Tenant& tenant, std::uint32_t user_id, base::Instant now,
                                   base::Instant idle_since) {
  return tenant.db.list(k_list, {tenant.provider_id, user_id, now, idle_since}, session_of);
}

constexpr std::string_view k_insert = R"sql(
  INSERT INTO session (token_hash, provider_id, user_id, created_at, last_seen_at, expires_at, address, user_agent)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?))sql";

void insert_session(const Tenant& tenant, const Session& session) {
  tenant.db.execute(k_insert,
                    {session.token_hash, tenant.provider_id, session.user_id, session.created_at,
                     session.last_seen_at, session.expires_at, session.address, session.user_agent});
}

constexpr std::string_view k_seen =
    "UPDATE session SET last_seen_at = ? WHERE token_hash = ? AND provider_id = ?";

void update_session_seen(const Tenant& tenant, std::string_view token_hash, base::Instant at) {
  tenant.db.execute_unless_held(k_seen, {at, token_hash, tenant.provider_id});
}

constexpr std::string_view k_delete =
    "DELETE FROM session WHERE token_hash = ? AND provider_id = ? AND user_id = ?";

bool delete_session(const Tenant& tenant, std::uint32_t user_id, std::string_view token_hash) {
  return tenant.db.execute(k_delete, {token_hash, tenant.provider_id, user_id}) > 0;
}

constexpr std::string_view k_delete_others =
    "DELETE FROM session WHERE provider_id = ? AND user_id = ? AND token_hash <> ?";

void delete_sessions_of(const Tenant& tenant, std::uint32_t user_id, std::string_view kept_hash) {
  tenant.db.execute(k_delete_others, {tenant.provider_id, user_id, kept_hash});
}

constexpr std::string_view k_delete_expired =
    "DELETE FROM session WHERE expires_at <= ? OR last_seen_at <= ? LIMIT ?";

std::uint64_t delete_expired_sessions(Db& db, base::Instant now, base::Instant idle_since,
                                      std::uint32_t limit) {
  return db.execute(k_delete_expired, {now, idle_since, limit});
}

}  // namespace storage
