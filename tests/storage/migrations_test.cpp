#include "storage/migrations.h"

#include <boost/test/unit_test.hpp>

#include "support/database.h"

BOOST_AUTO_TEST_SUITE(migrations)

namespace {

using storage::Migration;

/// A second connection in a database of its own, dropped at the end.
struct EmptyDatabase {
  EmptyDatabase() : db(settings()) {}
  ~EmptyDatabase() { db.run_script_statement("DROP DATABASE " + settings().name); }
  static base::DatabaseSettings settings() {
    auto made = test::database_settings();
    const auto name = made.name + "_empty";
    storage::Db(made).run_script_statement("CREATE DATABASE IF NOT EXISTS " + name);
    made.name = name;
    return made;
  }
  std::size_t tables() {
    return db.list("SHOW TABLES", {}, [](const storage::Row&) { return 1; }).size();
  }
  storage::Db db;
};

const Migration k_first{1, "0001_one", "CREATE TABLE IF NOT EXISTS one (id INT NOT NULL PRIMARY KEY);"};
const Migration k_second{2, "0002_two", "CREATE TABLE IF NOT EXISTS two (id INT NOT NULL PRIMARY KEY);"};

}  // namespace

BOOST_AUTO_TEST_CASE(the_program_carries_its_migrations_in_order) {
  unsigned last = 0;
  for (const auto& migration : storage::migrations()) {
    BOOST_TEST(migration.number > last);
    last = migration.number;
    BOOST_TEST(!storage::statements_of(migration.text).empty());
  }
  BOOST_TEST(last > 5U);
}

BOOST_FIXTURE_TEST_CASE(a_migration_that_came_later_with_a_lower_number_is_pending_and_applied,
                        EmptyDatabase) {
  const Migration late{9, "0009_one", k_first.text};
  BOOST_TEST(storage::migrate(db, {late}).size() == 1);
  const auto state = storage::schema_state(db, {k_second, late});
  BOOST_REQUIRE(state.pending.size() == 1U);
  BOOST_TEST(state.pending.front().number == 2U);
  BOOST_TEST(storage::migrate(db, {k_second, late}).size() == 1);
  BOOST_TEST(storage::schema_state(db, {k_second, late}).pending.empty());
}

BOOST_FIXTURE_TEST_CASE(a_schema_is_brought_up_to_date_once, EmptyDatabase) {
  BOOST_TEST(storage::schema_state(db, {k_first, k_second}).pending.size() == 2);
  BOOST_TEST(storage::migrate(db, {k_first}).size() == 1);
  BOOST_TEST(storage::migrate(db, {k_first, k_second}).size() == 1);
  BOOST_TEST(storage::migrate(db, {k_first, k_second}).empty());
  BOOST_TEST(storage::schema_state(db, {k_first, k_second}).applied == 2);
  BOOST_TEST(tables() == 3);
}

BOOST_FIXTURE_TEST_CASE(a_run_that_was_cut_off_is_finished_by_the_next, EmptyDatabase) {
  const Migration broken{1, "0001_one",
                         "CREATE TABLE IF NOT EXISTS one (id INT PRIMARY KEY); CREATE NONSENSE"};
  BOOST_CHECK_THROW(storage::migrate(db, {broken}), std::runtime_error);
  BOOST_TEST(storage::schema_state(db, {k_first}).applied == 0);
  BOOST_TEST(storage::migrate(db, {k_first}).size() == 1);
}

BOOST_FIXTURE_TEST_CASE(a_newer_schema_is_refused, EmptyDatabase) {
  storage::migrate(db, {k_first, k_second});
  BOOST_CHECK_THROW(storage::schema_state(db, {k_first}), storage::SchemaMismatch);
  BOOST_CHECK_THROW(storage::migrate(db, {k_first}), storage::SchemaMismatch);
}

BOOST_FIXTURE_TEST_CASE(an_edited_migration_is_refused, EmptyDatabase) {
  storage::migrate(db, {k_first});
  const Migration edited{1, "0001_one", "CREATE TABLE IF NOT EXISTS one (id BIGINT NOT NULL PRIMARY KEY);"};
  BOOST_CHECK_THROW(storage::migrate(db, {edited}), storage::SchemaMismatch);
}

BOOST_AUTO_TEST_CASE(the_real_migrations_can_be_run_over_an_existing_schema) {
  storage::Db db(test::database_settings());
  db.run_script_statement("DELETE FROM schema_migration");
  BOOST_TEST(storage::migrate(db).size() == storage::migrations().size());
}

BOOST_AUTO_TEST_CASE(a_script_is_split_outside_quotes_and_comments) {
  const auto statements =
      storage::statements_of("-- one; two\nSELECT ';' -- three;\n, 'it''s';\n;\nSELECT 2");
  BOOST_REQUIRE(statements.size() == 2);
  BOOST_TEST(statements[0] == "\nSELECT ';' \n, 'it''s'");
  BOOST_TEST(statements[1] == "\nSELECT 2");
}

BOOST_AUTO_TEST_SUITE_END()
