#include "base/documents.h"

#include <boost/test/unit_test.hpp>

BOOST_AUTO_TEST_SUITE(base_documents)

BOOST_AUTO_TEST_CASE(a_document_is_stored_without_its_mask_and_in_upper_case) {
  BOOST_TEST(base::document_plain("123.456.789-09") == "12345678909");
  BOOST_TEST(base::document_plain(" 12.abc.345/01de-35 ") == "12ABC34501DE35");
  BOOST_TEST(base::document_plain("ção 12") == "O12");
  BOOST_TEST(base::document_plain("").empty());
}

BOOST_AUTO_TEST_CASE(a_cpf_needs_eleven_digits_whose_check_digits_fit) {
  for (const auto* cpf : {"12345678909", "52998224725", "11144477735"}) BOOST_TEST(base::is_cpf(cpf), cpf);
  for (const auto* cpf :
       {"12345678900", "52998224752", "1234567890", "123456789090", "", "1234567890A", "529.982.247-25"})
    BOOST_TEST(!base::is_cpf(cpf), cpf);
}

BOOST_AUTO_TEST_CASE(one_digit_repeated_is_no_cpf_and_no_cnpj) {
  for (char digit = '0'; digit <= '9'; ++digit) {
    BOOST_TEST(!base::is_cpf(std::string(11, digit)));
    BOOST_TEST(!base::is_cnpj(std::string(14, digit)));
  }
}

BOOST_AUTO_TEST_CASE(a_cnpj_of_digits_needs_check_digits_that_fit) {
  BOOST_TEST(base::is_cnpj("11222333000181"));
  BOOST_TEST(base::is_cnpj("00000000000191"));
  for (const auto* cnpj : {"11222333000182", "1122233300018", "112223330001811", ""})
    BOOST_TEST(!base::is_cnpj(cnpj), cnpj);
}

// The example of the Receita Federal's own manual of the alphanumeric CNPJ.
BOOST_AUTO_TEST_CASE(a_cnpj_may_hold_letters_but_not_in_its_check_digits) {
  BOOST_TEST(base::is_cnpj("12ABC34501DE35"));
  BOOST_TEST(!base::is_cnpj("12ABC34501DE36"));
  BOOST_TEST(!base::is_cnpj("12abc34501de35"));
  BOOST_TEST(!base::is_cnpj("12ABC34501DEA5"));
}

BOOST_AUTO_TEST_CASE(a_document_with_wrong_check_digits_still_has_the_shape_of_one) {
  BOOST_TEST(base::is_document_shaped("12345678900"));
  BOOST_TEST(base::is_document_shaped("12ABC34501DE99"));
  for (const auto* text : {"", "123", "1234567890A", "12ABC34501DEX9", "123456789012345"})
    BOOST_TEST(!base::is_document_shaped(text), text);
}

BOOST_AUTO_TEST_CASE(a_document_is_shown_with_its_mask) {
  BOOST_TEST(base::document_br("12345678900") == "123.456.789-00");
  BOOST_TEST(base::document_br("12ABC34501DE35") == "12.ABC.345/01DE-35");
  BOOST_TEST(base::document_br("123") == "123");
}

BOOST_AUTO_TEST_CASE(a_masked_document_hides_both_ends) {
  BOOST_TEST(base::document_masked("12345678900") == "***.456.789-**");
  BOOST_TEST(base::document_masked("12ABC34501DE35") == "**.ABC.345/****-**");
  BOOST_TEST(base::document_masked("123") == "***");
  BOOST_TEST(base::document_masked("").empty());
}

BOOST_AUTO_TEST_SUITE_END()
