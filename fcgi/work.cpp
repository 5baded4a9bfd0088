#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <mutex>
#include <thread>
#include <vector>

#include "base/log.h"
#include "base/metrics.h"
#include "command.h"
#include "database_gate.h"
#include "house_clock.h"
#include "jobs/synchroniser.h"
#include "jobs/worker.h"
#include "probe_listener.h"
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

/// The hands that tell platforms, each with a connection of its own. Between two rounds they look whether
/// something is due: a mark is seen within k_look of its COMMIT, from whatever process or host it came.
class Crew {
 public:
  Crew(const Settings& settings, const base::Keyring& keyring, DatabaseGate& gate, base::Metrics& metrics)
      : settings_(settings),
        keyring_(keyring),
        gate_(gate),
        metrics_(metrics),
        clock_(settings),
        client_(settings.outbound_private) {
    for (unsigned i = 0; i < settings.transmitters; ++i) threads_.emplace_back([this] { work(); });
  }

  /// What is on the wire is brought to its end.
  void stop() {
    {
      const std::lock_guard lock(mutex_);
      stopping_ = true;
    }
    wake_.notify_all();
    for (auto& thread : threads_) thread.join();
  }

 private:
  static constexpr std::chrono::milliseconds k_look{150};

  void work() {
    storage::Db db(settings_.database);
    jobs::Synchroniser synchroniser(db, clock_, keyring_, client_, counters_, metrics_, patience());
    while (!stopping_)
      if (!round(db, synchroniser)) rest();
  }

  /// One hand at least is left to the other integrations: a platform that is mute takes 15 s of each.
  jobs::Patience patience() const {
    jobs::Patience patience;
    patience.at_once = std::min(patience.at_once, std::max(settings_.transmitters, 2U) - 1);
    return patience;
  }

  bool round(storage::Db& db, jobs::Synchroniser& synchroniser) {
    try {
      return gate_.is_open(db) && synchroniser.run_due();
    } catch (const storage::Unavailable& error) {
      base::log::warn("database away", {{"error", error.what()}});
    } catch (const std::exception& error) {
      base::log::error("a round of transmissions failed", {{"error", error.what()}});
    }
    return false;
  }

  void rest() {
    std::unique_lock lock(mutex_);
    wake_.wait_for(lock, k_look, [this] { return stopping_.load(); });
  }

  const Settings& settings_;
  const base::Keyring& keyring_;
  DatabaseGate& gate_;
  base::Metrics& metrics_;
  HouseClock clock_;
  platforms::NetworkClient client_;
  jobs::Counters counters_ = {};
  std::atomic<bool> stopping_ = false;
  std::mutex mutex_ = {};
  std::condition_variable wake_ = {};
  std::vector<std::thread> threads_ = {};
};

int work_once(const Settings& settings, const base::Keyring& keyring) {
  const HouseClock clock(settings);
  const std::atomic<bool> stop = false;
  storage::Db db(settings.database);
  jobs::Worker worker(db, clock, keyring, stop);
  base::Metrics metrics;
  jobs::Counters counters;
  const platforms::NetworkClient client(settings.outbound_private);
  jobs::Synchroniser synchroniser(db, clock, keyring, client, counters, metrics);
  while (worker.run_due() || synchroniser.run_due()) {
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
  base::Metrics metrics;
  const ProbeListener probes({"work.address", settings.work_address}, settings, gate, metrics,
                             Probes::Counts::all);
  Shift shift(settings, keyring, gate);
  Crew crew(settings, keyring, gate, metrics);
  base::log::info("working", {{"version", CATRACA_VERSION}});
  signals.wait();
  crew.stop();
  shift.stop();
  base::log::info("stopped");
  return k_done;
}

}  // namespace door
