#include <boost/test/unit_test.hpp>

#include "storage/customers.h"
#include "web/site.h"

namespace {

using test::location_of;
using test::notice_of;
using test::says;
using test::Site;

const std::string k_hostile = R"(<script>alert("x")</script> & 'Cia' {{=)";

}  // namespace

BOOST_FIXTURE_TEST_SUITE(web_customers, Site)

BOOST_AUTO_TEST_CASE(the_list_shows_customers_with_their_document_masked_and_its_filters_narrow_it) {
  post("/clientes/novo", {{"codigo_cliente", "77"},
                          {"nome_razaosocial", "Maria Souza"},
                          {"cpf_cnpj", "123.456.789-00"},
                          {"cidade", "Lavras"},
                          {"uf", "mg"}});
  const auto all = get("/clientes");
  BOOST_TEST(all.status == 200);
  BOOST_TEST(says(all, "Total de Clientes: <strong>2</strong>"));
  BOOST_TEST(says(all, "Maria Souza"));
  BOOST_TEST(says(all, "***.456.789-**"));
  BOOST_TEST(!says(all, "123.456.789-00"));
  BOOST_TEST(says(all, "Lavras/MG"));
  BOOST_TEST(!says(get("/clientes?busca=C1"), "Maria Souza"));
  BOOST_TEST(says(get("/clientes?uf=MG"), "Maria Souza"));
  BOOST_TEST(says(get("/clientes?uf=SP"), "Nenhum cliente encontrado"));
  BOOST_TEST(says(get("/clientes?status=habilitado"), "Nenhum cliente encontrado"));
  plan("p", {});
  sell(1, "p");
  BOOST_TEST(says(get("/clientes?status=habilitado"), "Cliente C1"));
}

BOOST_AUTO_TEST_CASE(the_csv_holds_every_page_with_documents_masked_and_no_formulas) {
  post("/clientes/novo",
       {{"codigo_cliente", "77"}, {"nome_razaosocial", "=HYPERLINK(1)"}, {"cpf_cnpj", "12345678900"}});
  const auto csv = get("/clientes?formato=csv&itens=10");
  BOOST_TEST(says(csv, "'=HYPERLINK(1)"));
  BOOST_TEST(says(csv, "***.456.789-**"));
  BOOST_TEST(says(csv, "Cliente C1"));
}

BOOST_AUTO_TEST_CASE(an_operator_registers_a_customer_and_a_bad_document_is_a_warning_only) {
  const auto done = post("/clientes/novo", {{"codigo_cliente", "77"},
                                            {"nome_razaosocial", "Maria Souza"},
                                            {"cpf_cnpj", "123.456.789-01"},
                                            {"telefone_primario", "(37) 99999-1234"}});
  BOOST_TEST(done.status == 303);
  BOOST_TEST(notice_of(done).find("dígitos verificadores") != std::string::npos);
  const auto page = get(location_of(done));
  BOOST_TEST(page.status == 200);
  BOOST_TEST(says(page, "123.456.789-01"));
  BOOST_TEST(says(page, "não conferem"));
  BOOST_TEST(says(page, "ainda não tem serviços"));
}

BOOST_AUTO_TEST_CASE(all_wrong_fields_are_named_at_once_and_what_was_typed_is_kept) {
  const auto refused = post("/clientes/novo", {{"codigo_cliente", "com espaço"},
                                               {"nome_razaosocial", ""},
                                               {"email_principal", k_hostile},
                                               {"uf", "XX"}});
  BOOST_TEST(refused.status == 422);
  BOOST_TEST(says(refused, "obrigatório"));
  BOOST_TEST(says(refused, "não é um endereço de e-mail"));
  BOOST_TEST(says(refused, "não é a sigla de um estado"));
  BOOST_TEST(says(refused, "sem espaços nem acentos"));
  BOOST_TEST(says(refused, "com espaço"));
  BOOST_TEST(!says(refused, "<script>alert"));
  BOOST_TEST(says(refused, "&lt;script&gt;"));
}

