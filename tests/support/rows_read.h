#pragma once
#include <cstdint>
#include <string>

#include "storage/db.h"

namespace test {

/// Rows and keys that the database reads on the connection while `act` runs, by its own counters; of tables
/// that it makes for itself too.
template <typename Act>
std::int64_t rows_read(storage::Db& db, const Act& act) {
  const auto read = [&] {
    std::int64_t sum = 0;
    db.select("SHOW SESSION STATUS LIKE 'Handler_read%'", {},
              [&](const storage::Row& row) { sum += std::stoll(row.text("Value")); });
    return sum;
  };
  const auto before = read();
  const auto after_asking = read();
  act();
  return read() - after_asking - (after_asking - before);
}

/// Statements that the connection sends while `act` runs, BEGIN and COMMIT too, by the database's own
/// counter.
template <typename Act>
std::int64_t statements_of(storage::Db& db, const Act& act) {
  const auto sent = [&] {
    return db
        .find("SHOW SESSION STATUS LIKE 'Questions'", {},
              [](const storage::Row& row) { return std::stoll(row.text("Value")); })
        .value();
  };
  const auto before = sent();
  act();
  return sent() - before - 1;
}

}  // namespace test
