#include "domain/speed.h"

#include <boost/test/unit_test.hpp>

BOOST_AUTO_TEST_SUITE(speed)

BOOST_AUTO_TEST_CASE(a_speed_is_read_as_people_say_it) {
  const std::pair<std::string_view, std::uint64_t> k_said[] = {{"500", 500'000},
                                                               {"500 Mb", 500'000},
                                                               {"500Mbps", 500'000},
                                                               {" 500 mb/s ", 500'000},
                                                               {"500 megas", 500'000},
                                                               {"1 Gb", 1'000'000},
                                                               {"1,5 Gbps", 1'500'000},
                                                               {"1.5 giga", 1'500'000},
                                                               {"512 kbps", 512},
                                                               {"512k", 512},
                                                               {"0,512", 512},
                                                               {"1.000", 1'000'000},
                                                               {"1.000,5 Mb", 1'000'500},
                                                               {"0", 0},
                                                               {"100 Gb", 100'000'000}};
  for (const auto& [text, kbps] : k_said) BOOST_TEST(domain::kbps_from(text).value_or(1) == kbps, text);
  for (const auto* text : {"", "rápido", "500 MB por mês", "1,5 kb", "0,0001", "-5", "5 5", "5,", ",5",
                           "1.00.0", "1,2,3", "99999999999999999999 Gb"})
    BOOST_TEST(!domain::kbps_from(text), text);
}

BOOST_AUTO_TEST_CASE(a_speed_is_shown_in_mbps_and_what_is_shown_reads_back) {
  BOOST_TEST(domain::speed_text(500'000) == "500 Mbps");
  BOOST_TEST(domain::speed_text(1'000'000) == "1.000 Mbps");
  BOOST_TEST(domain::speed_text(1'536) == "1,536 Mbps");
  BOOST_TEST(domain::speed_text(512) == "512 kbps");
  BOOST_TEST(domain::speed_text(0) == "0 Mbps");
  for (const std::uint32_t kbps :
       {0U, 5U, 512U, 1'000U, 1'500U, 20'000U, 1'000'000U, 100'000'000U, 99'999'999U}) {
    BOOST_TEST(domain::kbps_from(domain::mbps_field(kbps)).value_or(1) == kbps, kbps);
    BOOST_TEST(domain::kbps_from(domain::speed_text(kbps)).value_or(1) == kbps, kbps);
  }
}

BOOST_AUTO_TEST_SUITE_END()
