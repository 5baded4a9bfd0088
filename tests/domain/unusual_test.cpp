#include "domain/unusual.h"

#include <boost/test/unit_test.hpp>

BOOST_AUTO_TEST_SUITE(unusual)

BOOST_AUTO_TEST_CASE(a_value_is_unusual_beyond_three_times_or_a_third_of_the_usual_one) {
  for (const base::Cents usual : {1000, 1490, 9990}) {
    BOOST_TEST(!domain::is_unusual(usual, usual));
    BOOST_TEST(!domain::is_unusual(usual * 3, usual));
    BOOST_TEST(domain::is_unusual(usual * 3 + 1, usual));
    BOOST_TEST(!domain::is_unusual((usual + 2) / 3, usual));
    BOOST_TEST(domain::is_unusual((usual - 1) / 3, usual));
    BOOST_TEST(domain::is_unusual(0, usual));
  }
  BOOST_TEST(!domain::is_unusual(100000, 0));
}

BOOST_AUTO_TEST_CASE(a_day_is_far_beyond_ten_years_on_either_side) {
  using namespace std::chrono;
  const base::Date today{2026y / November / 22};
  BOOST_TEST(!domain::is_far(2036y / November / 22, today));
  BOOST_TEST(!domain::is_far(2016y / November / 22, today));
  BOOST_TEST(domain::is_far(2036y / November / 25, today));
  BOOST_TEST(domain::is_far(2016y / November / 20, today));
}

BOOST_AUTO_TEST_SUITE_END()
