#include "jobs/purge.h"

#include <array>
#include <chrono>
#include <string_view>

#include "storage/jobs.h"
#include "storage/many.h"
#include "storage/providers.h"

namespace jobs {

namespace {

constexpr std::uint64_t k_rows = 5000;  // a statement; short locks, small undo
constexpr std::chrono::hours k_day{24};
constexpr std::chrono::days k_invitation_trace{30};  // until then the person's page says that it is over

/// A table whose rows go by age alone.
struct Aged {
  std::string_view statement;
  std::chrono::milliseconds kept;
};

constexpr std::array<Aged, 5> k_aged{{
    {"DELETE FROM idempotency_key WHERE created_at < ? LIMIT 5000", k_day},
    {"DELETE FROM session WHERE expires_at < ? LIMIT 5000", std::chrono::milliseconds{0}},
    {"DELETE FROM invitation WHERE expires_at < ? LIMIT 5000", k_invitation_trace},
    {"DELETE FROM job WHERE finished_at < ? LIMIT 5000", storage::k_job_days},
    {"DELETE FROM login_attempt WHERE last_at < ? LIMIT 5000", k_day},
}};

constexpr std::string_view k_decisions = R"sql(
  DELETE FROM decision WHERE provider_id = ? AND at < ? ORDER BY id LIMIT 5000)sql";

constexpr std::string_view k_counts = R"sql(
  DELETE FROM decision_count WHERE provider_id = ? AND minute < ? LIMIT 5000)sql";

// An attempt whose outcome is not known stays: it is still to be found out.
constexpr std::string_view k_old_attempts = R"sql(
  SELECT id FROM attempt WHERE provider_id = ? AND open = 0 AND begun_at < ? ORDER BY begun_at LIMIT 512)sql";

constexpr std::string_view k_exchanges =
    "DELETE FROM exchange WHERE provider_id = ? AND attempt_id IN ({ids})";

constexpr std::string_view k_attempts = "DELETE FROM attempt WHERE provider_id = ? AND id IN ({ids})";

/// What was said goes with its attempt.
void delete_attempts(const storage::Tenant& tenant, base::Instant oldest) {
  for (;;) {
    const auto ids = tenant.db.list(k_old_attempts, {tenant.provider_id, oldest},
                                    [](const storage::Row& row) { return row.u64("id"); });
    if (ids.empty()) return;
    storage::Params params(ids.begin(), ids.end());
    storage::fill_places(params);
    const auto places = params.size();
    params.insert(params.begin(), tenant.provider_id);
    tenant.db.transaction([&] {
      for (const auto statement : {k_exchanges, k_attempts})
        tenant.db.execute(storage::with_places(statement, places), params);
    });
  }
}

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
    delete_attempts({db, provider.id}, now - std::chrono::days(provider.transmission_log_days));
    // Counts are small and feed the monthly figures: they stay for two years.
    delete_all(db, k_counts, {provider.id, now - std::chrono::days(730)});
  }
}

}  // namespace jobs
