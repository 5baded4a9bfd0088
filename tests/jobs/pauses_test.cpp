#include "jobs/pauses.h"

#include <boost/test/unit_test.hpp>

// When what failed is tried again (D57).

namespace {

using namespace std::chrono_literals;
using jobs::pause_after;
using platforms::Wait;

}  // namespace

BOOST_AUTO_TEST_SUITE(jobs_pauses)

BOOST_AUTO_TEST_CASE(pauses_double_from_half_a_minute_to_six_hours_and_vary_by_a_fifth) {
  BOOST_TEST((pause_after(0, 0.5) == 30s));
  BOOST_TEST((pause_after(0, 0) == 24s));
  BOOST_TEST((pause_after(0, 1) == 36s));
  BOOST_TEST((pause_after(3, 0.5) == 240s));
  BOOST_TEST((pause_after(9, 0.5) == 15360s));
  BOOST_TEST((pause_after(10, 0.5) == 6h));
  BOOST_TEST((pause_after(4000000000, 1) == 6h));
}

BOOST_AUTO_TEST_CASE(a_platform_that_asks_for_more_gets_more_and_never_less) {
  BOOST_TEST((pause_after(0, 0.5, Wait{90s}) == 90s));
  BOOST_TEST((pause_after(3, 0.5, Wait{90s}) == 240s));
  BOOST_TEST((pause_after(0, 0.5, Wait{1s}) == 30s));
  BOOST_TEST((pause_after(0, 0.5, Wait{24h}) == 24h));
}

BOOST_AUTO_TEST_CASE(pauses_begin_with_what_is_known_to_come_soon_and_grow_all_the_same) {
  BOOST_TEST((pause_after(0, 0.5, Wait{5s, true}) == 5s));
  BOOST_TEST((pause_after(1, 0.5, Wait{5s, true}) == 10s));
  BOOST_TEST((pause_after(7, 0.5, Wait{5s, true}) == 640s));
  BOOST_TEST((pause_after(4000000000, 0.5, Wait{5s, true}) == 6h));
}

BOOST_AUTO_TEST_SUITE_END()
