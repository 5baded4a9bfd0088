#include "domain/second_factor.h"

#include <boost/test/unit_test.hpp>

#include <set>

#include "base/secrets.h"
#include "base/totp.h"

namespace {

using Verdict = domain::CodeLook::Verdict;

const std::string k_secret = "12345678901234567890";
const base::Instant k_now{std::chrono::seconds(1'111'111'111)};

/// The look at the code that an app shows when its clock is off by so many seconds.
domain::CodeLook look(int off, std::optional<std::uint64_t> last = std::nullopt) {
  const auto shown = base::totp_code(k_secret, base::totp_step(k_now + std::chrono::seconds(off)));
  return domain::look_at_code(k_secret, shown, k_now, last);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(second_factor_rules)

BOOST_AUTO_TEST_CASE(a_clock_that_is_off_by_one_step_is_borne_and_by_two_it_is_not) {
  for (const int off : {-30, 0, 30}) BOOST_TEST((look(off).verdict == Verdict::fits), off);
  for (const int off : {-60, 60, 3600}) BOOST_TEST((look(off).verdict == Verdict::wrong), off);
}

BOOST_AUTO_TEST_CASE(the_step_from_which_a_code_was_taken_and_those_before_count_no_more) {
  const auto step = look(0).step;
  BOOST_TEST((look(0, step).verdict == Verdict::used));
  BOOST_TEST((look(-30, step).verdict == Verdict::used));
  BOOST_TEST((look(30, step).verdict == Verdict::fits));
  BOOST_TEST((look(0, step - 1).verdict == Verdict::fits));
  BOOST_TEST((look(60, step).verdict == Verdict::wrong));
}

BOOST_AUTO_TEST_CASE(what_is_typed_is_understood_with_blanks_hyphens_and_letters_that_look_alike) {
  BOOST_TEST(domain::settled_code(" 123 456 ") == "123456");
  BOOST_TEST(domain::settled_code("ABCDE-FGH0O") == "abcdefgh00");
  BOOST_TEST(domain::settled_code("Il000-00000") == "1100000000");
  BOOST_TEST(domain::is_app_code("123456"));
  for (const auto* none : {"", "12345", "1234567", "12345a", "\xD9\xA1\xD9\xA2\xD9\xA3"})
    BOOST_TEST(!domain::is_app_code(none), none);
  BOOST_TEST(domain::is_recovery_code("abcdefgh00"));
  for (const auto* none : {"123456", "abcdefghu0", "abcdefgh000", "abcdefgh0\xC3\xA7"})
    BOOST_TEST(!domain::is_recovery_code(none), none);
}

BOOST_AUTO_TEST_CASE(ten_recovery_codes_are_made_and_read_back_as_they_are_written_down) {
  base::start_crypto();
  const auto codes = domain::new_recovery_codes();
  BOOST_TEST(codes.size() == 10U);
  BOOST_TEST(std::set<std::string>(codes.begin(), codes.end()).size() == 10U);
  for (const auto& code : codes) {
    BOOST_TEST(domain::is_recovery_code(code), code);
    const auto shown = domain::shown_recovery_code(code);
    BOOST_TEST(shown.size() == 11U);
    BOOST_TEST(domain::settled_code(shown) == code);
  }
}

BOOST_AUTO_TEST_CASE(the_address_for_apps_tells_issuer_account_and_secret_and_nothing_breaks_out_of_it) {
  const auto address = domain::key_address("Catraca Fibra: Sul & Norte", "ana+tv@exemplo.com.br", k_secret);
  BOOST_TEST(address ==
             "otpauth://totp/Catraca%20Fibra%20%20Sul%20%26%20Norte:ana%2Btv%40exemplo.com.br"
             "?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Catraca%20Fibra%20%20Sul%20%26%20Norte");
  BOOST_TEST(domain::shown_secret(k_secret) == "GEZD GNBV GY3T QOJQ GEZD GNBV GY3T QOJQ");
}

BOOST_AUTO_TEST_SUITE_END()
