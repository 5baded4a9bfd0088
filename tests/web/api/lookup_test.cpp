#include <boost/test/unit_test.hpp>

#include "storage/integrations.h"
#include "web/api/api_client.h"

using nlohmann::json;

BOOST_FIXTURE_TEST_SUITE(web_api_lookup, test::Api)

BOOST_AUTO_TEST_CASE(a_customer_is_found_by_every_key) {
  furnish();
  sell(17711);
  for (const auto* query :
       {"busca=codigo_cliente&termo_busca=2023", "busca=cpf_cnpj&termo_busca=529.982.247-25",
        "busca=cpf_cnpj&termo_busca=52998224725", "busca=login_autenticacao&termo_busca=ANA17711",
        "busca=id_cliente_servico&termo_busca=17711", "busca=email&termo_busca=ana%40exemplo.com.br"}) {
    const auto found = get(std::string("/cliente?") + query);
    BOOST_TEST_CONTEXT(query) {
      BOOST_REQUIRE(found["clientes"].size() == 1U);
      BOOST_TEST(found["clientes"][0]["codigo_cliente"] == "2023");
      BOOST_TEST(found["paginacao"]["total_registros"] == 1);
    }
  }
}

BOOST_AUTO_TEST_CASE(relations_come_when_asked_for) {
  furnish();
  sell(1);
  const auto plain = get("/cliente?busca=codigo_cliente&termo_busca=2023")["clientes"][0];
  BOOST_TEST(plain["servicos"].size() == 1U);
  BOOST_TEST(!plain["servicos"][0].contains("pacotes"));
  BOOST_TEST(!plain.contains("contas"));
  const auto full =
      get("/cliente?busca=codigo_cliente&termo_busca=2023&relacoes=pacotes,contas")["clientes"][0];
  BOOST_TEST(full["servicos"][0]["pacotes"][0]["codigo"] == "BASICO");
  BOOST_TEST(full["contas"][0]["plataforma"] == "NEO");
}

BOOST_AUTO_TEST_CASE(a_search_needs_a_known_key_and_a_term) {
  BOOST_TEST(!get("/cliente?busca=apelido&termo_busca=x").error("busca").empty());
  BOOST_TEST(!get("/cliente?busca=email").error("termo_busca").empty());
  BOOST_TEST(!get("/cliente?busca=id_cliente_servico&termo_busca=17abc").error("termo_busca").empty());
  BOOST_TEST(!get("/cliente?busca=email&termo_busca=x&relacoes=tudo").error("relacoes").empty());
}

BOOST_AUTO_TEST_CASE(a_term_is_never_part_of_a_statement) {
  furnish();
  for (const auto* term : {"'%20OR%201=1--%20", "%25", "2023'%3B%20DROP%20TABLE%20customer%3B--", "_023"}) {
    const auto found = get(std::string("/cliente?busca=codigo_cliente&termo_busca=") + term);
    BOOST_TEST(found.status == 200);
    BOOST_TEST(found["clientes"].empty());
  }
  BOOST_TEST(count("SELECT COUNT(*) AS n FROM customer") == 1);
}

BOOST_AUTO_TEST_CASE(customers_sharing_a_key_are_paged) {
  for (int i = 0; i < 5; ++i)
    put("/cliente/" + std::to_string(i), {{"nome_razaosocial", "Família"}, {"email_principal", "casa@x.br"}});
  const auto page = get("/cliente?busca=email&termo_busca=casa@x.br&itens_por_pagina=2&pagina=1");
  BOOST_TEST(page["clientes"].size() == 2U);
  BOOST_TEST(page["clientes"][0]["codigo_cliente"] == "2");
  BOOST_TEST(page["paginacao"]["total_registros"] == 5);
  BOOST_TEST(page["paginacao"]["ultima_pagina"] == 2);
}

BOOST_AUTO_TEST_CASE(another_provider_finds_nothing) {
  furnish();
  sell(1);
  host = "outro.localhost";
  BOOST_TEST(get("/cliente?busca=codigo_cliente&termo_busca=2023")["clientes"].empty());
  BOOST_TEST(get("/conta?codigo_cliente=2023").status == 404);
  BOOST_TEST(get("/cobranca?competencia=2026-11")["linhas"].empty());
}

BOOST_AUTO_TEST_CASE(the_accounts_of_a_customer_show_what_it_holds) {
  furnish();
  BOOST_TEST(get("/conta?codigo_cliente=2023")["contas"].empty());
  sell(1);
  add(1, "CHEIO");
  const auto account = get("/conta?codigo_cliente=2023")["contas"][0];
  BOOST_TEST(account["plataforma"] == "NEO");
  BOOST_TEST(account["gateway"] == "neo");
  BOOST_TEST(account["subscriber_id"].get<std::string>().size() == 32U);
  BOOST_TEST(account["status"] == "ativo");
  BOOST_TEST(account["produtos"] == json::array({"MUMO", "WATCH"}));
  for (const auto* field : {"status_mensagem", "data_tentativa", "id_externo"})
    BOOST_TEST(account.contains(field));
  patch("/cliente_servico/1/status", {{"status_prefixo", "cancelado"}});
  BOOST_TEST(get("/conta?codigo_cliente=2023")["contas"][0]["produtos"].empty());
  BOOST_TEST(get("/conta?codigo_cliente=2023")["contas"][0]["subscriber_id"] == account["subscriber_id"]);
  BOOST_TEST(get("/conta?codigo_cliente=NADA").status == 404);
  BOOST_TEST(get("/conta").status == 422);
}

