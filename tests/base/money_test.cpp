#include "base/money.h"

#include <boost/test/unit_test.hpp>
#include <string>
#include <utility>
#include <vector>

BOOST_AUTO_TEST_SUITE(base_money)

BOOST_AUTO_TEST_CASE(money_on_the_wire_has_a_point_and_two_places) {
  BOOST_TEST(base::money_plain(0) == "0.00");
  BOOST_TEST(base::money_plain(5) == "0.05");
  BOOST_TEST(base::money_plain(3000) == "30.00");
  BOOST_TEST(base::money_plain(-123456) == "-1234.56");
  BOOST_TEST(base::money_plain(-5) == "-0.05");
}

BOOST_AUTO_TEST_CASE(money_on_a_screen_is_written_as_in_brazil) {
  const std::vector<std::pair<base::Cents, std::string>> table{{0, "R$ 0,00"},
                                                               {99, "R$ 0,99"},
                                                               {99'999, "R$ 999,99"},
                                                               {100'000, "R$ 1.000,00"},
                                                               {123'456, "R$ 1.234,56"},
                                                               {12'345'678, "R$ 123.456,78"},
                                                               {123'456'789, "R$ 1.234.567,89"},
                                                               {9'999'999'999, "R$ 99.999.999,99"},
                                                               {-123'456, "-R$ 1.234,56"}};
  for (const auto& [cents, text] : table) BOOST_TEST(base::money_br(cents) == text);
}

BOOST_AUTO_TEST_CASE(money_is_read_in_every_usual_writing) {
  const std::vector<std::pair<std::string, base::Cents>> table{{"30", 3000},
                                                               {"30.5", 3050},
                                                               {"30.50", 3050},
                                                               {"30,5", 3050},
                                                               {"30,50", 3050},
                                                               {"R$ 1.234,56", 123456},
                                                               {"R$1.234,56", 123456},
                                                               {"R$\u00a030,00", 3000},
                                                               {" 0,01 ", 1},
                                                               {"1234,5", 123450},
                                                               {"1.234.567,89", 123456789},
                                                               {"99999999.99", 9'999'999'999},
                                                               {"0", 0},
                                                               {"007", 700}};
  for (const auto& [text, cents] : table) {
    BOOST_TEST_CONTEXT(text) { BOOST_TEST(base::money_from(text).value_or(-1) == cents); }
  }
}

BOOST_AUTO_TEST_CASE(what_is_not_money_is_refused) {
  for (const auto* text : {"",
                           " ",
                           "R$",
                           "abc",
                           "1a",
                           "-1",
                           "+1",
                           "30.",
                           "30,",
                           ".5",
                           ",5",
                           "30.555",
                           "30,555",
                           "1.234",
                           "1,2,3",
                           "1.2.3",
                           "1.23,45",
                           "1..234,00",
                           "1.2345,00",
                           "12345.678,00",
                           "1.234,56.7",
                           "100000000",
                           "99999999999999999999",
                           "1e3",
                           "0x10",
                           "1 000",
                           "NaN",
                           "٣"}) {
    BOOST_TEST_CONTEXT(text) { BOOST_TEST(!base::money_from(text).has_value()); }
  }
}

BOOST_AUTO_TEST_CASE(what_is_written_is_read_back) {
  for (const base::Cents cents : {0LL, 1LL, 99LL, 100LL, 12345LL, 123456789LL, 9'999'999'999LL}) {
    BOOST_TEST(base::money_from(base::money_plain(cents)).value_or(-1) == cents);
    BOOST_TEST(base::money_from(base::money_br(cents)).value_or(-1) == cents);
  }
}

BOOST_AUTO_TEST_SUITE_END()
