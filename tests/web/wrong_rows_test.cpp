// What a form says of a row that is wrong, and of a value that reads two ways.
#include <boost/test/unit_test.hpp>

#include "operations/packages.h"
#include "web/form_reader.h"
#include "web/site.h"

namespace {

bool says(const http::Response& page, std::string_view text) {
  return page.body.find(text) != std::string::npos;
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(wrong_rows, test::Site)

BOOST_AUTO_TEST_CASE(the_error_of_a_row_names_the_row) {
  operations::put_package(context(), "cine",
                          {.description = std::string("TV Cinema"), .value = base::Cents{1490}})
      .value();
  const auto plan = post("/planos/novo", {{"descricao", "Casa"},
                                          {"valor", "99,90"},
                                          {"pacotes.3.codigo", "cine"},
                                          {"pacotes.3.degustacao", "1"}});
  BOOST_TEST(plan.status == 422);
  BOOST_TEST(says(plan, "TV Cinema, Dias: informe os dias de degustação."));
  const auto package = post("/pacotes/novo", {{"descricao", "Novo"},
                                              {"valor", "9,90"},
                                              {"composicao.0.descricao", "Licença"},
                                              {"composicao.0.valor", "nove"}});
  BOOST_TEST(package.status == 422);
  BOOST_TEST(says(package, "Licença, "));
}

BOOST_AUTO_TEST_CASE(a_value_that_reads_two_ways_is_asked_about_with_both) {
  http::Params form;
  form.set("valor", "1.500");
  web::FormReader reader(form);
  BOOST_TEST(!reader.money("valor").given);
  BOOST_TEST(reader.errors().items().front().message ==
             "pode ser R$ 1.500,00 ou R$ 1,50: escreva 1500,00 ou 1,50");
  form.set("valor", "1.500.000");  // reads one way alone
  web::FormReader million(form);
  BOOST_TEST(million.money("valor").value.value_or(0) == 150000000);
  form.set("valor", "1.2345");
  web::FormReader neither(form);
  BOOST_TEST(!neither.money("valor").given);
  BOOST_TEST(neither.errors().items().front().message == "deve ser um valor como 30,00");
}

BOOST_AUTO_TEST_SUITE_END()
