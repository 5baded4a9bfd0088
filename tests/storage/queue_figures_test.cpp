#include "storage/queue_figures.h"

#include <boost/test/unit_test.hpp>

#include "jobs/queue_gauges.h"
#include "storage/leases.h"
#include "storage/transmissions.h"
#include "support/rows_read.h"
#include "support/shop.h"

namespace {

struct Queues : test::Shop {
  std::uint32_t nx = integration("nx", "nxplay");
  std::uint32_t second = integration("segunda", "nxplay");
  std::uint64_t made = 0;

  /// So many more accounts of the integration, which wait for nothing.
  void accounts(std::uint32_t integration_id, std::uint32_t n) {
    std::string rows;
    for (std::uint32_t i = 0; i < n; ++i) {
      const auto number = std::to_string(++made);
      rows += (i == 0 ? "" : ",") + std::string("(") + std::to_string(provider_id) + "," +
              std::to_string(integration_id) + "," + std::to_string(customer_id + made) + ",UNHEX(MD5(" +
              number + ")),1,UTC_TIMESTAMP(3))";
    }
    db.run_script_statement(
        "INSERT INTO account (provider_id, integration_id, customer_id, subscriber_id, told, created_at) "
        "VALUES " +
        rows);
  }
  /// The first n of the integration's accounts are due, a second apart, the first for n seconds.
  void mark(std::uint32_t integration_id, std::uint32_t n) {
    const auto ids = db.list("SELECT id FROM account WHERE integration_id = ? ORDER BY id LIMIT ?",
                             {integration_id, n}, [](const storage::Row& row) { return row.u64("id"); });
    for (std::size_t i = 0; i < ids.size(); ++i)
      db.execute("UPDATE account SET due_at = ? WHERE id = ?",
                 {clock.now() - std::chrono::seconds(ids.size() - i), ids[i]});
  }
  void analyse() {
    db.select("ANALYZE TABLE account", {}, [](const storage::Row&) {});
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(queue_figures, Queues)

BOOST_AUTO_TEST_CASE(what_waits_is_counted_by_integration_and_cause_with_the_age_of_the_first) {
  accounts(nx, 5);
  mark(nx, 3);
  db.execute("UPDATE account SET reason = 'comercial', failing_since = ? WHERE integration_id = ? LIMIT 1",
             {clock.now() - std::chrono::hours(2), nx});
  storage::save_queue_state(
      tenant(), nx, {.paused_by = std::string(storage::k_paused_by_credential), .paused_at = clock.now()});
  base::Metrics metrics;
  jobs::QueueGauges gauges(metrics, clock);
  gauges.count(db);
  const auto says = [&](const std::string& line) {
    return metrics.text().find(line + "\n") != std::string::npos;
  };
  for (const auto* line :
       {"catraca_accounts_waiting{espera=\"fila\",integracao=\"nx\",provedor=\"demo\"} 2",
        "catraca_accounts_waiting{espera=\"comercial\",integracao=\"nx\",provedor=\"demo\"} 1",
        "catraca_accounts_waiting_oldest_seconds{espera=\"fila\",integracao=\"nx\",provedor=\"demo\"} 2",
        "catraca_accounts_waiting_oldest_seconds{espera=\"comercial\",integracao=\"nx\",provedor=\"demo\"} "
        "7200",
        "catraca_integration_paused{integracao=\"nx\",por=\"credencial\",provedor=\"demo\"} 1",
        "catraca_integration_paused{integracao=\"nx\",por=\"pessoa\",provedor=\"demo\"} 0",
        "catraca_integration_unreachable{integracao=\"nx\",provedor=\"demo\"} 0"})
    BOOST_TEST(says(line), line << "\n" << metrics.text());

  db.execute("UPDATE account SET due_at = NULL, reason = NULL");
  gauges.count(db);
  BOOST_TEST(says("catraca_accounts_waiting{espera=\"fila\",integracao=\"nx\",provedor=\"demo\"} 2"));
  jobs::QueueGauges later(metrics, clock);
  later.count(db);  // it has found nothing yet, and what another said is not its own
  BOOST_TEST(storage::list_waiting_figures(db, clock.now()).empty());
}

BOOST_AUTO_TEST_CASE(figures_read_the_ends_of_a_key_and_count_no_further_than_they_should) {
  accounts(nx, 4000);
  mark(nx, 100);
  mark(second, 0);
  analyse();
  const auto cost = [&] {
    return test::rows_read(db, [&] { storage::list_waiting_figures(db, clock.now(), 50); });
  };
  cost();
  const auto of_hundred = cost();
  mark(nx, 4000);
  analyse();
  BOOST_TEST(storage::list_waiting_figures(db, clock.now(), 50).front().accounts == 50U);
  BOOST_TEST(storage::list_waiting_figures(db, clock.now(), 5000).front().accounts == 4000U);
  BOOST_TEST(cost() <= of_hundred + 10);
  BOOST_TEST(of_hundred < 400);
}

BOOST_AUTO_TEST_CASE(finding_what_is_due_reads_the_same_of_many_accounts_as_of_few) {
  accounts(nx, 1000);
  accounts(second, 10);
  mark(nx, 10);
  mark(second, 1);
  analyse();
  const auto cost = [&] {
    return test::rows_read(db, [&] {
      BOOST_TEST(storage::list_due_queues(db, clock.now()).size() == 2U);
      BOOST_TEST(storage::claim_accounts(tenant(), nx, std::string(16, 'x'), clock.now(),
                                         clock.now() - std::chrono::seconds(1), 1)
                     .size() == 1U);
    });
  };
  cost();
  const auto of_few = cost();
  accounts(nx, 20000);
  analyse();
  BOOST_TEST(cost() <= of_few + 1);
  mark(nx, 5000);
  analyse();
  BOOST_TEST(cost() <= of_few + 10);  // however many are due
  BOOST_TEST_MESSAGE(of_few << " rows");
}

BOOST_AUTO_TEST_SUITE_END()
