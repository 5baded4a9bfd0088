#include "base/digest_place.h"

#include <boost/test/unit_test.hpp>

#include "base/secrets.h"
#include "support/digest_places.h"

BOOST_AUTO_TEST_SUITE(digest_place)

BOOST_AUTO_TEST_CASE(who_would_be_one_too_many_to_wait_is_refused_at_once) {
  const auto hash = base::hash_password("chuva de setembro");
  {
    const test::FullDigestPlaces full;
    BOOST_CHECK_THROW(base::hash_password("chuva de setembro"), base::TooManyDigests);
    BOOST_CHECK_THROW(base::verify_password(hash, "chuva de setembro"), base::TooManyDigests);
  }
  BOOST_TEST(base::verify_password(hash, "chuva de setembro"));
  BOOST_TEST(base::DigestPlace::waiting() == 0U);
}

BOOST_AUTO_TEST_CASE(those_of_one_provider_leave_half_of_the_waiting_to_others) {
  std::jthread other;
  const test::FullDigestPlaces full(base::DigestPlace::k_waiting_of_one, 7);
  BOOST_CHECK_THROW(base::DigestPlace(7), base::TooManyDigests);
  other = std::jthread([] {
    try {
      const base::DigestPlace place(8);
    } catch (const base::TooManyDigests&) {  // held longer than a slow test's patience
    }
  });
  while (base::DigestPlace::waiting() == base::DigestPlace::k_waiting_of_one) std::this_thread::yield();
  BOOST_TEST(base::DigestPlace::waiting() == base::DigestPlace::k_waiting_of_one + 1);
}

BOOST_AUTO_TEST_CASE(a_place_within_a_place_is_the_same_one) {
  const base::DigestPlace place;
  for (std::size_t i = 0; i <= base::DigestPlace::places(); ++i) {
    const base::DigestPlace within;
    BOOST_TEST(base::DigestPlace::waiting() == 0U);
  }
}

BOOST_AUTO_TEST_SUITE_END()
