#pragma once
#include <atomic>
#include <cstdint>
#include <string>

#include "base/clock.h"
#include "base/secrets.h"
#include "storage/db.h"
#include "storage/jobs.h"

namespace jobs {

/// The background work of one process: trials that have ended, mass recomputation, new credential
/// generations, purges. Several may run at once, on several hosts: jobs are claimed under a lease, trials
/// under the customer's lock. One thread.
class Worker {
 public:
  /// `stop` is looked at between steps; what is begun is finished or resumed by whoever claims it next.
  Worker(storage::Db& db, const base::Clock& clock, const base::Keyring& keyring,
         const std::atomic<bool>& stop);

  /// Does what is due now; true when there was anything. Throws storage::Unavailable.
  bool run_due();

 private:
  bool remove_trials();
  bool run_job();
  void put_back(const storage::Job& job);
  void purge();
  void seal();

  storage::Db& db_;
  const base::Clock& clock_;
  const base::Keyring& keyring_;
  const std::atomic<bool>& stop_;
  std::string lease_;  ///< under which this worker holds a job
  base::Instant purge_due_ = {};
  base::Instant seal_due_ = {};
};

}  // namespace jobs
