#include <boost/test/unit_test.hpp>

#include "web/api/api_client.h"

using nlohmann::json;

BOOST_FIXTURE_TEST_SUITE(web_api_catalogue, test::Api)

BOOST_AUTO_TEST_CASE(a_package_is_written_with_its_products_and_composition) {
  furnish();
  const json body{{"descricao", "Combo"},
                  {"valor", 45.5},
                  {"classe_regulatoria", "SVA"},
                  {"plataforma", "NEO"},
                  {"produtos", {"MUMO", "WATCH"}},
                  {"composicao",
                   {{{"descricao", "TV"}, {"tipo", "SeAC"}, {"valor", "40.00"}},
                    {{"descricao", "App"}, {"tipo", "SVA"}, {"valor", "5.50"}}}}};
  const auto created = put("/pacote_catalogo/COMBO", body);
  BOOST_TEST(created.status == 201);
  const auto& package = created["pacote_catalogo"];
  BOOST_TEST(package["codigo"] == "COMBO");
  BOOST_TEST(package["valor"] == "45.50");
  BOOST_TEST(package["plataforma"] == "NEO");
  BOOST_TEST(package["produtos"] == json::array({"MUMO", "WATCH"}));
  BOOST_TEST(package["composicao"][1]["valor"] == "5.50");
  BOOST_TEST(package["id_pacote"].is_number_unsigned());
  BOOST_TEST(get("/pacote_catalogo/COMBO")["pacote_catalogo"] == package);
  BOOST_TEST(put("/pacote_catalogo/COMBO", body).status == 200);
}

BOOST_AUTO_TEST_CASE(a_package_without_integration_says_null) {
  furnish();
  BOOST_TEST(get("/pacote_catalogo/CAMERA")["pacote_catalogo"]["plataforma"].is_null());
}

BOOST_AUTO_TEST_CASE(a_composition_must_sum_up_to_the_value) {
  furnish();
  const auto refused = put("/pacote_catalogo/BASICO",
                           {{"composicao", {{{"descricao", "TV"}, {"tipo", "SeAC"}, {"valor", "29.99"}}}}});
  BOOST_TEST((refused.status == 422 || refused.status == 409));
  BOOST_TEST(!refused.error("composicao").empty());
}

BOOST_AUTO_TEST_CASE(wrong_fields_inside_a_list_are_named_with_their_place) {
  furnish();
  const auto refused =
      put("/pacote_catalogo/X",
          {{"descricao", "X"},
           {"valor", "dez"},
           {"composicao", {{{"descricao", "TV"}, {"valor", "x"}, {"cor", 1}}, json::object()}}});
  BOOST_TEST(refused.status == 422);
  for (const auto* field : {"valor", "composicao[0].valor", "composicao[0].cor", "composicao[1].descricao",
                            "composicao[1].valor"})
    BOOST_TEST(!refused.error(field).empty(), field);
}

BOOST_AUTO_TEST_CASE(a_plan_is_written_with_its_default_packages) {
  furnish();
  const auto created = put(
      "/plano/TURBO",
      {{"descricao", "Turbo"},
       {"valor", "150"},
       {"tecnologia", "FIBRA"},
       {"download_kbps", 1000000},
       {"upload_kbps", 500000},
       {"controlar_banda", true},
       {"travar_pacotes", true},
       {"pacotes",
        {{{"codigo", "BASICO"}, {"obrigatorio", true}}, {{"codigo", "CHEIO"}, {"degustacao_dias", 30}}}}});
  BOOST_TEST(created.status == 201);
  const auto& plan = created["plano"];
  BOOST_TEST(plan["valor"] == "150.00");
  BOOST_TEST(plan["travar_pacotes"] == true);
  BOOST_TEST(plan["pacotes"].size() == 2U);
  BOOST_TEST(plan["pacotes"][0]["codigo"] == "BASICO");
  BOOST_TEST(plan["pacotes"][0]["obrigatorio"] == true);
  BOOST_TEST(plan["pacotes"][1]["degustacao_dias"] == 30);
  BOOST_TEST(get("/plano/TURBO")["plano"] == plan);
  const auto emptied = put("/plano/TURBO", {{"pacotes", json::array()}});
  BOOST_TEST(emptied["plano"]["pacotes"].empty());
  BOOST_TEST(emptied["plano"]["download_kbps"] == 1000000);
}

BOOST_AUTO_TEST_CASE(a_plan_with_an_unknown_package_is_refused) {
  furnish();
  const auto refused = put("/plano/TURBO", {{"descricao", "Turbo"}, {"pacotes", {{{"codigo", "NADA"}}}}});
  BOOST_TEST(refused.status == 422);
  BOOST_TEST(get("/plano/TURBO").status == 404);
  BOOST_TEST(get("/pacote_catalogo/NADA").status == 404);
}

BOOST_AUTO_TEST_CASE(another_providers_catalogue_is_out_of_reach) {
  furnish();
  host = "outro.localhost";
  BOOST_TEST(get("/pacote_catalogo/BASICO").status == 404);
  BOOST_TEST(get("/plano/FIBRA").status == 404);
  BOOST_TEST(put("/pacote_catalogo/X",
                 {{"descricao", "X"}, {"valor", "1"}, {"plataforma", "NEO"}, {"produtos", {"MUMO"}}})
                 .status == 422);
}

BOOST_AUTO_TEST_SUITE_END()
