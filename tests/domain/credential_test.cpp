#include "domain/credential.h"

#include <boost/test/unit_test.hpp>

using domain::CredentialSource;
using domain::normalise_login;

BOOST_AUTO_TEST_SUITE(credential)

BOOST_AUTO_TEST_CASE(a_login_compares_trimmed_and_without_case) {
  BOOST_TEST(normalise_login(CredentialSource::login_autenticacao, "  José@Fibra ") == "josé@fibra");
  BOOST_TEST(normalise_login(CredentialSource::email, "ANA@X.COM") == "ana@x.com");
}

BOOST_AUTO_TEST_CASE(a_document_compares_without_mask_and_keeps_the_letters_of_a_cnpj) {
  BOOST_TEST(normalise_login(CredentialSource::cpf_cnpj, "123.456.789-00") == "12345678900");
  BOOST_TEST(normalise_login(CredentialSource::cpf_cnpj, "12.abc.345/01de-35") == "12ABC34501DE35");
}

BOOST_AUTO_TEST_CASE(a_phone_compares_without_mask_and_country) {
  for (const auto* text : {"(37) 99988-7766", "37999887766", "+55 37 99988-7766", "5537999887766"})
    BOOST_TEST(normalise_login(CredentialSource::telefone, text) == "37999887766");
  BOOST_TEST(normalise_login(CredentialSource::telefone, "55999887766") == "55999887766");
}

BOOST_AUTO_TEST_CASE(an_own_password_is_byte_exact_and_any_other_is_the_field) {
  BOOST_TEST(domain::normalise_password(CredentialSource::login_autenticacao, " Ab ") == " Ab ");
  BOOST_TEST(domain::normalise_password(CredentialSource::cpf_cnpj, "123.456.789-00") == "12345678900");
}

BOOST_AUTO_TEST_CASE(every_source_has_a_name_and_no_other_name_is_one) {
  for (const auto name : domain::credential_source_names())
    BOOST_TEST(domain::credential_source_from(name).has_value());
  BOOST_TEST(!domain::credential_source_from("senha").has_value());
}

BOOST_AUTO_TEST_SUITE_END()
