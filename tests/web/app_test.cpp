#include "web/app.h"

#include <boost/test/unit_test.hpp>

#include <array>
#include <stdexcept>
#include <tuple>

#include "storage/db.h"
#include "support/source_dir.h"
#include "web/answers.h"
#include "web/directory.h"
#include "web/guard.h"
#include "web/templates.h"

namespace {

using http::Method;
using web::Access;
using web::Context;
using web::Role;
using web::Scope;

http::Response say_name(Context& context) { return web::html(context.user ? context.user->name : "ninguém"); }
http::Response say_id(Context& context) { return web::html(std::to_string(context.id())); }
http::Response say_code(Context& context) { return web::html(context.arg("codigo")); }
http::Response say_field(Context& context) { return web::html(context.form.get("nome")); }
http::Response say_token(Context& context) { return web::html(context.token->name); }
http::Response fail(Context&) { throw std::runtime_error("segredo do banco"); }
http::Response look_up(Context& context) {
  context.db.execute("DELETE FROM provider WHERE id = 0");
  return web::html("");
}
http::Response cached(Context&) { return web::html("").with("Cache-Control", "public, max-age=60"); }

constexpr std::array<web::Route, 16> k_routes{{
    {Method::get, "/healthz", Access::probe(), cached},
    {Method::get, "/", Access::anyone(), say_name},
    {Method::post, "/entrar", Access::anyone(), say_field},
    {Method::get, "/pacotes/novo", Access::at_least(Role::attendant), say_name},
    {Method::get, "/pacotes/{id:int}", Access::at_least(Role::reader), say_id},
    {Method::post, "/pacotes/{id:int}", Access::at_least(Role::attendant), say_field, web::Body::long_form},
    {Method::post, "/pacotes/{id:int}/ativar", Access::at_least(Role::attendant), say_field},
    {Method::get, "/usuarios", Access::at_least(Role::administrator), say_name},
    {Method::get, "/quebra", Access::anyone(), fail},
    {Method::get, "/consulta", Access::anyone(), look_up},
    {Method::get, "/api/quebra", Access::anyone(), fail},
    {Method::get, "/api/consulta", Access::anyone(), look_up},
    {Method::get, "/api/v1/integracao/plano/{codigo}", Access::token(Scope::reading), say_token},
    {Method::put, "/api/v1/integracao/plano/{codigo}", Access::token(Scope::customers), say_code,
     web::Body::json},
    {Method::get, "/api/v1/integracao/servico/{id:int}", Access::token(Scope::reading), say_id},
    {Method::post, "/api/v1/integracao/lote", Access::token(Scope::customers), say_token, web::Body::stream},
}};

/// Two hosts, a session for each role and a token for each scope, named after what they stand for.
class FakeDirectory final : public web::Directory {
 public:
  std::optional<web::Provider> find_provider(storage::Db&, std::string_view host) const override {
    if (host == "demo.localhost") return web::Provider{.id = 1, .slug = "demo", .name = "Demo"};
    return std::nullopt;
  }
  std::optional<web::User> find_user(storage::Db&, const web::Provider&, std::string_view token,
                                     base::Instant) const override {
    const auto role = domain::role_from(token);
    if (!role) return std::nullopt;
    return web::User{.id = 7, .name = "Ana", .email = "ana@demo", .role = *role};
  }
  std::optional<web::Caller> find_caller(storage::Db& on, std::string_view host, std::string_view token,
                                         base::Instant) const override {
    auto provider = find_provider(on, host);
    if (!provider) return std::nullopt;
    web::Caller caller{.provider = std::move(*provider)};
    if (const auto scope = domain::scope_from(token))
      caller.token = web::Token{.id = 3, .name = "erp", .scopes = {*scope}};
    return caller;
  }
};

/// The app on a table of its own; its directory never looks at the database.
struct Fixture {
  FakeDirectory directory = {};
  base::FixedClock clock{base::Instant{}};
  base::Keyring keyring{"1:" + std::string(64, 'a')};
  base::Metrics metrics = {};
  web::Templates templates{test::source_dir() + "/templates", ""};
  web::App app{k_routes, {directory, templates, clock, keyring, metrics, true}};
  storage::Db db{base::DatabaseSettings{.socket = "/nonexistent"}};

