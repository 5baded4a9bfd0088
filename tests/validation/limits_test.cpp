#include "validation/limits.h"

#include <boost/test/unit_test.hpp>
#include <vector>

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
  throttle.enter(1, k_login, now);
  const auto second = throttle.enter(1, k_login, now);
  return std::chrono::duration_cast<std::chrono::milliseconds>(second.wait_until.value_or(now) - now);
}

/// A log-in that somebody guesses at, so that two seconds lie between two places; one was taken at `now`.
struct Guessed {
  Guessed() {
    for (int i = 0; i < 50; ++i) throttle.failed(1, k_login, now);
    throttle.enter(1, k_login, now += 1min);
  }
  LoginThrottle::Turn ask(std::uint64_t password = 0) {
    return throttle.enter(1, k_login, now, {.since = now, .password = password});
  }
  /// Of those who wait, which come at the next place.
  std::vector<std::size_t> next(const std::vector<LoginThrottle::Turn>& waiting) {
    const auto since = now;
    now = waiting.at(0).wait_until.value();
    std::vector<std::size_t> come;
    for (std::size_t i = 0; i < waiting.size(); ++i) {
      const auto turn = throttle.enter(1, k_login, now, {.since = since, .number = waiting[i].number});
      if (!turn.wait_until) come.push_back(i);
      if (turn.wait_until) BOOST_TEST(turn.refused);
    }
    throttle.failed(1, k_login, now);
    return come;
  }
  LoginThrottle throttle{16};
  SteadyTime now = k_start;
};

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

BOOST_AUTO_TEST_CASE(the_first_wrong_passwords_are_free_and_then_the_wait_doubles_up_to_two_seconds) {
  BOOST_TEST(wait_after(2).count() == 0);
  BOOST_TEST(wait_after(3).count() == 250);
  BOOST_TEST(wait_after(4).count() == 500);
  BOOST_TEST(wait_after(5).count() == 1000);
  BOOST_TEST(wait_after(6).count() == 2000);
  BOOST_TEST(wait_after(50).count() == 2000);
}

BOOST_AUTO_TEST_CASE(somebody_who_types_slowly_never_waits) {
  LoginThrottle throttle(16);
  auto now = k_start;
  for (int i = 0; i < 20; ++i, now += 3s) {
    BOOST_TEST(!throttle.enter(1, k_login, now).wait_until);
    throttle.failed(1, k_login, now);
  }
}

BOOST_FIXTURE_TEST_CASE(of_those_who_wait_one_comes_at_each_place_and_nobody_waits_longer_than_two_seconds,
                        Guessed) {
  for (int place = 0; place < 20; ++place) {
    std::vector<LoginThrottle::Turn> waiting;
    for (int i = 0; i < 30; ++i) waiting.push_back(ask());
    for (const auto& turn : waiting) {
      BOOST_TEST(!turn.refused);
      BOOST_TEST((turn.wait_until.value() - now <= 2s));
    }
    BOOST_TEST(next(waiting).size() == 1U);
  }
}

BOOST_FIXTURE_TEST_CASE(
    who_comes_next_is_drawn_by_lot_so_that_asking_first_and_often_wins_no_more_than_its_share, Guessed) {
  int owner_came = 0;
  constexpr int k_places = 2000;
  for (int place = 0; place < k_places; ++place) {
    std::vector<LoginThrottle::Turn> waiting;
    for (int i = 0; i < 9; ++i) waiting.push_back(ask());
    now += 1s;
    waiting.push_back(ask());  // the owner, last of ten
    now -= 1s;
    owner_came += next(waiting) == std::vector<std::size_t>{9} ? 1 : 0;
  }
  BOOST_TEST(owner_came > k_places / 20);
  BOOST_TEST(owner_came < k_places / 5);
}

