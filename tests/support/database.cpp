#include "support/database.h"

#include <unistd.h>

#include <atomic>
#include <boost/test/unit_test.hpp>
#include <cstdlib>
#include <stdexcept>
#include <thread>

#include "storage/migrations.h"
#include "storage/providers.h"

namespace test {

namespace {

std::string needed(const char* variable) {
  const char* value = std::getenv(variable);
  if (value == nullptr)
    throw std::runtime_error(std::string(variable) + " is not set; see tests/mariadb env");
  return value;
}

base::DatabaseSettings server() {
  base::DatabaseSettings settings;
  settings.socket = needed("CATRACA_TEST_SOCKET");
  settings.user = "catraca_migrate";
  settings.password = needed("CATRACA_TEST_PASSWORD");
  return settings;
}

/// Several runs may share a server: each has a database of its own.
std::string database_name() { return "catraca_test_" + std::to_string(::getpid()); }

bool made = false;

base::DatabaseSettings made_database() {
  auto settings = server();
  {
    storage::Db db(settings);
    db.run_script_statement("DROP DATABASE IF EXISTS " + database_name());
    db.run_script_statement("CREATE DATABASE " + database_name());
  }
  settings.name = database_name();
  storage::Db db(settings);
  storage::migrate(db);
  made = true;
  return settings;
}

struct DropAtEnd {
  ~DropAtEnd() {
    if (made) storage::Db(server()).run_script_statement("DROP DATABASE IF EXISTS " + database_name());
  }
};
BOOST_TEST_GLOBAL_FIXTURE(DropAtEnd);

/// Every table but the two that a fresh schema has rows in.
const std::vector<std::string>& tables(storage::Db& db) {
  static const auto k_tables = db.list(
      R"sql(SELECT table_name AS name FROM information_schema.tables
            WHERE table_schema = DATABASE() AND table_name NOT IN ('schema_migration', 'config_version'))sql",
      {}, [](const storage::Row& row) { return row.text("name"); });
  return k_tables;
}

void empty(storage::Db& db) {
  db.run_script_statement("SET FOREIGN_KEY_CHECKS = 0");
  for (const auto& table : tables(db)) db.run_script_statement("DELETE FROM `" + table + "`");
  db.run_script_statement("SET FOREIGN_KEY_CHECKS = 1");
}

std::uint32_t provider(storage::Db& db, const std::string& slug, base::Instant at) {
  const auto id = storage::insert_provider(db, {.slug = slug, .name = "Provedor " + slug}, at);
  storage::insert_provider_host({db, id}, slug + ".localhost");
  return id;
}

bool rows_are_waited_for(storage::Db& db) {
  return db.find("SHOW GLOBAL STATUS LIKE 'Innodb_row_lock_current_waits'", {},
                 [](const storage::Row& row) { return row.text("Value"); }) != "0";
}

constexpr base::Instant k_start =
    std::chrono::sys_days{std::chrono::year{2026} / std::chrono::November / 22} + std::chrono::hours{12};

}  // namespace

const base::DatabaseSettings& database_settings() {
  static const auto k_settings = made_database();
  return k_settings;
}

Database::Database() : db(database_settings()), clock(k_start), keyring(base::Keyring::generate()) {
  empty(db);
  provider_id = provider(db, "demo", clock.now());
  other_provider_id = provider(db, "outro", clock.now());
}

void Database::meanwhile(const std::function<void()>& first,
                         const std::function<void(const operations::Context& own)>& then) {
  storage::Db watch(database_settings());
  std::atomic<bool> over{false};
  std::thread other;
  db.transaction([&] {
    first();
    other = std::thread([&] {
      storage::Db second(database_settings());
      then({second, provider_id, zone, clock, keyring, "usuario:Ana <ana@exemplo.com.br>"});
      over = true;
    });
    while (!over && !rows_are_waited_for(watch)) std::this_thread::yield();
  });
  other.join();
}

std::int64_t Database::count(std::string_view sql, const storage::Params& params) {
  return db.find(sql, params, [](const storage::Row& row) { return row.i64("n"); }).value();
}

}  // namespace test
