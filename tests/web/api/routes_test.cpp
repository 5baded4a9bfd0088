// Made from the route table itself: a new call is tried by everyone who may not make it without a line here.
#include "web/routes.h"

#include <boost/test/unit_test.hpp>

#include "base/text.h"
#include "web/api/api_client.h"

namespace {

using nlohmann::json;
using web::Access;
using web::Scope;

constexpr std::string_view k_prefix = "/api/v1/integracao";

struct Matrix : test::Api {
  std::uint64_t sold = 0;  ///< a package sold by the first provider

  Matrix() {
    furnish();
    sell(501);
    sold = add(501, "CHEIO");
  }

  /// The row's path with the first provider's records for its arguments.
  std::string path_of(const web::Route& route) const {
    std::string path(route.pattern.substr(k_prefix.size()));
    const auto fill = [&](std::string_view argument, const std::string& value) {
      if (const auto at = path.find(argument); at != std::string::npos)
        path.replace(at, argument.size(), value);
    };
    fill("{codigo_produto}", "MUMO");
    fill("{codigo_cliente}", "2023");
    fill("{id_cliente_servico:int}", "501");
    fill("{id_cliente_servico_pacote:int}", std::to_string(sold));
    const bool catalogue = path.starts_with("/pacote_catalogo");
    fill("{codigo}", catalogue ? "CHEIO" : path.starts_with("/plano") ? "FIBRA" : "NEO");
    return path;
  }

  test::ApiAnswer ask(const web::Route& route) {
    auto asked = request(route.method, path_of(route), body_of(route));
    asked.stream_body = [](char*, std::size_t) { return std::size_t{0}; };
    return send(asked);
  }

  static std::string body_of(const web::Route& route) {
    if (route.method == http::Method::get || route.body == web::Body::stream) return "";
    return route.pattern.ends_with("/status") ? R"({"status_prefixo":"cancelado"})" : "{}";
  }
};

/// Every row that a program calls with a token.
std::vector<web::Route> calls() {
  std::vector<web::Route> rows;
  for (const auto& route : web::routes())
    if (route.access.kind() == Access::Kind::token) rows.push_back(route);
  return rows;
}

std::string name_of(const web::Route& route) {
  return std::string(http::name_of(route.method)) + " " + std::string(route.pattern);
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(web_api_routes, Matrix)

BOOST_AUTO_TEST_CASE(there_are_calls_and_each_is_below_the_versioned_address) {
  BOOST_TEST(calls().size() >= 20U);
  for (const auto& route : calls()) BOOST_TEST(route.pattern.starts_with(k_prefix), name_of(route));
}

BOOST_AUTO_TEST_CASE(without_a_token_or_with_an_unknown_one_every_call_is_401) {
  for (const auto* with : {"", "segredo-que-ninguem-tem"}) {
    bearer = with;
    for (const auto& route : calls()) BOOST_TEST(ask(route).status == 401, name_of(route));
  }
}

BOOST_AUTO_TEST_CASE(a_token_without_the_scope_is_403_on_every_call) {
  for (const auto scope : {Scope::reading, Scope::customers, Scope::configuration}) {
    bearer = std::string(domain::name_of(scope));
    for (const auto& route : calls()) {
      const bool may = domain::covers({scope}, route.access.scope());
      BOOST_TEST((ask(route).status == 403) == !may, name_of(route) << " with " << bearer);
    }
  }
}

BOOST_AUTO_TEST_CASE(the_records_of_another_provider_are_missing_on_every_call_that_reads_or_moves_one) {
  host = "outro.localhost";
  for (const auto& route : calls()) {
    const auto answer = ask(route);
    const bool names_a_record = route.pattern.find('{') != std::string_view::npos;
    // A PUT of a code creates this provider's own record of that code, or says what it lacks.
    const bool creates =
        route.method == http::Method::put && route.pattern.find(":int") == std::string_view::npos;
    if (names_a_record && !creates && !route.pattern.ends_with("cliente_servico/{id_cliente_servico:int}"))
      BOOST_TEST(answer.status == 404, name_of(route) << " " << answer.text);
    for (const auto* theirs : {"Ana Souza", "52998224725", "Fibra 500", "Pacote CHEIO", "ana@exemplo"})
      BOOST_TEST(answer.text.find(theirs) == std::string::npos, name_of(route) << " " << answer.text);
  }
}

BOOST_AUTO_TEST_CASE(no_call_of_another_provider_changes_anything) {
  const auto changes = [&] {
    return count("SELECT COUNT(*) AS n FROM audit WHERE provider_id = ?", {provider_id});
  };
  const auto before = changes();
  BOOST_TEST(before > 0);
  host = "outro.localhost";
  for (const auto& route : calls()) ask(route);
  BOOST_TEST(changes() == before);
  host = "demo.localhost";
  BOOST_TEST(
      get("/cliente?busca=codigo_cliente&termo_busca=2023&relacoes=pacotes").text.find("\"removido\"") ==
      std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()
