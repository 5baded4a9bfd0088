#include "domain/decision.h"

#include <boost/test/unit_test.hpp>

using namespace domain;
using namespace std::chrono_literals;

namespace {

constexpr base::Instant k_now = std::chrono::sys_days{std::chrono::year{2026} / 11 / 22};

Facts with(const Entitlement& entitlement) { return {.entitlement = entitlement}; }

bool is(Verdict expected, const Facts& facts) { return decide(facts, k_now) == expected; }

const Entitlement k_active{k_now + 1ms, k_now + 1ms, k_now + 1ms, EndedBy::service};
const Entitlement k_partial{base::k_long_ago, base::k_open_end, base::k_open_end, EndedBy::service};
const Entitlement k_suspended{base::k_long_ago, base::k_long_ago, base::k_open_end, EndedBy::service};

}  // namespace

BOOST_AUTO_TEST_SUITE(decision)

BOOST_AUTO_TEST_CASE(rules_are_asked_in_their_order_and_the_first_that_fails_decides) {
  Facts facts{.integration_active = false, .subscriber_known = false, .product_known = false};
  BOOST_TEST(is(Verdict::integracao_inativa, facts));
  facts.integration_active = true;
  BOOST_TEST(is(Verdict::assinante_inexistente, facts));
  facts.subscriber_known = true;
  BOOST_TEST(is(Verdict::produto_desconhecido, facts));
  facts.product_known = true;
  BOOST_TEST(is(Verdict::sem_produto, facts));
  facts.entitlement = k_active;
  BOOST_TEST(is(Verdict::liberado, facts));
}

BOOST_AUTO_TEST_CASE(an_end_counts_from_its_very_moment) {
  BOOST_TEST(is(Verdict::liberado, with({k_now + 1ms, k_now + 1ms, k_now + 1ms, EndedBy::limit})));
  BOOST_TEST(is(Verdict::degustacao_vencida, with({k_now, k_now, k_now, EndedBy::limit})));
  BOOST_TEST(is(Verdict::cancelado, with({k_now, k_now, k_now, EndedBy::service})));
}

BOOST_AUTO_TEST_CASE(a_suspension_denies_only_where_the_integration_suspends) {
  auto facts = with(k_suspended);
  BOOST_TEST(is(Verdict::suspenso, facts));
  facts.suspend_enabled = false;
  BOOST_TEST(is(Verdict::liberado, facts));
}

BOOST_AUTO_TEST_CASE(a_partial_suspension_denies_where_the_integration_suspends_partial_ones_too) {
  auto facts = with(k_partial);
  BOOST_TEST(is(Verdict::suspenso, facts));
  facts.partial_suspends = false;
  BOOST_TEST(is(Verdict::liberado, facts));
  facts.partial_suspends = true;
  facts.suspend_enabled = false;
  BOOST_TEST(is(Verdict::liberado, facts));
}

BOOST_AUTO_TEST_CASE(without_suspension_a_held_product_still_ends_by_its_date) {
  auto facts = with({base::k_long_ago, base::k_long_ago, k_now, EndedBy::limit});
  facts.suspend_enabled = false;
  BOOST_TEST(is(Verdict::degustacao_vencida, facts));
}

BOOST_AUTO_TEST_CASE(an_explanation_agrees_with_the_decision_and_stops_at_the_rule_that_failed) {
  const auto explanation = explain(with(k_suspended), k_now);
  BOOST_TEST((explanation.verdict == decide(with(k_suspended), k_now)));
  BOOST_REQUIRE_EQUAL(explanation.steps.size(), 6U);
  BOOST_TEST((explanation.steps[4].result == Step::Result::passed));
  BOOST_TEST((explanation.steps[5].result == Step::Result::failed));
  const auto early = explain({.integration_active = false}, k_now);
  BOOST_TEST((early.steps[0].result == Step::Result::failed));
  for (std::size_t i = 1; i < early.steps.size(); ++i)
    BOOST_TEST((early.steps[i].result == Step::Result::not_reached));
}

BOOST_AUTO_TEST_CASE(a_customer_is_unknown_by_login_or_by_id_but_never_of_an_inactive_integration) {
  BOOST_TEST((decide_customer({.subscriber_known = false}, true) == Verdict::usuario_inexistente));
  BOOST_TEST((decide_customer({.subscriber_known = false}, false) == Verdict::assinante_inexistente));
  BOOST_TEST((decide_customer({.integration_active = false}, true) == Verdict::integracao_inativa));
  BOOST_TEST((decide_customer({}, true) == Verdict::liberado));
}

BOOST_AUTO_TEST_CASE(every_verdict_has_its_word_and_status) {
  BOOST_TEST(name_of(Verdict::liberado) == "liberado");
  BOOST_TEST(name_of(Verdict::cancelado) == "cancelado");
  BOOST_TEST(http_status_of(Verdict::liberado) == 200);
  for (const auto verdict : {Verdict::usuario_inexistente, Verdict::assinante_inexistente})
    BOOST_TEST(http_status_of(verdict) == 404);
  for (const auto verdict : {Verdict::integracao_inativa, Verdict::produto_desconhecido, Verdict::sem_produto,
                             Verdict::suspenso, Verdict::degustacao_vencida, Verdict::cancelado})
    BOOST_TEST(http_status_of(verdict) == 403);
}

BOOST_AUTO_TEST_CASE(a_login_of_two_services_of_one_customer_is_theirs_and_of_two_customers_nobodys) {
  BOOST_TEST(!settle_login({}).known);
  const auto theirs = settle_login({{7, "sub7"}, {7, "sub7"}});
  BOOST_TEST(theirs.known);
  BOOST_TEST(theirs.subscriber_id == "sub7");
  const auto disputed = settle_login({{7, "sub7"}, {8, "sub8"}});
  BOOST_TEST(!disputed.known);
  BOOST_TEST(disputed.conflict);
}

BOOST_AUTO_TEST_SUITE_END()
