#include <fcgiapp.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <atomic>
#include <condition_variable>
#include <cstdlib>
#include <filesystem>
#include <functional>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

#include "base/log.h"
#include "base/metrics.h"
#include "command.h"
#include "database_gate.h"
#include "house_clock.h"
#include "known_hosts.h"
#include "responder.h"
#include "stop_signals.h"
#include "validation/listener.h"
#include "web/app.h"
#include "web/directory.h"
#include "web/routes.h"
#include "web/templates.h"

namespace door {

namespace {

using Clock = std::chrono::steady_clock;
using Moment = Clock::time_point;

constexpr std::chrono::seconds k_drain_limit{25};
constexpr std::chrono::seconds k_head_limit{2};  // for what has begun to come
constexpr unsigned k_receivers = 8;              // they wait for the heads of requests alone

/// Threads that do one thing until it returns.
class Crew {
 public:
  void start(unsigned size, const std::function<void()>& work) {
    const std::lock_guard lock(mutex_);
    at_work_ += size;
    for (unsigned i = 0; i < size; ++i) threads_.emplace_back([this, work] { run(work); });
  }
  /// True when some thread has given up.
  bool failed() const { return failed_; }
  /// False when some thread is still busy then.
  bool gone_by(Moment moment) {
    std::unique_lock lock(mutex_);
    if (!left_.wait_until(lock, moment, [this] { return at_work_ == 0; })) return false;
    lock.unlock();
    for (auto& thread : std::exchange(threads_, {})) thread.join();
    return true;
  }

 private:
  void run(const std::function<void()>& work) {
    try {
      work();
    } catch (const std::exception& error) {
      base::log::error("a thread gives up", {{"error", error.what()}});
      failed_ = true;
      ::kill(::getpid(), SIGTERM);  // the supervisor starts a sound process
    }
    const std::lock_guard lock(mutex_);
    --at_work_;
    left_.notify_all();
  }

  std::mutex mutex_;
  std::condition_variable left_;
  unsigned at_work_ = 0;
  std::atomic<bool> failed_ = false;
  std::vector<std::thread> threads_ = {};
};

/// All threads of `serve`, told to stop by one descriptor that those at the socket watch.
class House {
 public:
  House(Responder& responder, int listen_fd, unsigned threads)
      : responder_(responder), stop_fd_(eventfd(0, EFD_CLOEXEC)) {
    answering_.start(threads, [this] { responder_.answer_requests(); });
    answering_.start(Responder::long_threads(threads), [this] { responder_.answer_long(); });
    answering_.start(Responder::k_probes, [this] { responder_.answer_probes(); });
    receiving_.start(k_receivers, [this, listen_fd] { responder_.receive(listen_fd, stop_fd_); });
  }
  ~House() { ::close(stop_fd_); }
  House(const House&) = delete;
  House& operator=(const House&) = delete;

  /// True when some thread has given up.
  bool failed() const { return receiving_.failed() || answering_.failed(); }

  /// False when some thread is still busy after the limit. What was accepted is answered.
  bool stop() {
    const auto limit = Clock::now() + k_drain_limit;
    const std::uint64_t one = 1;
    if (::write(stop_fd_, &one, sizeof one) < 0) return false;
    responder_.stop_streams();
    receiving_.gone_by(Clock::now() + k_head_limit);
    responder_.close();
    return answering_.gone_by(limit) && receiving_.gone_by(limit);
  }

 private:
  Responder& responder_;
  int stop_fd_;
  Crew receiving_ = {};
  Crew answering_ = {};
};

}  // namespace

int serve(const Settings& settings, const Arguments&) {
  const StopSignals signals;
  const auto keyring = settings.keyring();
  DatabaseGate gate(settings, keyring);
  gate.check();

  const HouseClock clock(settings);
  base::Metrics metrics;
  const web::Templates templates(settings.templates,
                                 std::filesystem::path(settings.assets) / "manifest.json");
  const web::StoredDirectory stored;
  const KnownHosts directory(stored);
  const platforms::NetworkClient outbound(settings.outbound_private);
  const web::App app(web::routes(), {.directory = directory,
                                     .templates = templates,
                                     .clock = clock,
                                     .keyring = keyring,
                                     .metrics = metrics,
                                     .plain_http = settings.plain_http,
                                     .callback_address = settings.callback_address,
                                     .outbound = outbound});
  Responder responder(settings, app, directory, gate, metrics);

  // After an answer libfcgi waits for the peer to close; 2 s of a thread are too many.
  setenv("LIBFCGI_OS_CLOSE_POLL_TIMEOUT", "200", 0);
  FCGX_Init();
  auto listener = validation::listener_at(settings.serve_socket);
  House house(responder, listener.socket.get(), settings.threads);
  base::log::info("serving", {{"version", CATRACA_VERSION}, {"threads", std::to_string(settings.threads)}});
  signals.wait();
  const bool drained = house.stop();
  validation::close_listener(listener);
  base::log::info(drained ? "stopped" : "stopped with requests unanswered");
  if (!drained) std::_Exit(k_failed);  // a stuck thread must not outlive its objects
  return house.failed() ? k_failed : k_done;
}

}  // namespace door
