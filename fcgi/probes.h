#pragma once
#include <string>

#include "base/http.h"
#include "base/metrics.h"
#include "database_gate.h"
#include "house_clock.h"
#include "jobs/queue_gauges.h"
#include "settings.h"
#include "storage/db.h"

namespace door {

/// /healthz (the process lives), /readyz (it can work: database, schema, keys) and /metrics (for this
/// machine, or with the token): for machines, so they need no provider.
class Probes {
 public:
  /// Whose figures /metrics gives: the process's own, or with them what waits in the database for all.
  enum class Counts { own, all };
  /// What is handed in must outlive it.
  Probes(const Settings& settings, DatabaseGate& gate, base::Metrics& metrics, Counts counts = Counts::all)
      : gate_(gate),
        metrics_(metrics),
        metrics_token_(settings.metrics_token),
        counts_(counts),
        clock_(settings) {}

  static constexpr unsigned k_paths = 3;
  /// The database as a probe may wait for it: one that hangs says less than one that fails.
  static base::DatabaseSettings impatient(base::DatabaseSettings settings);

  /// True when a machine asks for one of the three.
  static bool is_one(const http::Request& request);
  /// The answer to one of the three.
  http::Response answer(const http::Request& request, storage::Db& db) const;

 private:
  http::Response readiness(storage::Db& db) const;
  http::Response metrics(const http::Request& request, storage::Db& db) const;
  void count(storage::Db& db) const;
  void count_jobs(storage::Db& db) const;

  DatabaseGate& gate_;
  base::Metrics& metrics_;
  std::string metrics_token_;
  Counts counts_;
  HouseClock clock_;
  mutable jobs::QueueGauges queues_{metrics_, clock_};
};

/// True for an address of this machine.
bool is_loopback(std::string_view address);

}  // namespace door
