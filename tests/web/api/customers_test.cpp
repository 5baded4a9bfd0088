#include <boost/test/unit_test.hpp>

#include "base/text.h"
#include "web/api/api_client.h"

using nlohmann::json;

BOOST_FIXTURE_TEST_SUITE(web_api_customers, test::Api)

BOOST_AUTO_TEST_CASE(a_put_creates_a_customer_and_shows_it) {
  const auto created = put("/cliente/2023", {{"nome_razaosocial", "Ana Souza"},
                                             {"cpf_cnpj", "529.982.247-25"},
                                             {"email_principal", "ana@exemplo.com.br"},
                                             {"telefone_primario", "(37) 99999-1234"},
                                             {"cidade", "Santo Antônio do Monte"},
                                             {"uf", "mg"}});
  BOOST_TEST(created.status == 201);
  const auto& customer = created["cliente"];
  BOOST_TEST(customer["codigo_cliente"] == "2023");
  BOOST_TEST(customer["id_cliente"].is_number_unsigned());
  BOOST_TEST(customer["cpf_cnpj"] == "52998224725");
  BOOST_TEST(customer["tipo_pessoa"] == "pf");
  BOOST_TEST(customer["telefone_primario"] == "37999991234");
  BOOST_TEST(customer["uf"] == "MG");
  BOOST_TEST(customer["data_cadastro"] == "2026-11-22T09:00:00-03:00");
  BOOST_TEST(created["avisos"].empty());
}

BOOST_AUTO_TEST_CASE(omitted_fields_stay_and_null_clears) {
  put("/cliente/1", {{"nome_razaosocial", "Ana"}, {"email_principal", "ana@x.br"}, {"cidade", "Arcos"}});
  const auto changed = put("/cliente/1", {{"email_principal", nullptr}, {"nome_razaosocial", "Ana Maria"}});
  BOOST_TEST(changed.status == 200);
  BOOST_TEST(changed["cliente"]["email_principal"].is_null());
  BOOST_TEST(changed["cliente"]["cidade"] == "Arcos");
  BOOST_TEST(changed["cliente"]["nome_razaosocial"] == "Ana Maria");
}

BOOST_AUTO_TEST_CASE(a_document_with_wrong_check_digits_is_taken_with_a_warning) {
  const auto created = put("/cliente/1", {{"nome_razaosocial", "Tutorial"}, {"cpf_cnpj", "123.456.789-00"}});
  BOOST_TEST(created.status == 201);
  BOOST_TEST(created["avisos"].size() == 1U);
}

BOOST_AUTO_TEST_CASE(all_wrong_fields_are_named_at_once) {
  const auto refused = put("/cliente/1", {{"nome_razaosocial", 5},
                                          {"cpf_cnpj", "12"},
                                          {"email_principal", "sem arroba"},
                                          {"uf", "XX"},
                                          {"apelido", "x"}});
  BOOST_TEST(refused.status == 422);
  BOOST_TEST(refused["errors"].size() == 5U);
  for (const auto* field : {"nome_razaosocial", "cpf_cnpj", "email_principal", "uf", "apelido"})
    BOOST_TEST(!refused.error(field).empty(), field);
}

