#include "validation/decision_writer.h"

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <utility>

#include "base/log.h"

namespace validation {

using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;

namespace {

constexpr milliseconds k_interval{500};
constexpr milliseconds k_last_write_limit{1000};

/// Rows that may be written: so many a second, a second's worth at once after a pause.
class Budget {
 public:
  explicit Budget(unsigned per_second) : per_second_(per_second), left_(per_second) {}
  std::size_t now() {
    const auto at = Clock::now();
    const std::chrono::duration<double> passed = at - filled_at_;
    filled_at_ = at;
    left_ = std::min(left_ + passed.count() * per_second_, std::max(passed.count(), 1.0) * per_second_);
    return static_cast<std::size_t>(std::max(left_, 1.0));
  }
  void spend(std::size_t rows) { left_ -= static_cast<double>(rows); }

 private:
  double per_second_;
  double left_;
  Clock::time_point filled_at_ = Clock::now();
};

void write(storage::Db& db, const DecisionBatch& batch) {
  db.transaction([&] {
    storage::insert_decisions(db, batch.rows());
    storage::add_decision_counts(db, batch.counts());
    for (const auto& conflict : batch.conflicts()) storage::note_login_conflict(db, conflict);
  });
}

}  // namespace

/// All that the thread touches: it may outlive the writer by the length of a stalled write.
struct DecisionWriter::Shared {
  base::DatabaseSettings database;
  unsigned rows_per_second;
  std::mutex mutex = {};
  std::condition_variable changed = {};
  DecisionBatch waiting = {};
  std::size_t left_out = 0;
  std::size_t failures = 0;
  bool stopping = false;
  bool done = false;
};

DecisionWriter::DecisionWriter(base::DatabaseSettings database, unsigned rows_per_second,
                               base::Metrics& metrics)
    : shared_(new Shared{std::move(database), rows_per_second}),
      thread_([shared = shared_] { run(shared); }),
      left_out_(metrics.counter("catraca_validation_log_left_out_total",
                                "Decisions counted, but left out of the log's rows")),
      failures_(
          metrics.counter("catraca_validation_log_failures_total", "Failed writes of the decision log")) {}

DecisionWriter::~DecisionWriter() {
  std::unique_lock lock(shared_->mutex);
  shared_->stopping = true;
  shared_->changed.notify_all();
  if (shared_->changed.wait_for(lock, k_last_write_limit, [this] { return shared_->done; })) {
    lock.unlock();
    thread_.join();
  } else {
    base::log::warn("the last decisions are not in the log: the database does not answer");
    thread_.detach();
  }
}

void DecisionWriter::add(std::vector<Answered> turn) {
  const std::lock_guard lock(shared_->mutex);
  for (auto& answered : turn) shared_->waiting.add(std::move(answered));
  left_out_.Increment(static_cast<double>(std::exchange(shared_->left_out, 0)));
  failures_.Increment(static_cast<double>(std::exchange(shared_->failures, 0)));
}

void DecisionWriter::run(const std::shared_ptr<Shared>& shared) {
  storage::Db db(shared->database);
  Budget budget(shared->rows_per_second);
  std::unique_lock lock(shared->mutex);
  for (bool last = false; !last;) {
    shared->changed.wait_for(lock, k_interval, [&] { return shared->stopping; });
    last = shared->stopping;
    auto batch = std::exchange(shared->waiting, {});
    if (batch.empty()) continue;
    shared->left_out += batch.thin(budget.now());
    lock.unlock();
    try {
      write(db, batch);
      budget.spend(batch.rows().size());
      lock.lock();
    } catch (const storage::DataError& error) {
      // Written again it would fail again.
      base::log::error("decisions are lost from the log", {{"error", error.what()}});
      lock.lock();
      ++shared->failures;
    } catch (const std::exception& error) {
      base::log::warn("the decision log has to wait for the database", {{"error", error.what()}});
      lock.lock();
      ++shared->failures;
      batch.merge(std::exchange(shared->waiting, {}));
      shared->waiting = std::move(batch);
    }
  }
  shared->done = true;
  shared->changed.notify_all();
}

}  // namespace validation
