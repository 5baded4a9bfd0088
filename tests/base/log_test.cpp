#include "base/log.h"

#include <boost/test/unit_test.hpp>

BOOST_AUTO_TEST_SUITE(log_lines)

BOOST_AUTO_TEST_CASE(a_log_line_shows_only_the_middle_of_a_cpf_with_or_without_its_mask) {
  BOOST_TEST(base::log::mask_documents("cpf 123.456.789-09 e 12345678909") ==
             "cpf ***.456.789-** e ***456789**");
}

BOOST_AUTO_TEST_CASE(digits_within_an_id_are_no_document) {
  BOOST_TEST(base::log::mask_documents("a12345678909") == "a12345678909");
  BOOST_TEST(base::log::mask_documents("20261122 123456789012") == "20261122 123456789012");
}

BOOST_AUTO_TEST_SUITE_END()
