#include <boost/test/unit_test.hpp>

#include "web/site.h"

using test::location_of;
using test::says;

BOOST_FIXTURE_TEST_SUITE(web_search, test::Site)

BOOST_AUTO_TEST_CASE(one_hit_opens_the_customer_by_whatever_key) {
  plan("p", {});
  sell(21497, "p");
  const auto path = "/clientes/" + std::to_string(customer_id);
  for (const auto* text : {"C1", "login21497", "21497", "cliente"})
    BOOST_TEST(location_of(get(std::string("/busca?q=") + text)) == path, text);
}

BOOST_AUTO_TEST_CASE(several_hits_are_a_list_with_documents_masked) {
  for (const auto* code : {"8", "9"})
    post("/clientes/novo", {{"codigo_cliente", code},
                            {"nome_razaosocial", std::string("Maria <b>Souza</b> ") + code},
                            {"cpf_cnpj", "12345678900"}});
  const auto page = get("/busca?q=maria+souza");
  BOOST_TEST(page.status == 200);
  BOOST_TEST(says(page, "Clientes encontrados: <strong>2</strong>"));
  BOOST_TEST(says(page, "***.456.789-**"));
  BOOST_TEST(!says(page, "<b>Souza"));
  BOOST_TEST(says(get("/busca?q=123.456.789-00"), "CPF/CNPJ"));
}

BOOST_AUTO_TEST_CASE(nothing_found_says_what_was_looked_for_and_how_to_look) {
  const auto page = get("/busca?q=%3Cscript%3E");
  BOOST_TEST(page.status == 200);
  BOOST_TEST(says(page, "Nenhum cliente com “&lt;script&gt;”"));
  BOOST_TEST(get("/busca").status == 200);
  BOOST_TEST(get("/busca?q=+").status == 200);
}

BOOST_AUTO_TEST_CASE(another_providers_customers_are_not_found_and_nobody_searches_unsigned) {
  host = "outro.localhost";
  BOOST_TEST(says(get("/busca?q=C1"), "Nenhum cliente"));
  role = "";
  BOOST_TEST(location_of(get("/busca?q=C1")).starts_with("/entrar"));
}

BOOST_AUTO_TEST_SUITE_END()
