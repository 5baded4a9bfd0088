#pragma once
#include <functional>
#include <string>

#include "base/clock.h"
#include "base/metrics.h"
#include "base/secrets.h"
#include "base/settings.h"
#include "storage/db.h"
#include "validation/listener.h"

namespace validation {

struct ValidationSettings {
  base::DatabaseSettings database = {};
  unsigned log_rows_per_second = 2000;  ///< log_max_por_segundo: above it decisions are sampled with a weight
  bool hello = false;                   ///< for the bench only: everything but the question; all is allowed
  std::function<bool(storage::Db&)> fits = {};  ///< whether a database is ours and up to date; any thread
};

/// `catraca validate`: answers /callback/{token}, and /healthz, /readyz, /metrics (DOCUMENT_URI), until
/// SIGTERM, SIGINT or SIGHUP; returns the exit code. Takes its first connection once it has the database;
/// starts without one too, and says 503 until it is there. Call it on the main thread before any other thread
/// exists, for it blocks those signals.
int run(Listener listener, const ValidationSettings& settings, const base::Keyring& keyring,
        const base::Clock& clock, base::Metrics& metrics);

}  // namespace validation