BOOST_AUTO_TEST_CASE(an_account_says_when_its_platform_was_last_told_what_it_said_and_its_id_there) {
  furnish();
  put("/plataforma/NX", {{"gateway", "nxplay"},
                         {"descricao", "NX"},
                         {"parametros", {{"api_url", "https://nx.exemplo.com"}, {"token", "abc"}}}});
  put("/plataforma/NX/produto/SEAC", {{"nome", "SEAC"}});
  put("/pacote_catalogo/NX",
      {{"descricao", "NX"}, {"valor", "30"}, {"plataforma", "NX"}, {"produtos", {"SEAC"}}});
  sell(1);
  add(1, "NX");
  const auto shown = [&] { return get("/conta?codigo_cliente=2023")["contas"][1]; };
  BOOST_TEST(shown()["data_tentativa"].is_null());
  BOOST_TEST(shown()["id_externo"].is_null());
  db.execute(
      "INSERT INTO attempt (provider_id, integration_id, account_id, object_key, kind, planned, lease, "
      "begun_at) "
      "SELECT provider_id, integration_id, id, 'assinante', 'criar', '{}', subscriber_id, ? FROM account "
      "WHERE told = 1",
      {clock.now()});
  db.execute(
      "INSERT INTO account_object (account_id, object_key, provider_id, attributes, platform_id, since) "
      "SELECT id, 'assinante', provider_id, '{}', '991', ? FROM account WHERE told = 1",
      {clock.now()});
  db.execute("UPDATE account SET reason = 'permanente', message = 'Recusada: não.' WHERE told = 1");
  BOOST_TEST(shown()["data_tentativa"] == "2026-11-22T09:00:00-03:00");
  BOOST_TEST(shown()["id_externo"] == "991");
  BOOST_TEST(shown()["status_mensagem"].get<std::string>().ends_with("Recusada: não."));
}

BOOST_AUTO_TEST_CASE(the_status_of_an_account_follows_from_its_packages) {
  furnish();
  put("/plataforma/NX", {{"gateway", "nxplay"},
                         {"descricao", "NX"},
                         {"parametros", {{"api_url", "https://nx.exemplo.com"}, {"token", "abc"}}}});
  put("/plataforma/NX/produto/SEAC", {{"nome", "SEAC"}});
  put("/pacote_catalogo/NX",
      {{"descricao", "NX"}, {"valor", "30"}, {"plataforma", "NX"}, {"produtos", {"SEAC"}}});
  put("/cliente/2023", {{"email_principal", nullptr}});
  sell(1, "FIBRA", "aguardando_instalacao");
  const auto sold = std::to_string(add(1, "NX"));
  const auto statuses = [&] {
    std::string all;
    const auto answer = get("/conta?codigo_cliente=2023");
    for (const auto& account : answer["contas"]) all += account["status"].get<std::string>() + " ";
    return all;
  };
  const auto turn = [&](const char* prefix) {
    patch("/cliente_servico/1/status", {{"status_prefixo", prefix}});
    return statuses();
  };
  BOOST_TEST(statuses() == "aguardando_habilitacao pendencia_cadastro ");
  put("/cliente/2023", {{"email_principal", "ana@exemplo.com.br"}, {"cpf_cnpj", "52998224725"}});
  BOOST_TEST(statuses() == "aguardando_habilitacao aguardando_habilitacao ");
  BOOST_TEST(turn("servico_habilitado") == "ativo aguardando_cadastro ");
  BOOST_TEST(turn("suspenso_debito") == "suspenso suspenso ");
  BOOST_TEST(turn("cancelado") == "removido removido ");
  BOOST_TEST(turn("servico_habilitado") == "ativo aguardando_cadastro ");
  del("/pacote/" + sold);
  BOOST_TEST(statuses() == "ativo removido ");
}

BOOST_AUTO_TEST_CASE(inactivating_counts_the_accounts_that_hold_something) {
  furnish();
  sell(1);
  const auto neo = storage::find_integration(tenant(), "NEO")->id;
  const auto live = [&](const char* prefix) {
    patch("/cliente_servico/1/status", {{"status_prefixo", prefix}});
    return storage::count_live_accounts(tenant(), neo, clock.now());
  };
  BOOST_TEST(live("servico_habilitado") == 1U);
  BOOST_TEST(live("suspenso_debito") == 1U);
  BOOST_TEST(live("cancelado") == 0U);
}

BOOST_AUTO_TEST_CASE(a_database_that_is_away_is_503_and_never_an_answer) {
  storage::Db away(base::DatabaseSettings{.socket = "/nonexistent"});
  const auto answer = send_by(away, request(http::Method::get, "/conta?codigo_cliente=2023", ""));
  BOOST_TEST(answer.status == 503);
  BOOST_TEST(answer["status"] == "error");
  BOOST_TEST(answer.text.find("nonexistent") == std::string::npos);
  const auto has_retry = [&](const auto& header) { return header.first == "Retry-After"; };
  const auto& headers = answer.response.headers;
  BOOST_TEST(std::any_of(headers.begin(), headers.end(), has_retry));
}

BOOST_AUTO_TEST_SUITE_END()
