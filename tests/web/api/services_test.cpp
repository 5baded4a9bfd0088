#include <boost/test/unit_test.hpp>

#include "operations/services.h"
#include "storage/services.h"
#include "web/api/api_client.h"

using nlohmann::json;

BOOST_FIXTURE_TEST_SUITE(web_api_services, test::Api)

BOOST_AUTO_TEST_CASE(a_new_service_comes_with_the_packages_of_its_plan) {
  furnish();
  const auto created = sell(17711);
  BOOST_TEST(created.status == 201);
  const auto& service = created["cliente_servico"];
  BOOST_TEST(service["id_cliente_servico"] == 17711);
  BOOST_TEST(service["codigo_cliente"] == "2023");
  BOOST_TEST(service["plano"] == "FIBRA");
  BOOST_TEST(service["valor"] == "99.90");
  BOOST_TEST(service["valor_pacotes"] == "30.00");
  BOOST_TEST(service["valor_com_pacotes"] == "129.90");
  BOOST_TEST(service["senha_autenticacao"] == "Não Cadastrado");
  BOOST_REQUIRE(service["pacotes"].size() == 1U);
  const auto& package = service["pacotes"][0];
  BOOST_TEST(package["codigo"] == "BASICO");
  BOOST_TEST(package["status"] == "ativo");
  BOOST_TEST(package["transmitir"] == false);
  BOOST_TEST(package["id_cliente_servico"] == 17711);
}

BOOST_AUTO_TEST_CASE(a_courtesy_is_granted_replaced_and_taken_back_and_leaves_the_status_as_it_is) {
  furnish();
  sell(1);
  patch("/cliente_servico/1/status", {{"status_prefixo", "suspenso_debito"}});
  const json body{{"ate", "2026-11-25"}, {"motivo", "prometeu pagar"}, {"isenta_cobranca", true}};
  more_headers = {{"Idempotency-Key", "abc"}};
  const auto granted = post("/cliente_servico/1/cortesia", body);
  BOOST_TEST(granted.status == 201);
  const auto& service = granted["cliente_servico"];
  BOOST_TEST(service["status_prefixo"] == "suspenso_debito");
  BOOST_TEST(service["cortesia"]["ate"] == "2026-11-25");
  BOOST_TEST(service["cortesia"]["motivo"] == "prometeu pagar");
  BOOST_TEST(service["cortesia"]["isenta_cobranca"] == true);
  BOOST_TEST(service["cortesia"]["autor"].get<std::string>().starts_with("token:"));
  BOOST_TEST(service["pacotes"][0]["status"] == "ativo");
  BOOST_TEST(post("/cliente_servico/1/cortesia", body).text == granted.text);
  more_headers = {};
  BOOST_TEST(count("SELECT COUNT(*) AS n FROM courtesy") == 1);
  const auto line = get("/cobranca?competencia=2026-11")["linhas"][0];
  BOOST_TEST(line["dias"] == 5);  // of nine, the 22nd to the 25th are free

  const auto second = post("/cliente_servico/1/cortesia", {{"ate", "2026-11-24"}, {"motivo", "outro"}});
  BOOST_TEST(second["cliente_servico"]["cortesia"]["isenta_cobranca"] == false);
  const auto ended = del("/cliente_servico/1/cortesia");
  BOOST_TEST(ended.status == 200);
  BOOST_TEST(ended["cliente_servico"]["cortesia"].is_null());
  BOOST_TEST(ended["cliente_servico"]["pacotes"][0]["status"] == "suspenso");
  BOOST_TEST(del("/cliente_servico/1/cortesia").status == 200);
  post("/cliente_servico/1/cortesia", {{"ate", "2026-11-24"}, {"motivo", "outro"}});
  const auto over = patch("/cliente_servico/1/status", {{"status_prefixo", "cancelado"}});
  BOOST_TEST(over["cliente_servico"]["cortesia"].is_null());
}

