#pragma once
#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/problem.h"
#include "domain/entity.h"
#include "domain/waiting.h"
#include "operations/context.h"
#include "storage/jobs.h"

namespace operations {

/// Kinds of background work; what each does to its subject is in jobs/worker.cpp, where one without a worker
/// does not compile.
enum class JobKind : std::uint8_t {
  package_recompute,  ///< a package's products have changed: all who have it. No payload
  log_in_rebuild,     ///< an integration's log-ins are made otherwise from now on: LogInRebuild
  services_change,    ///< values or contracts of a plan's services: ServicesChange (plan_services.h)
  accounts_mark,      ///< what an integration's accounts should be follows other settings now
  accounts_forget,    ///< an integration speaks to another account there now. No payload
  transmit_again,     ///< accounts of an integration that wait for the same: domain::Waiting
  losses_let_go,      ///< losses that an integration's guard holds: LossRelease (losses.h)
  words_rebuild,      ///< names are folded otherwise: what all customers are found by. No payload
};

/// All of them, in the order of screens.
inline constexpr std::array k_job_kinds{
    JobKind::package_recompute, JobKind::log_in_rebuild, JobKind::services_change, JobKind::accounts_mark,
    JobKind::accounts_forget,   JobKind::transmit_again, JobKind::losses_let_go,   JobKind::words_rebuild};

struct JobWords {
  std::string_view name;   ///< in the database and in addresses
  std::string_view label;  ///< pt-BR, what it does to its subject
  domain::Entity subject;  ///< what it is about
};
/// One without words does not compile.
JobWords words_of(JobKind kind);
/// Its name in the database.
std::string_view name_of(JobKind kind);
std::optional<JobKind> job_kind_from(std::string_view name);

struct LogInRebuild {
  std::string source = {};
  std::uint32_t generation = 0;
};
std::string payload_of(const LogInRebuild& rebuild);
LogInRebuild log_in_rebuild_from(std::string_view payload);
/// Of accounts_mark: what was refused is forgotten (D57).
std::string payload_of_forgetting();
bool forgets_refusals(std::string_view payload);
std::string payload_of(domain::Waiting waiting);
domain::Waiting waiting_from(std::string_view payload);

/// Puts a job about the subject in the queue, due at once; its id. How many there will be the worker counts.
std::uint64_t enqueue(const Context& context, JobKind kind, std::uint64_t subject_id,
                      std::string payload = "{}");

/// What people call the subject of a job; nothing when it is no longer there, or the kind is unknown.
std::optional<std::string> find_job_subject(const Context& context, const storage::Job& job);

/// Puts a job that was given up back in the queue; it goes on where it stopped. Refused for any other.
base::Result<base::Done> retry_job(const Context& context, std::uint64_t id);

}  // namespace operations
