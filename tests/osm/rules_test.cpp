#include <boost/test/unit_test.hpp>

#include "osm/domain/app_token.h"
#include "osm/domain/channel.h"
#include "osm/domain/log_in.h"
#include "osm/domain/subscriber.h"

using osm::Credential;

BOOST_AUTO_TEST_SUITE(osm_rules)

namespace {

std::string wrong_fields(const Credential& credential, const std::vector<Credential>& others = {}) {
  base::FieldErrors errors;
  osm::check_log_ins(credential, others, errors);
  std::string names;
  for (const auto& item : errors.items()) names += item.field + " ";
  return names;
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_status_is_one_of_two_words) {
  BOOST_TEST((osm::status_from("ativo") == osm::Status::active));
  BOOST_TEST((osm::status_from("suspenso") == osm::Status::suspended));
  BOOST_TEST(!osm::status_from("Ativo"));
  BOOST_TEST(osm::label_of(osm::Status::suspended) == "Suspenso");
}

BOOST_AUTO_TEST_CASE(a_document_with_wrong_check_digits_is_suspect_and_none_is_not) {
  BOOST_TEST(osm::is_suspect("12345678900"));
  BOOST_TEST(!osm::is_suspect("52998224725"));
  BOOST_TEST(!osm::is_suspect("12ABC34501DE35"));
  BOOST_TEST(!osm::is_suspect(std::nullopt));
}

BOOST_AUTO_TEST_CASE(a_setting_that_is_reserved_is_on_unless_a_row_says_false) {
  BOOST_TEST(osm::is_on({}, osm::k_noggin));
  BOOST_TEST(osm::is_on({{"noggin", "true"}}, osm::k_noggin));
  BOOST_TEST(!osm::is_on({{"noggin", "false"}}, osm::k_noggin));
  BOOST_TEST(osm::is_on({{"noggin", "false"}}, osm::k_paramount));
}

BOOST_AUTO_TEST_CASE(spellings_of_a_log_in_are_compared_tidied_and_in_lower_case) {
  BOOST_TEST(osm::log_in_of(" Tutorial1@NXPlay.com.br\u200B ") == "tutorial1@nxplay.com.br");
  BOOST_TEST(osm::log_in_of("JOÃO") == "joão");
}

BOOST_AUTO_TEST_CASE(a_credential_has_an_email_or_a_key_and_the_email_needs_no_top_level_domain) {
  BOOST_TEST(wrong_fields({}) == "email ");
  BOOST_TEST(wrong_fields({.email = "tutorial2@nxplay"}).empty());
  BOOST_TEST(wrong_fields({.access_key = "WECLIX-17"}).empty());
  BOOST_TEST(wrong_fields({.email = "tutorial2"}) == "email ");
  BOOST_TEST(wrong_fields({.access_key = std::string(101, 'k')}) == "chave_acesso ");
}

BOOST_AUTO_TEST_CASE(one_value_may_be_email_and_key_of_a_subscriber_but_the_same_of_two_credentials_may_not) {
  const Credential first{.id = 1, .email = "tutorial2@nxplay"};
  BOOST_TEST(wrong_fields({.email = "tutorial2@nxplay", .access_key = "tutorial2@nxplay"}).empty());
  BOOST_TEST(wrong_fields({.id = 2, .access_key = "Tutorial2@nxplay"}, {first}).empty());
  BOOST_TEST(wrong_fields({.id = 2, .email = "Tutorial2@nxplay"}, {first}) == "email ");
  BOOST_TEST(wrong_fields(first, {first}).empty());
}

BOOST_AUTO_TEST_CASE(the_credentials_of_a_log_in_are_those_that_have_it_as_email_or_as_key) {
  const std::vector<Credential> all{
      {.id = 1, .email = "a@x"}, {.id = 2, .access_key = "A@x"}, {.id = 3, .email = "b@x"}};
  const auto found = osm::credentials_for(all, "a@x");
  BOOST_REQUIRE(found.size() == 2U);
  BOOST_TEST(found[0].id == 1U);
  BOOST_TEST(found[1].id == 2U);
  BOOST_TEST((osm::log_ins_of(all) == std::set<std::string>{"a@x", "b@x"}));
}

BOOST_AUTO_TEST_CASE(a_password_has_six_characters_at_least_however_many_bytes_they_are) {
  const auto accepts = [](std::string_view password) {
    base::FieldErrors errors;
    osm::check_password(password, errors);
    return errors.empty();
  };
  BOOST_TEST(accepts("001234"));
  BOOST_TEST(!accepts("01234"));
  BOOST_TEST(!accepts("çãé12"));
  BOOST_TEST(accepts("çãé123"));
  BOOST_TEST(accepts(std::string(200, 'x')));
  BOOST_TEST(!accepts(std::string(201, 'x')));
}

BOOST_AUTO_TEST_CASE(a_generated_email_begins_with_the_first_name_in_plain_letters) {
  BOOST_TEST(osm::generated_email("José da Silva", "a1b2c3", "demo.osm") == "jose.a1b2c3@demo.osm");
  BOOST_TEST(osm::generated_email("  D'Ávila Souza", "a1b2c3", "demo.osm") == "davila.a1b2c3@demo.osm");
  BOOST_TEST(osm::generated_email("李明", "a1b2c3", "demo.osm") == "assinante.a1b2c3@demo.osm");
  BOOST_TEST(osm::generated_email(std::string(160, 'x'), "a1b2c3", "demo.osm").size() == 40U + 1 + 6 + 9);
}

BOOST_AUTO_TEST_CASE(channels_of_several_plans_come_once_in_the_main_plans_order) {
  const auto channel = [](std::uint32_t id) { return osm::Channel{.id = id}; };
  const auto all = osm::united({channel(3), channel(1), channel(2), channel(4), channel(1), channel(3)});
  std::vector<std::uint32_t> ids;
  for (const auto& each : all) ids.push_back(each.id);
  BOOST_TEST((ids == std::vector<std::uint32_t>{3, 1, 2, 4}));
}

BOOST_AUTO_TEST_CASE(a_token_lives_ninety_days_after_its_last_use_which_is_news_once_a_minute) {
  const base::Instant now = std::chrono::sys_days{std::chrono::year{2026} / 11 / 22};
  BOOST_TEST((osm::alive_since(now) == now - std::chrono::days{90}));
  BOOST_TEST(!osm::is_news(now - std::chrono::seconds{59}, now));
  BOOST_TEST(osm::is_news(now - std::chrono::seconds{60}, now));
}

BOOST_AUTO_TEST_SUITE_END()
