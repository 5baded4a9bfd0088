// What ERPs send that is written otherwise than the document says it, or is not understood at all.
#include <boost/test/unit_test.hpp>

#include "web/api/api_client.h"

using nlohmann::json;

namespace {

/// A package of an integration that takes parameters of any name, on the service 1; the path of what was
/// sold.
std::string sell_with_free_parameters(test::Api& api) {
  api.furnish();
  api.sell(1);
  api.put("/plataforma/WEB", {{"gateway", "outros"},
                              {"descricao", "Outros"},
                              {"parametros", {{"url", "https://outros.exemplo.com"}, {"segredo", "s"}}}});
  api.put("/plataforma/WEB/produto/P", {{"nome", "P"}});
  api.put("/pacote_catalogo/WEB",
          {{"descricao", "Web"}, {"valor", "5.00"}, {"plataforma", "WEB"}, {"produtos", {"P"}}});
  return "/pacote/" + std::to_string(api.add(1, "WEB"));
}

json rows(std::initializer_list<const char*> names) {
  auto list = json::array();
  for (const auto* name : names) list.push_back({{"chave", name}, {"valor", "v"}});
  return {{"cliente_servico_pacote_parametro", list}};
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(web_api_dialects, test::Api)

BOOST_AUTO_TEST_CASE(a_code_with_a_slash_is_addressed_with_it_escaped_in_every_path_that_names_one) {
  furnish();
  BOOST_TEST(put("/plano/300%2F150", {{"descricao", "300/150"}, {"valor", "99"}})["plano"]["codigo"] ==
             "300/150");
  BOOST_TEST(get("/plano/300%2F150")["plano"]["descricao"] == "300/150");
  put("/plataforma/a%2Fb", {{"gateway", "neo"}, {"descricao", "A"}});
  BOOST_TEST(put("/plataforma/a%2Fb/produto/c%2Fd%25", {{"nome", "C"}}).status == 201);
  BOOST_TEST(get("/plataforma/a%2Fb/produto/c%2Fd%25")["produto"]["codigo"] == "c/d%");
  BOOST_TEST(put("/pacote_catalogo/x%2Fy",
                 {{"descricao", "X"}, {"valor", "1"}})["pacote_catalogo"]["codigo"] == "x/y");
  BOOST_TEST(put("/cliente/1%2F2", {{"nome_razaosocial", "Ana"}})["cliente"]["codigo_cliente"] == "1/2");
}

BOOST_AUTO_TEST_CASE(a_dot_or_two_are_no_code_of_anything) {
  furnish();
  for (const std::string dots : {".", ".."}) {
    BOOST_TEST(!put("/plano/X", {{"descricao", "X"}, {"valor", "1"}, {"pacotes", {{{"codigo", dots}}}}})
                    .error("pacotes[0].codigo")
                    .empty());
    BOOST_TEST(!put("/cliente_servico/1", {{"codigo_cliente", dots}}).error("codigo_cliente").empty());
    for (const json& line : {json{{"tipo", "cliente"}, {"codigo_cliente", dots}, {"nome_razaosocial", "Ana"}},
                             json{{"tipo", "plano"}, {"codigo", dots}, {"descricao", "X"}, {"valor", "1"}}})
      BOOST_TEST(load({line}).front()["status"] == "error", line.dump());
  }
}

BOOST_AUTO_TEST_CASE(a_comma_in_a_products_code_makes_no_two_products_of_it) {
  furnish();
  put("/plataforma/NEO/produto/A,B", {{"nome", "A e B"}});
  const json products{"A,B", "MUMO"};
  const auto package =
      put("/pacote_catalogo/AB",
          {{"descricao", "AB"}, {"valor", "1.00"}, {"plataforma", "NEO"}, {"produtos", products}});
  BOOST_TEST(package["pacote_catalogo"]["produtos"] == products);
  sell(1);
  const auto sold = post("/pacote", {{"id_cliente_servico", 1}, {"codigo", "AB"}});
  BOOST_TEST(sold["cliente_servico_pacote"]["produtos"] == products);
}

BOOST_AUTO_TEST_CASE(a_phone_or_document_that_is_not_understood_clears_nothing_and_is_named) {
  const json stored{
      {"nome_razaosocial", "Ana"}, {"cpf_cnpj", "529.982.247-25"}, {"telefone_primario", "(37) 99999-1234"}};
  put("/cliente/1", stored);
  const auto stands = [&] {
    const auto found = get("/cliente?termo_busca=1")["clientes"][0];
    return found["cpf_cnpj"] == "52998224725" && found["telefone_primario"] == "37999991234";
  };
  const std::pair<const char*, std::vector<const char*>> not_understood[] = {
      {"telefone_primario",
       {"abc", "-", "não tem", "(37) 99999-1234 ramal 2", "３７９９９９９１２３４", "37 9999-123４", "123",
        "37 99999-1234 / recado com Bia", "37999991234#2"}},
      {"cpf_cnpj",
       {"-", "isento", "５２９９８２２４７２５", "529.982.247-2５", "5299822472", "CPF 529.982.247-25",
        "529.982.247-25 (titular)", "CPF52998224725", "..-x"}}};
  for (const auto& [field, texts] : not_understood)
    for (const auto* text : texts) {
      const auto refused = put("/cliente/1", {{field, text}});
      BOOST_TEST(refused.status == 422, text);
      BOOST_TEST(!refused.error(field).empty(), text);
      json line = stored;
      line.update({{"tipo", "cliente"}, {"codigo_cliente", "1"}, {field, text}});
      BOOST_TEST(load({line}).front()["errors"].contains(field), text);
      BOOST_TEST(stands(), text);
    }
  BOOST_TEST(put("/cliente/1", {{"cpf_cnpj", "5299822472"}}).error("cpf_cnpj").find("10 algarismos") !=
             std::string::npos);
}

BOOST_AUTO_TEST_CASE(null_nothing_and_an_empty_mask_clear_a_phone_and_a_document) {
  const std::pair<const char*, std::vector<json>> empty[] = {
      {"telefone_primario", {nullptr, "", "  ", "() -", "(__) _____-____", "(  )     -    "}},
      {"cpf_cnpj", {nullptr, "", "..-", "___.___.___-__", "../-", "  .   .   /    -  "}}};
  for (const auto& [field, texts] : empty)
    for (const auto& text : texts) {
      put("/cliente/1", {{"nome_razaosocial", "Ana"},
                         {"cpf_cnpj", "529.982.247-25"},
                         {"telefone_primario", "37 99999-1234"}});
      const auto cleared = put("/cliente/1", {{field, text}});
      BOOST_TEST(cleared.status == 200, text.dump());
      BOOST_TEST(cleared["cliente"][field].is_null(), text.dump());
    }
}

BOOST_AUTO_TEST_CASE(a_phone_and_a_document_are_taken_however_they_are_signed) {
  const std::pair<const char*, const char*> phones[] = {{"+55 (37) 99999.1234", "5537999991234"},
                                                        {"Tel.: 37 99999–1234", "37999991234"},
                                                        {"\u00a037\u00a099999-1234", "37999991234"},
                                                        {"37/99999-1234", "37999991234"}};
  for (const auto& [text, digits] : phones)
    BOOST_TEST(put("/cliente/1", {{"nome_razaosocial", "Ana"},
                                  {"telefone_primario", text}})["cliente"]["telefone_primario"] == digits);
  const std::pair<const char*, const char*> documents[] = {{" 529 982 247 25", "52998224725"},
                                                           {"529.982.247–25", "52998224725"},
                                                           {"12.abc.345/01de-35", "12ABC34501DE35"}};
  for (const auto& [text, plain] : documents)
    BOOST_TEST(put("/cliente/1", {{"cpf_cnpj", text}})["cliente"]["cpf_cnpj"] == plain);
}

BOOST_AUTO_TEST_CASE(names_of_parameters_that_differ_in_case_or_accent_only_are_422_by_name) {
  const auto path = sell_with_free_parameters(*this);
  for (const auto& [first, second] : {std::pair("Sala", "sala"), std::pair("situação", "situacao")}) {
    const auto refused = put(path, rows({first, second}));
    BOOST_TEST(refused.status == 422, second);
    BOOST_TEST((!refused.error("cliente_servico_pacote_parametro." + std::string(first)).empty() ||
                !refused.error("cliente_servico_pacote_parametro." + std::string(second)).empty()),
               second);
    auto sale = rows({first, second});
    sale.update({{"id_cliente_servico", 1}, {"codigo", "WEB"}});
    BOOST_TEST(post("/pacote", sale).status == 422, second);
    sale.update({{"tipo", "pacote"}, {"chave", second}});
    BOOST_TEST(load({sale}).front()["codigo"] != "erro_interno", second);
  }
}

BOOST_AUTO_TEST_CASE(names_that_only_the_database_takes_for_one_are_kept_apart) {
  const auto path = sell_with_free_parameters(*this);
  BOOST_TEST(put(path, rows({"straße", "strasse"})).status == 200);
  BOOST_TEST(put(path, rows({"Straße", "strasse"})).status == 200);
  BOOST_TEST(put("/plataforma/WEB",
                 {{"parametros", {{"url", "https://outros.exemplo.com"}, {"Sala", "1"}, {"sala", "2"}}}})
                 .status == 422);
}

BOOST_AUTO_TEST_CASE(an_empty_list_is_an_object_without_members_wherever_one_is_meant) {
  furnish();
  BOOST_TEST(put("/plataforma/NEO", {{"parametros", json::array()}}).status == 200);
  sell(1);
  BOOST_TEST(put("/cliente_servico/1", {{"endereco", json::array()}}).status == 200);
  const auto path = "/pacote/" + std::to_string(add(1, "CAMERA"));
  BOOST_TEST(del(path).status == 200);
  BOOST_TEST(patch("/pacote/ativar/" + path.substr(8), json::array()).status == 200);
  BOOST_TEST(put("/plano/FIBRA", {{"pacotes", {json::array()}}}).error("pacotes[0].codigo") ==
             "é obrigatório");
  BOOST_TEST(put("/plataforma/NEO", {{"parametros", {"x"}}}).status == 422);
}

BOOST_AUTO_TEST_CASE(days_are_taken_as_brazilians_write_them_in_bodies_and_queries) {
  furnish();
  for (const auto* day : {"2026-11-05", "05/11/2026", "05-11-2026"}) {
    const auto written = put("/cliente_servico/1", {{"codigo_cliente", "2023"},
                                                    {"plano", "FIBRA"},
                                                    {"status_prefixo", "servico_habilitado"},
                                                    {"data_venda", day},
                                                    {"data_habilitacao", std::string(day) + " 10:30"}});
    BOOST_TEST(written.status < 300, day);
    BOOST_TEST(written["cliente_servico"]["data_venda"] == "2026-11-05", day);
    BOOST_TEST(written["cliente_servico"]["data_habilitacao"] == "2026-11-05T10:30:00-03:00", day);
    BOOST_TEST(get("/pacote/consultar?data_inicio=" + std::string(day)).status == 200, day);
    put("/cliente_servico/1", {{"data_venda", nullptr}, {"data_habilitacao", nullptr}});
  }
  for (const auto* day : {"11/22/2026", "05/11/26", "05/11-2026", "31-02-2026"}) {
    BOOST_TEST(!put("/cliente_servico/1", {{"data_venda", day}}).error("data_venda").empty(), day);
    BOOST_TEST(!get("/pacote/consultar?data_inicio=" + std::string(day)).error("data_inicio").empty(), day);
  }
}

BOOST_AUTO_TEST_CASE(a_list_of_a_query_comes_with_commas_with_brackets_or_by_its_name_once_more) {
  furnish();
  for (const auto* list : {"relacoes=pacotes,contas", "relacoes[]=pacotes&relacoes[]=contas",
                           "relacoes[0]=pacotes&relacoes[1]=contas", "relacoes%5B%5D=pacotes&relacoes=contas",
                           "relacoes=pacotes&relacoes=contas"}) {
    const auto found = get(std::string("/cliente?termo_busca=2023&") + list);
    BOOST_TEST(found.status == 200, list);
    BOOST_TEST(found["clientes"][0].contains("contas"), list);
  }
  BOOST_TEST(get("/cliente?termo_busca=2023&relacoes[]=pacotes,contas").status == 422);
  BOOST_TEST(get("/cliente?termo_busca=2023&relacoes[x]=contas").status == 422);
  BOOST_TEST(get("/cliente?termo_busca=2023&termo_busca=2024").status == 400);
  BOOST_TEST(get("/cliente?termo_busca[]=2023&termo_busca[]=2024").status == 400);
}

BOOST_AUTO_TEST_CASE(a_kind_of_person_is_understood_in_the_words_of_other_systems) {
  const std::pair<const char*, const char*> words[] = {{"pf", "pf"},       {"PJ", "pj"}, {"fisica", "pf"},
                                                       {"Jurídica", "pj"}, {"F", "pf"},  {"j", "pj"}};
  for (const auto& [sent, shown] : words)
    BOOST_TEST(put("/cliente/1",
                   {{"nome_razaosocial", "Ana"}, {"tipo_pessoa", sent}})["cliente"]["tipo_pessoa"] == shown,
               sent);
  for (const auto* sent : {"x", "pessoa", "fj"})
    BOOST_TEST(!put("/cliente/1", {{"tipo_pessoa", sent}}).error("tipo_pessoa").empty(), sent);
}

BOOST_AUTO_TEST_CASE(a_service_or_package_number_zero_is_no_number) {
  furnish();
  const auto made =
      put("/cliente_servico/0",
          {{"codigo_cliente", "2023"}, {"plano", "FIBRA"}, {"status_prefixo", "servico_habilitado"}});
  BOOST_TEST(made.status == 422);
  BOOST_TEST(!made.error("id_cliente_servico").empty());
  BOOST_TEST(put("/pacote/00", json::object()).status == 422);
  BOOST_TEST(count("SELECT COUNT(*) AS n FROM customer_service") == 0);
}

BOOST_AUTO_TEST_CASE(a_compressed_body_is_415_and_read_by_nobody) {
  furnish();
  more_headers["Content-Encoding"] = "gzip";
  const auto refused = put("/cliente/2023", {{"nome_razaosocial", "Outra"}});
  BOOST_TEST(refused.status == 415);
  BOOST_TEST(refused["codigo"] == "conteudo_comprimido");
  BOOST_TEST(get("/cliente?termo_busca=2023")["clientes"][0]["nome_razaosocial"] != "Outra");
  auto loaded = request(http::Method::post, "/lote", "");
  loaded.stream_body = [](char*, std::size_t) { return std::size_t{0}; };
  BOOST_TEST(send(loaded).status == 415);
  more_headers["Content-Encoding"] = "identity";
  BOOST_TEST(put("/cliente/2023", {{"nome_razaosocial", "Outra"}}).status == 200);
}

BOOST_AUTO_TEST_CASE(an_idempotency_key_that_is_sent_empty_protects_nothing_and_is_400) {
  furnish();
  sell(1);
  for (const auto* key : {"", "  "}) {
    more_headers["Idempotency-Key"] = key;
    BOOST_TEST(post("/pacote", {{"id_cliente_servico", 1}, {"codigo", "CAMERA"}}).status == 400);
    auto loaded = request(http::Method::post, "/lote", "");
    loaded.stream_body = [](char*, std::size_t) { return std::size_t{0}; };
    BOOST_TEST(send(loaded).status == 400);
  }
  BOOST_TEST(count("SELECT COUNT(*) AS n FROM service_package WHERE plan_id IS NULL") == 0);
}

BOOST_AUTO_TEST_CASE(a_load_of_which_nothing_is_stored_does_not_close_with_success) {
  furnish();
  const json bad{{"tipo", "plano"}};
  const auto totals = load({bad, bad}).back();
  BOOST_TEST(totals["status"] == "error");
  BOOST_TEST(totals["erros"] == 2);
  BOOST_TEST(load({bad, {{"tipo", "cliente"}, {"codigo_cliente", "9"}, {"nome_razaosocial", "Eva"}}})
                 .back()["status"] == "success");
  BOOST_TEST(load({}).back()["status"] == "success");
}

BOOST_AUTO_TEST_CASE(the_state_of_an_address_is_a_state) {
  furnish();
  sell(1);
  BOOST_TEST(!put("/cliente_servico/1", {{"endereco", {{"uf", "ZZ"}}}}).error("endereco.uf").empty());
  BOOST_TEST(put("/cliente_servico/1", {{"endereco", {{"uf", "mg"}}}})["cliente_servico"]["endereco"]["uf"] ==
             "MG");
}

BOOST_AUTO_TEST_SUITE_END()
