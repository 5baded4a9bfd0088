#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "domain/roles.h"
#include "storage/tenant.h"

namespace storage {

/// A browser someone signed in with. Known by the hash of its cookie only.
struct Session {
  std::string token_hash = {};  ///< base::token_hash of the cookie
  std::uint32_t user_id = 0;
  base::Instant created_at = {};
  base::Instant last_seen_at = {};
  base::Instant expires_at = {};  ///< absolute limit
  std::string address = {};
  std::string user_agent = {};
};

/// A session together with its active user.
struct SignedIn {
  Session session = {};
  std::string email = {};
  std::string name = {};
  domain::Role role = domain::Role::reader;
  bool lacks_second_factor = false;  ///< the provider demands one, and the person has none
};

/// The session when it is neither over nor idle since `idle_since`, and its user is active.
std::optional<SignedIn> find_session(const Tenant& tenant, std::string_view token_hash, base::Instant now,
                                     base::Instant idle_since);
/// The live sessions of a user, latest use first.
std::vector<Session> list_sessions(const Tenant& tenant, std::uint32_t user_id, base::Instant now,
                                   base::Instant idle_since);

void insert_session(const Tenant& tenant, const Session& session);
void update_session_seen(const Tenant& tenant, std::string_view token_hash, base::Instant at);
/// False when the user has no such session.
bool delete_session(const Tenant& tenant, std::uint32_t user_id, std::string_view token_hash);
/// Ends all sessions of a user but `kept_hash` (empty: all).
void delete_sessions_of(const Tenant& tenant, std::uint32_t user_id, std::string_view kept_hash);
/// Removes at most `limit` sessions that are over, of all providers; for the purge.
std::uint64_t delete_expired_sessions(Db& db, base::Instant now, base::Instant idle_since,
                                      std::uint32_t limit);

}  // namespace storage
