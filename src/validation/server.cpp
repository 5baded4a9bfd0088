#include "validation/server.h"

#include <pthread.h>
#include <sys/signalfd.h>

#include <cerrno>
#include <csignal>
#include <list>
#include <system_error>
#include <vector>

#include "base/log.h"
#include "validation/callbacks.h"
#include "validation/event_loop.h"

namespace validation {

namespace {

constexpr std::chrono::seconds k_first_session{1};
/// Turns at a time, each with a thread and a session: while the database works on one the next is read.
constexpr std::size_t k_lanes = 2;

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

}  // namespace

int run(Listener listener, const ValidationSettings& settings, const base::Keyring& keyring,
        const base::Clock& clock, base::Metrics& metrics) {
  const auto stop = stop_signals();
  start_fcgi();
  DecisionWriter log(settings.database, settings.log_rows_per_second, metrics);
  CodeTaker codes(settings.database, keyring, clock);
  Limits limits;
  std::list<DatabaseLink> sessions;
  std::list<Callbacks> lanes;
  std::vector<TurnHandler*> handlers;
  for (std::size_t i = 0; i < k_lanes; ++i) {
    auto& session = sessions.emplace_back(settings.database, metrics, settings.fits);
    handlers.push_back(&lanes.emplace_back(
        Callbacks::Parts{session, log, keyring, clock, metrics, limits, settings.hello, &codes}));
  }
  // Who asks meanwhile waits in the backlog; 503 is for a database that is away.
  for (auto& session : sessions) session.await_first(k_first_session);
  EventLoop loop(std::move(listener), stop.get(), {}, handlers, metrics);
  base::log::info("validation answers");
  loop.run();
  base::log::info("validation stopped");
  return 0;
}

}  // namespace validation
