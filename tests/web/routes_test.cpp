// Made from the route table itself: a new row is tried by everyone who may not use it without a line here.
#include "web/routes.h"

#include <boost/test/unit_test.hpp>

#include <algorithm>

#include "web/site.h"

namespace {

using http::Method;
using web::Access;

/// True when the address names a record of a provider's; a help page is everybody's.
bool names_a_record(const web::Route& route) {
  return route.pattern.find('{') != std::string_view::npos &&
         route.pattern.find("{pagina}") == std::string_view::npos;
}

bool is_page(const web::Route& route) { return route.access.kind() == Access::Kind::person; }

struct Everyone : test::Site {
  test::Records own = make_records(provider_id, "Fibra", 1001);
  test::Records foreign = make_records(other_provider_id, "Fibra", 2002);

  http::Response ask(const web::Route& route, const test::Records& records, std::string_view role) {
    const auto path = filled(route.pattern, records);
    return route.method == Method::get ? get(path, role) : post(path, {}, role);
  }
};

/// What an account of NX Play that is in no conflict has no use of, and a person without a second factor.
bool leads_back(std::string_view pattern) {
  for (const auto* page :
       {"/perfil/duas-etapas/codigos", "/perfil/duas-etapas/desligar", "/usuarios/{id:int}/duas-etapas"})
    if (pattern == page) return true;
  for (const auto* action : {"ativacao", "email", "adotar", "separar"})
    if (pattern == "/contas/{id:int}/" + std::string(action)) return true;
  return false;
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(route_table, Everyone)

BOOST_AUTO_TEST_CASE(every_row_can_be_reached_and_is_hidden_by_none_above_it) {
  const web::Router router(web::routes());
  for (const auto& route : web::routes()) {
    auto path = filled(route.pattern, own);
    for (auto at = path.find('{'); at != std::string::npos; at = path.find('{'))
      path.replace(at, path.find('}', at) - at + 1, "1");
    BOOST_TEST(router.match(route.method, path).route == &route, route.pattern);
  }
}

BOOST_AUTO_TEST_CASE(without_a_session_every_page_leads_to_the_log_in) {
  for (const auto& route : web::routes()) {
    if (!is_page(route)) continue;
    const auto response = ask(route, own, "nobody");
    BOOST_TEST(response.status == 303, route.pattern);
    BOOST_TEST(test::header_of(response, "Location").starts_with("/entrar"), route.pattern);
  }
}

BOOST_AUTO_TEST_CASE(every_role_below_the_row_is_refused) {
  for (const auto& route : web::routes())
    for (const auto role : {web::Role::reader, web::Role::attendant})
      if (is_page(route) && role < route.access.role())
        BOOST_TEST(ask(route, own, domain::name_of(role)).status == 403, route.pattern);
}

BOOST_AUTO_TEST_CASE(a_form_without_its_token_is_refused_on_every_row) {
  for (const auto& route : web::routes()) {
    if (!is_page(route) || route.method != Method::post) continue;
    BOOST_TEST(send(request(Method::post, filled(route.pattern, own), "administrador")).status == 403,
               route.pattern);
  }
}

BOOST_AUTO_TEST_CASE(the_records_of_another_provider_are_not_there) {
  for (const auto& route : web::routes()) {
    if (!is_page(route) || !names_a_record(route)) continue;
    BOOST_TEST(ask(route, foreign, "administrador").status == 404, http::name_of(route.method)
                                                                       << " " << route.pattern);
  }
}

BOOST_AUTO_TEST_CASE(a_record_under_the_wrong_parent_is_not_there) {
  auto mixed = own;
  mixed.product = foreign.product;
  mixed.service_package = foreign.service_package;
  for (const auto& route : web::routes())
    if (is_page(route) && (route.pattern.find("{produto") != std::string_view::npos ||
                           route.pattern.find("{pacote") != std::string_view::npos))
      BOOST_TEST(ask(route, mixed, "administrador").status == 404, route.pattern);
}

BOOST_AUTO_TEST_CASE(nothing_of_another_provider_is_changed_by_any_form) {
  const auto before = count("SELECT COUNT(*) AS n FROM audit WHERE provider_id = ?", {other_provider_id});
  for (const auto& route : web::routes())
    if (is_page(route) && route.method == Method::post) ask(route, foreign, "administrador");
  BOOST_TEST(count("SELECT COUNT(*) AS n FROM audit WHERE provider_id = ?", {other_provider_id}) == before);
}

BOOST_AUTO_TEST_CASE(every_page_answers_its_role_and_is_not_kept_by_caches) {
  for (const auto& route : web::routes()) {
    if (!is_page(route) || route.method != Method::get) continue;
    const auto response = ask(route, own, domain::name_of(route.access.role()));
    BOOST_TEST(response.status == (leads_back(route.pattern) ? 303 : 200), route.pattern);
    BOOST_TEST(test::header_of(response, "Cache-Control") == "no-store", route.pattern);
    BOOST_TEST(response.body.find("{{") == std::string::npos, route.pattern);
  }
}

BOOST_AUTO_TEST_CASE(
    a_person_downloads_two_lists_at_a_time_in_whatever_sessions_and_others_are_not_held_back) {
  const auto ask = [&](std::string_view role) { return get("/planos?formato=csv", role); };
  {
    const auto first = ask("leitura"), second = ask("leitura");
    const auto third = ask("leitura");
    BOOST_TEST(third.status == 429);
    BOOST_TEST(test::header_of(third, "Retry-After") == "10");
    BOOST_TEST(third.body.find("dois por pessoa") != std::string::npos);
    BOOST_TEST(ask("operador").status == 200);
    BOOST_TEST(!test::body_of(second).empty());
  }
  BOOST_TEST(ask("leitura").status == 200);
}

BOOST_AUTO_TEST_CASE(every_list_is_written_as_csv_when_its_request_is_long_gone) {
  int lists = 0;
  for (const auto& route : web::routes()) {
    if (!is_page(route) || route.method != Method::get) continue;
    const auto path = filled(route.pattern, own);
    if (get(path).body.find("formato=csv") == std::string::npos) continue;
    ++lists;
    const auto csv = test::body_of(get(path + "?formato=csv"));
    BOOST_TEST(std::count(csv.begin(), csv.end(), '\n') >= 2, path << " has no row: " << csv);
    if (route.pattern == "/plataformas")
      BOOST_TEST(csv.find(";https://demo.localhost/callback/") != std::string::npos, csv);
  }
  BOOST_TEST(lists >= 6);
}

BOOST_AUTO_TEST_CASE(a_role_sees_no_entry_that_it_may_not_use) {
  const auto list = get("/plataformas", "operador").body;
  BOOST_TEST(list.find("/plataformas/novo") == std::string::npos);
  BOOST_TEST(list.find("/inativar") == std::string::npos);
  BOOST_TEST(list.find("/usuarios") == std::string::npos);
  BOOST_TEST(get("/clientes", "leitura").body.find("/clientes/novo") == std::string::npos);
  BOOST_TEST(get("/clientes", "operador").body.find("/clientes/novo") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(who_may_not_save_sees_the_form_locked_and_without_a_button) {
  const auto form = get(filled("/planos/{id:int}", own), "leitura").body;
  BOOST_TEST(form.find("<fieldset class=\"plain\" disabled>") != std::string::npos);
  BOOST_TEST(form.find("Salvar") == std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()