  http::Response ask(const http::Request& request) { return app.handle(request, db); }
  http::Response get(std::string path, std::string session = "") {
    return ask(request_to(Method::get, std::move(path), std::move(session)));
  }
  http::Request request_to(Method method, std::string path, std::string session = "") {
    http::Request request{.method = method,
                          .path = std::move(path),
                          .host = "demo.localhost",
                          .host_with_port = "demo.localhost:8080",
                          .request_id = "c0ffee"};
    if (!session.empty()) request.headers["Cookie"] = "sessao=" + session;
    return request;
  }
  http::Request form_to(std::string path, std::string session, std::string body) {
    auto request = request_to(Method::post, std::move(path), session);
    request.headers["Content-Type"] = "application/x-www-form-urlencoded";
    request.body = std::move(body) + "&_csrf=" + web::csrf_token(keyring, session);
    return request;
  }
};

std::string header_of(const http::Response& response, std::string_view name) {
  for (const auto& [key, value] : response.headers)
    if (key == name) return value;
  return "";
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(web_app, Fixture)

BOOST_AUTO_TEST_CASE(an_unknown_host_has_no_pages_at_all) {
  auto request = request_to(Method::get, "/");
  request.host = "elsewhere.localhost";
  BOOST_TEST(ask(request).status == 404);
}

BOOST_AUTO_TEST_CASE(a_health_probe_needs_no_known_host) {
  auto request = request_to(Method::get, "/healthz");
  request.host = "127.0.0.1";
  BOOST_TEST(ask(request).status == 200);
}

BOOST_AUTO_TEST_CASE(an_unknown_path_is_404_and_a_wrong_method_405_with_allow) {
  BOOST_TEST(get("/nada").status == 404);
  BOOST_TEST(get("/pacotes/12x", "leitura").status == 404);
  const auto response = ask(request_to(Method::del, "/pacotes/12", "operador"));
  BOOST_TEST(response.status == 405);
  BOOST_TEST(header_of(response, "Allow") == "GET, HEAD, POST");
}

BOOST_AUTO_TEST_CASE(a_body_where_none_is_read_is_passed_over) {
  auto request = request_to(Method::get, "/pacotes/12", "leitura");
  request.body = "x";
  BOOST_TEST(ask(request).body == "12");
  for (const auto method : {Method::get, Method::post, Method::put, Method::del, Method::other}) {
    request = request_to(method, "/nada");
    request.body = "x";
    BOOST_TEST(ask(request).status == 404);
  }
  request = request_to(Method::put, "/pacotes/12");
  request.body = "x";
  BOOST_TEST(ask(request).status == 405);
}

BOOST_AUTO_TEST_CASE(one_slash_at_the_end_of_an_api_path_is_nothing_and_of_a_page_another_page) {
  auto request = request_to(Method::put, "/api/v1/integracao/plano/P1/");
  request.headers["Authorization"] = "Bearer clientes";
  BOOST_TEST(ask(request).body == "P1");
  request.path += '/';
  BOOST_TEST(ask(request).status == 404);
  BOOST_TEST(get("/pacotes/12/", "leitura").status == 404);
}

BOOST_AUTO_TEST_CASE(a_slash_that_is_escaped_stays_in_its_segment) {
  auto request = request_to(Method::put, "/api/v1/integracao/plano/300%2F150");
  request.headers["Authorization"] = "Bearer clientes";
  BOOST_TEST(ask(request).body == "300/150");
  request.path = "/api/v1/integracao/plano/50%25/";
  BOOST_TEST(ask(request).body == "50%");
  request.path = "/api/v1/integracao%2Fplano/1";
  BOOST_TEST(ask(request).status == 404);
}

BOOST_AUTO_TEST_CASE(a_compressed_body_is_refused_on_pages_and_calls_and_passed_over_where_none_is_read) {
  auto request = form_to("/pacotes/12", "operador", "nome=x");
  request.headers["Content-Encoding"] = "gzip";
  BOOST_TEST(ask(request).status == 415);
  request.headers["Content-Encoding"] = "Identity";
  BOOST_TEST(ask(request).status != 415);
  request.headers["Content-Encoding"] = "gzip";
  request.method = Method::get;
  BOOST_TEST(ask(request).status != 415);
}

BOOST_AUTO_TEST_CASE(an_id_of_the_api_that_is_no_number_is_named_to_who_may_ask) {
  auto request = request_to(Method::get, "/api/v1/integracao/servico/12x");
  BOOST_TEST(ask(request).status == 401);
  request.headers["Authorization"] = "Bearer leitura";
  const auto response = ask(request);
  BOOST_TEST(response.status == 422);
  BOOST_TEST(response.body.find("\"errors\":{\"id\":") != std::string::npos);
  request.path = "/api/v1/integracao/servico/";
  BOOST_TEST(ask(request).status == 404);
  for (const auto* zero : {"0", "000"}) {
    request.path = std::string("/api/v1/integracao/servico/") + zero;
    BOOST_TEST(ask(request).status == 422, zero);
  }
  request.path = "/api/v1/integracao/servico/12";
  BOOST_TEST(ask(request).body == "12");
}

BOOST_AUTO_TEST_CASE(literal_rows_win_over_the_rows_with_arguments_below_them) {
  BOOST_TEST(get("/pacotes/novo", "operador").body == "Ana");
  BOOST_TEST(get("/pacotes/12", "leitura").body == "12");
}

BOOST_AUTO_TEST_CASE(head_is_answered_like_get_without_a_body) {
  const auto response = ask(request_to(Method::head, "/pacotes/12", "leitura"));
  BOOST_TEST(response.status == 200);
  BOOST_TEST(response.body.empty());
}

BOOST_AUTO_TEST_CASE(without_a_session_a_page_asks_to_sign_in_and_remembers_where_to_go) {
  auto request = request_to(Method::get, "/pacotes/12");
  request.query = "pagina=2";
  const auto response = ask(request);
  BOOST_TEST(response.status == 303);
  BOOST_TEST(header_of(response, "Location") == "/entrar?voltar=%2Fpacotes%2F12%3Fpagina%3D2");
}

BOOST_AUTO_TEST_CASE(each_role_reaches_its_own_pages_and_those_of_the_roles_below) {
  BOOST_TEST(get("/pacotes/novo", "leitura").status == 403);
  BOOST_TEST(get("/pacotes/novo", "administrador").status == 200);
  BOOST_TEST(get("/usuarios", "operador").status == 403);
  BOOST_TEST(get("/usuarios", "administrador").status == 200);
}

BOOST_AUTO_TEST_CASE(a_form_is_taken_with_its_csrf_token_only) {
  auto request = form_to("/pacotes/12", "operador", "nome=TV+Extra");
  BOOST_TEST(ask(request).body == "TV Extra");
  request.body = "nome=TV+Extra";
  BOOST_TEST(ask(request).status == 403);
  request.body = "nome=TV+Extra&_csrf=" + web::csrf_token(keyring, "leitura");
  BOOST_TEST(ask(request).status == 403);
}

BOOST_AUTO_TEST_CASE(a_form_sent_by_another_site_is_refused_even_with_the_token) {
  auto request = form_to("/pacotes/12", "operador", "nome=x");
  request.headers["Origin"] = "http://demo.localhost:8080";
  BOOST_TEST(ask(request).status == 200);
  request.headers["Origin"] = "http://evil.example";
  BOOST_TEST(ask(request).status == 403);
  request.headers["Origin"] = "null";
  BOOST_TEST(ask(request).status == 403);
  request.headers.erase("Origin");
  request.headers["Sec-Fetch-Site"] = "same-site";
  BOOST_TEST(ask(request).status == 403);
}

BOOST_AUTO_TEST_CASE(a_form_that_is_not_urlencoded_or_repeats_a_field_is_400) {
  auto request = form_to("/pacotes/12", "operador", "nome=a&nome=b");
  BOOST_TEST(ask(request).status == 400);
  request.headers["Content-Type"] = "text/plain";
  BOOST_TEST(ask(request).status == 400);
}

BOOST_AUTO_TEST_CASE(bodies_have_a_ceiling_that_the_door_can_ask_for) {
  const auto rule = [&](Method method, const std::string& path) {
    const auto request = request_to(method, path);
    return web::App::body_rule(request, app.match(request));
  };
  BOOST_TEST(rule(Method::post, "/pacotes/12").max_bytes == 256u * 1024u);
  BOOST_TEST(rule(Method::post, "/pacotes/12/ativar").max_bytes == 64u * 1024u);
  BOOST_TEST(rule(Method::put, "/api/v1/integracao/plano/P1").max_bytes == 1024u * 1024u);
  BOOST_TEST(rule(Method::post, "/api/v1/integracao/lote").stream);
  BOOST_TEST(rule(Method::post, "/nada").ignored);
  BOOST_TEST(rule(Method::get, "/pacotes/12").ignored);
  BOOST_TEST(ask(form_to("/pacotes/12", "operador", std::string(256 * 1024, 'x'))).status == 413);
}

BOOST_AUTO_TEST_CASE(an_api_route_wants_a_token_with_its_scope_and_ignores_sessions) {
  auto request = request_to(Method::put, "/api/v1/integracao/plano/P1", "administrador");
  BOOST_TEST(ask(request).status == 401);
  BOOST_TEST(header_of(ask(request), "WWW-Authenticate") == "Bearer");
  request.headers["Authorization"] = "Bearer leitura";
  BOOST_TEST(ask(request).status == 403);
  request.headers["Authorization"] = "bearer clientes";
  BOOST_TEST(ask(request).body == "P1");
  request.method = Method::get;
  BOOST_TEST(ask(request).body == "erp");
}

BOOST_AUTO_TEST_CASE(an_api_error_is_the_json_envelope_whatever_went_wrong) {
  const std::string known = "/api/v1/integracao/plano/P1";
  auto large = request_to(Method::put, known);
  large.body = std::string(1024 * 1024 + 1, 'x');
  const std::vector<std::tuple<http::Request, int, std::string>> calls{
      {request_to(Method::get, "/api/v1/integracao/nada"), 404, "nao_encontrado"},
      {request_to(Method::get, known), 401, "nao_autenticado"},
      {request_to(Method::del, known), 405, "metodo_nao_permitido"},
      {large, 413, "corpo_grande_demais"},
      {request_to(Method::get, "/api/quebra"), 500, "erro_interno"},
      {request_to(Method::get, "/api/consulta"), 503, "indisponivel"}};
  for (const auto& [request, status, code] : calls) {
    const auto response = ask(request);
    BOOST_TEST(response.status == status);
    for (const auto& member : {std::string(R"("status":"error")"), R"("codigo":")" + code + '"',
                               std::string(R"("errors":{})"), std::string(R"("request_id":"c0ffee")")})
      BOOST_TEST(response.body.find(member) != std::string::npos, response.body << " lacks " << member);
  }
}

BOOST_AUTO_TEST_CASE(an_exception_becomes_500_with_the_request_id_and_nothing_else) {
  const auto response = get("/quebra");
  BOOST_TEST(response.status == 500);
  BOOST_TEST(response.body.find("c0ffee") != std::string::npos);
  BOOST_TEST(response.body.find("segredo") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_database_that_is_away_is_503_with_retry_after) {
  const auto response = get("/consulta");
  BOOST_TEST(response.status == 503);
  BOOST_TEST(header_of(response, "Retry-After") == "2");
}

BOOST_AUTO_TEST_CASE(every_answer_carries_the_security_headers) {
  for (const auto* path : {"/", "/nada", "/quebra", "/pacotes/12", "/api/v1/integracao/nada"}) {
    const auto response = get(path);
    BOOST_TEST(header_of(response, "Content-Security-Policy").starts_with("default-src 'none'"), path);
    BOOST_TEST(header_of(response, "X-Content-Type-Options") == "nosniff", path);
    BOOST_TEST(header_of(response, "Cache-Control") == "no-store", path);
    BOOST_TEST(header_of(response, "Strict-Transport-Security").empty(), path);
  }
  BOOST_TEST(header_of(get("/healthz"), "Cache-Control") == "public, max-age=60");
}

BOOST_AUTO_TEST_CASE(over_https_the_session_cookie_is_the_host_bound_one) {
  auto request = request_to(Method::get, "/pacotes/12");
  request.secure = true;
  request.headers["Cookie"] = "sessao=leitura";
  BOOST_TEST(ask(request).status == 303);
  request.headers["Cookie"] = "__Host-sessao=leitura";
  BOOST_TEST(ask(request).status == 200);
  BOOST_TEST(!header_of(ask(request), "Strict-Transport-Security").empty());
}

BOOST_AUTO_TEST_SUITE_END()
