#include "base/pace.h"

#include <boost/test/unit_test.hpp>

namespace {

using base::Pace;
using std::chrono::seconds;

const Pace::Clock::time_point k_start{};

/// Ten bytes in each ten seconds of waiting; a minute in all.
Pace pace() { return {{.stretch = seconds(10), .bytes_a_stretch = 10, .deadline = seconds(60)}, k_start}; }

}  // namespace

BOOST_AUTO_TEST_SUITE(pace_of_a_sender)

BOOST_AUTO_TEST_CASE(who_sends_enough_in_each_stretch_of_waiting_goes_on) {
  auto watched = pace();
  for (int second = 1; second < 60; ++second)
    BOOST_TEST(watched.keeps(1, seconds(1), k_start + seconds(second)), second);
}

BOOST_AUTO_TEST_CASE(who_sends_too_little_in_a_stretch_is_cut_off_however_much_came_before) {
  auto watched = pace();
  BOOST_TEST(watched.keeps(100'000, seconds(10), k_start + seconds(10)));
  BOOST_TEST(watched.keeps(9, seconds(9), k_start + seconds(19)));
  BOOST_TEST(!watched.keeps(0, seconds(1), k_start + seconds(20)));
}

BOOST_AUTO_TEST_CASE(what_the_reader_takes_himself_is_held_against_nobody) {
  auto watched = pace();
  for (int times = 1; times <= 5; ++times)
    BOOST_TEST(watched.keeps(1, seconds(1), k_start + seconds(10 * times)), times);
}

BOOST_AUTO_TEST_CASE(nobody_goes_on_beyond_the_deadline_however_fast) {
  auto watched = pace();
  BOOST_TEST(watched.keeps(1'000'000, seconds(1), k_start + seconds(59)));
  BOOST_TEST(!watched.keeps(1'000'000, seconds(1), k_start + seconds(60)));
}

BOOST_AUTO_TEST_SUITE_END()
