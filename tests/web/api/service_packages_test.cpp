#include <boost/test/unit_test.hpp>
#include <thread>

#include "web/api/api_client.h"

using namespace std::chrono_literals;
using nlohmann::json;

BOOST_FIXTURE_TEST_SUITE(web_api_service_packages, test::Api)

BOOST_AUTO_TEST_CASE(a_package_takes_the_place_of_another_by_substitui_in_calls_and_loads) {
  furnish();
  sell(1);
  const auto old = add(1, "CAMERA");
  const auto swapped = post("/pacote", {{"id_cliente_servico", 1}, {"codigo", "CHEIO"}, {"substitui", old}});
  BOOST_TEST(swapped.status == 201);
  BOOST_TEST(swapped["cliente_servico_pacote"]["codigo"] == "CHEIO");
  const auto id = swapped["cliente_servico_pacote"]["id_cliente_servico_pacote"].get<std::uint64_t>();
  const auto gone = post("/pacote", {{"id_cliente_servico", 1}, {"codigo", "CHEIO"}, {"substitui", old}});
  BOOST_TEST(gone.status == 409);
  BOOST_TEST(gone["codigo"] == "pacote_removido");
  const auto unknown =
      post("/pacote", {{"id_cliente_servico", 1}, {"codigo", "CHEIO"}, {"substitui", 999999}});
  BOOST_TEST(unknown.status == 422);
  BOOST_TEST(!unknown.error("substitui").empty());
  const auto lines = load({{{"tipo", "pacote"},
                            {"id_cliente_servico", 1},
                            {"codigo", "CAMERA"},
                            {"substitui", std::to_string(id)},
                            {"chave", "troca-1"}}});
  BOOST_TEST(lines[0]["status"] == "success");
  BOOST_TEST(count("SELECT COUNT(*) AS n FROM service_package WHERE removed_at IS NULL") == 2);
}

BOOST_AUTO_TEST_CASE(a_package_is_sold_with_the_catalogues_value_unless_another_is_given) {
  furnish();
  sell(1);
  const auto sold = post("/pacote", {{"id_cliente_servico", "1"}, {"codigo", "CAMERA"}});
  BOOST_TEST(sold.status == 201);
  const auto& package = sold["cliente_servico_pacote"];
  for (const auto* field : {"id_cliente_servico_pacote", "id_cliente_servico", "id_pacote", "codigo", "valor",
                            "descricao", "data_cadastro", "data_limite", "deleted_at", "id_externo", "status",
                            "status_em", "status_mensagem", "data_tentativa", "em_transmissao", "transmitir"})
    BOOST_TEST(package.contains(field), field);
  BOOST_TEST(package["valor"] == "20.00");
  BOOST_TEST(package["status"] == "ativo");
  const auto dearer = post("/pacote", {{"id_cliente_servico", 1},
                                       {"id_pacote", package["id_pacote"]},
                                       {"valor", 25.5},
                                       {"descricao", "Câmera 2"},
                                       {"data_limite", "2026-12-31"}});
  BOOST_TEST(dearer.status == 201);
  BOOST_TEST(dearer["cliente_servico_pacote"]["valor"] == "25.50");
  BOOST_TEST(dearer["cliente_servico_pacote"]["descricao"] == "Câmera 2");
  BOOST_TEST(dearer["cliente_servico_pacote"]["data_limite"] == "2026-12-31");
}

BOOST_AUTO_TEST_CASE(a_sale_that_a_rule_forbids_is_a_conflict_with_its_code) {
  furnish();
  sell(1);
  put("/plano/FIBRA", {{"travar_pacotes", true}});
  const auto locked = post("/pacote", {{"id_cliente_servico", 1}, {"codigo", "CHEIO"}});
  BOOST_TEST(locked.status == 409);
  BOOST_TEST(locked["codigo"] == "travado_pelo_plano");
  BOOST_TEST(locked["status"] == "error");
}

