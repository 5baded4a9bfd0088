#include "validation/decision_writer.h"

#include <boost/test/unit_test.hpp>
#include <numeric>
#include <thread>

#include "support/database.h"

using validation::Answered;
using validation::DecisionBatch;

namespace {

Answered answered(base::Instant at, std::uint32_t provider, std::uint32_t product_id = 3) {
  return {.decision = {.at = at,
                       .provider_id = provider,
                       .integration_id = 9,
                       .subscriber_id = std::string(16, 's'),
                       .product = "P1",
                       .question = "produto",
                       .reason = "liberado",
                       .latency_us = 120},
          .product_id = product_id};
}

std::uint64_t weight_of(const std::vector<storage::Decision>& rows) {
  return std::accumulate(rows.begin(), rows.end(), std::uint64_t{0},
                         [](std::uint64_t sum, const storage::Decision& row) { return sum + row.weight; });
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(decision_log, test::Database)

BOOST_AUTO_TEST_CASE(thinned_rows_stand_for_those_left_out_and_counts_stay_exact) {
  DecisionBatch batch;
  for (int i = 0; i < 1003; ++i) batch.add(answered(clock.now(), 1));
  const auto left_out = batch.thin(100);
  BOOST_TEST(batch.rows().size() <= 100U);
  BOOST_TEST(left_out + batch.rows().size() == 1003U);
  BOOST_TEST(weight_of(batch.rows()) == 1003U);
  BOOST_TEST(batch.thin(7) > 0U);
  BOOST_TEST(weight_of(batch.rows()) == 1003U);
  BOOST_TEST(batch.counts().front().decisions == 1003U);
}

BOOST_AUTO_TEST_CASE(a_batch_never_holds_more_rows_than_its_bound) {
  DecisionBatch batch;
  const std::uint64_t many = DecisionBatch::k_most_rows * 3;
  for (std::uint64_t i = 0; i < many; ++i) batch.add(answered(clock.now(), 1));
  BOOST_TEST(batch.rows().size() <= DecisionBatch::k_most_rows);
  BOOST_TEST(weight_of(batch.rows()) == many);
  BOOST_TEST(batch.counts().front().decisions == many);
}

BOOST_AUTO_TEST_CASE(what_was_answered_is_in_the_log_with_exact_counts_a_minute) {
  base::Metrics metrics;
  {
    validation::DecisionWriter writer(test::database_settings(), 2000, metrics);
    std::vector<Answered> turn;
    for (int i = 0; i < 250; ++i)
      turn.push_back(answered(clock.now() + std::chrono::seconds(i % 2 == 0 ? 0 : 60), provider_id));
    turn.push_back(answered(clock.now(), other_provider_id));
    writer.add(std::move(turn));
  }
  BOOST_TEST(count("SELECT COUNT(*) AS n FROM decision WHERE provider_id = ?", {provider_id}) == 250);
  BOOST_TEST(count("SELECT COUNT(*) AS n FROM decision_count WHERE provider_id = ?", {provider_id}) == 2);
  const storage::CountFilter both{
      .integration_id = 9, .from = clock.now(), .until = clock.now() + std::chrono::minutes{2}};
  const auto hours = storage::count_decisions(tenant(), both, storage::CountStep::hour);
  BOOST_REQUIRE_EQUAL(hours.size(), 1U);
  BOOST_TEST(hours[0].decisions == 250U);
  BOOST_TEST(hours[0].reason == "liberado");
  const auto minutes = storage::count_decisions(tenant(), both, storage::CountStep::minute);
  BOOST_REQUIRE_EQUAL(minutes.size(), 2U);
  BOOST_TEST(minutes[1].decisions == 125U);
  BOOST_TEST((minutes[1].at == clock.now() + std::chrono::minutes{1}));

  const auto lines = storage::list_decisions(tenant(), {.product = "P1", .reason = "liberado"}, 100);
  BOOST_REQUIRE_EQUAL(lines.size(), 100U);
  BOOST_TEST(lines[0].latency_us == 120U);
  const auto older = storage::list_decisions(tenant(), {.before_id = lines.back().id}, 1000);
  BOOST_TEST(older.size() == 150U);
  BOOST_TEST(storage::list_decisions(tenant(),
                                     {.integration_id = 9,
                                      .asker = {.subscriber_ids = {std::string(16, 's')}},
                                      .from = clock.now() + std::chrono::seconds{1},
                                      .until = clock.now() + std::chrono::hours{1}},
                                     1000)
                 .size() == 125U);
  BOOST_TEST(storage::list_decisions(tenant(), {.reason = "suspenso"}, 10).empty());
}

BOOST_AUTO_TEST_CASE(above_the_rows_a_second_they_are_sampled_and_the_counts_still_exact) {
  base::Metrics metrics;
  {
    validation::DecisionWriter writer(test::database_settings(), 100, metrics);
    std::vector<Answered> turn;
    for (int i = 0; i < 5000; ++i) turn.push_back(answered(clock.now(), provider_id));
    writer.add(std::move(turn));
  }
  BOOST_TEST(count("SELECT COUNT(*) AS n FROM decision") < 200);
  BOOST_TEST(count("SELECT CAST(SUM(weight) AS SIGNED) AS n FROM decision") == 5000);
  BOOST_TEST(count("SELECT CAST(SUM(decisions) AS SIGNED) AS n FROM decision_count") == 5000);
}

BOOST_AUTO_TEST_CASE(a_full_disk_costs_the_log_no_line_and_what_the_database_refuses_is_not_tried_for_ever) {
  const auto count_after = [&](int code) {
    db.run_script_statement(
        "CREATE TRIGGER refused BEFORE INSERT ON decision FOR EACH ROW SIGNAL SQLSTATE 'HY000' "
        "SET MYSQL_ERRNO = " +
        std::to_string(code) + ", MESSAGE_TEXT = 'x'");
    base::Metrics metrics;
    {
      validation::DecisionWriter writer(test::database_settings(), 2000, metrics);
      writer.add({answered(clock.now(), provider_id)});
      while (metrics.text().find("catraca_validation_log_failures_total 1") == std::string::npos) {
        std::this_thread::sleep_for(std::chrono::milliseconds{20});
        writer.add({});
      }
      db.run_script_statement("DROP TRIGGER refused");
    }
    const auto rows = count("SELECT COUNT(*) AS n FROM decision");
    db.execute("DELETE FROM decision");
    return rows;
  };
  for (const int passes : {1114, 1290, 1142}) BOOST_TEST(count_after(passes) == 1, std::to_string(passes));
  BOOST_TEST(count_after(1406) == 0);
}

BOOST_AUTO_TEST_CASE(a_login_of_two_customers_is_noted_once_with_its_times) {
  base::Metrics metrics;
  {
    validation::DecisionWriter writer(test::database_settings(), 100, metrics);
    for (int i = 0; i < 3; ++i) {
      auto conflict = answered(clock.now() + std::chrono::seconds(i), provider_id);
      conflict.conflict_login = std::string(16, 'c');
      writer.add({conflict});
    }
  }
  const auto conflicts = storage::list_login_conflicts(tenant(), 10);
  BOOST_REQUIRE_EQUAL(conflicts.size(), 1U);
  BOOST_TEST(conflicts[0].times == 3U);
  BOOST_TEST((conflicts[0].last_at - conflicts[0].first_at == std::chrono::seconds{2}));
  BOOST_TEST(storage::list_login_conflicts(other_tenant(), 10).empty());
}

BOOST_AUTO_TEST_CASE(without_a_database_the_writer_neither_waits_nor_forgets_its_end) {
  base::Metrics metrics;
  auto nowhere = test::database_settings();
  nowhere.socket = "/nonexistent/mariadb.sock";
  const auto from = std::chrono::steady_clock::now();
  {
    validation::DecisionWriter writer(nowhere, 100, metrics);
    for (int i = 0; i < 100; ++i) writer.add({answered(clock.now(), provider_id)});
  }
  BOOST_TEST((std::chrono::steady_clock::now() - from < std::chrono::milliseconds{1500}));
}

BOOST_AUTO_TEST_SUITE_END()