BOOST_AUTO_TEST_CASE(a_code_in_use_never_overwrites_the_customer_who_has_it) {
  const auto refused =
      post("/clientes/novo", {{"codigo_cliente", "C1"}, {"nome_razaosocial", "Outra pessoa"}});
  BOOST_TEST(refused.status == 422);
  BOOST_TEST(says(refused, "já é de outro cliente"));
  BOOST_TEST(storage::find_customer(db, provider_id, customer_id)->name == "Cliente C1");
}

BOOST_AUTO_TEST_CASE(an_edit_keeps_the_code_clears_what_is_emptied_and_is_in_the_history) {
  const auto path = "/clientes/" + std::to_string(customer_id);
  post(path + "/editar", {{"nome_razaosocial", "João"}, {"email_principal", "joao@exemplo.com.br"}});
  const auto cleared =
      post(path + "/editar",
           {{"nome_razaosocial", "João"}, {"codigo_cliente", "OUTRO"}, {"email_principal", " "}});
  BOOST_TEST(cleared.status == 303);
  const auto customer = storage::find_customer(db, provider_id, customer_id).value();
  BOOST_TEST(customer.name == "João");
  BOOST_TEST(customer.code == "C1");
  BOOST_TEST(!customer.email.has_value());
  const auto history = get(path + "/historico");
  BOOST_TEST(says(history, "email_principal"));
  BOOST_TEST(says(history, "Ana &lt;ana@exemplo.com.br&gt;"));
}

BOOST_AUTO_TEST_CASE(hostile_text_is_shown_as_text_everywhere) {
  const auto done = post("/clientes/novo", {{"codigo_cliente", "\"><b>"}, {"nome_razaosocial", k_hostile}});
  for (const auto& path : {std::string("/clientes"), location_of(done), location_of(done) + "/editar",
                           location_of(done) + "/historico"}) {
    const auto page = get(path);
    BOOST_TEST(page.status == 200, path);
    BOOST_TEST(!says(page, "<script>alert"), path);
    BOOST_TEST(!says(page, "\"><b>"), path);
    BOOST_TEST(says(page, "&lt;script&gt;alert"), path);
  }
}

BOOST_AUTO_TEST_CASE(who_may_only_read_sees_no_buttons_and_is_refused_the_forms) {
  const auto path = "/clientes/" + std::to_string(customer_id);
  role = "leitura";
  BOOST_TEST(get(path).status == 200);
  BOOST_TEST(!says(get(path), "/editar"));
  BOOST_TEST(!says(get("/clientes"), "/clientes/novo"));
  BOOST_TEST(get("/clientes/novo").status == 403);
  BOOST_TEST(post("/clientes/novo", {{"codigo_cliente", "9"}, {"nome_razaosocial", "X"}}).status == 403);
  BOOST_TEST(post(path + "/editar", {{"nome_razaosocial", "X"}}).status == 403);
  BOOST_TEST(storage::find_customer(db, provider_id, customer_id)->name == "Cliente C1");
}

BOOST_AUTO_TEST_CASE(another_providers_customer_does_not_exist) {
  const auto path = "/clientes/" + std::to_string(customer_id);
  host = "outro.localhost";
  BOOST_TEST(get(path).status == 404);
  BOOST_TEST(get(path + "/editar").status == 404);
  BOOST_TEST(get(path + "/historico").status == 404);
  BOOST_TEST(post(path + "/editar", {{"nome_razaosocial", "X"}}).status == 404);
  BOOST_TEST(!says(get("/clientes"), "Cliente C1"));
  BOOST_TEST(storage::find_customer(db, provider_id, customer_id)->name == "Cliente C1");
}

BOOST_AUTO_TEST_CASE(only_active_services_are_shown_until_all_are_asked_for) {
  plan("p", {});
  sell(21497, "p");
  sell(21498, "p");
  status(21498, "cancelado");
  const auto path = "/clientes/" + std::to_string(customer_id);
  const auto active = get(path);
  BOOST_TEST(says(active, "Exibindo apenas serviços Ativos"));
  BOOST_TEST(says(active, "21497"));
  BOOST_TEST(!says(active, "servico-21498"));
  BOOST_TEST(says(get(path + "?servicos=todos"), "servico-21498"));
}

BOOST_AUTO_TEST_SUITE_END()