BOOST_AUTO_TEST_CASE(pacote_unico_names_the_package_in_the_way) {
  furnish();
  put("/plataforma/NEO", {{"pacote_unico", true}});
  put("/pacote_catalogo/OUTRO",
      {{"descricao", "Outro"}, {"valor", "1"}, {"plataforma", "NEO"}, {"produtos", {"WATCH"}}});
  sell(1);
  const auto refused = post("/pacote", {{"id_cliente_servico", 1}, {"codigo", "OUTRO"}});
  BOOST_TEST(refused.status == 409);
  BOOST_TEST(refused["codigo"] == "pacote_unico_ativo");
  BOOST_TEST(refused["msg"].get<std::string>().find("BASICO") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(wrong_fields_of_a_sale_are_named_at_once) {
  furnish();
  sell(1);
  const auto refused =
      post("/pacote", {{"id_cliente_servico", 1}, {"valor", -1}, {"data_limite", "ontem"}, {"cor", 1}});
  BOOST_TEST(refused.status == 422);
  for (const auto* field : {"codigo", "valor", "data_limite", "cor"})
    BOOST_TEST(!refused.error(field).empty(), field);
  BOOST_TEST(!post("/pacote", {{"codigo", "CAMERA"}}).error("id_cliente_servico").empty());
  BOOST_TEST(post("/pacote", {{"id_cliente_servico", 99}, {"codigo", "CAMERA"}}).status == 422);
  BOOST_TEST(post("/pacote", {{"id_cliente_servico", 1}, {"codigo", "NADA"}}).status == 422);
}

BOOST_AUTO_TEST_CASE(parameters_are_rows_of_name_and_value) {
  furnish();
  put("/plataforma/NX", {{"gateway", "nxplay"},
                         {"descricao", "NX"},
                         {"parametros", {{"api_url", "https://nx.exemplo.com"}, {"token", "abc"}}}});
  put("/plataforma/NX/produto/SEAC", {{"nome", "SEAC"}});
  put("/pacote_catalogo/NX",
      {{"descricao", "NX"}, {"valor", "30"}, {"plataforma", "NX"}, {"produtos", {"SEAC"}}});
  sell(1);
  const auto sold =
      post("/pacote",
           {{"id_cliente_servico", 1},
            {"codigo", "NX"},
            {"cliente_servico_pacote_parametro",
             {{{"chave", "noggin"}, {"valor", false}}, {{"chave", "usuario"}, {"valor", "cpf_cnpj"}}}}});
  BOOST_TEST(sold.status == 201);
  const auto& package = sold["cliente_servico_pacote"];
  BOOST_TEST(package["cliente_servico_pacote_parametro"] ==
             json::array(
                 {{{"chave", "noggin"}, {"valor", "false"}}, {{"chave", "usuario"}, {"valor", "cpf_cnpj"}}}));
  BOOST_TEST(package["transmitir"] == true);
  const auto path = "/pacote/" + package["id_cliente_servico_pacote"].dump();
  const auto twice =
      put(path, {{"cliente_servico_pacote_parametro",
                  {{{"chave", "noggin"}, {"valor", "true"}}, {{"chave", "noggin"}, {"valor", "false"}}}}});
  BOOST_TEST(!twice.error("cliente_servico_pacote_parametro[1].chave").empty());
  const auto edited = put(path, {{"cliente_servico_pacote_parametro", json::array()}});
  BOOST_TEST(edited["cliente_servico_pacote"]["cliente_servico_pacote_parametro"].empty());
}

BOOST_AUTO_TEST_CASE(an_email_that_was_transmitted_is_immutable_in_calls_and_loads) {
  furnish();
  put("/plataforma/NX", {{"gateway", "nxplay"},
                         {"descricao", "NX"},
                         {"parametros", {{"api_url", "https://nx.exemplo.com"}, {"token", "abc"}}}});
  put("/plataforma/NX/produto/SEAC", {{"nome", "SEAC"}});
  put("/pacote_catalogo/NX",
      {{"descricao", "NX"}, {"valor", "30"}, {"plataforma", "NX"}, {"produtos", {"SEAC"}}});
  sell(1);
  const auto id = add(1, "NX");
  db.execute(
      "INSERT INTO account_object (account_id, object_key, provider_id, attributes, since) SELECT id, "
      "'assinante', provider_id, '{\"email\":\"ana@exemplo.com.br\"}', created_at FROM account WHERE told = "
      "1");
  const auto path = "/pacote/" + std::to_string(id);
  const auto email = [](const char* value) {
    return json{{"cliente_servico_pacote_parametro", {{{"chave", "email"}, {"valor", value}}}}};
  };
  const auto refused = put(path, email("outra@exemplo.com.br"));
  BOOST_TEST(refused.status == 422);
  BOOST_TEST(refused["codigo"] == "email_imutavel");
  BOOST_TEST(refused.error("cliente_servico_pacote_parametro.email").find("ana@exemplo.com.br") !=
             std::string::npos);
  BOOST_TEST(put(path, email("ana@exemplo.com.br")).status == 200);
  auto sale = email("outra@exemplo.com.br");
  sale["id_cliente_servico"] = 1;
  sale["codigo"] = "NX";
  BOOST_TEST(post("/pacote", sale)["codigo"] == "email_imutavel");
  sale["tipo"] = "pacote";
  sale["chave"] = "venda-1";
  const auto lines = load({sale});
  BOOST_TEST(lines[0]["status"] == "error");
  BOOST_TEST(lines[0]["codigo"] == "email_imutavel");
  BOOST_TEST(lines[0]["errors"].contains("cliente_servico_pacote_parametro.email"));
}

BOOST_AUTO_TEST_CASE(a_sold_package_is_edited_removed_and_put_back) {
  furnish();
  sell(1);
  const auto path = "/pacote/" + std::to_string(add(1, "CAMERA"));
  const auto edited = put(path, {{"valor", "15.00"}, {"descricao", "Câmera da frente"}});
  BOOST_TEST(edited.status == 200);
  BOOST_TEST(edited["cliente_servico_pacote"]["valor"] == "15.00");
  const auto removed = del(path);
  BOOST_TEST(removed.status == 200);
  BOOST_TEST(removed["cliente_servico_pacote"]["status"] == "removido");
  BOOST_TEST(!removed["cliente_servico_pacote"]["deleted_at"].is_null());
  BOOST_TEST(del(path).status == 200);
  const auto back = patch("/pacote/ativar/" + path.substr(8));
  BOOST_TEST(back.status == 200);
  BOOST_TEST(back["cliente_servico_pacote"]["deleted_at"].is_null());
  BOOST_TEST(back["cliente_servico_pacote"]["valor"] == "15.00");
  put("/pacote_catalogo/CAMERA", {{"ativo", false}});
  del(path);
  const auto refused = patch("/pacote/ativar/" + path.substr(8));
  BOOST_TEST(refused.status == 409);
  BOOST_TEST(refused["codigo"] == "pacote_inativo");
}

BOOST_AUTO_TEST_CASE(a_removed_package_is_not_edited_but_restored_and_its_date_comes_with_it) {
  furnish();
  sell(1);
  const auto id = std::to_string(add(1, "CAMERA"));
  put("/pacote/" + id, {{"data_limite", "2026-11-24"}});
  clock.advance(72h);
  for (const bool removed : {false, true}) {  // by its date, and by a call
    if (removed) del("/pacote/" + id);
    const auto refused = put("/pacote/" + id, {{"data_limite", nullptr}});
    BOOST_TEST(refused.status == 409);
    BOOST_TEST(refused["codigo"] == "pacote_removido");
    BOOST_TEST(refused["msg"].get<std::string>().find("pacote/ativar/" + id) != std::string::npos);
    const auto without = patch("/pacote/ativar/" + id);
    BOOST_TEST(without.status == 409);
    BOOST_TEST(without["codigo"] == "data_limite_vencida");
    BOOST_TEST(without["msg"].get<std::string>().find("data_limite") != std::string::npos);
    BOOST_TEST(!patch("/pacote/ativar/" + id, {{"data_limite", "2026-11-25"}}).error("data_limite").empty());
  }
  const auto back = patch("/pacote/ativar/" + id, {{"data_limite", "2026-12-24"}});
  BOOST_TEST(back.status == 200);
  BOOST_TEST(back["cliente_servico_pacote"]["data_limite"] == "2026-12-24");
  BOOST_TEST(back["cliente_servico_pacote"]["deleted_at"].is_null());
  BOOST_TEST(back["cliente_servico_pacote"]["status"] == "ativo");
  del("/pacote/" + id);
  clock.advance(24h * 60);
  BOOST_TEST(
      patch("/pacote/ativar/" + id, {{"data_limite", nullptr}})["cliente_servico_pacote"]["data_limite"]
          .is_null());
}

BOOST_AUTO_TEST_CASE(restoring_asks_for_no_body) {
  furnish();
  sell(1);
  const auto id = std::to_string(add(1, "CAMERA"));
  del("/pacote/" + id);
  BOOST_TEST(call(http::Method::patch, "/pacote/ativar/" + id).status == 200);
  BOOST_TEST(!patch("/pacote/ativar/" + id, {{"cor", 1}}).error("cor").empty());
}

BOOST_AUTO_TEST_CASE(an_unknown_or_foreign_package_is_missing) {
  furnish();
  sell(1);
  const auto path = "/pacote/" + std::to_string(add(1, "CAMERA"));
  host = "outro.localhost";
  BOOST_TEST(put(path, {{"valor", "1.00"}}).status == 404);
  BOOST_TEST(del(path).status == 404);
  BOOST_TEST(patch("/pacote/ativar/" + path.substr(8)).status == 404);
  BOOST_TEST(get("/pacote/consultar")["pacotes"].empty());
}

BOOST_AUTO_TEST_CASE(a_repeated_post_with_its_key_is_answered_and_not_done_again) {
  furnish();
  sell(1);
  more_headers["Idempotency-Key"] = "venda-1";
  const json sale{{"id_cliente_servico", 1}, {"codigo", "CAMERA"}};
  const auto first = post("/pacote", sale);
  const auto again = post("/pacote", sale);
  BOOST_TEST(first.status == 201);
  BOOST_TEST(again.status == 201);
  BOOST_TEST(again.text == first.text);
  BOOST_TEST(count("SELECT COUNT(*) AS n FROM service_package WHERE removed_at IS NULL") == 2);
  more_headers["Idempotency-Key"] = "venda-2";
  BOOST_TEST(post("/pacote", sale).text != first.text);
}

BOOST_AUTO_TEST_CASE(the_same_package_on_the_same_service_is_sold_again_with_a_warning_that_names_both) {
  furnish();
  sell(1);
  const auto first = add(1, "CAMERA");
  const auto again = post("/pacote", {{"id_cliente_servico", 1}, {"codigo", "CAMERA"}});
  BOOST_TEST(again.status == 201);
  const auto warned = again["avisos"].dump();
  BOOST_TEST(warned.find("O serviço 1 já tem o pacote Pacote CAMERA (id_cliente_servico_pacote " +
                         std::to_string(first) + ", R$ 20,00 por mês)") != std::string::npos,
             warned);
  BOOST_TEST(post("/pacote", {{"id_cliente_servico", 1}, {"codigo", "CHEIO"}})["avisos"].dump().find(
                 "O serviço 1 já tem") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_key_used_for_something_else_is_refused) {
  furnish();
  sell(1);
  more_headers["Idempotency-Key"] = "venda-1";
  post("/pacote", {{"id_cliente_servico", 1}, {"codigo", "CAMERA"}});
  const auto refused = post("/pacote", {{"id_cliente_servico", 1}, {"codigo", "CHEIO"}});
  BOOST_TEST(refused.status == 422);
  BOOST_TEST(refused["codigo"] == "chave_reutilizada");
  more_headers["Idempotency-Key"] = std::string(256, 'x');
  BOOST_TEST(post("/pacote", {{"id_cliente_servico", 1}, {"codigo", "CHEIO"}}).status == 400);
}

BOOST_AUTO_TEST_CASE(a_refused_post_does_not_use_up_its_key) {
  furnish();
  sell(1);
  put("/pacote_catalogo/CAMERA", {{"ativo", false}});
  more_headers["Idempotency-Key"] = "venda-1";
  const json sale{{"id_cliente_servico", 1}, {"codigo", "CAMERA"}};
  BOOST_TEST(post("/pacote", sale).status == 409);
  put("/pacote_catalogo/CAMERA", {{"ativo", true}});
  BOOST_TEST(post("/pacote", sale).status == 201);
}

BOOST_AUTO_TEST_CASE(keys_of_two_providers_do_not_meet) {
  furnish();
  sell(1);
  more_headers["Idempotency-Key"] = "venda-1";
  post("/pacote", {{"id_cliente_servico", 1}, {"codigo", "CAMERA"}});
  host = "outro.localhost";
  more_headers.clear();
  furnish();
  sell(1);
  more_headers["Idempotency-Key"] = "venda-1";
  const auto sold = post("/pacote", {{"id_cliente_servico", 1}, {"codigo", "CAMERA"}});
  BOOST_TEST(sold.status == 201);
  BOOST_TEST(count("SELECT COUNT(*) AS n FROM idempotency_key") == 2);
}

BOOST_AUTO_TEST_CASE(two_posts_at_once_with_one_key_sell_once) {
  furnish();
  sell(1);
  more_headers["Idempotency-Key"] = "venda-1";
  const auto asked =
      request(http::Method::post, "/pacote", json{{"id_cliente_servico", 1}, {"codigo", "CAMERA"}}.dump());
  std::vector<std::string> answers(4);
  std::vector<std::thread> threads;
  for (auto& answer : answers)
    threads.emplace_back([&] {
      storage::Db own(test::database_settings());
      answer = send_by(own, asked).text;
    });
  for (auto& thread : threads) thread.join();
  for (const auto& answer : answers) BOOST_TEST(answer == answers.front());
  BOOST_TEST(count("SELECT COUNT(*) AS n FROM service_package WHERE removed_at IS NULL") == 2);
}

BOOST_AUTO_TEST_CASE(packages_are_found_by_package_status_and_date) {
  furnish();
  sell(1);
  const auto camera = add(1, "CAMERA");
  del("/pacote/" + std::to_string(camera));
  clock.advance(48h);
  const auto full = add(1, "CHEIO");
  const auto ids = [&](const std::string& query) {
    std::vector<std::uint64_t> found;
    const auto answer = get("/pacote/consultar?" + query);
    BOOST_TEST_CONTEXT(query) { BOOST_TEST(answer.status == 200); }
    for (const auto& package : answer.body.at("pacotes"))
      found.push_back(package["id_cliente_servico_pacote"]);
    return found;
  };
  using Ids = std::vector<std::uint64_t>;
  BOOST_TEST(ids("status=todos").size() == 3U);
  BOOST_TEST(ids("").size() == 2U);
  BOOST_TEST((ids("status=inativo") == Ids{camera}));
  BOOST_TEST((ids("tipo_busca=codigo_pacote&termo_busca=CHEIO") == Ids{full}));
  BOOST_TEST(ids("tipo_busca=codigo_pacote&termo_busca=NADA").empty());
  const auto id_pacote = get("/pacote_catalogo/CHEIO")["pacote_catalogo"]["id_pacote"].dump();
  BOOST_TEST((ids("tipo_busca=id_pacote&termo_busca=" + id_pacote) == Ids{full}));
  BOOST_TEST((ids("data_inicio=2026-11-24&data_fim=2026-11-24") == Ids{full}));
  BOOST_TEST(ids("data_inicio=2026-11-25").empty());
  BOOST_TEST(
      (ids("status=todos&tipo_data=data_remocao&data_inicio=2026-11-22&data_fim=2026-11-22") == Ids{camera}));
  BOOST_TEST(ids("tipo_data=data_limite&data_inicio=2026-01-01").empty());
  BOOST_TEST(ids("tipo_data=data_atualizacao&data_inicio=2026-11-24").size() == 1U);
}

BOOST_AUTO_TEST_CASE(a_package_past_its_limit_has_ended_before_any_job_ran) {
  furnish();
  sell(1);
  post("/pacote", {{"id_cliente_servico", 1}, {"codigo", "CAMERA"}, {"data_limite", "2026-11-24"}});
  const auto count_of = [&](const char* status) {
    return get(std::string("/pacote/consultar?tipo_data=data_limite&data_inicio=2026-01-01&status=") +
               status)["pacotes"]
        .size();
  };
  BOOST_TEST(count_of("ativo") == 1U);
  clock.set(base::instant_from_sql("2026-11-24 03:00:00").value());  // 00:00 in São Paulo
  BOOST_TEST(count_of("ativo") == 0U);
  BOOST_TEST(count_of("inativo") == 1U);
}

BOOST_AUTO_TEST_CASE(lists_are_paged_and_counted) {
  furnish();
  sell(1);
  for (int i = 0; i < 4; ++i) add(1, "CAMERA");
  const auto first = get("/pacote/consultar?itens_por_pagina=2");
  BOOST_TEST(first["pacotes"].size() == 2U);
  const json paging{
      {"primeira_pagina", 0}, {"ultima_pagina", 2}, {"pagina_atual", 0}, {"total_registros", 5}};
  BOOST_TEST(first["paginacao"] == paging);
  const auto last = get("/pacote/consultar?itens_por_pagina=2&pagina=2");
  BOOST_TEST(last["pacotes"].size() == 1U);
  BOOST_TEST(last["proximo"].is_null());
  const auto behind = get("/pacote/consultar?itens_por_pagina=2&depois_de=" + first["proximo"].dump());
  BOOST_TEST(behind["pacotes"] == get("/pacote/consultar?itens_por_pagina=2&pagina=1")["pacotes"]);
  BOOST_TEST(!behind.body.contains("paginacao"));
  BOOST_TEST(get("/pacote/consultar?pagina=7")["pacotes"].empty());
}

BOOST_AUTO_TEST_CASE(wrong_and_unknown_parameters_are_named_at_once) {
  const auto refused =
      get("/pacote/"
          "consultar?status=vivo&pagina=-1&itens_por_pagina=501&data_inicio=2026-02-30&tipo_busca=nome&cor="
          "azul&tipo_data=x");
  BOOST_TEST(refused.status == 422);
  for (const auto* field :
       {"status", "pagina", "itens_por_pagina", "data_inicio", "tipo_busca", "cor", "tipo_data"})
    BOOST_TEST(!refused.error(field).empty(), field);
  BOOST_TEST(get("/pacote/consultar?data_inicio=2026-11-02&data_fim=2026-11-01").status == 422);
  BOOST_TEST(get("/pacote/consultar?pagina=1&depois_de=5").status == 422);
  BOOST_TEST(get("/pacote/consultar?status=ativo&status=todos").status == 400);
}

BOOST_AUTO_TEST_SUITE_END()
