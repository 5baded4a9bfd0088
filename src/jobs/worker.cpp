#include "jobs/worker.h"

#include <algorithm>
#include <functional>
#include <map>
#include <string_view>

#include "base/log.h"
#include "jobs/purge.h"
#include "operations/act.h"
#include "operations/audit_seals.h"
#include "operations/closings.h"
#include "operations/job_kinds.h"
#include "operations/losses.h"
#include "operations/other_account.h"
#include "operations/plan_services.h"
#include "operations/service_packages.h"
#include "operations/transmissions.h"
#include "storage/customers.h"
#include "storage/entitlements.h"
#include "storage/integrations.h"
#include "storage/jobs.h"
#include "storage/plan_services.h"
#include "storage/providers.h"
#include "storage/transmissions.h"

namespace jobs {

namespace {

using operations::Context;
using storage::Job;

constexpr std::uint32_t k_batch =
    100;  // customers a transaction: more would keep the ERP waiting for their locks
/// Renewed with every batch, which takes a second or so: a worker that died is replaced after this.
constexpr std::chrono::seconds k_lease{15};
/// With locks of others, for all of a batch: less than the lease.
constexpr std::chrono::seconds k_patience{8};
constexpr std::uint32_t k_counted = 10000;  // a statement
constexpr std::chrono::seconds k_pause{2};
constexpr std::uint32_t k_attempts = 5;
constexpr std::chrono::minutes k_purge_every{10};
constexpr std::chrono::minutes k_seal_every{1};

/// Somebody else has taken the job over: what this transaction did is theirs to do.
class LeaseLost : public std::runtime_error {
 public:
  LeaseLost() : std::runtime_error("lease lost") {}
};

/// A job at work under its lease.
struct Running {
  const Context& context;
  Job& job;
  const std::string& lease;
  const std::atomic<bool>& stop;
};

using NextCustomers = std::function<std::vector<std::uint64_t>(std::uint64_t after, std::uint32_t limit)>;

bool save(const Running& running, const Job& job) {
  return storage::update_job_progress(running.context.tenant.db, job, running.lease,
                                      running.context.clock.now() + k_lease);
}

/// How many there will be, known before the first of them is done.
void count_all(const Running& running, const NextCustomers& next) {
  auto& job = running.job;
  if (job.position != 0 || job.total != 0) return;
  for (auto ids = next(0, k_counted); !ids.empty(); ids = next(ids.back(), k_counted))
    job.total += static_cast<std::uint32_t>(ids.size());
  if (!save(running, job)) throw LeaseLost();
}

/// Does `change` to each customer (ascending) under their locks, batch by batch, progress in the same
/// transaction; false when told to stop before the end.
bool visit_all(const Running& running, const NextCustomers& next,
               const std::function<void(operations::Act& act, std::uint64_t customer_id)>& change) {
  count_all(running, next);
  for (;;) {
    const auto ids = next(running.job.position, k_batch);
    if (ids.empty()) return true;
    if (running.stop) return false;
    auto job = running.job;
    running.context.tenant.db.retry_for(k_patience);
    operations::act(running.context, [&](operations::Act& act) {
      job = running.job;
      for (const auto id : ids) act.lock(id);
      for (const auto id : ids) change(act, id);
      job.position = ids.back();
      job.done += static_cast<std::uint32_t>(ids.size());
      job.total = std::max(job.total, job.done);
      if (!save(running, job)) throw LeaseLost();
      return base::Done{};
    });
    running.job = job;
  }
}

bool recompute_all(const Running& running, const NextCustomers& next) {
  return visit_all(running, next, [](operations::Act& act, std::uint64_t id) { act.concerns(id); });
}

/// What a package holds has changed: all who have it.
bool recompute_package(const Running& running) {
  return recompute_all(running, [&](std::uint64_t after, std::uint32_t limit) {
    return storage::list_customer_ids_with_package(
        running.context.tenant, static_cast<std::uint32_t>(running.job.subject_id), after, limit);
  });
}

/// An integration's log-ins are made of another field now: builds the new generation beside the old,
/// switches, clears up. A job that another change of the field has overtaken only clears up.
bool rebuild_credentials(const Running& running) {
  const auto& tenant = running.context.tenant;
  const auto integration = static_cast<std::uint32_t>(running.job.subject_id);
  const auto generation = operations::log_in_rebuild_from(running.job.payload).generation;
  const bool all = recompute_all(running, [&](std::uint64_t after, std::uint32_t limit) {
    return storage::list_customer_ids_with_account(tenant, integration, after, limit);
  });
  if (!all) return false;
  tenant.db.transaction([&] { storage::switch_credential_generation(tenant, integration, generation); });
  while (storage::delete_other_generations(tenant, integration) > 0) {
  }
  return true;
}

/// Contracts renewed or values adjusted on all services of a plan.
bool change_services(const Running& running) {
  const auto plan_id = static_cast<std::uint32_t>(running.job.subject_id);
  const auto change = operations::services_change_from(running.job.payload);
  return visit_all(
      running,
      [&](std::uint64_t after, std::uint32_t limit) {
        return storage::list_customer_ids_of_plan(running.context.tenant, plan_id, after, limit);
      },
      [&](operations::Act& act, std::uint64_t id) {
        operations::change_services_of(act, plan_id, change, id);
      });
}

/// Does `step` to accounts behind the job's position, k_batch a transaction, until there are none.
bool go_over_accounts(const Running& running,
                      const std::function<storage::Marked(std::uint64_t after, std::uint32_t limit)>& step) {
  for (;;) {
    if (running.stop) return false;
    auto job = running.job;
    const bool more = running.context.tenant.db.transaction([&] {
      job = running.job;
      const auto done = step(job.position, k_batch);
      if (done.accounts == 0) return false;
      job.position = done.last;
      job.done += done.accounts;
      job.total = std::max(job.total, job.done);
      if (!save(running, job)) throw LeaseLost();
      return true;
    });
    if (!more) return true;
    running.job = job;
  }
}

/// Other settings of an integration: every account of it is looked at again; what was refused under other
/// parameters is tried again (D57).
bool mark_accounts(const Running& running) {
  const bool forget = operations::forgets_refusals(running.job.payload);
  const auto integration = static_cast<std::uint32_t>(running.job.subject_id);
  const auto& context = running.context;
  return go_over_accounts(running, [&](std::uint64_t after, std::uint32_t limit) {
    const auto marked =
        storage::mark_accounts_of(context.tenant, integration, after, limit, context.clock.now());
    if (forget) storage::forget_refusals_of(context.tenant, integration, after, marked.last);
    return marked;
  });
}

/// Accounts of an integration that wait for the same are told again.
bool transmit_again(const Running& running) {
  const auto integration = static_cast<std::uint32_t>(running.job.subject_id);
  const auto waiting = operations::waiting_from(running.job.payload);
  return go_over_accounts(running, [&](std::uint64_t after, std::uint32_t limit) {
    return operations::retry_waiting(running.context, integration, waiting, after, limit);
  });
}

/// Losses that a person lets go.
bool let_losses_go(const Running& running) {
  const auto integration = static_cast<std::uint32_t>(running.job.subject_id);
  const auto release = operations::loss_release_from(running.job.payload);
  return go_over_accounts(running, [&](std::uint64_t after, std::uint32_t limit) {
    return operations::let_go_step(running.context, integration, release, after, limit);
  });
}

/// An integration speaks to another account of its platform: what was transmitted is forgotten, k_batch a
/// transaction.
bool forget_accounts(const Running& running) {
  const auto integration = static_cast<std::uint32_t>(running.job.subject_id);
  return go_over_accounts(running, [&](std::uint64_t after, std::uint32_t limit) {
    return operations::forget_accounts(running.context, integration, after, limit);
  });
}

/// What customers are found by, of those whose names have other letters than ASCII's.
bool rebuild_words(const Running& running) {
  const auto& tenant = running.context.tenant;
  return visit_all(
      running,
      [&](std::uint64_t after, std::uint32_t limit) {
        return storage::list_customer_ids_to_fold(tenant, after, limit);
      },
      [&](operations::Act&, std::uint64_t id) { storage::rebuild_search_words(tenant, id); });
}

/// Does the job; false when told to stop before the end.
bool carry_out(operations::JobKind kind, const Running& running) {
  switch (kind) {
    case operations::JobKind::package_recompute:
      return recompute_package(running);
    case operations::JobKind::log_in_rebuild:
      return rebuild_credentials(running);
    case operations::JobKind::services_change:
      return change_services(running);
    case operations::JobKind::accounts_mark:
      return mark_accounts(running);
    case operations::JobKind::accounts_forget:
      return forget_accounts(running);
    case operations::JobKind::transmit_again:
      return transmit_again(running);
    case operations::JobKind::losses_let_go:
      return let_losses_go(running);
    case operations::JobKind::words_rebuild:
      return rebuild_words(running);
  }
  throw std::logic_error("no such kind of job");
}

/// Integrations whose accounts have all gone.
void end_closings(storage::Db& db, const base::Clock& clock, const base::Keyring& keyring) {
  for (const auto& provider : storage::list_providers(db)) {
    const base::TimeZone zone(provider.time_zone);
    operations::end_closings({{db, provider.id}, zone, clock, keyring, "sistema"});
  }
}

}  // namespace

Worker::Worker(storage::Db& db, const base::Clock& clock, const base::Keyring& keyring,
               const std::atomic<bool>& stop)
    : db_(db), clock_(clock), keyring_(keyring), stop_(stop), lease_(base::random_bytes(16)) {}

bool Worker::run_due() {
  const bool trials = remove_trials();
  const bool job = !stop_ && run_job();
  if (!stop_) end_closings(db_, clock_, keyring_);
  if (!stop_ && clock_.now() >= purge_due_) purge();
  if (!stop_ && clock_.now() >= seal_due_) seal();
  return trials || job;
}

bool Worker::remove_trials() {
  std::uint32_t removed = 0;
  for (const auto& provider : storage::list_providers(db_)) {
    const base::TimeZone zone(provider.time_zone);
    const Context context{{db_, provider.id}, zone, clock_, keyring_, "sistema"};
    for (const auto id :
         storage::list_customers_with_ended_limits(context.tenant, zone.day_of(clock_.now()), k_batch)) {
      if (stop_) return removed > 0;
      removed += operations::remove_ended_trials(context, id);
    }
  }
  return removed > 0;
}

bool Worker::run_job() {
  db_.retry_for(k_patience);
  const auto now = clock_.now();
  auto job = storage::resume_job(db_, lease_, now + k_lease);  // what the database was lost in the middle of
  if (!job) job = storage::claim_job(db_, lease_, now, now + k_lease);
  if (!job) return false;
  const auto provider = storage::find_provider(db_, job->provider_id).value();
  const base::TimeZone zone(provider.time_zone);
  const Context context{{db_, provider.id}, zone, clock_, keyring_, job->created_by};
  try {
    const auto kind = operations::job_kind_from(job->kind);
    if (!kind) throw std::runtime_error("a job of an unknown kind");
    const bool whole = carry_out(*kind, {context, *job, lease_, stop_});
    storage::finish_job(db_, *job, lease_, whole ? "concluido" : "pendente", clock_.now());
  } catch (const LeaseLost&) {
    base::log::warn("a job went on elsewhere", {{"job", std::to_string(job->id)}});
  } catch (const storage::Unavailable&) {
    put_back(*job);
    throw;
  } catch (const std::exception& error) {
    base::log::error("a job failed",
                     {{"job", std::to_string(job->id)}, {"kind", job->kind}, {"error", error.what()}});
    job->message = "Falha interna; veja o registro do sistema (tarefa " + std::to_string(job->id) + ").";
    const bool again = job->attempts < k_attempts;
    storage::finish_job(
        db_, *job, lease_, again ? "pendente" : "falhou",
        clock_.now() + (again ? std::chrono::seconds(10 << job->attempts) : std::chrono::seconds{0}));
  }
  return true;
}

/// So that others come before one that waits for a lock. When the database is away the next round goes on
/// from `position` under the same lease; if there is no next round, somebody else does after it.
void Worker::put_back(const storage::Job& job) {
  try {
    storage::finish_job(db_, job, lease_, "pendente", clock_.now() + k_pause);
  } catch (const std::runtime_error& error) {
    base::log::warn("a job waits for the database",
                    {{"job", std::to_string(job.id)}, {"error", error.what()}});
  }
}

/// The newest seal is told outside the database too: with its end cut off the trail would look whole.
void Worker::seal() {
  const auto sealed = operations::seal_audit(db_, keyring_, clock_.now());
  if (sealed.lines > 0)
    base::log::info("audit sealed", {{"lines", std::to_string(sealed.lines)},
                                     {"last", std::to_string(sealed.last_id)},
                                     {"seal", operations::seal_words(sealed.mac)}});
  seal_due_ = clock_.now() + (sealed.more ? std::chrono::milliseconds{0} : k_seal_every);
}

void Worker::purge() {
  purge_old(db_, clock_.now());
  purge_due_ = clock_.now() + k_purge_every;
}

}  // namespace jobs
