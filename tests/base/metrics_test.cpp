#include "base/metrics.h"

#include <boost/test/unit_test.hpp>
#include <string>

BOOST_AUTO_TEST_SUITE(base_metrics)

BOOST_AUTO_TEST_CASE(a_counter_asked_for_twice_is_the_same_one) {
  base::Metrics metrics;
  metrics.counter("catraca_test_total", "A test", {{"verdict", "allowed"}}).Increment();
  metrics.counter("catraca_test_total", "A test", {{"verdict", "allowed"}}).Increment(2);
  metrics.counter("catraca_test_total", "A test", {{"verdict", "denied"}}).Increment();
  const auto text = metrics.text();
  BOOST_TEST(text.find("catraca_test_total{verdict=\"allowed\"} 3") != std::string::npos);
  BOOST_TEST(text.find("catraca_test_total{verdict=\"denied\"} 1") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_histogram_sorts_seconds_into_its_buckets) {
  base::Metrics metrics;
  auto& seconds = metrics.seconds("catraca_test_seconds", "A test");
  seconds.Observe(0.0002);
  seconds.Observe(20);
  const auto text = metrics.text();
  BOOST_TEST(text.find("catraca_test_seconds_bucket{le=\"0.0001\"} 0") != std::string::npos);
  BOOST_TEST(text.find("catraca_test_seconds_bucket{le=\"0.00025\"} 1") != std::string::npos);
  BOOST_TEST(text.find("catraca_test_seconds_bucket{le=\"+Inf\"} 2") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_gauge_shows_its_last_value) {
  base::Metrics metrics;
  auto& gauge = metrics.gauge("catraca_test_size", "A test");
  gauge.Set(4);
  gauge.Decrement();
  BOOST_TEST(metrics.text().find("catraca_test_size 3") != std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()
