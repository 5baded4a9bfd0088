#pragma once
#include <memory>
#include <thread>
#include <vector>

#include "base/metrics.h"
#include "base/settings.h"
#include "validation/decision_batch.h"

namespace validation {

/// Writes the decision log from a thread and a connection of its own (R27), twice a second. Counts are exact;
/// rows are thinned when more come than may be written, or while the database is away. Killed, it loses the
/// last second.
class DecisionWriter {
 public:
  DecisionWriter(base::DatabaseSettings database, unsigned rows_per_second, base::Metrics& metrics);
  /// Writes what is left; gives up after a second, for a stopping process must not wait for a stalled
  /// database.
  ~DecisionWriter();
  DecisionWriter(const DecisionWriter&) = delete;
  DecisionWriter& operator=(const DecisionWriter&) = delete;

  /// Takes a turn's answers; never waits for the database.
  void add(std::vector<Answered> turn);

 private:
  struct Shared;
  static void run(const std::shared_ptr<Shared>& shared);

  std::shared_ptr<Shared> shared_;
  std::thread thread_;
  prometheus::Counter& left_out_;
  prometheus::Counter& failures_;
};

}  // namespace validation
