#include <boost/test/unit_test.hpp>

#include "jobs/round.h"
#include "jobs/synchroniser.h"
#include "operations/customers.h"
#include "operations/integrations.h"
#include "operations/products.h"
#include "support/rows_read.h"
#include "support/scripted_client.h"
#include "support/shop.h"
#include "support/told.h"

// A hand's turn: the accounts of an integration that are told together.

namespace {

using test::reply;

struct Turn : test::Shop {
  Turn() {
    std::vector<operations::ParameterPut> parameters;
    for (const auto& [name, value] : test::settings_for(platforms::at("outros")))
      parameters.push_back({name, value});
    operations::IntegrationPut put{.gateway = std::string("outros"), .description = std::string("Outros")};
    put.parameters = parameters;
    integration_id = static_cast<std::uint32_t>(operations::put_integration(context(), "I", put).value().id);
    plan("P", {{package("UM", integration_id, {product(integration_id, "7")})}});
  }

  /// Accounts with one call to be told each.
  void sell_to(std::uint64_t first, std::uint64_t accounts) {
    for (auto number = first; number < first + accounts; ++number) {
      customer("N" + std::to_string(number));
      operations::ServicePut service;
      service.customer_code = "N" + std::to_string(number);
      service.plan = std::string("P");
      service.status_prefix = std::string("servico_habilitado");
      put(number, service);
    }
  }

  /// One turn of a hand that takes as many as are due; the number of calls.
  std::size_t take_turn(std::deque<test::ScriptedClient::Answer> script,
                        std::function<void(std::size_t)> during = {}) {
    test::ScriptedClient client(std::move(script));
    client.during = std::move(during);
    base::Metrics metrics;
    jobs::Synchroniser synchroniser(db, clock, keyring, client, counters, metrics);
    counters.note_turn(integration_id, 100, std::chrono::milliseconds(1));  // told fast lately
    statements = test::statements_of(db, [&] { BOOST_TEST(synchroniser.run_due()); });
    return client.calls().size();
  }

  std::int64_t due() {
    return count(
        "SELECT COUNT(*) AS n FROM account WHERE due_at IS NOT NULL AND failures = 0 AND reason IS NULL");
  }
  std::int64_t leased() { return count("SELECT COUNT(*) AS n FROM account WHERE lease IS NOT NULL"); }
  std::int64_t attempts() { return count("SELECT COUNT(*) AS n FROM attempt"); }

  std::uint32_t integration_id = 0;
  jobs::Counters counters = {};
  std::int64_t statements = 0;  ///< of the last turn
};

using Answers = std::deque<test::ScriptedClient::Answer>;

}  // namespace

BOOST_FIXTURE_TEST_SUITE(jobs_round, Turn)

BOOST_AUTO_TEST_CASE(a_turn_tells_sixteen_accounts_in_hardly_more_statements_than_one) {
  sell_to(20000, 1);
  BOOST_TEST(take_turn(Answers(1, reply(200))) == 1U);
  sell_to(20001, 1);
  BOOST_TEST(take_turn(Answers(1, reply(200))) == 1U);
  const auto of_one = statements;
  sell_to(20100, 16);
  BOOST_TEST(take_turn(Answers(16, reply(200))) == 16U);
  sell_to(20200, 16);
  BOOST_TEST(take_turn(Answers(16, reply(200))) == 16U);
  BOOST_TEST(statements <= of_one + 2,
             statements << " statements for sixteen accounts, " << of_one << " for one");
  BOOST_TEST(due() == 0);
  BOOST_TEST(leased() == 0);
}

