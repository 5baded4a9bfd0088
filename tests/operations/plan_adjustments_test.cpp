#include "operations/plan_adjustments.h"

#include <boost/test/unit_test.hpp>

#include "storage/audit.h"
#include "support/catalogue.h"

namespace {

using operations::Adjustment;
using test::must;
using test::refused;
using Plans = std::vector<operations::PlanToAdjust>;

struct Fixture : test::Catalogue {
  Fixture() {
    plan("a", {}, 9990);
    plan("b", {}, 10000);
  }
  base::Cents value_of(const std::string& code) {
    return operations::find_plan(context(), code)->plan.value_cents;
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(plan_adjustments, Fixture)

BOOST_AUTO_TEST_CASE(a_percentage_is_rounded_half_up_to_the_cent) {
  BOOST_TEST(operations::adjusted(10000, {.percent_hundredths = 450}) == 10450);
  BOOST_TEST(operations::adjusted(9990, {.percent_hundredths = 450}) == 10440);  // 10439.55
  BOOST_TEST(operations::adjusted(50, {.percent_hundredths = 100}) == 51);       // 50.5
  BOOST_TEST(operations::adjusted(10000, {.percent_hundredths = -10000}) == 0);
  BOOST_TEST(operations::adjusted(10000, {.amount = -1}) == 9999);
}

BOOST_AUTO_TEST_CASE(the_preview_shows_what_the_adjustment_does_and_writes_nothing) {
  const Adjustment adjustment{.percent_hundredths = 1000};
  const auto lines = must(operations::preview_adjustment(context(), Plans{{"b"}, {"a"}}, adjustment));
  BOOST_REQUIRE(lines.size() == 2);
  BOOST_TEST(lines[0].code == "a");
  BOOST_TEST(lines[0].before == 9990);
  BOOST_TEST(lines[0].after == 10989);
  BOOST_TEST(value_of("a") == 9990);
  must(operations::adjust_plans(context(), Plans{{"a", 9990}, {"b", 10000}}, adjustment));
  BOOST_TEST(value_of("a") == 10989);
  BOOST_TEST(value_of("b") == 11000);
  const auto entry = storage::list_audit_of(tenant(), domain::Entity::plan, lines[0].id, 0, 1).at(0).entry;
  BOOST_TEST(entry.action == "reajustado");
  BOOST_TEST(entry.changes.at(0).after == "R$ 109,89");
}

BOOST_AUTO_TEST_CASE(a_confirmation_sent_twice_adjusts_once) {
  const Adjustment adjustment{.amount = 100};
  must(operations::adjust_plans(context(), Plans{{"a", 9990}}, adjustment));
  BOOST_TEST(
      refused(operations::adjust_plans(context(), Plans{{"b", 10000}, {"a", 9990}}, adjustment)).code ==
      "valor_mudou");
  BOOST_TEST(value_of("a") == 10090);
  BOOST_TEST(value_of("b") == 10000);
}

BOOST_AUTO_TEST_CASE(wrong_wishes_are_refused_whole) {
  BOOST_TEST(refused(operations::preview_adjustment(context(), {}, {.amount = 1})).errors.has("planos"));
  BOOST_TEST(refused(operations::preview_adjustment(context(), Plans{{"a"}}, {})).errors.has("percentual"));
  BOOST_TEST(
      refused(operations::preview_adjustment(context(), Plans{{"a"}}, {.percent_hundredths = 1, .amount = 1}))
          .errors.has("percentual"));
  BOOST_TEST(refused(operations::preview_adjustment(context(), Plans{{"a"}}, {.percent_hundredths = -10001}))
                 .errors.has("percentual"));
  const auto problem =
      refused(operations::adjust_plans(context(), Plans{{"a"}, {"b"}, {"x"}}, {.amount = -9995}));
  BOOST_TEST(problem.errors.has("planos.a"));
  BOOST_TEST(!problem.errors.has("planos.b"));
  BOOST_TEST(problem.errors.has("planos.x"));
  BOOST_TEST(value_of("b") == 10000);
  BOOST_TEST(refused(operations::adjust_plans(context_of(other_provider_id), Plans{{"a"}}, {.amount = 1}))
                 .errors.has("planos.a"));
}

BOOST_AUTO_TEST_CASE(an_adjustment_that_moves_nothing_is_not_in_the_trail) {
  must(operations::adjust_plans(context(), Plans{{"a"}}, {.amount = 0}));
  BOOST_TEST(count("SELECT COUNT(*) AS n FROM audit WHERE action = 'reajustado'") == 0);
}

BOOST_AUTO_TEST_SUITE_END()
