#include "base/network.h"

#include <boost/test/unit_test.hpp>

BOOST_AUTO_TEST_SUITE(network)

BOOST_AUTO_TEST_CASE(an_ipv6_address_is_one_of_its_slash_64_and_an_ipv4_address_itself) {
  BOOST_TEST(base::network_of("2001:db8:0:1:aaaa:bbbb:cccc:dddd") == "2001:db8:0:1::/64");
  BOOST_TEST(base::network_of("2001:DB8::1:0:0:0:9") == base::network_of("2001:db8:0:1::"));
  BOOST_TEST(base::network_of("::ffff:203.0.113.9") == "203.0.113.9");
  BOOST_TEST(base::network_of("203.0.113.9") == "203.0.113.9");
  BOOST_TEST(base::network_of("unix:") == "unix:");
}

BOOST_AUTO_TEST_SUITE_END()
