#include "validation/server.h"

#include <pthread.h>
#include <sys/signalfd.h>

#include <cerrno>
#include <csignal>
#include <system_error>

#include "base/log.h"
#include "validation/callbacks.h"
#include "validation/event_loop.h"

namespace validation {

namespace {

constexpr std::chrono::seconds k_first_session{1};

/// Readable once the process is told to stop.
Descriptor stop_signals() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGTERM);
  sigaddset(&signals, SIGINT);
  sigaddset(&signals, SIGHUP);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  Descriptor fd(::signalfd(-1, &signals, SFD_CLOEXEC));
  if (!fd) throw std::system_error(errno, std::generic_category(), "signalfd");
  return fd;
}

Listener listener_for(const ValidationSettings& settings) {
  auto inherited = inherited_listener();
  return inherited.socket ? std::move(inherited) : own_listener(settings.socket);
}

}  // namespace

int run(const ValidationSettings& settings, const base::Keyring& keyring, const base::Clock& clock,
        base::Metrics& metrics) {
  const auto stop = stop_signals();
  start_fcgi();
  auto listener = listener_for(settings);
  DatabaseLink database(settings.database, metrics, settings.fits);
  DecisionWriter log(settings.database, settings.log_rows_per_second, metrics);
  Callbacks callbacks({database, log, keyring, clock, metrics, settings.hello});
  // Who asks meanwhile waits in the backlog; 503 is for a database that is away.
  database.await_first(k_first_session);
  EventLoop loop(std::move(listener), stop.get(), {}, callbacks, metrics);
  base::log::info("validation answers");
  loop.run();
  base::log::info("validation stopped");
  return 0;
}

}  // namespace validation
