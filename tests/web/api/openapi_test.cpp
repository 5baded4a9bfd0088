#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <map>
#include <regex>
#include <set>
#include <string>

#include "base/text.h"
#include "domain/integration.h"
#include "domain/plan.h"
#include "operations/account_actions.h"
#include "platforms/platform.h"
#include "web/api/api_client.h"
#include "web/api/openapi.h"
#include "web/routes.h"

using nlohmann::json;

namespace {

const json& document() {
  static const auto k_document = json::parse(web::api::openapi_document());
  return k_document;
}

/// "PUT /api/v1/…/{codigo}" of every row of the product's route table that programs read.
std::set<std::string> served() {
  std::set<std::string> calls;
  for (const auto& route : web::routes()) {
    if (!route.pattern.starts_with("/api/")) continue;
    const auto path = std::regex_replace(std::string(route.pattern), std::regex(":int\\}"), "}");
    calls.insert(std::string(http::name_of(route.method)) + " " + path);
  }
  return calls;
}

std::set<std::string> described() {
  std::set<std::string> calls;
  for (const auto& [path, operations] : document().at("paths").items())
    for (const auto& [method, operation] : operations.items()) {
      auto name = method;
      std::transform(name.begin(), name.end(), name.begin(), [](unsigned char c) { return std::toupper(c); });
      calls.insert(name + " " + path);
    }
  return calls;
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(web_api_openapi, test::Api)

BOOST_AUTO_TEST_CASE(the_document_is_served_to_anyone) {
  http::Request asked{.path = "/api/openapi.json", .host = host};
  const auto answer = send(asked);
  BOOST_TEST(answer.status == 200);
  BOOST_TEST(answer.body == document());
  BOOST_TEST(answer["openapi"] == "3.1.0");
}

BOOST_AUTO_TEST_CASE(every_call_that_is_served_is_described_and_the_other_way_round) {
  BOOST_TEST(served().size() > 20U);
  BOOST_TEST(served() == described(), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(the_document_names_every_gateway_in_the_order_of_screens) {
  json keys = json::array();
  for (const auto* platform : platforms::all()) keys.push_back(platform->key);
  BOOST_TEST(document().at("components").at("schemas").at("Gateway").at("enum") == keys);
}

/// What a developer reads of a call to an account, by the action's name in addresses.
std::string told_of(const json& paths, operations::AccountAction action) {
  const auto path =
      "/api/v1/integracao/conta/{subscriber_id}/" + std::string(operations::words_of(action).name);
  return paths.at(path).at("post").at("description").get<std::string>();
}

BOOST_AUTO_TEST_CASE(every_call_to_an_account_says_when_it_is_allowed_what_happens_and_which_errors_come) {
  using enum operations::AccountAction;
  const auto paths = document().at("paths");
  const std::map<operations::AccountAction, std::vector<std::string>> refusals{
      {transmit, {"nao_transmite"}},
      {password, {"acao_indisponivel", "nao_transmite"}},
      {activation, {"acao_indisponivel", "acao_sem_efeito", "plataforma_recusou"}},
      {email, {"acao_indisponivel", "422 email"}},
      {remake, {"acao_indisponivel", "acao_sem_efeito", "422 email"}},
      {adopt,
       {"acao_indisponivel", "acao_sem_efeito", "sem_rival", "conta_de_outro", "plataforma_recusou",
        "plataforma_nao_respondeu", "422 id_externo"}},
      {part, {"acao_indisponivel", "acao_sem_efeito", "422 email"}}};
  for (const auto action : operations::k_account_actions) {
    const auto text = told_of(paths, action);
    for (const auto* part : {"Quando: ", "O que acontece: ", "Erros: 404: ", "Escopo do token: "})
      BOOST_TEST(text.find(part) != std::string::npos, part << " in " << text);
    for (const auto& code : refusals.at(action)) BOOST_TEST(text.find(code) != std::string::npos, code);
  }
}

BOOST_AUTO_TEST_CASE(the_calls_to_an_account_name_the_platforms_that_have_them) {
  const auto paths = document().at("paths");
  for (const auto action : operations::k_account_actions) {
    if (action == operations::AccountAction::transmit) continue;  // all that are told
    const auto text = told_of(paths, action);
    const auto when = text.substr(0, text.find("O que acontece: "));
    for (const auto* platform : platforms::all())
      BOOST_TEST(
          (when.find(platform->name) != std::string::npos) == operations::has_action(*platform, action),
          platform->name << " in " << when);
  }
}

BOOST_AUTO_TEST_CASE(every_argument_of_a_path_is_described) {
  for (const auto& [path, operations] : document().at("paths").items())
    for (const auto& [method, operation] : operations.items()) {
      std::set<std::string> named;
      for (const auto& parameter : operation.value("parameters", json::array()))
        if (parameter.value("in", "") == "path") named.insert(parameter.at("name"));
      const std::regex argument("\\{([a-z_]+)\\}");
      const std::set<std::string> in_path{std::sregex_token_iterator(path.begin(), path.end(), argument, 1),
                                          {}};
      BOOST_TEST(named == in_path, method + " " + path);
    }
}

BOOST_AUTO_TEST_CASE(every_reference_of_the_document_leads_somewhere_and_every_schema_is_used) {
  const auto text = std::string(web::api::openapi_document());
  const std::regex reference("\"#(/[^\"]+)\"");
  const std::set<std::string> targets{std::sregex_token_iterator(text.begin(), text.end(), reference, 1), {}};
  for (const auto& target : targets) BOOST_TEST(document().contains(json::json_pointer(target)), target);
  for (const auto& kind : {"schemas", "responses", "parameters"})
    for (const auto& [name, schema] : document().at("components").at(kind).items())
      BOOST_TEST(targets.contains("/components/" + std::string(kind) + "/" + name), name);
}

BOOST_AUTO_TEST_CASE(the_document_tells_the_limits_that_the_rules_have) {
  const auto& schemas = document().at("components").at("schemas");
  const auto& plan = schemas.at("PlanoEntrada").at("properties");
  BOOST_TEST(plan.at("download_kbps").at("maximum") == domain::k_most_kbps);
  BOOST_TEST(plan.at("upload_kbps").at("maximum") == domain::k_most_kbps);
  const auto& row = plan.at("pacotes").at("items").at("properties");
  BOOST_TEST(row.at("degustacao_dias").at("maximum") == domain::k_most_trial_days);
  std::size_t told = 0;
  for (const auto& [name, schema] : schemas.items()) {
    if (!schema.contains("properties") || !schema["properties"].contains("limite_por_segundo")) continue;
    const auto& limit = schema["properties"]["limite_por_segundo"];
    if (!limit.contains("maximum")) continue;
    BOOST_TEST(limit["maximum"] == domain::k_most_requests_per_second, name);
    ++told;
  }
  BOOST_TEST(told > 0U);
}

BOOST_AUTO_TEST_SUITE_END()
