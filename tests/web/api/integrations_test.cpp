#include <boost/test/unit_test.hpp>

#include "web/api/api_client.h"

using nlohmann::json;

namespace {

const json k_neo{{"gateway", "neo"}, {"descricao", "NEO"}};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(web_api_integrations, test::Api)

BOOST_AUTO_TEST_CASE(a_put_creates_an_integration_and_shows_its_callback_url) {
  const auto created = put("/plataforma/NEO", k_neo);
  BOOST_TEST(created.status == 201);
  BOOST_TEST(created["status"] == "success");
  const auto& shown = created["plataforma"];
  BOOST_TEST(shown["codigo"] == "NEO");
  BOOST_TEST(shown["gateway"] == "neo");
  BOOST_TEST(shown["ativo"] == true);
  const auto url = shown["callback_url"].get<std::string>();
  BOOST_TEST(url.starts_with("https://demo.localhost/callback/"));
  BOOST_TEST(url.size() >= std::string("https://demo.localhost/callback/").size() + 22);
  BOOST_TEST(get("/plataforma/NEO")["plataforma"] == shown);
}

BOOST_AUTO_TEST_CASE(the_same_put_again_changes_nothing) {
  put("/plataforma/NEO", k_neo);
  const auto again = put("/plataforma/NEO", k_neo);
  BOOST_TEST(again.status == 200);
  BOOST_TEST(count("SELECT COUNT(*) AS n FROM audit") == 1);
  BOOST_TEST(count("SELECT COUNT(*) AS n FROM integration") == 1);
}

BOOST_AUTO_TEST_CASE(a_put_changes_what_is_given_and_nothing_else) {
  put("/plataforma/NEO", k_neo);
  const auto changed =
      put("/plataforma/NEO", {{"pacote_unico", true}, {"parametros", {{"usuario", "cpf_cnpj"}}}});
  BOOST_TEST(changed.status == 200);
  BOOST_TEST(changed["plataforma"]["pacote_unico"] == true);
  BOOST_TEST(changed["plataforma"]["descricao"] == "NEO");
  BOOST_TEST(changed["plataforma"]["parametros"]["usuario"] == "cpf_cnpj");
}

BOOST_AUTO_TEST_CASE(a_secret_is_taken_and_never_given_back) {
  const auto created =
      put("/plataforma/NX",
          {{"gateway", "nxplay"},
           {"descricao", "NX Play"},
           {"parametros", {{"api_url", "https://nx.exemplo.com"}, {"token", "s3gr3d0-t0tal"}}}});
  BOOST_TEST(created.status == 201);
  BOOST_TEST(created.text.find("s3gr3d0") == std::string::npos);
  BOOST_TEST(created["plataforma"]["segredos_definidos"] == json::array({"token"}));
  BOOST_TEST(created["plataforma"]["parametros"]["api_url"] == "https://nx.exemplo.com");
  BOOST_TEST(get("/plataforma/NX").text.find("s3gr3d0") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(fields_wrong_by_type_and_by_rule_are_named_at_once) {
  const auto refused =
      put("/plataforma/NX", {{"gateway", "inexistente"}, {"pacote_unico", "sim"}, {"cor", "azul"}});
  BOOST_TEST(refused.status == 422);
  BOOST_TEST(refused["status"] == "error");
  BOOST_TEST(refused["codigo"] == "campos_invalidos");
  for (const auto* field : {"gateway", "pacote_unico", "cor", "descricao"})
    BOOST_TEST(!refused.error(field).empty(), field);
  BOOST_TEST(count("SELECT COUNT(*) AS n FROM integration") == 0);
}

BOOST_AUTO_TEST_CASE(a_field_of_the_wrong_type_keeps_a_right_put_from_being_written) {
  const auto refused = put("/plataforma/NEO", {{"gateway", "neo"}, {"descricao", "NEO"}, {"ativo", 1}});
  BOOST_TEST(refused.status == 422);
  BOOST_TEST(refused["errors"].size() == 1U);
  BOOST_TEST(count("SELECT COUNT(*) AS n FROM integration") == 0);
  BOOST_TEST(count("SELECT COUNT(*) AS n FROM audit") == 0);
}

BOOST_AUTO_TEST_CASE(an_unknown_integration_is_missing) {
  const auto missing = get("/plataforma/NADA");
  BOOST_TEST(missing.status == 404);
  BOOST_TEST(missing["codigo"] == "nao_encontrado");
  BOOST_TEST(put("/plataforma/NADA/produto/P1", {{"nome", "P"}}).status == 404);
  BOOST_TEST(get("/plataforma/NADA/produto/P1").status == 404);
}

BOOST_AUTO_TEST_CASE(the_code_in_the_body_must_be_the_one_in_the_path) {
  auto body = k_neo;
  body["codigo"] = "NEO";
  BOOST_TEST(put("/plataforma/NEO", body).status == 201);
  body["codigo"] = "OUTRO";
  const auto refused = put("/plataforma/NEO", body);
  BOOST_TEST(refused.status == 422);
  BOOST_TEST(!refused.error("codigo").empty());
}

BOOST_AUTO_TEST_CASE(a_body_that_is_no_json_is_malformed) {
  for (const auto* body : {"", "[1]", "{", R"({"gateway":"neo","gateway":"neo"})"})
    BOOST_TEST(call(http::Method::put, "/plataforma/NEO", body).status == 400);
}

BOOST_AUTO_TEST_CASE(products_are_written_and_shown_under_their_code) {
  put("/plataforma/NEO", k_neo);
  const auto created = put("/plataforma/NEO/produto/MUMO", {{"nome", "Mumo"}});
  BOOST_TEST(created.status == 201);
  BOOST_TEST(created["produto"]["codigo"] == "MUMO");
  BOOST_TEST(created["produto"]["plataforma"] == "NEO");
  const auto changed = put("/plataforma/NEO/produto/MUMO", {{"ativo", false}});
  BOOST_TEST(changed.status == 200);
  BOOST_TEST(changed["produto"]["nome"] == "Mumo");
  BOOST_TEST(changed["produto"]["ativo"] == false);
  BOOST_TEST(get("/plataforma/NEO/produto/MUMO")["produto"] == changed["produto"]);
  BOOST_TEST(get("/plataforma/NEO/produto/mumo").status == 404);
}

BOOST_AUTO_TEST_CASE(another_provider_sees_and_changes_nothing) {
  put("/plataforma/NEO", k_neo);
  put("/plataforma/NEO/produto/MUMO", {{"nome", "Mumo"}});
  host = "outro.localhost";
  BOOST_TEST(get("/plataforma/NEO").status == 404);
  BOOST_TEST(get("/plataforma/NEO/produto/MUMO").status == 404);
  BOOST_TEST(put("/plataforma/NEO/produto/MUMO", {{"nome", "X"}}).status == 404);
  BOOST_TEST(put("/plataforma/NEO", k_neo).status == 201);
}

BOOST_AUTO_TEST_CASE(a_token_without_the_scope_is_refused) {
  bearer = "clientes";
  BOOST_TEST(put("/plataforma/NEO", k_neo).status == 403);
  BOOST_TEST(get("/plataforma/NEO").status == 403);
  bearer = "leitura";
  BOOST_TEST(put("/cliente/1", {{"nome_razaosocial", "Ana"}}).status == 403);
  bearer = "";
  BOOST_TEST(get("/plataforma/NEO").status == 401);
}

BOOST_AUTO_TEST_SUITE_END()
