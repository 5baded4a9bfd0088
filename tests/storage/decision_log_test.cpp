#include "storage/decision_log.h"

#include <boost/test/unit_test.hpp>

#include "support/database.h"

using std::chrono::hours;
using std::chrono::minutes;

namespace {

struct Log : test::Database {
  void decide(std::chrono::minutes after, std::string product = "P", std::string_view reason = "liberado",
              std::uint32_t weight = 1) {
    const storage::Decision decision{.at = clock.now() + after,
                                     .provider_id = provider_id,
                                     .integration_id = 9,
                                     .product = std::move(product),
                                     .question = "produto",
                                     .reason = reason,
                                     .weight = weight};
    storage::insert_decisions(db, {&decision, 1});
  }
  std::size_t found(const storage::DecisionFilter& filter) {
    return storage::list_decisions(tenant(), filter, 100).size();
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(decision_log, Log)

BOOST_AUTO_TEST_CASE(a_line_written_late_is_found_in_the_period_of_its_time) {
  decide(minutes(0));
  decide(minutes(70));
  decide(minutes(30));  // the database was away when it came
  decide(hours(3));
  BOOST_TEST(found({.from = clock.now(), .until = clock.now() + hours(1)}) == 2U);
  BOOST_TEST(found({.from = clock.now() + minutes(20)}) == 3U);
  BOOST_TEST(found({.until = clock.now() + hours(1)}) == 2U);
  BOOST_TEST(found({.from = clock.now() + hours(9)}) == 0U);
}

BOOST_AUTO_TEST_CASE(lines_are_narrowed_to_allowed_and_denied_and_to_a_code_with_its_prefix_or_without) {
  decide(minutes(0));
  decide(minutes(1), "urn:tve:P", "suspenso");
  decide(minutes(2), "Q", "cancelado");
  BOOST_TEST(found({.allowed = true}) == 1U);
  BOOST_TEST(found({.allowed = false}) == 2U);
  BOOST_TEST(found({.product = "P"}) == 2U);
  BOOST_TEST(found({.product = "p"}) == 0U);
  BOOST_TEST(found({.product = "P", .allowed = false}) == 1U);
}

BOOST_AUTO_TEST_CASE(lines_weigh_what_they_stand_for) {
  decide(minutes(0));
  BOOST_TEST(!storage::weigh_decisions(tenant(), {}).sampled);
  decide(minutes(1), "P", "suspenso", 20);
  const auto all = storage::weigh_decisions(tenant(), {});
  BOOST_TEST(all.decisions == 21U);
  BOOST_TEST(all.sampled);
  const auto none = storage::weigh_decisions(other_tenant(), {});
  BOOST_TEST(none.decisions == 0U);
  BOOST_TEST(!none.sampled);
}

BOOST_AUTO_TEST_CASE(the_last_attempts_of_somebody_are_found_by_login_or_subscriber_the_latest_first) {
  const auto key = [](char of) { return std::string(16, of); };
  const auto attempt = [&](int after, std::string_view reason, std::optional<std::string> login,
                           std::optional<std::string> subscriber, std::uint32_t provider) {
    const storage::Decision decision{.at = clock.now() + minutes(after),
                                     .provider_id = provider,
                                     .integration_id = 9,
                                     .subscriber_id = std::move(subscriber),
                                     .question = "existencia",
                                     .reason = reason,
                                     .login_key = std::move(login)};
    storage::insert_decisions(db, {&decision, 1});
  };
  attempt(0, "liberado", key('l'), key('s'), provider_id);
  attempt(1, "login_desconhecido", key('d'), std::nullopt, provider_id);
  attempt(2, "senha_nao_confere", key('l'), std::nullopt, provider_id);
  attempt(3, "liberado", std::nullopt, key('s'), provider_id);  // a product, by id
  attempt(4, "senha_nao_confere", key('o'), std::nullopt, provider_id);
  attempt(5, "senha_nao_confere", key('l'), key('s'), other_provider_id);
  const auto reasons = [&](const storage::Asker& asker, std::uint32_t limit) {
    std::string all;
    for (const auto& line : storage::list_attempts(tenant(), asker, limit)) all += line.reason + ' ';
    return all;
  };
  BOOST_TEST(reasons({.login_keys = {key('l')}}, 9) == "senha_nao_confere liberado ");
  BOOST_TEST(reasons({.subscriber_ids = {key('s')}}, 9) == "liberado ");
  storage::Asker all{.subscriber_ids = {key('s')}, .login_keys = {key('l'), key('d'), key('x')}};
  BOOST_TEST(reasons(all, 9) == "senha_nao_confere login_desconhecido liberado ");
  BOOST_TEST(reasons(all, 2) == "senha_nao_confere login_desconhecido ");
  for (int i = 0; i < 40; ++i) all.login_keys.push_back(key(static_cast<char>(i)));
  BOOST_TEST(reasons(all, 9) == "senha_nao_confere login_desconhecido liberado ");
  BOOST_TEST(reasons({}, 9).empty());
  // The screen finds the product question too.
  BOOST_TEST(found({.asker = all}) == 4U);
  BOOST_TEST(found({.asker = all, .reason = "liberado"}) == 2U);
  BOOST_TEST(storage::weigh_decisions(tenant(), {.asker = all}).decisions == 4U);
  const auto last = storage::list_decisions(tenant(), {.asker = all}, 2).back().id;
  BOOST_TEST(found({.asker = all, .before_id = last}) == 2U);
}

BOOST_AUTO_TEST_CASE(one_line_is_found_by_its_id_and_by_its_provider_only) {
  decide(minutes(0));
  const auto line = storage::list_decisions(tenant(), {}, 1).front();
  BOOST_TEST(storage::find_decision(tenant(), line.id)->product.value() == "P");
  BOOST_TEST(!storage::find_decision(other_tenant(), line.id).has_value());
  BOOST_TEST(!storage::find_decision(tenant(), line.id + 1).has_value());
}

BOOST_AUTO_TEST_SUITE_END()
