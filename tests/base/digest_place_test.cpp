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

BOOST_AUTO_TEST_CASE(a_place_within_a_place_is_the_same_one) {
  const base::DigestPlace place;
  for (std::size_t i = 0; i <= base::DigestPlace::places(); ++i) {
    const base::DigestPlace within;
    BOOST_TEST(base::DigestPlace::waiting() == 0U);
  }
}

BOOST_AUTO_TEST_SUITE_END()
