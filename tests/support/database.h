#pragma once
#include <cstdint>
#include <functional>
#include <string>

#include "base/clock.h"
#include "base/secrets.h"
#include "operations/context.h"
#include "storage/db.h"

namespace test {

/// The database of this run of the test program: migrated at first use, dropped at the end. Needs
/// `eval "$(tests/mariadb env DIR)"`. Threads and second connections open their own Db with it.
const base::DatabaseSettings& database_settings();

/// Fixture of a test case: all tables empty but for two providers; the clock stands at 2026-11-22 12:00 UTC.
/// Use as BOOST_FIXTURE_TEST_SUITE(name, test::Database).
struct Database {
  Database();

  /// What storage is called with, for the first provider and for the other.
  storage::Tenant tenant() { return {db, provider_id}; }
  storage::Tenant other_tenant() { return {db, other_provider_id}; }
  /// What an operation is called with, for the first provider.
  operations::Context context() { return context_of(provider_id); }
  /// The same when it is the ERP's feed that writes.
  operations::Context feed() {
    auto with = context();
    with.writer = operations::Writer::erp;
    return with;
  }
  operations::Context context_of(std::uint32_t provider) {
    return {{db, provider}, zone, clock, keyring, "usuario:Ana <ana@exemplo.com.br>"};
  }

  /// The number in the first column named `n` of a SELECT.
  std::int64_t count(std::string_view sql, const storage::Params& params = {});

  /// Two acts whose order is no matter of time: `first` is done and not yet committed while `then`, on a
  /// connection of its own, reads and comes to wait for its rows; then it is committed.
  void meanwhile(const std::function<void()>& first,
                 const std::function<void(const operations::Context& own)>& then);

  storage::Db db;
  base::FixedClock clock;
  base::TimeZone zone{"America/Sao_Paulo"};
  base::Keyring keyring;
  std::uint32_t provider_id = 0;        ///< slug "demo", host "demo.localhost"
  std::uint32_t other_provider_id = 0;  ///< slug "outro", host "outro.localhost"
};

}  // namespace test
