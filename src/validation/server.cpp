#include "validation/server.h"

#include <pthread.h>
#include <sys/signalfd.h>

#include <cerrno>
#include <csignal>
#include <system_error>

#include "base/log.h"
#include "validation/event_loop.h"

namespace validation {

namespace {

/// Health and metrics; callbacks are not looked at here.
class Vitals final : public TurnHandler {
 public:
  explicit Vitals(base::Metrics& metrics) : metrics_(metrics) {}
  void answer(std::span<Call* const> calls) override {
    for (auto* call : calls) call->reply = reply_to(call->request);
  }

 private:
  Reply reply_to(const Request& request) const {
    if (request.path == "/healthz") return {200, "text/plain", "ok\n", 0};
    if (request.path == "/metrics") return {200, "text/plain; version=0.0.4", metrics_.text(), 0};
    return unavailable();
  }
  base::Metrics& metrics_;
};

/// Readable once the process is told to stop.
Descriptor stop_signals() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGTERM);
  sigaddset(&signals, SIGINT);
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

int run(const ValidationSettings& settings, const base::Keyring&, const base::Clock&,
        base::Metrics& metrics) {
  const auto stop = stop_signals();
  start_fcgi();
  Vitals handler(metrics);
  EventLoop loop(listener_for(settings), stop.get(), {}, handler, metrics);
  base::log::info("validation answers");
  loop.run();
  base::log::info("validation stopped");
  return 0;
}

}  // namespace validation