BOOST_AUTO_TEST_CASE(where_it_is_not_known_how_fast_they_go_accounts_are_told_alone) {
  BOOST_TEST(counters.share_of(7) == 1U);
  counters.note_turn(7, 1, std::chrono::milliseconds(100));
  BOOST_TEST(counters.share_of(7) == 5U);
  BOOST_TEST(counters.share_of(8) == 1U);
  counters.note_turn(7, 5, std::chrono::seconds(15));  // the platform has become slow
  BOOST_TEST(counters.share_of(7) == 1U);
  counters.note_turn(7, 1, std::chrono::microseconds(1));
  BOOST_TEST(counters.share_of(7) == jobs::k_most_accounts);
  counters.note_turn(7, 0, std::chrono::microseconds(1));  // it came to nothing
  BOOST_TEST(counters.share_of(7) == 1U);
}

BOOST_AUTO_TEST_CASE(a_turn_ends_with_five_that_cannot_be_reached_and_the_others_never_were_tried) {
  sell_to(20000, 9);
  BOOST_TEST(take_turn({reply(200), reply(503), reply(503), reply(503), reply(503), reply(503)}) == 6U);
  BOOST_TEST(attempts() == 6);
  BOOST_TEST(due() == 3);
  BOOST_TEST(leased() == 0);
  BOOST_TEST(count("SELECT COUNT(*) AS n FROM account WHERE failures = 1") == 5);
  BOOST_TEST(count("SELECT unreachable AS n FROM transmission_queue") == 5);
}

BOOST_AUTO_TEST_CASE(a_turn_ends_where_the_credential_is_refused_and_the_others_never_were_tried) {
  sell_to(20000, 4);
  BOOST_TEST(take_turn({reply(200), reply(401)}) == 2U);
  BOOST_TEST(attempts() == 2);
  BOOST_TEST(due() == 2);
  BOOST_TEST(leased() == 0);
  BOOST_TEST(count("SELECT COUNT(*) AS n FROM transmission_queue WHERE paused_by = 'credencial'") == 1);
}

BOOST_AUTO_TEST_CASE(what_is_repeated_and_ends_the_turn_is_settled_all_the_same) {
  sell_to(20000, 1);
  take_turn({reply(503)});
  BOOST_TEST(count("SELECT COUNT(*) AS n FROM attempt WHERE open = 1") == 1);
  clock.advance(std::chrono::hours(7));
  BOOST_TEST(take_turn({reply(401)}) == 1U);
  BOOST_TEST(count("SELECT COUNT(*) AS n FROM account WHERE reason = 'credencial'") == 1);
  BOOST_TEST(leased() == 0);
}

BOOST_AUTO_TEST_CASE(no_call_leaves_when_the_clock_has_passed_the_lease_though_little_time_went_by) {
  sell_to(20000, 4);
  const auto calls = take_turn(Answers(4, reply(200)), [&](std::size_t call) {
    if (call == 2) clock.advance(std::chrono::seconds(50));
  });
  BOOST_TEST(calls == 2U);
  BOOST_TEST(attempts() == 2);
  BOOST_TEST(due() == 2);
  BOOST_TEST(leased() == 0);
  BOOST_TEST(take_turn(Answers(2, reply(200))) == 2U);
  BOOST_TEST(due() == 0);
}

BOOST_AUTO_TEST_CASE(one_account_that_cannot_be_read_keeps_none_of_the_others_from_being_told) {
  sell_to(20000, 1);
  take_turn(Answers(1, reply(200)));
  db.execute("UPDATE account_object SET attributes = '?'");
  status(20000, "suspenso_debito");
  sell_to(20001, 3);
  BOOST_TEST(take_turn({}) == 0U);
  BOOST_TEST(leased() == 0);
  const test::ScriptedClient client(Answers(3, reply(200)));
  base::Metrics metrics;
  jobs::Synchroniser synchroniser(db, clock, keyring, client, counters, metrics);
  while (synchroniser.run_due()) {
  }
  BOOST_TEST(client.calls().size() == 3U);
  BOOST_TEST(count("SELECT COUNT(*) AS n FROM account WHERE message LIKE 'Falha interna%'") == 1);
  BOOST_TEST(due() == 0);
}

BOOST_AUTO_TEST_SUITE_END()