BOOST_AUTO_TEST_CASE(a_courtesy_names_every_wrong_field_and_the_rule_in_its_way) {
  furnish();
  sell(1, "FIBRA", "aguardando_instalacao");
  const auto wrong = post("/cliente_servico/1/cortesia", {{"ate", "2026-11-22"}, {"ate2", 1}});
  BOOST_TEST(wrong.status == 422);
  for (const auto* field : {"ate", "ate2", "motivo"}) BOOST_TEST(!wrong.error(field).empty(), field);
  const json fine{{"ate", "2026-11-25"}, {"motivo", "x"}};
  const auto not_yet = post("/cliente_servico/1/cortesia", fine);
  BOOST_TEST(not_yet.status == 409);
  BOOST_TEST(not_yet["codigo"] == "servico_nao_habilitado");
  patch("/cliente_servico/1/status", {{"status_prefixo", "cancelado"}});
  BOOST_TEST(post("/cliente_servico/1/cortesia", fine)["codigo"] == "servico_encerrado");
  BOOST_TEST(post("/cliente_servico/9/cortesia", fine).status == 404);
  BOOST_TEST(del("/cliente_servico/9/cortesia").status == 404);
  bearer = "leitura";
  BOOST_TEST(post("/cliente_servico/1/cortesia", fine).status == 403);
}

BOOST_AUTO_TEST_CASE(the_same_feed_again_changes_nothing) {
  furnish();
  sell(17711);
  const auto before = count("SELECT COUNT(*) AS n FROM audit");
  const auto again = sell(17711);
  BOOST_TEST(again.status == 200);
  BOOST_TEST(again["cliente_servico"]["pacotes"].size() == 1U);
  BOOST_TEST(count("SELECT COUNT(*) AS n FROM audit") == before);
}

BOOST_AUTO_TEST_CASE(every_field_of_the_card_is_taken_and_shown) {
  furnish();
  const json body{{"codigo_cliente", 2023},
                  {"plano", "FIBRA"},
                  {"status_prefixo", "aguardando_instalacao"},
                  {"login_autenticacao", "ana"},
                  {"senha_autenticacao", "s3nha-pppoe"},
                  {"valor", "89.90"},
                  {"data_habilitacao", "2026-11-01T10:00:00-03:00"},
                  {"data_cadastro", "2026-10-30 08:00:00"},
                  {"data_venda", "2026-10-29"},
                  {"vencimento", 21},
                  {"data_fim_contrato", "2027-10-29"},
                  {"status_contrato", "Ativo"},
                  {"forma_cobranca", "Boleto"},
                  {"tipo_cobranca", "antecipada"},
                  {"perfil_suspensao", "Padrão"},
                  {"equipamento_roteamento", "BNG1"},
                  {"interface_conexao", "pppoe"},
                  {"porta_atendimento", "1/2/3"},
                  {"endereco",
                   {{"logradouro", "Rua Teste"},
                    {"numero", "23"},
                    {"bairro", "Centro"},
                    {"cidade", "Arcos"},
                    {"uf", "MG"},
                    {"cep", "35560000"}}}};
  const auto created = put("/cliente_servico/1", body);
  BOOST_TEST(created.status == 201);
  const auto& service = created["cliente_servico"];
  for (const auto* field :
       {"login_autenticacao", "valor", "data_habilitacao", "data_venda", "vencimento", "data_fim_contrato",
        "status_contrato", "forma_cobranca", "tipo_cobranca", "perfil_suspensao", "equipamento_roteamento",
        "interface_conexao", "porta_atendimento", "endereco", "status_prefixo"})
    BOOST_TEST(service.at(field) == body.at(field), field);
  BOOST_TEST(service["data_cadastro"] == "2026-10-30T08:00:00-03:00");
  BOOST_TEST(service["senha_autenticacao"] == "Cadastrada");
  BOOST_TEST(created.text.find("s3nha") == std::string::npos);
  const auto cleared = put("/cliente_servico/1", {{"endereco", nullptr}, {"vencimento", nullptr}});
  BOOST_TEST(cleared["cliente_servico"]["endereco"]["cidade"].is_null());
  BOOST_TEST(cleared["cliente_servico"]["vencimento"].is_null());
  BOOST_TEST(cleared["cliente_servico"]["forma_cobranca"] == "Boleto");
}

BOOST_AUTO_TEST_CASE(wrong_fields_are_named_at_once_wherever_they_stand) {
  furnish();
  const auto refused = put("/cliente_servico/1", {{"codigo_cliente", "9999"},
                                                  {"plano", "NADA"},
                                                  {"status_prefixo", "em_orbita"},
                                                  {"vencimento", 32},
                                                  {"data_venda", "30/02/2026"},
                                                  {"endereco", {{"uf", 5}, {"pais", "BR"}}},
                                                  {"id_cliente_servico_antigo", "x"}});
  BOOST_TEST(refused.status == 422);
  for (const auto* field : {"codigo_cliente", "plano", "status_prefixo", "vencimento", "data_venda",
                            "endereco.uf", "endereco.pais", "id_cliente_servico_antigo"})
    BOOST_TEST(!refused.error(field).empty(), field);
  BOOST_TEST(count("SELECT COUNT(*) AS n FROM customer_service") == 0);
}

