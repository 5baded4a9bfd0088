#include <boost/test/unit_test.hpp>

#include "web/api/api_client.h"

using namespace std::chrono_literals;
using nlohmann::json;

namespace {

base::Instant at(std::string_view sql) { return base::instant_from_sql(sql).value(); }

}  // namespace

BOOST_FIXTURE_TEST_SUITE(web_api_charges, test::Api)

BOOST_AUTO_TEST_CASE(a_package_is_charged_from_its_date_pro_rata_with_its_composition) {
  furnish();
  put("/pacote_catalogo/BASICO", {{"composicao",
                                   {{{"descricao", "TV"}, {"tipo", "SeAC"}, {"valor", "20.00"}},
                                    {{"descricao", "App"}, {"tipo", "SVA"}, {"valor", "10.00"}}}}});
  sell(1);  // on 2026-11-22: 9 of 30 days
  const auto november = get("/cobranca?competencia=2026-11");
  BOOST_TEST(november.status == 200);
  BOOST_REQUIRE(november["linhas"].size() == 1U);
  const auto& line = november["linhas"][0];
  BOOST_TEST(line["codigo_cliente"] == "2023");
  BOOST_TEST(line["id_cliente_servico"] == 1);
  BOOST_TEST(line["pacote"] == "BASICO");
  BOOST_TEST(line["dias"] == 9);
  BOOST_TEST(line["valor"] == "9.00");
  BOOST_TEST(line["integral"] == "30.00");
  BOOST_TEST(line["motivo_zero"].is_null());
  BOOST_TEST(line["composicao"][0]["valor"] == "6.00");
  BOOST_TEST(line["composicao"][1]["valor"] == "3.00");
  BOOST_TEST(get("/cobranca?competencia=2026-12")["linhas"][0]["valor"] == "30.00");
  BOOST_TEST(get("/cobranca?competencia=2026-10")["linhas"].empty());
}

BOOST_AUTO_TEST_CASE(a_removed_package_is_charged_to_the_day_before) {
  furnish();
  sell(1);
  const auto id = add(1, "CAMERA");
  clock.set(at("2026-11-26 02:30:00"));  // still the 25th in São Paulo
  del("/pacote/" + std::to_string(id));
  const auto lines = get("/cobranca?competencia=2026-11&codigo_cliente=2023")["linhas"];
  BOOST_TEST(lines.size() == 2U);
  BOOST_TEST(lines[1]["dias"] == 3);
  BOOST_TEST(lines[1]["valor"] == "2.00");
  BOOST_TEST(get("/cobranca?competencia=2026-12")["linhas"].size() == 1U);
}

BOOST_AUTO_TEST_CASE(a_trial_stands_at_zero) {
  furnish();
  put("/plano/FIBRA", {{"pacotes", {{{"codigo", "BASICO"}, {"degustacao_dias", 5}}}}});
  sell(1);
  const auto line = get("/cobranca?competencia=2026-11")["linhas"][0];
  BOOST_TEST(line["valor"] == "0.00");
  BOOST_TEST(line["motivo_zero"] == "degustacao");
  BOOST_TEST(line["dias"] == 5);
  BOOST_TEST(line["integral"] == "30.00");
}

BOOST_AUTO_TEST_CASE(the_customers_own_suspension_is_charged_when_the_provider_says_so) {
  furnish();
  sell(1, "FIBRA", "suspenso_pedido_cliente");
  patch("/cliente_servico/1/status", {{"status_prefixo", "suspenso_pedido_cliente"}});
  BOOST_TEST(get("/cobranca?competencia=2026-12")["linhas"][0]["motivo_zero"] == "suspenso");
  db.execute("UPDATE provider SET charge_own_suspension = 1 WHERE id = ?", {provider_id});
  BOOST_TEST(get("/cobranca?competencia=2026-12")["linhas"][0]["valor"] == "30.00");
}

BOOST_AUTO_TEST_CASE(a_service_not_yet_installed_is_outside_the_period) {
  furnish();
  sell(1, "FIBRA", "aguardando_instalacao");
  BOOST_TEST(get("/cobranca?competencia=2026-12")["linhas"][0]["motivo_zero"] == "fora_do_periodo");
}

BOOST_AUTO_TEST_CASE(a_migration_in_the_month_does_not_interrupt_the_charge) {
  furnish();
  put("/plano/TURBO", {{"descricao", "Turbo"}, {"valor", "150"}, {"pacotes", {{{"codigo", "BASICO"}}}}});
  sell(1);
  clock.advance(96h);
  put("/cliente_servico/2",
      {{"codigo_cliente", "2023"}, {"plano", "TURBO"}, {"id_cliente_servico_antigo", 1}});
  const auto lines = get("/cobranca?competencia=2026-11")["linhas"];
  BOOST_REQUIRE(lines.size() == 1U);
  BOOST_TEST(lines[0]["id_cliente_servico"] == 2);
  BOOST_TEST(lines[0]["dias"] == 9);
}

BOOST_AUTO_TEST_CASE(the_same_product_twice_is_charged_twice_as_sold) {
  furnish();
  sell(1);
  add(1, "CHEIO");
  const auto lines = get("/cobranca?competencia=2026-12")["linhas"];
  BOOST_TEST(lines[0]["valor"] == "30.00");
  BOOST_TEST(lines[1]["valor"] == "50.00");
}

BOOST_AUTO_TEST_CASE(the_month_must_be_one_and_the_customer_known) {
  BOOST_TEST(!get("/cobranca").error("competencia").empty());
  for (const auto* month : {"2026", "2026-13", "11/2026", "2026-11-01"})
    BOOST_TEST(!get(std::string("/cobranca?competencia=") + month).error("competencia").empty(), month);
  BOOST_TEST(!get("/cobranca?competencia=2026-11&codigo_cliente=NADA").error("codigo_cliente").empty());
}

BOOST_AUTO_TEST_CASE(charges_are_paged) {
  furnish();
  sell(1);
  for (int i = 0; i < 4; ++i) add(1, "CAMERA");
  const auto page = get("/cobranca?competencia=2026-12&itens_por_pagina=2&pagina=1");
  BOOST_TEST(page["linhas"].size() == 2U);
  BOOST_TEST(page["paginacao"]["total_registros"] == 5);
  const auto behind =
      get("/cobranca?competencia=2026-12&itens_por_pagina=2&depois_de=" + page["proximo"].dump());
  BOOST_TEST(behind["linhas"].size() == 1U);
}

BOOST_AUTO_TEST_SUITE_END()
