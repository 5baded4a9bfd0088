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

BOOST_AUTO_TEST_CASE(one_line_is_found_by_its_id_and_by_its_provider_only) {
  decide(minutes(0));
  const auto line = storage::list_decisions(tenant(), {}, 1).front();
  BOOST_TEST(storage::find_decision(tenant(), line.id)->product.value() == "P");
  BOOST_TEST(!storage::find_decision(other_tenant(), line.id).has_value());
  BOOST_TEST(!storage::find_decision(tenant(), line.id + 1).has_value());
}

BOOST_AUTO_TEST_SUITE_END()
