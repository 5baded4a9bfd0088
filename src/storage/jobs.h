#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "domain/job.h"
#include "storage/paging.h"
#include "storage/tenant.h"

namespace storage {

/// How long a job that is done or was given up can still be looked at.
inline constexpr std::chrono::days k_job_days{90};

/// Background work with its progress. `position` is where a crashed run goes on.
struct Job {
  std::uint64_t id = 0;
  std::uint32_t provider_id = 0;
  std::string kind = {};  ///< recalcular_pacote | credenciais | servicos_do_plano | …
  std::uint64_t subject_id = 0;
  std::string payload = {};  ///< JSON
  domain::JobState state = domain::JobState::pending;
  std::uint64_t position = 0;
  std::uint32_t done = 0;
  std::uint32_t total = 0;
  std::uint32_t attempts = 0;
  std::optional<base::Instant> run_at = {};  ///< when its last run began
  std::uint32_t run_done = 0;                ///< what was done before that run
  base::Instant not_before = {};             ///< a pending one is due then
  std::string message = {};
  std::string created_by = {};
  base::Instant created_at = {};
  std::optional<base::Instant> finished_at = {};
};

/// Puts a job in the queue, due at once; its id.
std::uint64_t insert_job(Db& db, const Job& job);
std::optional<Job> find_job(const Tenant& tenant, std::uint64_t id);
/// Jobs of a kind about a subject that are not finished.
std::vector<Job> list_open_jobs(const Tenant& tenant, std::string_view kind, std::uint64_t subject_id);

/// Which jobs; empty fields ask nothing.
struct JobFilter {
  std::optional<domain::JobState> state = {};
  std::string kind = {};
};
/// A page of them, newest first.
Listed<Job> list_jobs(const Tenant& tenant, const JobFilter& filter, const Page& asked);
/// How many, at most k_count_cap + 1.
std::uint64_t count_jobs(const Tenant& tenant, const JobFilter& filter);
/// How many of all providers are in each state; a state without any is left out.
std::vector<std::pair<domain::JobState, std::uint64_t>> count_jobs_by_state(Db& db);

/// Puts one that was given up back in the queue, due at once, to go on from its position; false when it was
/// not.
bool retry_job(const Tenant& tenant, std::uint64_t id, base::Instant at);

/// True when the provider has any unfinished job.
bool has_open_jobs(const Tenant& tenant);

/// Takes the oldest due job (pending, or its lease has run out) under `lease` until `until`; nothing when
/// none is due.
std::optional<Job> claim_job(Db& db, std::string_view lease, base::Instant now, base::Instant until);
/// Goes on with a job that the lease still holds after a failure, until `until`; nothing when it holds none.
std::optional<Job> resume_job(Db& db, std::string_view lease, base::Instant until);
/// Saves progress under the lease; false when the lease was lost: stop at once.
bool update_job_progress(Db& db, const Job& job, std::string_view lease, base::Instant until);
/// Ends the job under the lease: concluido, falhou, or pendente again not before `at`.
bool finish_job(Db& db, const Job& job, std::string_view lease, std::string_view status, base::Instant at);

}  // namespace storage
