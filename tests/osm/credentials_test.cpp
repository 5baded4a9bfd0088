#include "osm/operations/credentials.h"

#include <boost/test/unit_test.hpp>

#include "osm/operations/app.h"
#include "osm/storage/credentials.h"
#include "support/portal.h"

using test::code_of;
using test::names;

namespace {

struct Household : test::Portal {
  std::uint64_t id = osm::create_subscriber(staff(), typed()).value().id;
  std::uint64_t first = whole(id).credentials[0].id;
  osm::CredentialPut second{.email = std::string("tutorial2@nxplay"),
                            .access_key = std::string("tutorial2@nxplay"),
                            .password = std::string("segredo2")};

  bool lets_in(const std::string& log_in, const std::string& password) {
    return osm::log_in(staff(),
                       {.provider = "demo", .log_in = log_in, .password = password, .app_name = "teste"})
        .ok();
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(osm_credentials, Household)

BOOST_AUTO_TEST_CASE(one_more_credential_lets_in_by_its_email_or_key_with_its_own_password) {
  osm::add_credential(staff(), id, second).value();
  BOOST_TEST(lets_in("TUTORIAL2@nxplay", "segredo2"));
  BOOST_TEST(!lets_in("tutorial2@nxplay", "segredo"));
  BOOST_TEST(lets_in("tutorial1@nxplay.com.br", "segredo"));
}

BOOST_AUTO_TEST_CASE(a_credential_needs_a_password_and_something_to_log_in_with) {
  BOOST_TEST(names(osm::add_credential(staff(), id, {.email = std::string("a@b")}), "senha"));
  BOOST_TEST(names(osm::add_credential(staff(), id, {.password = std::string("segredo")}), "email"));
  BOOST_TEST(names(
      osm::add_credential(
          staff(), id, {.email = std::string("tutorial1@nxplay.com.br"), .password = std::string("segredo")}),
      "email"));
}

BOOST_AUTO_TEST_CASE(a_subscriber_has_twenty_credentials_at_most) {
  for (int i = 2; i <= 20; ++i)
    osm::add_credential(staff(), id,
                        {.access_key = "CHAVE-" + std::to_string(i), .password = std::string("segredo")})
        .value();
  BOOST_TEST(code_of(osm::add_credential(staff(), id, second)) == "autenticacoes_demais");
}

BOOST_AUTO_TEST_CASE(what_another_subscriber_has_is_refused_when_a_credential_is_added_or_changed) {
  feed("C1", "rita@exemplo.com.br");
  auto put = second;
  put.email = std::string("Rita@exemplo.com.br");
  BOOST_TEST(code_of(osm::add_credential(staff(), id, put)) == "email_em_uso");
  const auto added = osm::add_credential(staff(), id, second).value();
  BOOST_TEST(code_of(osm::change_credential(staff(), id, added,
                                            {.access_key = std::string("RITA@exemplo.com.br")})) ==
             "chave_acesso_em_uso");
}

BOOST_AUTO_TEST_CASE(a_log_in_that_goes_is_free_for_others_at_once_and_one_that_another_row_has_is_not) {
  const auto added = osm::add_credential(staff(), id, second).value();
  osm::change_credential(staff(), id, added, {.email = base::Patch<std::string>::cleared()}).value();
  BOOST_TEST(osm::find_log_in_holder(tenant(), "tutorial2@nxplay").has_value());
  osm::remove_credential(staff(), id, added).value();
  BOOST_TEST(!osm::find_log_in_holder(tenant(), "tutorial2@nxplay"));
  feed("C1", "tutorial2@nxplay");
}

BOOST_AUTO_TEST_CASE(the_first_credential_stays_and_its_email_is_the_subscribers) {
  BOOST_TEST(code_of(osm::remove_credential(staff(), id, first)) == "autenticacao_principal");
  osm::change_credential(staff(), id, first, {.email = std::string("novo@nxplay")}).value();
  BOOST_TEST(osm::email_of(whole(id)).value() == "novo@nxplay");
  const auto fed = feed("C1", "rita@exemplo.com.br");
  const auto theirs = whole(fed).credentials[0].id;
  for (const auto& context : {staff(), erp()})
    BOOST_TEST(code_of(osm::change_credential(context, fed, theirs, {.email = std::string("x@y")})) ==
               "email_imutavel");
  BOOST_TEST(osm::change_credential(erp(), fed, theirs, {.access_key = std::string("CASA-1")}).ok());
}

BOOST_AUTO_TEST_CASE(a_credential_of_another_subscriber_is_not_found) {
  const auto fed = feed("C1", "rita@exemplo.com.br");
  BOOST_TEST(code_of(osm::change_credential(staff(), fed, first, {.password = std::string("outra senha")})) ==
             "nao_encontrado");
  BOOST_TEST(code_of(osm::remove_credential(staff(), fed, first)) == "nao_encontrado");
}

BOOST_AUTO_TEST_CASE(a_new_password_or_the_credentials_end_ends_what_was_logged_in_with_it_alone) {
  const auto added = osm::add_credential(staff(), id, second).value();
  const auto enter = [&](const char* log_in, const char* password) {
    return osm::log_in(staff(), {.provider = "demo", .log_in = log_in, .password = password}).value().token;
  };
  const auto by_first = enter("tutorial1@nxplay.com.br", "segredo");
  const auto by_second = enter("tutorial2@nxplay", "segredo2");
  osm::change_credential(staff(), id, first, {.password = std::string("segredo")}).value();
  BOOST_TEST(osm::use_app(staff(), by_first).ok());
  osm::change_credential(staff(), id, first, {.password = std::string("mais segredo")}).value();
  BOOST_TEST(!osm::use_app(staff(), by_first).ok());
  BOOST_TEST(osm::use_app(staff(), by_second).ok());
  osm::remove_credential(staff(), id, added).value();
  BOOST_TEST(!osm::use_app(staff(), by_second).ok());
}

BOOST_AUTO_TEST_SUITE_END()