BOOST_AUTO_TEST_CASE(a_status_is_set_by_itself_and_an_unknown_one_is_refused) {
  furnish();
  sell(1);
  const auto suspended = patch("/cliente_servico/1/status", {{"status_prefixo", "suspenso_debito"}});
  BOOST_TEST(suspended.status == 200);
  BOOST_TEST(suspended["cliente_servico"]["status_prefixo"] == "suspenso_debito");
  BOOST_TEST(suspended["cliente_servico"]["pacotes"][0]["status"] == "suspenso");
  const auto refused = patch("/cliente_servico/1/status", {{"status_prefixo", "em_orbita"}});
  BOOST_TEST(refused.status == 422);
  BOOST_TEST(!refused.error("status_prefixo").empty());
  BOOST_TEST(get("/cliente?busca=id_cliente_servico&termo_busca=1")["clientes"][0]["servicos"][0]
                                                                   ["status_prefixo"] == "suspenso_debito");
  BOOST_TEST(!patch("/cliente_servico/1/status").error("status_prefixo").empty());
  BOOST_TEST(patch("/cliente_servico/2/status", {{"status_prefixo", "cancelado"}}).status == 404);
}

BOOST_AUTO_TEST_CASE(a_migration_keeps_the_package_and_the_account) {
  furnish();
  put("/plano/TURBO", {{"descricao", "Turbo"}, {"valor", "150"}, {"pacotes", {{{"codigo", "BASICO"}}}}});
  const auto before = sell(1)["cliente_servico"]["pacotes"][0]["id_cliente_servico_pacote"];
  const auto account = get("/conta?codigo_cliente=2023")["contas"][0]["subscriber_id"];
  const auto migrated =
      put("/cliente_servico/2",
          {{"codigo_cliente", "2023"}, {"plano", "TURBO"}, {"id_cliente_servico_antigo", 1}});
  BOOST_TEST(migrated.status == 201);
  BOOST_TEST(migrated["cliente_servico"]["pacotes"].size() == 1U);
  BOOST_TEST(migrated["cliente_servico"]["pacotes"][0]["id_cliente_servico_pacote"] == before);
  BOOST_TEST(get("/conta?codigo_cliente=2023")["contas"][0]["subscriber_id"] == account);
}

BOOST_AUTO_TEST_CASE(a_migration_names_in_avisos_what_ends_what_moves_and_what_it_costs) {
  furnish();
  put("/plano/TURBO", {{"descricao", "Turbo"}, {"valor", "150"}, {"pacotes", {{{"codigo", "CHEIO"}}}}});
  sell(1);
  add(1, "CAMERA");
  const auto migrated = put("/cliente_servico/1", {{"plano", "TURBO"}});
  BOOST_TEST(migrated["cliente_servico"]["pacotes"].size() == 2U);
  const auto avisos = migrated["avisos"].dump();
  for (const auto* text :
       {"terminou com a migração: veio do plano", "vendido à parte, segue com o serviço",
        "Por mês: R$ 149,90 → R$ 169,90; neste mês, pacotes por dia: R$ 15,00 → R$ 21,00."})
    BOOST_TEST(avisos.find(text) != std::string::npos, text << " in " << avisos);
  BOOST_TEST(put("/cliente_servico/1", {{"plano", "TURBO"}})["avisos"].empty());
}

BOOST_AUTO_TEST_CASE(a_package_that_a_rule_leaves_out_is_listed_with_its_reason) {
  furnish();
  put("/pacote_catalogo/BASICO", {{"ativo", false}});
  const auto created = sell(1);
  BOOST_TEST(created.status == 201);
  BOOST_TEST(created["cliente_servico"]["pacotes"].empty());
  BOOST_TEST(created["cliente_servico"]["pacotes_nao_vinculados"][0]["codigo"] == "BASICO");
  BOOST_TEST(created["cliente_servico"]["pacotes_nao_vinculados"][0]["motivo"] == "pacote_inativo");
  BOOST_TEST(!created["avisos"].empty());
}

BOOST_AUTO_TEST_CASE(a_customer_comes_with_its_services_in_one_body) {
  furnish();
  const json service{{"id_cliente_servico", 5}, {"plano", "FIBRA"}, {"status_prefixo", "servico_habilitado"}};
  const auto created = put("/cliente/77", {{"nome_razaosocial", "Rui"}, {"servicos", {service}}});
  BOOST_TEST(created.status == 201);
  BOOST_TEST(created["cliente"]["servicos"][0]["id_cliente_servico"] == 5);
  BOOST_TEST(created["cliente"]["servicos"][0]["pacotes"][0]["codigo"] == "BASICO");
}

