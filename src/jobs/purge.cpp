#include "jobs/purge.h"

#include <array>
#include <chrono>
#include <string_view>

#include "storage/attempts.h"
#include "storage/jobs.h"
#include "storage/providers.h"

namespace jobs {

namespace {

constexpr std::uint64_t k_rows = 5000;  // a statement; short locks, small undo
constexpr std::chrono::hours k_day{24};

/// A table whose rows go by age alone.
struct Aged {
  std::string_view statement;
  std::chrono::milliseconds kept;
};

constexpr std::array<Aged, 6> k_aged{{
    {"DELETE FROM idempotency_key WHERE created_at < ? LIMIT 5000", k_day},
    {"DELETE FROM session WHERE expires_at < ? LIMIT 5000", std::chrono::milliseconds{0}},
    {"DELETE FROM job WHERE finished_at < ? LIMIT 5000", storage::k_job_days},
    {"DELETE FROM exchange WHERE attempt_id IN (SELECT id FROM attempt WHERE begun_at < ? AND open = 0) "
     "LIMIT "
     "5000",
     storage::k_transmission_days},
    {"DELETE FROM attempt WHERE begun_at < ? AND open = 0 LIMIT 5000", storage::k_transmission_days},
    {"DELETE FROM login_attempt WHERE last_at < ? LIMIT 5000", k_day},
}};

constexpr std::string_view k_decisions = R"sql(
  DELETE FROM decision WHERE provider_id = ? AND at < ? ORDER BY id LIMIT 5000)sql";

constexpr std::string_view k_counts = R"sql(
  DELETE FROM decision_count WHERE provider_id = ? AND minute < ? LIMIT 5000)sql";

void delete_all(storage::Db& db, std::string_view statement, const storage::Params& params) {
  while (db.execute(statement, params) == k_rows) {
  }
}

}  // namespace

void purge_old(storage::Db& db, base::Instant now) {
  for (const auto& aged : k_aged) delete_all(db, aged.statement, {now - aged.kept});
  for (const auto& provider : storage::list_providers(db)) {
    const base::Instant oldest = now - std::chrono::days(provider.decision_log_days);
    delete_all(db, k_decisions, {provider.id, oldest});
    // Counts are small and feed the monthly figures: they stay for two years.
    delete_all(db, k_counts, {provider.id, now - std::chrono::days(730)});
  }
}

}  // namespace jobs
