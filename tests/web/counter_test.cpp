#include <boost/test/unit_test.hpp>

#include "web/site.h"

// What people at a counter see and click, all day.

namespace {

struct Counter : test::Site {
  test::Records own = make_records(provider_id, "Fibra", 1001);
  std::string customer = "/clientes/" + std::to_string(own.customer);

  static std::size_t times(std::string_view body, std::string_view text) {
    std::size_t count = 0;
    for (auto at = body.find(text); at != std::string_view::npos; at = body.find(text, at + text.size()))
      ++count;
    return count;
  }
  std::string page(const std::string& path, std::string_view role = "administrador") {
    return test::body_of(get(path, role));
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(web_counter, Counter)

BOOST_AUTO_TEST_CASE(a_single_hit_opens_whatever_it_was_found_by) {
  BOOST_TEST(test::header_of(get("/busca?q=fib"), "Location") == customer);
}

BOOST_AUTO_TEST_CASE(who_may_not_save_is_offered_to_see_and_not_to_edit) {
  for (const auto& path : {std::string("/clientes"), std::string("/planos"), std::string("/pacotes"),
                           customer, "/servicos/" + std::to_string(own.service) + "/pacotes",
                           "/plataformas/" + std::to_string(own.integration) + "/produtos"}) {
    BOOST_TEST(times(page(path), "Editar") > 0U, path);
    BOOST_TEST(times(page(path, "leitura"), "Editar") == 0U, path);
  }
  BOOST_TEST(times(page("/clientes", "leitura"), "#eye\"></use></svg>Ver</a>") == 1U);
}

BOOST_AUTO_TEST_CASE(a_page_has_one_box_to_search_in_and_one_filled_button) {
  for (const auto* path : {"/", "/clientes", "/planos"}) {
    BOOST_TEST(times(page(path), "name=\"q\"") == (path == std::string_view("/clientes") ? 0U : 1U), path);
    BOOST_TEST(times(page(path), "data-search") > 0U, path);
    BOOST_TEST(times(page(path), "btn btn-primary") == 1U, path);
  }
}

BOOST_AUTO_TEST_CASE(a_document_that_was_shown_can_be_hidden_again) {
  db.execute("UPDATE customer SET document = '52998224725' WHERE id = ?", {own.customer});
  BOOST_TEST(times(page(customer), "Ocultar") == 0U);
  const auto shown = test::body_of(post(customer + "/documento"));
  BOOST_TEST(times(shown, "<a href=\"" + customer + "\">Ocultar</a>") == 1U);
}

BOOST_AUTO_TEST_CASE(the_trail_speaks_of_people_and_says_nothing_where_there_is_nothing_to_say) {
  db.execute("UPDATE audit SET actor = 'shell:root'");
  const auto path =
      "/servicos/" + std::to_string(own.service) + "/pacotes/" + std::to_string(own.service_package);
  BOOST_TEST(post(path + "/remover").status == 303);
  for (const auto& trail : {page("/auditoria"), page(path + "/historico")}) {
    BOOST_TEST(times(trail, "Servidor") > 0U);
    BOOST_TEST(times(trail, "shell:") == 0U);
    BOOST_TEST(times(trail, "emovido") > 0U);
    BOOST_TEST(times(trail, "Motivo") == 0U);
  }
}

BOOST_AUTO_TEST_CASE(the_help_says_of_scopes_what_the_tokens_page_says) {
  BOOST_TEST(times(page("/ajuda/api-erp"), "clientes, serviços, planos e pacotes vendidos") == 1U);
  BOOST_TEST(times(page("/tokens/novo"), "clientes, serviços, planos e pacotes vendidos") == 1U);
}

BOOST_AUTO_TEST_SUITE_END()