BOOST_AUTO_TEST_CASE(a_wrong_service_undoes_its_customer_and_is_named_with_its_place) {
  furnish();
  const json good{{"id_cliente_servico", 5}, {"plano", "FIBRA"}, {"status_prefixo", "servico_habilitado"}};
  const json bad{
      {"id_cliente_servico", 6}, {"plano", "NADA"}, {"status_prefixo", "servico_habilitado"}, {"cor", 1}};
  const auto refused = put("/cliente/77", {{"nome_razaosocial", "Rui"}, {"servicos", {good, bad}}});
  BOOST_TEST(refused.status == 422);
  BOOST_TEST(!refused.error("servicos[1].plano").empty());
  BOOST_TEST(!refused.error("servicos[1].cor").empty());
  BOOST_TEST(count("SELECT COUNT(*) AS n FROM customer WHERE code = '77'") == 0);
  BOOST_TEST(count("SELECT COUNT(*) AS n FROM customer_service") == 0);
}

BOOST_AUTO_TEST_CASE(a_required_package_cannot_be_declined) {
  furnish();
  put("/plano/FIBRA", {{"pacotes", {{{"codigo", "BASICO"}, {"obrigatorio", true}}, {{"codigo", "CAMERA"}}}}});
  json body{{"codigo_cliente", "2023"},
            {"plano", "FIBRA"},
            {"status_prefixo", "servico_habilitado"},
            {"pacotes_recusados", {"BASICO"}}};
  const auto refused = put("/cliente_servico/1", body);
  BOOST_TEST(refused.status == 422);
  BOOST_TEST(!refused.error("pacotes_recusados").empty());
  body["pacotes_recusados"] = json::array({"CAMERA"});
  const auto created = put("/cliente_servico/1", body);
  BOOST_TEST(created["cliente_servico"]["pacotes"].size() == 1U);
}

BOOST_AUTO_TEST_CASE(a_trial_can_be_given_another_date_in_the_act_that_brings_it) {
  furnish();
  put("/plano/FIBRA",
      {{"pacotes",
        {{{"codigo", "BASICO"}, {"obrigatorio", true}}, {{"codigo", "CAMERA"}, {"degustacao_dias", 15}}}}});
  const auto wish = [](const std::string& code, const json& day) {
    return json{{"codigo_cliente", "2023"},
                {"plano", "FIBRA"},
                {"status_prefixo", "servico_habilitado"},
                {"pacotes_degustacao", {{{"codigo", code}, {"data_limite", day}}}}};
  };
  BOOST_TEST(!put("/cliente_servico/1", wish("NADA", "2026-12-24")).error("pacotes_degustacao.NADA").empty());
  BOOST_TEST(
      !put("/cliente_servico/1", wish("BASICO", "2026-12-24")).error("pacotes_degustacao.BASICO").empty());
  BOOST_TEST(
      !put("/cliente_servico/1", wish("CAMERA", "2026-11-22")).error("pacotes_degustacao.CAMERA").empty());
  BOOST_TEST(
      !put("/cliente_servico/1", wish("CAMERA", nullptr)).error("pacotes_degustacao[0].data_limite").empty());
  BOOST_TEST(put("/cliente_servico/1", wish("CAMERA", "24/12/2026")).status == 201);
  BOOST_TEST(
      count("SELECT COUNT(*) AS n FROM service_package WHERE limit_on = '2026-12-24' AND limit_typed") == 1);
  // The same PUT of the next nights changes nothing, also when the day has come.
  clock.set(clock.now() + std::chrono::hours(24 * 60));
  BOOST_TEST(put("/cliente_servico/1", wish("CAMERA", "2026-12-24")).status == 200);
}

BOOST_AUTO_TEST_CASE(another_providers_service_is_out_of_reach) {
  furnish();
  sell(1);
  host = "outro.localhost";
  BOOST_TEST(patch("/cliente_servico/1/status", {{"status_prefixo", "cancelado"}}).status == 404);
  BOOST_TEST(put("/cliente_servico/1", {{"valor", "1.00"}}).status == 422);
  BOOST_TEST(count("SELECT COUNT(*) AS n FROM customer_service WHERE status_prefix = 'servico_habilitado'") ==
             1);
}