BOOST_FIXTURE_TEST_CASE(who_lost_a_lot_takes_part_in_the_next_one_while_he_has_waited_less_than_two_seconds,
                        Guessed) {
  throttle = LoginThrottle(16);
  for (int i = 0; i < 4; ++i) throttle.failed(1, k_login, now);  // half a second between two places
  now += 1s;
  BOOST_TEST(!ask().wait_until);
  std::vector<LoginThrottle::Turn> waiting;
  for (int i = 0; i < 10; ++i) waiting.push_back(ask());
  const auto since = now;
  std::vector<std::chrono::milliseconds> came;
  int refused = 0;
  while (!waiting.empty()) {
    now = waiting.at(0).wait_until.value();
    std::vector<LoginThrottle::Turn> still;
    for (const auto& one : waiting) {
      const auto turn = throttle.enter(1, k_login, now, {.since = since, .number = one.number});
      if (!turn.wait_until)
        came.push_back(std::chrono::duration_cast<std::chrono::milliseconds>(now - since));
      else if (turn.refused)
        ++refused;
      else
        still.push_back(turn);
    }
    waiting = std::move(still);
  }
  BOOST_TEST((came == std::vector<std::chrono::milliseconds>{500ms, 1000ms, 1500ms, 2000ms}));
  BOOST_TEST(refused == 6);
}

BOOST_FIXTURE_TEST_CASE(a_place_whose_waiter_has_gone_is_lost_and_the_next_one_is_not, Guessed) {
  const auto gone = ask();
  now = gone.wait_until.value() + 1ms;
  const auto other = ask();
  BOOST_TEST((other.wait_until.has_value() && !other.refused));
  BOOST_TEST(next({other}).size() == 1U);
}

BOOST_FIXTURE_TEST_CASE(the_password_that_let_in_last_has_a_place_of_its_own_while_others_guess, Guessed) {
  throttle.succeeded(1, k_login, now, 77);
  for (int i = 0; i < 50; ++i) throttle.failed(1, k_login, now, 66);
  throttle.enter(1, k_login, now += 10s);
  for (int i = 0; i < 5; ++i) {
    BOOST_TEST(ask(66).wait_until.has_value());
    BOOST_TEST(!ask(77).wait_until);
    throttle.succeeded(1, k_login, now, 77);  // which tells nothing of those who guess
  }
  BOOST_TEST(ask(66).wait_until.has_value());
  throttle.failed(1, k_login, now, 77);  // it was changed
  BOOST_TEST(ask(77).wait_until.has_value());
}

BOOST_FIXTURE_TEST_CASE(a_right_password_that_was_not_known_clears_the_record_and_is_known_from_then_on,
                        Guessed) {
  throttle.succeeded(1, k_login, now, 77);
  BOOST_TEST(!ask(66).wait_until);
  for (int i = 0; i < 20; ++i) throttle.failed(1, k_login, now, 66);
  throttle.enter(1, k_login, now);
  BOOST_TEST(ask(66).wait_until.has_value());
  BOOST_TEST(!ask(77).wait_until);
  now += 16min;
  BOOST_TEST(!ask(66).wait_until);
}

BOOST_AUTO_TEST_CASE(attempts_of_one_turn_count_before_they_are_known_and_no_longer_after_it) {
  LoginThrottle throttle(16);
  throttle.failed(1, k_login, k_start);
  for (int i = 0; i < 2; ++i) BOOST_TEST(!throttle.enter(1, k_login, k_start).wait_until);
  const auto third = throttle.enter(1, k_login, k_start);
  BOOST_TEST((!third.refused && third.wait_until == k_start));
  BOOST_TEST(!throttle.enter(1, std::string(16, 'm'), k_start).wait_until);
  BOOST_TEST(!throttle.enter(1, k_login, k_start + 1ms).wait_until);
}

BOOST_AUTO_TEST_CASE(the_right_password_clears_the_record_and_so_does_a_quarter_of_an_hour) {
  LoginThrottle throttle(16);
  for (int i = 0; i < 10; ++i) throttle.failed(1, k_login, k_start);
  throttle.enter(1, k_login, k_start);
  BOOST_TEST(throttle.enter(1, k_login, k_start).wait_until.has_value());
  throttle.succeeded(1, k_login, k_start);
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
    std::string good(16, '\0');
    for (std::size_t n = 0; n < 8; ++n) good[n] = static_cast<char>((i * 0xD1B54A32D192ED03U) >> (8 * n));
    throttle.succeeded(1, good, k_start, i + 1);
  }
  throttle.enter(1, k_login, k_start);
  BOOST_TEST(throttle.enter(1, k_login, k_start).wait_until.has_value());
}

BOOST_AUTO_TEST_SUITE_END()
