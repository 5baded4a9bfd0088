#include "storage/grants.h"

#include <boost/test/unit_test.hpp>
#include <cstdlib>

#include "support/database.h"

namespace {

struct Granted : test::Database {
  Granted() {
    storage::grant(db, {.application = "catraca_app@localhost", .report = "catraca_report@localhost"});
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
  for (const std::string table : {"user", "session", "api_token", "credential", "integration_parameter"})
    BOOST_CHECK_THROW(report.select("SELECT 1 AS one FROM " + table, {}, [](const storage::Row&) {}),
                      std::runtime_error);
  BOOST_CHECK_THROW(report.execute("DELETE FROM customer"), std::runtime_error);
}

BOOST_AUTO_TEST_CASE(rights_go_to_an_account_and_to_nothing_else) {
  BOOST_CHECK_THROW(storage::grant(db, {.application = "catraca_app"}), std::invalid_argument);
  BOOST_CHECK_THROW(storage::grant(db, {.report = "a'@'b@localhost"}), std::invalid_argument);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
