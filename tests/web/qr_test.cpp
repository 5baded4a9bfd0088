#include "web/qr.h"

#include <boost/test/unit_test.hpp>

#include <regex>
#include <set>
#include <stdexcept>

namespace {

/// The dark modules that the path draws.
std::set<std::pair<unsigned, unsigned>> dark_of(const web::QrCode& code) {
  static const std::regex k_run(R"re(M(\d+) (\d+)h(\d+)v1h-(\d+)z)re");
  std::set<std::pair<unsigned, unsigned>> dark;
  for (std::sregex_iterator at(code.path.begin(), code.path.end(), k_run), end; at != end; ++at) {
    BOOST_TEST((*at)[3] == (*at)[4]);
    for (unsigned i = 0; i < std::stoul((*at)[3]); ++i)
      dark.emplace(std::stoul((*at)[1]) + i, std::stoul((*at)[2]));
  }
  return dark;
}

/// True when a finder (a dark ring around a light one around a dark square) has its corner there.
bool has_finder(const std::set<std::pair<unsigned, unsigned>>& dark, unsigned left, unsigned top) {
  for (unsigned y = 0; y < 7; ++y)
    for (unsigned x = 0; x < 7; ++x) {
      const bool ring = x == 0 || y == 0 || x == 6 || y == 6;
      const bool square = x >= 2 && x <= 4 && y >= 2 && y <= 4;
      if (dark.contains({left + x, top + y}) != (ring || square)) return false;
    }
  return true;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(qr)

BOOST_AUTO_TEST_CASE(a_code_has_its_three_finders_within_a_quiet_zone_of_four_modules) {
  const auto code = web::qr_code("otpauth://totp/Catraca:ana%40exemplo.com.br?secret=GEZDGNBVGY3TQOJQ");
  const auto dark = dark_of(code);
  BOOST_TEST((code.side - 8 - 17) % 4 == 0U);  // 17 + 4 modules a version
  BOOST_TEST(has_finder(dark, 4, 4));
  BOOST_TEST(has_finder(dark, code.side - 11, 4));
  BOOST_TEST(has_finder(dark, 4, code.side - 11));
  BOOST_TEST(!has_finder(dark, code.side - 11, code.side - 11));
  for (const auto& [x, y] : dark) BOOST_TEST((x >= 4 && y >= 4 && x < code.side - 4 && y < code.side - 4));
}

BOOST_AUTO_TEST_CASE(another_text_is_another_code_and_one_that_fits_none_is_refused) {
  BOOST_TEST(web::qr_code("a").path != web::qr_code("b").path);
  BOOST_CHECK_THROW(web::qr_code(std::string(5000, 'a')), std::runtime_error);
}

BOOST_AUTO_TEST_SUITE_END()
