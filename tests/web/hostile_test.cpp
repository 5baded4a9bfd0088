// Every page with hostile data in every text of every record, and every form with hostile text in every
// field.
#include <boost/test/unit_test.hpp>

#include <regex>
#include <set>

#include "web/hostile.h"
#include "web/routes.h"
#include "web/site.h"

namespace {

using http::Method;

using test::hostile_texts;
using test::is_harmless;
using test::k_markup;

/// The names of what can be typed into the forms of a page.
std::set<std::string> field_names(const std::string& body) {
  static const std::regex k_field(R"re(<(?:input|select|textarea)[^>]* name="([^"]+)")re");
  std::set<std::string> names;
  for (std::sregex_iterator at(body.begin(), body.end(), k_field), end; at != end; ++at)
    names.insert((*at)[1]);
  for (const auto* own : {"_csrf", "q"}) names.erase(own);
  return names;
}

/// What a form of a page carries as it stands.
test::Fields fields_as_they_stand(const std::string& body) {
  static const std::regex k_field(R"re(<input[^>]* name="([^"]+)"[^>]* value="([^"]*)")re");
  test::Fields fields;
  for (std::sregex_iterator at(body.begin(), body.end(), k_field), end; at != end; ++at)
    if ((*at)[1] != "_csrf" && (*at)[1] != "q") fields.emplace_back((*at)[1], (*at)[2]);
  return fields;
}

/// The pages where a form is filled in, with what leads to them.
const std::vector<std::string> k_forms = {"/clientes/novo",
                                          "/clientes/{id:int}/editar",
                                          "/clientes/{id:int}/servicos/novo?plano=codigo1001",
                                          "/servicos/{id:int}",
                                          "/servicos/{id:int}/status",
                                          "/servicos/{id:int}/migrar?plano=codigo1001",
                                          "/servicos/{id:int}/pacotes/novo?pacote=PACKAGE",
                                          "/servicos/{id:int}/pacotes/{pacote:int}/editar",
                                          "/pacotes/novo",
                                          "/pacotes/{id:int}",
                                          "/planos/novo",
                                          "/planos/{id:int}",
                                          "/planos/{id:int}/clonar",
                                          "/planos/{id:int}/reajustar",
                                          "/planos/{id:int}/renovar",
                                          "/plataformas/novo?gateway=nxplay",
                                          "/plataformas/novo?gateway=outros",
                                          "/plataformas/{id:int}",
                                          "/plataformas/{id:int}/testar?cliente=CUSTOMER",
                                          "/plataformas/{id:int}/callback",
                                          "/plataformas/{id:int}/produtos/novo",
                                          "/plataformas/{id:int}/produtos/{produto:int}",
                                          "/por-que-foi-negado?cliente=CUSTOMER",
                                          "/usuarios/novo",
                                          "/usuarios/{id:int}",
                                          "/tokens/novo",
                                          "/provedor",
                                          "/perfil",
                                          "/perfil/senha",
                                          "/perfil/duas-etapas"};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(hostile, test::Site)

BOOST_AUTO_TEST_CASE(hostile_records_are_shown_harmlessly_on_every_page) {
  const auto records = make_records(provider_id, k_markup, 1001);
  for (const auto& route : web::routes()) {
    if (route.access.kind() != web::Access::Kind::person || route.method != Method::get) continue;
    const auto path = filled(route.pattern, records);
    const auto response = get(path);
    BOOST_TEST(response.status < 400, path);
    BOOST_TEST(is_harmless(response.body), path);
  }
}

BOOST_AUTO_TEST_CASE(every_field_of_every_form_takes_or_refuses_hostile_text_and_shows_it_harmlessly) {
  const auto records = make_records(provider_id, "Fibra", 1001);
  for (const auto& pattern : k_forms) {
    auto path = filled(pattern, records);
    if (const auto at = path.find("PACKAGE"); at != std::string::npos)
      path.replace(at, 7, std::to_string(records.package));
    if (const auto at = path.find("CUSTOMER"); at != std::string::npos)
      path.replace(at, 8, std::to_string(records.customer));
    const auto names = field_names(get(path).body);
    BOOST_TEST(!names.empty(), path);
    for (const auto& text : hostile_texts()) {
      test::Fields fields;
      for (const auto& name : names) fields.emplace_back(name, text);
      const auto target = path.substr(0, path.find('?'));
      const auto response = post(target, fields);
      BOOST_TEST((response.status == 303 || response.status == 200 ||
                  (response.status >= 400 && response.status < 500)),
                 target << " " << response.status << " " << text.substr(0, 20));
      BOOST_TEST(is_harmless(response.body), target << " " << text.substr(0, 20));
      BOOST_TEST(test::header_of(response, "Location").find('\n') == std::string::npos, target);
    }
  }
}

BOOST_AUTO_TEST_CASE(hostile_records_and_what_was_typed_are_shown_harmlessly_by_the_questions_before_an_act) {
  const auto records = make_records(provider_id, k_markup, 1001);
  const auto service = "/servicos/" + std::to_string(records.service);
  const auto sale = service + "/pacotes/novo";
  const auto package = std::to_string(records.package);
  for (const auto& text : hostile_texts()) {
    const auto response =
        post(sale, {{"pacote", package}, {"valor", "1,00"}, {"descricao", text}, {"data_limite", ""}});
    BOOST_TEST((response.status == 200 || response.status == 422), text.substr(0, 20));
    BOOST_TEST(is_harmless(response.body), text.substr(0, 20));
  }
  const auto migration = get(service + "/migrar?plano=codigo1001").body;
  for (const auto& response :
       {post(service + "/migrar", fields_as_they_stand(migration)),
        post(service + "/status", {{"status_prefixo", "cancelado"}}),
        get(service + "/pacotes/" + std::to_string(records.service_package) + "/remover")}) {
    BOOST_TEST(response.status == 200);
    BOOST_TEST(response.body.find("Por mês") != std::string::npos);
    BOOST_TEST(is_harmless(response.body));
  }
}

BOOST_AUTO_TEST_CASE(hostile_searches_and_cursors_are_just_searches) {
  make_records(provider_id, k_markup, 1001);
  for (const auto* path : {"/busca?q=",
                           "/clientes?busca=",
                           "/clientes?depois=",
                           "/planos?depois=",
                           "/planos?ordem=",
                           "/pacotes?integracao=",
                           "/usuarios?busca=",
                           "/planos?itens=",
                           "/validacoes?quem=",
                           "/validacoes?produto=",
                           "/validacoes?motivo=",
                           "/validacoes?dia=",
                           "/validacoes?depois=",
                           "/por-que-foi-negado?quem=",
                           "/por-que-foi-negado?cliente=",
                           "/conflitos-de-login?depois=",
                           "/transmissoes?integracao=",
                           "/transmissoes?situacao=",
                           "/transmissoes?classe=",
                           "/transmissoes?depois=",

                           "/auditoria?busca=",
                           "/auditoria?depois=",
                           "/auditoria?de="}) {
    for (const auto& text : hostile_texts()) {
      const auto response = get(path + http::url_encode(text));
      // A search with one hit leads straight to it; a day that is none is refused.
      const bool is_day =
          std::string_view(path).ends_with("?dia=") || std::string_view(path).ends_with("?de=");
      BOOST_TEST((response.status == 200 || response.status == 303 || (is_day && response.status == 422)),
                 path << text.substr(0, 20));
      BOOST_TEST(is_harmless(response.body), path << text.substr(0, 20));
    }
  }
}

BOOST_AUTO_TEST_CASE(a_hostile_host_or_return_address_leads_nowhere_else) {
  for (const auto* wanted :
       {"https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:alert(1)",
        "/\t/evil.example", "/\n/evil.example", " //evil.example", "/x\x7f"}) {
    const auto response = get("/entrar?voltar=" + http::url_encode(wanted));
    BOOST_TEST(test::header_of(response, "Location") == "/", wanted);
  }
  host = "evil.example";
  BOOST_TEST(get("/clientes").status == 404);
}

BOOST_AUTO_TEST_CASE(the_csv_of_hostile_records_runs_nothing_in_a_spreadsheet) {
  make_records(provider_id, "=1+1", 1001);
  const auto csv = test::body_of(get("/planos?formato=csv"));
  BOOST_TEST(csv.find("\n'=1+1;") != std::string::npos);
  BOOST_TEST(csv.find("\n=1+1;") == std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()
