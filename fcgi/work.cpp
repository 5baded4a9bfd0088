#include <atomic>
#include <condition_variable>
#include <mutex>
#include <thread>

#include "base/log.h"
#include "command.h"
#include "database_gate.h"
#include "house_clock.h"
#include "jobs/worker.h"
#include "stop_signals.h"

namespace door {

namespace {

/// Works until told to stop, in a thread of its own; between two rounds it sleeps.
class Shift {
 public:
  Shift(const Settings& settings, const base::Keyring& keyring, DatabaseGate& gate)
      : settings_(settings), keyring_(keyring), gate_(gate), clock_(settings), thread_([this] { work(); }) {}

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
      return gate_.is_open(db) && worker.run_due();
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
  const base::Keyring& keyring_;
  DatabaseGate& gate_;
  HouseClock clock_;
  std::atomic<bool> stopping_ = false;
  std::mutex mutex_;
  std::condition_variable wake_;
  std::thread thread_;  // last: it uses the rest
};

int work_once(const Settings& settings, const base::Keyring& keyring) {
  const HouseClock clock(settings);
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
  const auto keyring = settings.keyring();
  DatabaseGate gate(settings, keyring);
  gate.check();
  if (arguments.has("once")) return work_once(settings, keyring);
  Shift shift(settings, keyring, gate);
  base::log::info("working", {{"version", CATRACA_VERSION}});
  signals.wait();
  shift.stop();
  base::log::info("stopped");
  return k_done;
}

}  // namespace door