BOOST_AUTO_TEST_CASE(hostile_text_is_kept_as_it_was_sent_but_for_what_nobody_sees) {
  const std::string hostile = "<script>alert(1)</script>'; DROP TABLE customer;-- \" 😀 \u202Eolá";
  const auto created = put("/cliente/1", {{"nome_razaosocial", hostile}});
  BOOST_TEST(created["cliente"]["nome_razaosocial"] == base::tidied(hostile));
  BOOST_TEST(base::tidied(hostile) != hostile);
  BOOST_TEST(put("/cliente/1", {{"nome_razaosocial", std::string(10'000, 'x')}}).status == 422);
}

BOOST_AUTO_TEST_CASE(a_path_with_an_impossible_code_is_refused) {
  for (const auto* code : {"a b", "ção"})
    BOOST_TEST(put(std::string("/cliente/") + code, {{"nome_razaosocial", "Ana"}}).status == 422);
}

BOOST_AUTO_TEST_CASE(names_e_mails_and_log_ins_are_stored_tidy_and_found_however_they_are_typed) {
  furnish();
  put("/cliente/2024", {{"nome_razaosocial", "\u00a0Joa\u0303o\u200b Souza"},
                        {"email_principal", "\ufeffjoa\u0303o@exemplo.com.br\u00a0"}});
  BOOST_TEST(count("SELECT COUNT(*) AS n FROM customer WHERE CAST(name AS BINARY) = 'João Souza' AND "
                   "CAST(email AS BINARY) ="
                   " 'joão@exemplo.com.br'") == 1);
  put("/cliente_servico/7", {{"codigo_cliente", "2024"},
                             {"plano", "FIBRA"},
                             {"status_prefixo", "servico_habilitado"},
                             {"login_autenticacao", "joa\u0303o\u3000"}});
  BOOST_TEST(count("SELECT COUNT(*) AS n FROM customer_service WHERE CAST(login AS BINARY) = 'joão'") == 1);
  for (const auto* typed : {"joa%CC%83o", "%C2%A0jo%C3%A3o", "jo%E2%80%8B%C3%A3o"})
    BOOST_TEST(
        get(std::string("/cliente?busca=login_autenticacao&termo_busca=") + typed)["clientes"].size() == 1U);
  put("/plataforma/NX", {{"gateway", "nxplay"},
                         {"descricao", "NX"},
                         {"parametros", {{"api_url", "https://nx.exemplo"}, {"token", "t"}}}});
  put("/plataforma/NX/produto/SEAC", {{"nome", "SEAC"}});
  put("/pacote_catalogo/NXP",
      {{"descricao", "NX"}, {"valor", "5.00"}, {"plataforma", "NX"}, {"produtos", {"SEAC"}}});
  const json email{{"chave", "email"}, {"valor", "joa\u0303o@exemplo.com.br\u00a0"}};
  BOOST_TEST(post("/pacote", {{"id_cliente_servico", 7},
                              {"codigo", "NXP"},
                              {"cliente_servico_pacote_parametro", json::array({email})}})
                 .status == 201);
  BOOST_TEST(count("SELECT COUNT(*) AS n FROM service_package_parameter WHERE CAST(value AS BINARY) ="
                   " 'joão@exemplo.com.br'") == 1);
}

BOOST_AUTO_TEST_CASE(an_email_or_a_login_that_another_customer_has_is_told_once_and_not_every_night) {
  furnish();
  sell(1);  // 2023, "ana1"
  put("/cliente/2023", {{"email_principal", "ana@exemplo.com.br"}});
  const json twin{{"nome_razaosocial", "Bruno"}, {"email_principal", "Ana@exemplo.com.br"}};
  const auto created = put("/cliente/77", twin);
  BOOST_TEST(created.status == 201);
  BOOST_TEST(created["avisos"].dump().find("também é de ") != std::string::npos, created.text);
  BOOST_TEST(created["avisos"].dump().find("(código 2023)") != std::string::npos, created.text);
  BOOST_TEST(put("/cliente/77", twin)["avisos"].empty());
  const json service{{"codigo_cliente", "77"},
                     {"plano", "FIBRA"},
                     {"status_prefixo", "servico_habilitado"},
                     {"login_autenticacao", "ANA1"}};
  const auto sold = put("/cliente_servico/2", service);
  BOOST_TEST(sold["avisos"].dump().find("(código 2023). Em NEO, onde se entra por ele") != std::string::npos,
             sold.text);
  BOOST_TEST(put("/cliente_servico/2", service)["avisos"].empty());
}

BOOST_AUTO_TEST_SUITE_END()
