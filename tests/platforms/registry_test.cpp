#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <set>

#include "platforms/platform.h"

BOOST_AUTO_TEST_SUITE(registry)

namespace {

std::vector<std::string> names_of(std::string_view key, bool required_only) {
  std::vector<std::string> names;
  for (const auto& setting : platforms::at(key).settings)
    if (setting.required || !required_only) names.emplace_back(setting.name);
  std::sort(names.begin(), names.end());
  return names;
}

using Names = std::vector<std::string>;

}  // namespace

BOOST_AUTO_TEST_CASE(a_key_is_known_once_and_one_that_is_not_ours_is_not_known) {
  std::set<std::string_view> keys;
  for (const auto* platform : platforms::all()) {
    BOOST_TEST(keys.insert(platform->key).second, platform->key);
    BOOST_TEST(platforms::find(platform->key) == platform);
  }
  BOOST_TEST(platforms::find("sattv") == nullptr);
  BOOST_TEST(platforms::find("") == nullptr);
  BOOST_CHECK_THROW(platforms::at("technobox"), std::logic_error);
}

BOOST_AUTO_TEST_CASE(each_gateway_of_the_contract_accepts_and_asks_for_the_parameters_that_were_decided) {
  struct Expected {
    std::string_view key;
    Names accepted;
    Names required;
  };
  const std::vector<Expected> table{
      {"nxplay", {"api_url", "token", "usuario"}, {"api_url", "token"}},
      {"click_sistemas", {"api_url", "token"}, {"token"}},
      {"neo", {"http_status_negativa", "usuario"}, {}},
      {"campsoft", {"ApiKey", "ApiSecret", "api_url"}, {"ApiKey", "ApiSecret"}},
      {"outros", {"api_key", "segredo", "url"}, {"segredo", "url"}},
      {"watch_brasil",
       {"api_url", "client_id", "client_secret", "id_projeto"},
       {"client_id", "client_secret", "id_projeto"}},
      {"playhub", {"ApiKey", "ApiSecret", "api_url"}, {"ApiKey", "ApiSecret"}},
      {"celetihub", {"access_token", "api_url"}, {"access_token"}},
  };
  for (const auto& row : table) {
    BOOST_TEST_CONTEXT(row.key) {
      BOOST_TEST(names_of(row.key, false) == row.accepted, boost::test_tools::per_element());
      BOOST_TEST(names_of(row.key, true) == row.required, boost::test_tools::per_element());
    }
  }
}

BOOST_AUTO_TEST_CASE(what_opens_a_platform_is_a_secret) {
  for (const auto* platform : platforms::all())
    for (const auto& setting : platform->settings) {
      const std::set<std::string_view> secrets{"token",   "ApiKey",  "ApiSecret",   "client_secret",
                                               "segredo", "api_key", "access_token"};
      BOOST_TEST_CONTEXT(platform->key << "." << setting.name)
      BOOST_TEST(setting.secret == secrets.contains(setting.name));
    }
}

BOOST_AUTO_TEST_CASE(a_setting_is_found_by_its_name_and_by_what_older_screens_called_it) {
  const auto& nxplay = platforms::at("nxplay");
  BOOST_REQUIRE(nxplay.find_setting("apUrl") != nullptr);
  BOOST_TEST(nxplay.find_setting("apUrl") == nxplay.find_setting("api_url"));
  BOOST_TEST(nxplay.find_setting("apiUrl") == nxplay.find_setting("api_url"));
  BOOST_TEST(nxplay.find_setting("url") == nullptr);
}

BOOST_AUTO_TEST_CASE(only_outros_passes_on_other_parameters) {
  for (const auto* platform : platforms::all())
    BOOST_TEST(platform->can.other_parameters == (platform->key == "outros"));
}

BOOST_AUTO_TEST_CASE(the_limits_of_each_gateway_are_those_of_its_manual) {
  for (const auto* platform : platforms::all()) {
    const auto& key = platform->key;
    BOOST_TEST_CONTEXT(key) {
      BOOST_TEST(platform->can.one_product_per_package == (key == "click_sistemas" || key == "campsoft"));
      BOOST_TEST(platform->can.implies_single_package == (key == "campsoft"));
      BOOST_TEST(platform->can.passive == (key == "neo"));
      BOOST_TEST(platform->can.per_service_package == (key == "outros"));
      BOOST_TEST(platform->can.suspends == (key != "playhub"));
      BOOST_TEST(platform->can.password_min == (key == "nxplay" ? 6U : 0U));
      BOOST_TEST(platform->callback_setting == (key == "nxplay" ? "token" : ""));
    }
  }
}

BOOST_AUTO_TEST_CASE(a_package_of_nx_play_or_campsoft_has_the_parameters_of_its_manual) {
  const auto& nxplay = platforms::at("nxplay");
  for (const auto* name : {"noggin", "paramount", "email", "usuario"})
    BOOST_TEST(nxplay.find_package_parameter(name) != nullptr);
  BOOST_TEST(nxplay.package_parameters.size() == 4);
  BOOST_TEST(nxplay.find_package_parameter("email")->frozen_once_transmitted);
  BOOST_TEST(!nxplay.find_package_parameter("usuario")->frozen_once_transmitted);
  const auto& campsoft = platforms::at("campsoft");
  for (const auto* name : {"senha", "id_contrato", "label"})
    BOOST_TEST(campsoft.find_package_parameter(name) != nullptr);
  BOOST_TEST(campsoft.package_parameters.size() == 3);
  BOOST_TEST(campsoft.find_package_parameter("senha")->default_value == "cpf_cnpj");
}

BOOST_AUTO_TEST_CASE(names_and_defaults_are_consistent_within_a_platform) {
  for (const auto* platform : platforms::all()) {
    std::set<std::string_view> seen;
    for (const auto& setting : platform->settings) {
      BOOST_TEST(seen.insert(setting.name).second);
      for (const auto& alias : setting.aliases) BOOST_TEST(seen.insert(alias).second);
      BOOST_TEST(!setting.hint.empty());
      const auto& choices = setting.choices;
      if (!choices.empty() && !setting.default_value.empty())
        BOOST_TEST((std::find(choices.begin(), choices.end(), setting.default_value) != choices.end()));
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()
