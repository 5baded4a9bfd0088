#include "base/totp.h"

#include <boost/test/unit_test.hpp>

#include <utility>

#include "base/secrets.h"

BOOST_AUTO_TEST_SUITE(totp)

BOOST_AUTO_TEST_CASE(the_codes_are_those_of_rfc_6238_appendix_b) {
  const std::pair<std::int64_t, const char*> vectors[] = {
      {59, "94287082"},         {1111111109, "07081804"}, {1111111111, "14050471"},
      {1234567890, "89005924"}, {2000000000, "69279037"}, {20000000000, "65353130"}};
  for (const auto& [second, code] : vectors) {
    const auto step = base::totp_step(base::Instant(std::chrono::seconds(second)));
    BOOST_TEST(base::totp_code("12345678901234567890", step, 8) == code, second);
    BOOST_TEST(base::totp_code("12345678901234567890", step) == std::string(code).substr(2), second);
  }
}

BOOST_AUTO_TEST_CASE(a_step_is_thirty_seconds_long) {
  const auto step = [](int ms) { return base::totp_step(base::Instant(std::chrono::milliseconds(ms))); };
  BOOST_TEST(step(29'999) == 0U);
  BOOST_TEST(step(30'000) == 1U);
  BOOST_TEST(step(59'999) == 1U);
}

BOOST_AUTO_TEST_CASE(base32_is_that_of_rfc_4648) {
  for (const auto& [bytes, text] : std::initializer_list<std::pair<const char*, const char*>>{
           {"f", "MY======"}, {"foob", "MZXW6YQ="}, {"fooba", "MZXW6YTB"}, {"foobar", "MZXW6YTBOI======"}})
    BOOST_TEST(base::base32(bytes) == text);
}

BOOST_AUTO_TEST_CASE(a_new_secret_has_160_bits_and_none_is_like_another) {
  base::start_crypto();
  BOOST_TEST(base::new_totp_secret().size() == 20U);
  BOOST_TEST(base::new_totp_secret() != base::new_totp_secret());
}

BOOST_AUTO_TEST_SUITE_END()