BOOST_AUTO_TEST_CASE(a_status_is_the_word_of_whoever_spoke_last) {
  furnish();
  sell(1);
  const auto patched = [&](const char* prefix) {
    return patch("/cliente_servico/1/status", {{"status_prefixo", prefix}});
  };
  const auto by_staff = [&](const char* prefix) {
    operations::set_service_status(context(), 1, prefix).value();
  };
  const auto now = [&] { return storage::find_service_by_erp_id(tenant(), 1)->status_prefix; };
  patched("suspenso_debito");
  by_staff("servico_habilitado");
  const auto again = patched("suspenso_debito");
  BOOST_TEST(again["cliente_servico"]["status_prefixo"] == "suspenso_debito");
  BOOST_TEST(again["msg"] == "Cadastro alterado.");
  by_staff("servico_habilitado");
  sell(1, "FIBRA", "suspenso_debito");
  BOOST_TEST(now() == "suspenso_debito");
  by_staff("servico_habilitado");
  sell(1, "FIBRA", "suspenso_debito");  // the same feed once more, as every night
  BOOST_TEST(now() == "suspenso_debito");
  const auto trail = count("SELECT COUNT(*) AS n FROM audit");
  const auto since = count("SELECT COUNT(*) AS n FROM service_status");
  BOOST_TEST(sell(1, "FIBRA", "suspenso_debito")["msg"] == "Nada mudou: o cadastro já estava assim.");
  BOOST_TEST(count("SELECT COUNT(*) AS n FROM audit") == trail);
  BOOST_TEST(count("SELECT COUNT(*) AS n FROM service_status") == since);
}

BOOST_AUTO_TEST_CASE(
    a_value_of_staff_that_stands_against_the_feed_is_named_with_what_was_sent_and_what_was_kept) {
  furnish();
  const json feed{{"codigo_cliente", "2023"},
                  {"plano", "FIBRA"},
                  {"valor", "79.90"},
                  {"status_prefixo", "servico_habilitado"},
                  {"forma_cobranca", "Boleto"},
                  {"senha_autenticacao", "da feira"},
                  {"vencimento", 10}};
  put("/cliente_servico/1", feed);
  operations::put_service(context(), 1,
                          {.password = std::string("digitada"),
                           .value = base::Cents{6990},
                           .due_day = 15U,
                           .payment_method = std::string("Cartão")})
      .value();
  const auto again = put("/cliente_servico/1", feed);
  BOOST_TEST(again["msg"].get<std::string>().find("já estava assim") == std::string::npos);
  const auto notices = again["avisos"].dump();
  for (const auto* part : {"forma_cobranca", "Boleto", "Cartão", "vencimento", "10", "15", "79.90", "69.90",
                           "senha_autenticacao"})
    BOOST_TEST(notices.find(part) != std::string::npos, part);
  BOOST_TEST(again["avisos"].size() == 4U);
  for (const auto* secret : {"da feira", "digitada"}) BOOST_TEST(notices.find(secret) == std::string::npos);
  auto changed = feed;
  changed["forma_cobranca"] = "Pix";
  BOOST_TEST(put("/cliente_servico/1", changed)["avisos"].size() == 3U);

  const json customer{{"nome_razaosocial", "Ana"}, {"cidade", "Recife"}};
  put("/cliente/2023", customer);
  operations::put_customer(context(), "2023", {.city = std::string("Olinda")}).value();
  const auto kept = put("/cliente/2023", customer);
  BOOST_TEST(kept["avisos"].size() == 1U);
  BOOST_TEST(kept["avisos"][0].get<std::string>().find("Olinda") != std::string::npos);
  BOOST_TEST(kept["msg"].get<std::string>().find("já estava assim") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_refused_package_that_does_not_exist_is_named) {
  furnish();
  const json service{{"codigo_cliente", "2023"},
                     {"plano", "FIBRA"},
                     {"status_prefixo", "servico_habilitado"},
                     {"pacotes_recusados", {"nao-existe", "BASICO"}}};
  const auto refused = put("/cliente_servico/1", service);
  BOOST_TEST(refused.status == 422);
  BOOST_TEST(refused.error("pacotes_recusados").find("nao-existe") != std::string::npos);
  BOOST_TEST(count("SELECT COUNT(*) AS n FROM customer_service") == 0);
  sell(1);
  BOOST_TEST(put("/cliente_servico/1", service).status == 422);  // a change as well
}

BOOST_AUTO_TEST_SUITE_END()
