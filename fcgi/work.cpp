#include <atomic>
#include <condition_variable>
#include <mutex>
#include <thread>

#include "base/log.h"
#include "command.h"
#include "house_clock.h"
#include "jobs/worker.h"
#include "schema_gate.h"
#include "stop_signals.h"

namespace door {

namespace {

/// Works until told to stop, in a thread of its own; between two rounds it sleeps.
class Shift {
 public:
  Shift(const Settings& settings, SchemaGate& schema)
      : settings_(settings), schema_(schema), clock_(settings), keyring_(settings.keyring()), thread_([this] {
          work();
        }) {}

  /// What is in hand is finished, or left to be resumed.
  void stop() {
    {
      const std::lock_guard lock(mutex_);
      stopping_ = true;
    }
    wake_.notify_all();
    thread_.join();
  }

 private:
  void work() {
    storage::Db db(settings_.database);
    jobs::Worker worker(db, clock_, keyring_, stopping_);
    while (!stopping_)
      if (!round(db, worker)) rest();
  }

  /// True when there was something to do: there may be more.
  bool round(storage::Db& db, jobs::Worker& worker) {
    try {
      return schema_.is_open(db) && worker.run_due();
    } catch (const storage::Unavailable& error) {
      base::log::warn("database away", {{"error", error.what()}});
    } catch (const std::exception& error) {
      base::log::error("a round of work failed", {{"error", error.what()}});
    }
    return false;
  }

  void rest() {
    std::unique_lock lock(mutex_);
    wake_.wait_for(lock, std::chrono::seconds(settings_.work_interval_s),
                   [this] { return stopping_.load(); });
  }

  const Settings& settings_;
  SchemaGate& schema_;
  HouseClock clock_;
  base::Keyring keyring_;
  std::atomic<bool> stopping_ = false;
  std::mutex mutex_;
  std::condition_variable wake_;
  std::thread thread_;  // last: it uses the rest
};

int work_once(const Settings& settings) {
  const HouseClock clock(settings);
  const auto keyring = settings.keyring();
  const std::atomic<bool> stop = false;
  storage::Db db(settings.database);
  jobs::Worker worker(db, clock, keyring, stop);
  while (worker.run_due()) {
  }
  return k_done;
}

}  // namespace

int work(const Settings& settings, const Arguments& arguments) {
  const StopSignals signals;
  SchemaGate schema;
  schema.check(settings.database);
  if (arguments.has("once")) return work_once(settings);
  Shift shift(settings, schema);
  base::log::info("working", {{"version", CATRACA_VERSION}});
  signals.wait();
  shift.stop();
  base::log::info("stopped");
  return k_done;
}

}  // namespace door
