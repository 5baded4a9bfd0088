#include "storage/grants.h"

#include <boost/test/unit_test.hpp>
#include <cstdlib>

#include "support/database.h"

namespace {

struct Granted : test::Database {
  Granted() {
    storage::grant(db, {.application = "catraca_app@localhost",
                        .report = "catraca_report@localhost",
                        .osm = "catraca_osm@localhost"});
  }

  storage::Db connect_as(const char* user, const char* password_variable) {
    auto settings = test::database_settings();
    settings.user = user;
    settings.password = std::getenv(password_variable);
    return storage::Db(settings);
  }
};

BOOST_FIXTURE_TEST_SUITE(grants, Granted)

BOOST_AUTO_TEST_CASE(the_application_can_add_to_the_audit_trail_but_not_change_it_or_the_schema) {
  auto application = connect_as("catraca_app", "CATRACA_TEST_APP_PASSWORD");
  application.execute(
      "INSERT INTO audit (provider_id, at, actor, entity, entity_id, action, changes)"
      " VALUES (?, ?, 'sistema', 'teste', 1, 'criado', '{}')",
      {provider_id, clock.now()});
  BOOST_TEST(count("SELECT COUNT(*) AS n FROM audit") == 1);
  BOOST_CHECK_THROW(application.execute("UPDATE audit SET actor = 'x'"), std::runtime_error);
  BOOST_CHECK_THROW(application.execute("DELETE FROM audit"), std::runtime_error);
  BOOST_CHECK_THROW(application.execute("DELETE FROM schema_migration"), std::runtime_error);
  BOOST_CHECK_THROW(application.run_script_statement("DROP TABLE audit"), std::runtime_error);
  BOOST_TEST(application.execute("DELETE FROM provider WHERE id = 0") == 0U);
}

BOOST_AUTO_TEST_CASE(reports_read_customers_but_no_password_or_token) {
  auto report = connect_as("catraca_report", "CATRACA_TEST_REPORT_PASSWORD");
  BOOST_CHECK_NO_THROW(report.select("SELECT id FROM customer", {}, [](const storage::Row&) {}));
  for (const std::string table :
       {"user", "session", "api_token", "credential", "integration_parameter", "recovery_code", "invitation"})
    BOOST_CHECK_THROW(report.select("SELECT 1 AS one FROM " + table, {}, [](const storage::Row&) {}),
                      std::runtime_error);
  BOOST_CHECK_THROW(report.execute("DELETE FROM customer"), std::runtime_error);
}

BOOST_AUTO_TEST_CASE(reports_read_neither_digests_nor_subscriber_ids_in_any_table_and_all_else) {
  auto report = connect_as("catraca_report", "CATRACA_TEST_REPORT_PASSWORD");
  const auto reads = [&](const std::string& columns, const std::string& table) {
    try {
      report.select("SELECT " + columns + " FROM `" + table + "` LIMIT 1", {}, [](const storage::Row&) {});
      return true;
    } catch (const std::runtime_error&) {
      return false;
    }
  };
  for (const auto* hidden : {"subscriber_id FROM account", "subscriber_id FROM entitlement",
                             "subscriber_id FROM decision", "login_key FROM decision",
                             "login_key FROM login_conflict", "password_digest FROM customer_service"}) {
    const std::string text = hidden;
    const auto from = text.find(" FROM ");
    BOOST_TEST(!reads(text.substr(0, from), text.substr(from + 6)), text);
  }
  for (const auto* whole : {"account", "entitlement", "decision", "customer_service"})
    BOOST_TEST(!reads("*", whole), whole);
  BOOST_TEST(reads("id, customer_id, integration_id", "account"));
  BOOST_TEST(reads("customer_id, product_id", "entitlement"));
  BOOST_TEST(reads("id, customer_id, external_id, login", "customer_service"));
  BOOST_TEST(reads("COUNT(*)", "decision"));
}

BOOST_AUTO_TEST_CASE(what_an_older_version_let_reports_read_is_taken_back) {
  for (const std::string table : {"account", "user", "audit"})
    db.run_script_statement("GRANT SELECT ON " + table + " TO 'catraca_report'@'localhost'");
  storage::grant(db, {.application = "catraca_app@localhost", .report = "catraca_report@localhost"});
  auto report = connect_as("catraca_report", "CATRACA_TEST_REPORT_PASSWORD");
  const auto ask = [&](std::string_view sql) { report.select(sql, {}, [](const storage::Row&) {}); };
  BOOST_CHECK_THROW(ask("SELECT subscriber_id FROM account"), std::runtime_error);
  BOOST_CHECK_THROW(ask("SELECT email FROM user"), std::runtime_error);
  BOOST_CHECK_NO_THROW(ask("SELECT actor FROM audit"));
}

BOOST_AUTO_TEST_CASE(the_subscriber_portal_writes_its_own_tables_and_nothing_of_the_erps_side) {
  auto portal = connect_as("catraca_osm", "CATRACA_TEST_OSM_PASSWORD");
  const auto tables = db.list(
      R"sql(SELECT table_name AS name FROM information_schema.tables WHERE table_schema = DATABASE())sql", {},
      [](const storage::Row& row) { return row.text("name"); });
  const auto may = [&](const std::string& sql) {
    try {
      portal.execute(sql);
      return true;
    } catch (const std::runtime_error&) {
      return false;
    }
  };
  const auto reads = [&](const std::string& table) {
    try {
      portal.select("SELECT 1 AS one FROM `" + table + "` LIMIT 1", {}, [](const storage::Row&) {});
      return true;
    } catch (const std::runtime_error&) {
      return false;
    }
  };
  for (const auto& table : tables) {
    const bool own = table.starts_with("osm_");
    const bool kept = table == "osm_audit" || table == "osm_audit_seal";
    BOOST_TEST(may("DELETE FROM `" + table + "` WHERE FALSE") == (own && !kept), table);
    BOOST_TEST(reads(table) == (own || table == "provider" || table == "provider_host"), table);
  }
  BOOST_TEST(!may("UPDATE provider SET name = 'x'"));
  BOOST_TEST(!may("DROP TABLE osm_subscriber"));
}

BOOST_AUTO_TEST_CASE(rights_go_to_an_account_and_to_nothing_else) {
  BOOST_CHECK_THROW(storage::grant(db, {.application = "catraca_app"}), std::invalid_argument);
  BOOST_CHECK_THROW(storage::grant(db, {.report = "a'@'b@localhost"}), std::invalid_argument);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
