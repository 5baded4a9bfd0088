#pragma once
#include <string>

#include "base/http.h"
#include "base/metrics.h"
#include "database_gate.h"
#include "storage/db.h"

namespace door {

/// /healthz (the process lives), /readyz (it can work: database, schema, keys) and /metrics (for this
/// machine, or with the token): for machines, so they need no provider.
class Probes {
 public:
  Probes(DatabaseGate& gate, base::Metrics& metrics, std::string metrics_token)
      : gate_(gate), metrics_(metrics), metrics_token_(std::move(metrics_token)) {}

  /// True when a machine asks for one of the three.
  static bool is_one(const http::Request& request);
  /// The answer to one of the three.
  http::Response answer(const http::Request& request, storage::Db& db) const;

 private:
  http::Response readiness(storage::Db& db) const;
  http::Response metrics(const http::Request& request, storage::Db& db) const;
  void count_jobs(storage::Db& db) const;

  DatabaseGate& gate_;
  base::Metrics& metrics_;
  std::string metrics_token_;
};

/// True for an address of this machine.
bool is_loopback(std::string_view address);

}  // namespace door
