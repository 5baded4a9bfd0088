#include <cstdlib>

#include "base/metrics.h"
#include "command.h"
#include "database_gate.h"
#include "house_clock.h"
#include "probe_listener.h"
#include "stop_signals.h"
#include "validation/server.h"

namespace door {

int validate(const Settings& settings, const Arguments& arguments) {
  const StopSignals signals;  // none is for a thread of the probes; the loop asks for them itself
  const auto keyring = settings.keyring();
  DatabaseGate gate(settings, keyring);
  gate.check();
  base::Metrics metrics;
  const ProbeListener probes({"validate.address", settings.validate_address}, settings, gate, metrics,
                             Probes::Counts::own);
  const int status = validation::run(validation::listener_at(settings.validate_socket),
                                     {.database = settings.database,
                                      .log_rows_per_second = settings.log_rows_per_second,
                                      .hello = arguments.has("hello"),
                                      .fits = [&gate](storage::Db& db) { return gate.is_open(db); }},
                                     keyring, HouseClock(settings), metrics);
  // The thread that opens connections may be at it for seconds yet; it must not find what is static
  // destroyed.
  std::_Exit(status);
}

}  // namespace door
