#include "domain/loss.h"

#include <boost/test/unit_test.hpp>
#include <set>

using namespace domain;

namespace {

constexpr std::string_view k_list = "planos";

Change change(CallKind kind, const std::string& before = "", const std::string& after = "") {
  return {.kind = kind,
          .key = "k",
          .before = {.key = "k", .attributes = {{"planos", before}}},
          .after = {.key = "k", .attributes = {{"planos", after}}}};
}

/// A thousand live accounts: the limit is 100, of which ten are few.
LossCount thousand() { return {.live = 1000, .known = 1, .fresh = 1}; }

}  // namespace

BOOST_AUTO_TEST_SUITE(loss)

BOOST_AUTO_TEST_CASE(a_suspension_and_a_removal_take_away_and_a_creation_and_an_enabling_give) {
  for (const auto kind : {CallKind::suspend, CallKind::remove}) {
    BOOST_TEST(takes_away(change(kind), ""));
    BOOST_TEST(is_loss({change(kind)}, ""));
  }
  for (const auto kind : {CallKind::create, CallKind::enable, CallKind::update, CallKind::swap})
    BOOST_TEST(!takes_away(change(kind), ""));
  BOOST_TEST(!is_loss({}, ""));
}

BOOST_AUTO_TEST_CASE(one_product_for_another_is_no_loss_and_two_for_one_is) {
  BOOST_TEST(!is_loss({change(CallKind::remove), change(CallKind::create)}, ""));
  BOOST_TEST(is_loss({change(CallKind::remove), change(CallKind::remove), change(CallKind::create)}, ""));
}

BOOST_AUTO_TEST_CASE(a_product_that_leaves_the_list_of_an_object_is_taken_away) {
  const auto less = change(CallKind::update, "FULL SEAC", "SEAC");
  BOOST_TEST(takes_away(less, k_list));
  BOOST_TEST(!takes_away(less, ""));
  BOOST_TEST(is_loss({less}, k_list));
  BOOST_TEST(!is_loss({change(CallKind::update, "SEAC", "FULL SEAC")}, k_list));
  BOOST_TEST(!is_loss({change(CallKind::update, "SEAC", "FULL")}, k_list));
  BOOST_TEST(!is_loss({change(CallKind::update, "SEAC", "SEAC")}, k_list));
}

BOOST_AUTO_TEST_CASE(the_cause_is_what_was_done_and_by_whom) {
  using enum LossCause;
  BOOST_TEST((cause_of({.wanted = true}) == suspended_by_feed));
  BOOST_TEST((cause_of({.wanted = true, .by_staff = true}) == suspended_by_staff));
  BOOST_TEST((cause_of({.removed_by = RemovedBy::person}) == removed_by_feed));
  BOOST_TEST((cause_of({.removed_by = RemovedBy::person, .by_staff = true}) == removed_by_staff));
  BOOST_TEST((cause_of({.removed_by = RemovedBy::service}) == removed_by_feed));
  BOOST_TEST((cause_of({.service_over = true, .by_staff = true}) == removed_by_staff));
  BOOST_TEST((cause_of({.removed_by = RemovedBy::trial}) == limit));
  BOOST_TEST((cause_of({}) == limit));  // its date has come and the job has not
}

BOOST_AUTO_TEST_CASE(the_limit_is_the_greater_of_the_two_settings) {
  BOOST_TEST(loss_limit({.live = 400}) == 50U);
  BOOST_TEST(loss_limit({.live = 1000}) == 100U);
  BOOST_TEST(loss_limit({.least = 7, .percent = 50, .live = 13}) == 7U);
  BOOST_TEST(loss_limit({.percent = 100, .live = 4'000'000'000}) == 4'000'000'000U);
}

BOOST_AUTO_TEST_CASE(few_are_a_tenth_of_the_limit_at_least_one_and_never_more_than_twenty) {
  BOOST_TEST(few_losses({.least = 3, .live = 10}) == 1U);
  BOOST_TEST(few_losses({.live = 400}) == 5U);
  BOOST_TEST(few_losses({.live = 1'000'000}) == 20U);
}

BOOST_AUTO_TEST_CASE(a_single_loss_goes_at_once_and_one_of_many_waits_for_the_others) {
  auto count = thousand();
  BOOST_TEST((judge(count) == LossStand::passed));
  count.unseen = 9;
  BOOST_TEST((judge(count) == LossStand::passed));
  count.unseen = 10;
  BOOST_TEST((judge(count) == LossStand::waiting));
  count.unseen = 0;
  count.known = count.fresh = 11;
  BOOST_TEST((judge(count) == LossStand::waiting));
  count.fresh = 0;
  BOOST_TEST((judge(count) == LossStand::passed));
}

BOOST_AUTO_TEST_CASE(nothing_waits_behind_a_queue_without_end) {
  auto count = thousand();
  count.unseen = 11;
  count.waited = k_longest_wait - std::chrono::seconds(1);
  BOOST_TEST((judge(count) == LossStand::waiting));
  count.waited = k_longest_wait;
  BOOST_TEST((judge(count) == LossStand::passed));
}

BOOST_AUTO_TEST_CASE(above_the_limit_it_is_held_and_so_is_every_other_while_the_guard_is_shut) {
  auto count = thousand();
  count.known = 100;
  BOOST_TEST((judge(count) == LossStand::passed));
  count.known = 101;
  BOOST_TEST((judge(count) == LossStand::held));
  count.waited = k_longest_wait;
  BOOST_TEST((judge(count) == LossStand::held));
  count.known = 1;
  count.shut = true;
  BOOST_TEST((judge(count) == LossStand::held));
}

BOOST_AUTO_TEST_CASE(where_fewer_accounts_live_than_the_limit_nothing_waits) {
  LossCount count{.live = 50, .known = 40, .fresh = 40, .unseen = 10};
  BOOST_TEST((judge(count) == LossStand::passed));
  count.live = 51;
  BOOST_TEST((judge(count) == LossStand::waiting));
}

BOOST_AUTO_TEST_CASE(every_cause_is_found_by_a_name_of_its_own) {
  std::set<std::string_view> labels;
  for (const auto cause : k_loss_causes) {
    BOOST_TEST((loss_cause_from(words_of(cause).name) == cause));
    labels.insert(words_of(cause).label);
  }
  BOOST_TEST(labels.size() == k_loss_causes.size());
  BOOST_TEST(!loss_cause_from("nenhuma"));
}

BOOST_AUTO_TEST_SUITE_END()
