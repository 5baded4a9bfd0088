#include <cstdlib>

#include "base/metrics.h"
#include "command.h"
#include "house_clock.h"
#include "schema_gate.h"
#include "validation/server.h"

namespace door {

int validate(const Settings& settings, const Arguments& arguments) {
  SchemaGate schema;
  schema.check(settings.database);
  const auto keyring = settings.keyring();
  base::Metrics metrics;
  const int status = validation::run({.database = settings.database,
                                      .socket = settings.validate_socket,
                                      .log_rows_per_second = settings.log_rows_per_second,
                                      .hello = arguments.has("hello"),
                                      .fits = [&schema](storage::Db& db) { return schema.is_open(db); }},
                                     keyring, HouseClock(settings), metrics);
  // The thread that opens connections may be at it for seconds yet; it must not find what is static
  // destroyed.
  std::_Exit(status);
}

}  // namespace door
