#include "domain/entitlement.h"

#include <boost/test/unit_test.hpp>

#include "domain/status.h"

namespace {

using domain::EndedBy;
using domain::Entitlement;
using domain::Justification;
using domain::RemovedBy;
using domain::ServiceState;

constexpr std::uint32_t k_product = 7;

base::Instant day(int number) { return base::Instant{std::chrono::sys_days{std::chrono::days{number}}}; }

Justification why(ServiceState state, std::optional<base::Instant> limit = {}) {
  return {.product_id = k_product, .state = state, .activated = true, .limit_at = limit};
}

Entitlement only(const std::vector<Justification>& reasons) {
  const auto rows = domain::union_of(reasons);
  BOOST_REQUIRE_EQUAL(rows.size(), 1U);
  return rows.at(k_product);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(entitlement)

BOOST_AUTO_TEST_CASE(an_enabled_service_entitles_without_end) {
  const auto row = only({why(ServiceState::enabled)});
  BOOST_TEST((row.active_until == base::k_open_end));
  BOOST_TEST((row.partial_until == base::k_open_end));
  BOOST_TEST((row.held_until == base::k_open_end));
}

BOOST_AUTO_TEST_CASE(a_suspended_service_holds_but_does_not_entitle) {
  const auto row = only({why(ServiceState::suspended)});
  BOOST_TEST((row.active_until == base::k_long_ago));
  BOOST_TEST((row.partial_until == base::k_long_ago));
  BOOST_TEST((row.held_until == base::k_open_end));
}

BOOST_AUTO_TEST_CASE(a_partially_suspended_service_is_told_apart_so_that_each_integration_can_decide) {
  const auto row = only({why(ServiceState::partial)});
  BOOST_TEST((row.active_until == base::k_long_ago));
  BOOST_TEST((row.partial_until == base::k_open_end));
}

BOOST_AUTO_TEST_CASE(a_limit_date_ends_everything_whether_or_not_the_removal_ran) {
  auto removed = why(ServiceState::enabled, day(10));
  removed.removed_by = RemovedBy::trial;
  removed.removed_at = day(11);
  BOOST_TEST((only({removed}) == only({why(ServiceState::enabled, day(10))})));
  BOOST_TEST((only({removed}).held_until == day(10)));
  BOOST_TEST((only({removed}).ended_by == EndedBy::limit));
}

BOOST_AUTO_TEST_CASE(what_is_removed_entitles_no_longer_whatever_its_date) {
  for (const auto by : {RemovedBy::person, RemovedBy::service, RemovedBy::trial})
    for (const auto& limit : {std::optional<base::Instant>{}, std::optional(day(10)), std::optional(day(99))})
      for (const auto& removed_at : {std::optional<base::Instant>{}, std::optional(day(11))}) {
        auto removed = why(ServiceState::enabled, limit);
        removed.removed_by = by;
        removed.removed_at = removed_at;
        for (const auto& [_, row] : domain::union_of({removed})) {
          BOOST_TEST((row.held_until <= day(11)));
          BOOST_TEST((row.active_until <= row.held_until));
        }
      }
}

BOOST_AUTO_TEST_CASE(a_service_that_is_over_leaves_a_row_that_says_so) {
  const auto row = only({why(ServiceState::over)});
  BOOST_TEST((row.held_until == base::k_long_ago));
  BOOST_TEST((row.ended_by == EndedBy::service));
}

BOOST_AUTO_TEST_CASE(a_package_taken_off_by_a_person_leaves_nothing) {
  auto removed = why(ServiceState::enabled);
  removed.removed_by = RemovedBy::person;
  BOOST_TEST(domain::union_of({removed}).empty());
}

BOOST_AUTO_TEST_CASE(a_package_that_was_never_on_an_enabled_service_leaves_nothing) {
  for (const auto state :
       {ServiceState::not_yet, ServiceState::suspended, ServiceState::partial, ServiceState::over}) {
    auto never = why(state);
    never.activated = false;
    BOOST_TEST(domain::union_of({never}).empty());
  }
}

BOOST_AUTO_TEST_CASE(the_best_of_two_services_wins) {
  const auto row = only({why(ServiceState::suspended), why(ServiceState::enabled, day(5))});
  BOOST_TEST((row.active_until == day(5)));
  BOOST_TEST((row.held_until == base::k_open_end));
}

BOOST_AUTO_TEST_CASE(an_ended_trial_is_named_before_a_cancelled_service) {
  BOOST_TEST(
      (only({why(ServiceState::over), why(ServiceState::enabled, day(5))}).ended_by == EndedBy::limit));
}

BOOST_AUTO_TEST_CASE(products_are_kept_apart) {
  auto other = why(ServiceState::suspended);
  other.product_id = 8;
  const auto rows = domain::union_of({why(ServiceState::enabled), other});
  BOOST_TEST(rows.size() == 2U);
  BOOST_TEST((rows.at(8).active_until == base::k_long_ago));
}

BOOST_AUTO_TEST_CASE(every_status_prefix_of_the_table_is_known_and_no_other) {
  BOOST_TEST(domain::service_statuses().size() == 17U);
  BOOST_TEST((domain::find_status("suspenso_debito")->state == ServiceState::suspended));
  BOOST_TEST((domain::find_status("aguardando_migracao")->state == ServiceState::enabled));
  BOOST_TEST((domain::find_status("suspenso_parcialmente")->state == ServiceState::partial));
  BOOST_TEST((domain::find_status("inativo")->state == ServiceState::over));
  BOOST_TEST(domain::find_status("suspenso_qualquer") == nullptr);
  BOOST_TEST(domain::find_status("") == nullptr);
}

BOOST_AUTO_TEST_CASE(a_service_once_enabled_keeps_its_state_through_a_not_yet_status) {
  using domain::state_in_force;
  BOOST_TEST((state_in_force(ServiceState::not_yet, ServiceState::enabled, true) == ServiceState::enabled));
  BOOST_TEST(
      (state_in_force(ServiceState::not_yet, ServiceState::suspended, true) == ServiceState::suspended));
  BOOST_TEST((state_in_force(ServiceState::not_yet, ServiceState::not_yet, false) == ServiceState::not_yet));
  BOOST_TEST(
      (state_in_force(ServiceState::suspended, ServiceState::enabled, true) == ServiceState::suspended));
}

BOOST_AUTO_TEST_SUITE_END()
