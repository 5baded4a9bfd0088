#include "storage/login_attempts.h"

namespace storage {

namespace {

LoginAttempts attempts_of(const Row& row) {
  return {.window_start = row.instant("window_start"),
          .failures = row.u32("failures"),
          .last_at = row.instant("last_at")};
}

}  // namespace

constexpr std::string_view k_find =
    "SELECT window_start, failures, last_at FROM login_attempt WHERE subject = ?";

std::optional<LoginAttempts> find_login_attempts(Db& db, std::string_view subject) {
  return db.find(k_find, {subject}, attempts_of);
}

// The assignments run from left to right: `failures` still sees the old window_start.
constexpr std::string_view k_count = R"sql(
  INSERT INTO login_attempt (subject, window_start, failures, last_at) VALUES (?, ?, 1, ?)
  ON DUPLICATE KEY UPDATE
    failures = CASE WHEN window_start < ? THEN 1 ELSE failures + 1 END,
    window_start = CASE WHEN window_start < ? THEN ? ELSE window_start END,
    last_at = ?)sql";

void count_login_failure(Db& db, std::string_view subject, base::Instant at, base::Instant window_from) {
  db.execute(k_count, {subject, at, at, window_from, window_from, at, at});
}

constexpr std::string_view k_delete = "DELETE FROM login_attempt WHERE subject = ?";

void delete_login_attempts(Db& db, std::string_view subject) { db.execute(k_delete, {subject}); }

constexpr std::string_view k_delete_old = "DELETE FROM login_attempt WHERE last_at < ? LIMIT ?";

std::uint64_t delete_old_login_attempts(Db& db, base::Instant before, std::uint32_t limit) {
  return db.execute(k_delete_old, {before, limit});
}

}  // namespace storage
