#pragma once
#include "base/clock.h"
#include "storage/db.h"

namespace jobs {

/// Deletes what has outlived its use, a few thousand rows a statement: decisions and what was said to
/// platforms past the provider's days, answers kept for Idempotency-Key (24 h), sessions that have run out,
/// finished jobs (storage::k_job_days), old log-in failures (24 h).
void purge_old(storage::Db& db, base::Instant now);

}  // namespace jobs
