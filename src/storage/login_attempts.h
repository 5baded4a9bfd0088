#pragma once
#include <cstdint>
#include <optional>
#include <string_view>

#include "storage/db.h"

namespace storage {

/// Failed log-ins of one subject (an account, an address, …) since `window_start`.
struct LoginAttempts {
  base::Instant window_start = {};
  std::uint32_t failures = 0;
  base::Instant last_at = {};
};

/// `subject` is a 32-byte hash.
std::optional<LoginAttempts> find_login_attempts(Db& db, std::string_view subject);
/// Counts one failure; starts a new window when the old one began before `window_from`.
void count_login_failure(Db& db, std::string_view subject, base::Instant at, base::Instant window_from);
void delete_login_attempts(Db& db, std::string_view subject);
/// Removes at most `limit` rows that were last touched before `before`; for the purge.
std::uint64_t delete_old_login_attempts(Db& db, base::Instant before, std::uint32_t limit);

}  // namespace storage
