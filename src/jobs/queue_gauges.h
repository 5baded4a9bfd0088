#pragma once
#include <chrono>
#include <map>
#include <mutex>
#include <string>

#include "base/clock.h"
#include "base/metrics.h"
#include "storage/db.h"

namespace jobs {

/// What waits to be told to platforms, as gauges of all providers: counted when somebody asks, and then not
/// again for k_fresh, however many ask. Any thread.
class QueueGauges {
 public:
  QueueGauges(base::Metrics& metrics, const base::Clock& clock) : metrics_(metrics), clock_(clock) {}

  /// Throws storage::Unavailable.
  void count(storage::Db& db);

  static constexpr std::chrono::seconds k_fresh{10};

 private:
  using Labels = std::map<std::string, std::string>;
  void set(const std::string& name, const std::string& help, const Labels& labels, double value);

  std::mutex mutex_ = {};
  base::Metrics& metrics_;
  const base::Clock& clock_;
  std::chrono::steady_clock::time_point counted_at_ = {};
  bool counted_ = false;
  /// All that were ever set: what is not found again is 0.
  std::map<std::pair<std::string, Labels>, prometheus::Gauge*> known_ = {};
};

}  // namespace jobs
