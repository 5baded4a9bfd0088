#include <fcgiapp.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <atomic>
#include <condition_variable>
#include <cstdlib>
#include <filesystem>
#include <mutex>
#include <thread>
#include <vector>

#include "base/log.h"
#include "base/metrics.h"
#include "command.h"
#include "house_clock.h"
#include "responder.h"
#include "schema_gate.h"
#include "stop_signals.h"
#include "validation/listener.h"
#include "web/app.h"
#include "web/directory.h"
#include "web/routes.h"
#include "web/templates.h"

namespace door {

namespace {

constexpr auto k_drain_limit = std::chrono::seconds(25);

/// The threads of a responder: told to stop by one descriptor that all of them watch.
class Crew {
 public:
  Crew(Responder& responder, int listen_fd, unsigned size)
      : stop_fd_(eventfd(0, EFD_CLOEXEC)), at_work_(size) {
    for (unsigned i = 0; i < size; ++i)
      threads_.emplace_back([&responder, listen_fd, this] { work(responder, listen_fd); });
  }
  ~Crew() { ::close(stop_fd_); }
  Crew(const Crew&) = delete;
  Crew& operator=(const Crew&) = delete;

  /// True when some thread has given up.
  bool failed() const { return failed_; }

  /// False when some thread is still busy after the limit.
  bool stop() {
    const std::uint64_t one = 1;
    if (::write(stop_fd_, &one, sizeof one) < 0) return false;
    std::unique_lock lock(mutex_);
    if (!left_.wait_for(lock, k_drain_limit, [this] { return at_work_ == 0; })) return false;
    lock.unlock();
    for (auto& thread : threads_) thread.join();
    return true;
  }

 private:
  void work(Responder& responder, int listen_fd) {
    try {
      responder.run(listen_fd, stop_fd_);
    } catch (const std::exception& error) {
      base::log::error("a thread gives up", {{"error", error.what()}});
      failed_ = true;
      ::kill(::getpid(), SIGTERM);  // the supervisor starts a sound process
    }
    const std::lock_guard lock(mutex_);
    --at_work_;
    left_.notify_all();
  }

  int stop_fd_;
  std::mutex mutex_;
  std::condition_variable left_;
  unsigned at_work_;
  std::atomic<bool> failed_ = false;
  std::vector<std::thread> threads_ = {};
};

}  // namespace

int serve(const Settings& settings, const Arguments&) {
  const StopSignals signals;
  signal(SIGPIPE, SIG_IGN);
  SchemaGate schema;
  schema.check(settings.database);

  const HouseClock clock(settings);
  const auto keyring = settings.keyring();
  base::Metrics metrics;
  const web::Templates templates(settings.templates,
                                 std::filesystem::path(settings.assets) / "manifest.json");
  const web::StoredDirectory directory;
  const web::App app(web::routes(), {.directory = directory,
                                     .templates = templates,
                                     .clock = clock,
                                     .keyring = keyring,
                                     .metrics = metrics,
                                     .plain_http = settings.plain_http,
                                     .callback_address = settings.callback_address});
  Responder responder(settings, app, schema, metrics);

  // After an answer libfcgi waits for the peer to close; 2 s of a thread are too many.
  setenv("LIBFCGI_OS_CLOSE_POLL_TIMEOUT", "200", 0);
  FCGX_Init();
  auto listener = validation::inherited_listener();
  if (!listener.socket) listener = validation::own_listener(settings.serve_socket);
  Crew crew(responder, listener.socket.get(), settings.threads);
  base::log::info("serving", {{"version", CATRACA_VERSION}, {"threads", std::to_string(settings.threads)}});
  signals.wait();
  const bool drained = crew.stop();
  validation::close_listener(listener);
  base::log::info(drained ? "stopped" : "stopped with requests unanswered");
  if (!drained) std::_Exit(k_failed);  // a stuck thread must not outlive its objects
  return crew.failed() ? k_failed : k_done;
}

}  // namespace door
