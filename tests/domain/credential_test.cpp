#include "domain/credential.h"

#include <boost/test/unit_test.hpp>

using domain::CredentialSource;
using domain::LoginForm;
using domain::normalise_login;

BOOST_AUTO_TEST_SUITE(credential)

BOOST_AUTO_TEST_CASE(a_login_compares_trimmed_and_without_case) {
  BOOST_TEST(normalise_login(CredentialSource::login_autenticacao, LoginForm::tidy, "  José@Fibra ") ==
             "josé@fibra");
  BOOST_TEST(normalise_login(CredentialSource::email, LoginForm::tidy, "ANA@X.COM") == "ana@x.com");
}

BOOST_AUTO_TEST_CASE(a_login_compares_in_nfc_without_format_characters_and_white_space_of_any_alphabet) {
  const auto wanted = "josé@fibra";
  for (const auto* typed : {"jose\u0301@fibra", "\u00a0josé@fibra\u2003", "jo\u200bsé@fibra",
                            "\ufeffjosé@fibra", "jo\u00adsé@fibra\u3000", "JOSÉ@fibra"})
    BOOST_TEST(normalise_login(CredentialSource::login_autenticacao, LoginForm::tidy, typed) == wanted);
  BOOST_TEST(normalise_login(CredentialSource::email, LoginForm::plain, "ana\u00a0") == "ana\u00a0");
  const std::string own = "\u00a0jose\u0301\u200b";
  BOOST_TEST(domain::normalise_password(CredentialSource::login_autenticacao, LoginForm::tidy, own) == own);
}

BOOST_AUTO_TEST_CASE(a_document_compares_without_mask_and_keeps_the_letters_of_a_cnpj) {
  BOOST_TEST(normalise_login(CredentialSource::cpf_cnpj, LoginForm::tidy, "123.456.789-00") == "12345678900");
  BOOST_TEST(normalise_login(CredentialSource::cpf_cnpj, LoginForm::tidy, "12.abc.345/01de-35") ==
             "12ABC34501DE35");
}

BOOST_AUTO_TEST_CASE(a_phone_compares_without_mask_and_country) {
  for (const auto* text : {"(37) 99988-7766", "37999887766", "+55 37 99988-7766", "5537999887766"})
    BOOST_TEST(normalise_login(CredentialSource::telefone, LoginForm::tidy, text) == "37999887766");
  BOOST_TEST(normalise_login(CredentialSource::telefone, LoginForm::tidy, "55999887766") == "55999887766");
}

BOOST_AUTO_TEST_CASE(an_own_password_is_byte_exact_and_any_other_is_the_field) {
  BOOST_TEST(domain::normalise_password(CredentialSource::login_autenticacao, LoginForm::tidy, " Ab ") ==
             " Ab ");
  BOOST_TEST(domain::normalise_password(CredentialSource::cpf_cnpj, LoginForm::tidy, "123.456.789-00") ==
             "12345678900");
}

BOOST_AUTO_TEST_CASE(every_source_has_a_name_and_no_other_name_is_one) {
  for (const auto name : domain::credential_source_names())
    BOOST_TEST(domain::credential_source_from(name).has_value());
  BOOST_TEST(!domain::credential_source_from("senha").has_value());
}

BOOST_AUTO_TEST_SUITE_END()
