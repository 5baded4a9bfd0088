#include "validation/limits.h"

#include <boost/test/unit_test.hpp>

using validation::LoginThrottle;
using validation::RateLimit;
using validation::SteadyTime;
using namespace std::chrono_literals;

namespace {

const SteadyTime k_start = SteadyTime{} + 1000h;
const std::string k_login(16, 'l');

/// How long the next attempt has to wait after `failures` wrong ones.
std::chrono::milliseconds wait_after(int failures) {
  LoginThrottle throttle(16);
  auto now = k_start;
  for (int i = 0; i < failures; ++i, now += 1min) throttle.failed(1, k_login, now);
  now -= 1min;
  const auto first = throttle.enter(1, k_login, now);
  const auto second = throttle.enter(1, k_login, now);
  if (!second.wait_until) return 0ms;
  return std::chrono::duration_cast<std::chrono::milliseconds>(*second.wait_until -
                                                               first.wait_until.value_or(now));
}

}  // namespace

BOOST_AUTO_TEST_SUITE(validation_limits)

BOOST_AUTO_TEST_CASE(a_second_allows_its_ceiling_and_not_one_call_more) {
  RateLimit limit;
  int allowed = 0;
  for (int i = 0; i < 100; ++i) allowed += limit.allow(1, 10, k_start) ? 1 : 0;
  BOOST_TEST(allowed == 10);
  BOOST_TEST(limit.allow(2, 10, k_start));
  BOOST_TEST(!limit.allow(1, 10, k_start + 50ms));
  BOOST_TEST(limit.allow(1, 10, k_start + 150ms));
  allowed = 0;
  for (int i = 0; i < 100; ++i) allowed += limit.allow(1, 10, k_start + 1h) ? 1 : 0;
  BOOST_TEST(allowed == 10);
}

BOOST_AUTO_TEST_CASE(the_first_wrong_passwords_are_free_and_then_the_wait_doubles_up_to_eight_seconds) {
  BOOST_TEST(wait_after(2).count() == 0);
  BOOST_TEST(wait_after(3).count() == 250);
  BOOST_TEST(wait_after(4).count() == 500);
  BOOST_TEST(wait_after(5).count() == 1000);
  BOOST_TEST(wait_after(8).count() == 8000);
  BOOST_TEST(wait_after(50).count() == 8000);
}

BOOST_AUTO_TEST_CASE(somebody_who_types_slowly_never_waits) {
  LoginThrottle throttle(16);
  auto now = k_start;
  for (int i = 0; i < 20; ++i, now += 9s) {
    BOOST_TEST(!throttle.enter(1, k_login, now).wait_until);
    throttle.failed(1, k_login, now);
  }
}

BOOST_AUTO_TEST_CASE(attempts_at_the_same_time_queue_one_behind_the_other_and_then_are_refused) {
  LoginThrottle throttle(16);
  for (int i = 0; i < 4; ++i) throttle.failed(1, k_login, k_start);  // half a second between two attempts
  auto last = k_start;
  int waiting = 0;
  for (int i = 0; i < 20; ++i) {
    const auto turn = throttle.enter(1, k_login, k_start + 300ms);
    if (turn.refused) continue;
    const auto at = turn.wait_until.value_or(k_start + 300ms);
    BOOST_TEST((waiting == 0 || at - last == 500ms));
    last = at;
    ++waiting;
  }
  BOOST_TEST(waiting == 6);  // at 0.3, 0.8 … 2.8 s: the last is held 2.5 s
  BOOST_TEST(throttle.enter(1, k_login, k_start + 300ms).refused);
  BOOST_TEST(!throttle.enter(1, k_login, k_start + 4s).refused);
}

BOOST_AUTO_TEST_CASE(attempts_of_one_turn_count_before_they_are_known_and_no_longer_after_it) {
  LoginThrottle throttle(16);
  throttle.failed(1, k_login, k_start);
  for (int i = 0; i < 2; ++i) BOOST_TEST(!throttle.enter(1, k_login, k_start).wait_until);
  const auto third = throttle.enter(1, k_login, k_start);
  BOOST_TEST((third.unplaced && third.wait_until == k_start));
  BOOST_TEST(!throttle.enter(1, std::string(16, 'm'), k_start).wait_until);
  BOOST_TEST(!throttle.enter(1, k_login, k_start + 1ms).wait_until);
}

BOOST_AUTO_TEST_CASE(the_right_password_clears_the_record_and_so_does_a_quarter_of_an_hour) {
  LoginThrottle throttle(16);
  for (int i = 0; i < 10; ++i) throttle.failed(1, k_login, k_start);
  throttle.enter(1, k_login, k_start);
  BOOST_TEST(throttle.enter(1, k_login, k_start).wait_until.has_value());
  throttle.succeeded(1, k_login);
  BOOST_TEST(!throttle.enter(1, k_login, k_start).wait_until);
  for (int i = 0; i < 10; ++i) throttle.failed(1, k_login, k_start);
  BOOST_TEST(!throttle.enter(1, k_login, k_start + 16min).wait_until);
}

BOOST_AUTO_TEST_CASE(another_login_and_another_integration_are_not_slowed_down) {
  LoginThrottle throttle(16);
  for (int i = 0; i < 10; ++i) throttle.failed(1, k_login, k_start);
  for (int i = 0; i < 2; ++i) {
    BOOST_TEST(!throttle.enter(2, k_login, k_start).wait_until);
    BOOST_TEST(!throttle.enter(1, std::string(16, 'm'), k_start).wait_until);
  }
}

BOOST_AUTO_TEST_CASE(a_flood_of_unknown_logins_does_not_forget_the_one_with_most_failures) {
  LoginThrottle throttle(4);
  for (int i = 0; i < 10; ++i) throttle.failed(1, k_login, k_start);
  for (std::uint64_t i = 0; i < 10'000; ++i) {
    std::string other(16, '\0');
    for (std::size_t n = 0; n < 8; ++n) other[n] = static_cast<char>((i * 0x9E3779B97F4A7C15U) >> (8 * n));
    throttle.failed(1, other, k_start);
  }
  throttle.enter(1, k_login, k_start);
  BOOST_TEST(throttle.enter(1, k_login, k_start).wait_until.has_value());
}

BOOST_AUTO_TEST_SUITE_END()
