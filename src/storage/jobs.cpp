#include "storage/jobs.h"

namespace storage {

namespace {

Job job_of(const Row& row) {
  return {.id = row.u64("id"),
          .provider_id = row.u32("provider_id"),
          .kind = row.text("kind"),
          .subject_id = row.u64("subject_id"),
          .payload = row.text("payload"),
          .state = domain::job_state_at(row.text("status")),
          .position = row.u64("position"),
          .done = row.u32("done"),
          .total = row.u32("total"),
          .attempts = row.u32("attempts"),
          .run_at = row.maybe_instant("run_at"),
          .run_done = row.u32("run_done"),
          .not_before = row.instant("not_before"),
          .message = row.maybe_text("message").value_or(""),
          .created_by = row.text("created_by"),
          .created_at = row.instant("created_at"),
          .finished_at = row.maybe_instant("finished_at")};
}

}  // namespace

constexpr std::string_view k_insert = R"sql(
  INSERT INTO job (provider_id, kind, subject_id, payload, status, total, not_before, created_by, created_at)
  VALUES (?, ?, ?, ?, 'pendente', ?, ?, ?, ?))sql";

std::uint64_t insert_job(Db& db, const Job& job) {
  return db.insert(k_insert, {job.provider_id, job.kind, job.subject_id, job.payload, job.total,
                              job.created_at, job.created_by, job.created_at});
}

const std::string k_select = R"sql(
  SELECT id, provider_id, kind, subject_id, payload, status, position, done, total, attempts, run_at, run_done, not_before,
    message, created_by, created_at, finished_at
  FROM job)sql";

const std::string k_find = k_select + " WHERE provider_id = ? AND id = ?";

std::optional<Job> find_job(const Tenant& tenant, std::uint64_t id) {
  return tenant.db.find(k_find, {tenant.provider_id, id}, job_of);
}

const std::string k_open = k_select +
                           " WHERE provider_id = ? AND kind = ? AND subject_id = ? AND status IN "
                           "('pendente', 'executando') ORDER BY id";

std::vector<Job> list_open_jobs(const Tenant& tenant, std::string_view kind, std::uint64_t subject_id) {
  return tenant.db.list(k_open, {tenant.provider_id, kind, subject_id}, job_of);
}

namespace {

/// A condition for each thing asked, so that each question finds its own key.
std::string conditions_of(const JobFilter& filter, Params& params) {
  std::string conditions = " provider_id = ?";
  if (filter.state) {
    conditions += " AND status = ?";
    params.push_back(domain::words_of(*filter.state).name);
  }
  if (!filter.kind.empty()) {
    conditions += " AND kind = ?";
    params.push_back(filter.kind);
  }
  return conditions;
}

}  // namespace

Listed<Job> list_jobs(const Tenant& tenant, const JobFilter& filter, const Page& asked) {
  const auto page = newest_first(asked);
  const auto cut = keyset_by_id(page, "id");
  Params params{tenant.provider_id};
  const auto sql = k_select + " WHERE" + conditions_of(filter, params) + cut.sql;
  params.insert(params.end(), cut.params.begin(), cut.params.end());
  return cut_page(tenant.db.list(sql, params, job_of), page,
                  [](const Job& job) { return cursor_of(job.id, ""); });
}

std::uint64_t count_jobs(const Tenant& tenant, const JobFilter& filter) {
  Params params{tenant.provider_id};
  const auto sql = "SELECT COUNT(*) AS n FROM (SELECT id FROM job WHERE" + conditions_of(filter, params) +
                   " LIMIT ?) AS found";
  params.emplace_back(std::uint64_t{k_count_cap} + 1);
  return tenant.db.find(sql, params, [](const Row& row) { return row.u64("n"); }).value();
}

constexpr std::string_view k_by_state = "SELECT status, COUNT(*) AS n FROM job GROUP BY status";

std::vector<std::pair<domain::JobState, std::uint64_t>> count_jobs_by_state(Db& db) {
  return db.list(k_by_state, {}, [](const Row& row) {
    return std::pair{domain::job_state_at(row.text("status")), row.u64("n")};
  });
}

constexpr std::string_view k_retry = R"sql(
  UPDATE job SET status = 'pendente', attempts = 0, message = NULL, not_before = ?, finished_at = NULL
  WHERE provider_id = ? AND id = ? AND status = 'falhou')sql";

bool retry_job(const Tenant& tenant, std::uint64_t id, base::Instant at) {
  return tenant.db.execute(k_retry, {at, tenant.provider_id, id}) == 1;
}

constexpr std::string_view k_any_open = R"sql(
  SELECT id FROM job WHERE provider_id = ? AND status IN ('pendente', 'executando') LIMIT 1)sql";

bool has_open_jobs(const Tenant& tenant) {
  return tenant.db.find(k_any_open, {tenant.provider_id}, [](const Row& row) { return row.u64("id"); })
      .has_value();
}

constexpr std::string_view k_claim = R"sql(
  UPDATE job SET status = 'executando', lease = ?, lease_until = ?, attempts = attempts + 1, run_at = ?, run_done = done
  WHERE (status = 'pendente' AND not_before <= ?) OR (status = 'executando' AND lease_until < ?)
  ORDER BY not_before, id LIMIT 1)sql";

const std::string k_claimed = k_select + " WHERE lease = ? AND status = 'executando'";

std::optional<Job> claim_job(Db& db, std::string_view lease, base::Instant now, base::Instant until) {
  if (db.execute(k_claim, {lease, until, now, now, now}) == 0) return std::nullopt;
  return db.find(k_claimed, {lease}, job_of);
}

constexpr std::string_view k_renew =
    "UPDATE job SET lease_until = ? WHERE lease = ? AND status = 'executando'";

std::optional<Job> resume_job(Db& db, std::string_view lease, base::Instant until) {
  auto job = db.find(k_claimed, {lease}, job_of);
  if (job) db.execute(k_renew, {until, lease});
  return job;
}

constexpr std::string_view k_progress = R"sql(
  UPDATE job SET position = ?, done = ?, total = ?, lease_until = ? WHERE id = ? AND lease = ? AND status = 'executando')sql";

bool update_job_progress(Db& db, const Job& job, std::string_view lease, base::Instant until) {
  return db.execute(k_progress, {job.position, job.done, job.total, until, job.id, lease}) == 1;
}

constexpr std::string_view k_finish = R"sql(
  UPDATE job SET status = ?, position = ?, done = ?, total = ?, message = ?, not_before = ?, lease = NULL, lease_until = NULL,
    finished_at = CASE WHEN ? = 'pendente' THEN NULL ELSE ? END
  WHERE id = ? AND lease = ? AND status = 'executando')sql";

bool finish_job(Db& db, const Job& job, std::string_view lease, std::string_view status, base::Instant at) {
  return db.execute(k_finish, {status, job.position, job.done, job.total, job.message, at, status, at, job.id,
                               lease}) == 1;
}

}  // namespace storage
