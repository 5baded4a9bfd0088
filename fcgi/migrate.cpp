#include "storage/migrations.h"

#include <iostream>

#include "command.h"
#include "database_gate.h"
#include "storage/grants.h"

namespace door {

int migrate(const Settings& settings, const Arguments& arguments) {
  auto account = settings.migration;
  account.read_timeout = std::chrono::hours(24);  // a column added to a large table takes its time
  account.lock_wait = std::chrono::minutes(1);    // nobody gets past a table that a change waits for
  storage::Db db(account);
  if (arguments.has("status")) {
    const auto state = storage::schema_state(db);
    std::cout << "applied: " << state.applied << "\n";
    for (const auto& migration : state.pending) std::cout << "pending: " << migration.name << "\n";
    return state.pending.empty() ? k_done : k_schema;
  }
  for (const auto& migration : storage::migrate(db)) std::cout << "applied: " << migration.name << "\n";
  storage::grant(db, settings.grantees);
  if (!settings.key_file.empty()) check_keys(db, settings.keyring(), settings);
  return k_done;
}

}  // namespace door
