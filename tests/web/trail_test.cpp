// The breadcrumb of pages that ask before they act: whose and what it is about.
#include <boost/test/unit_test.hpp>

#include "web/site.h"

namespace {

struct Trail : test::Site {
  Trail() : own(make_records(provider_id, "Fibra", 1001)) {}

  /// "Clientes › (codigo1001) Fibra › Conta em Fibra".
  std::string trail(const std::string& page) {
    const auto from = page.find("<nav class=\"crumbs\"");
    BOOST_REQUIRE(from != std::string::npos);
    std::string text;
    bool in_tag = false;
    for (const auto letter : page.substr(from, page.find("</nav>", from) - from)) {
      if (letter == '<') in_tag = true;
      if (!in_tag && letter != '\n') text += letter;
      if (letter == '>') in_tag = false;
      if (in_tag && letter == '<' && !text.empty() && !text.ends_with(" › ")) text += " › ";
    }
    for (int ends = 0; ends < 2; ++ends) text = text.substr(0, text.rfind(" › "));  // the last is the title
    return text;
  }
  std::string at(const std::string& pattern) { return trail(get(filled(pattern, own)).body); }

  test::Records own;
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(web_trail, Trail)

BOOST_AUTO_TEST_CASE(what_is_asked_of_an_account_names_the_customer_and_the_account) {
  db.execute("UPDATE integration SET gateway = 'nxplay' WHERE id = ?", {own.told_integration});
  const std::string account = "Clientes › (codigo1001) Fibra › Conta em Fibra";
  for (const auto* action : {"transmitir", "recriar", "senha"})
    BOOST_TEST(at("/contas/{id:int}/" + std::string(action)).ends_with(account), action);
  BOOST_TEST(get(filled("/contas/{id:int}/transmitir", own))
                 .body.find("href=\"" + filled("/contas/{id:int}", own) + "\">Conta em Fibra</a></li>") !=
             std::string::npos);
}

BOOST_AUTO_TEST_CASE(what_is_asked_of_an_integration_names_it_and_its_transmissions) {
  const std::string place = "Configuração › Integrações › Plataformas de Conteúdo › Fibra";
  for (const auto* action : {"inativar", "ativar", "produtos/{produto:int}/inativar"})
    BOOST_TEST(at("/plataformas/{id:int}/" + std::string(action)).starts_with(place), action);
  BOOST_TEST(at("/plataformas/{id:int}/inativar") == place);
  BOOST_TEST(at("/plataformas/{id:int}/produtos/{produto:int}/inativar") == place + " › Produtos › Fibra");
  for (const auto* action : {"remover-contas", "manter-contas", "pausar", "retomar"})
    BOOST_TEST(at("/plataformas/{id:int}/" + std::string(action)) == place + " › Transmissões", action);
}

BOOST_AUTO_TEST_CASE(what_is_asked_of_a_service_or_its_package_names_customer_service_and_package) {
  const std::string service = "Clientes › (codigo1001) Fibra › Serviço 1001";
  BOOST_TEST(at("/servicos/{id:int}/pacotes/{pacote:int}/remover") == service + " › Pacotes › Fibra");
  const auto asked = post(filled("/servicos/{id:int}/status", own), {{"status_prefixo", "suspenso_debito"}});
  BOOST_TEST(asked.status == 200);
  BOOST_TEST(trail(asked.body) == service);
}

BOOST_AUTO_TEST_CASE(what_is_asked_of_a_package_a_plan_or_a_user_names_it) {
  BOOST_TEST(at("/pacotes/{id:int}/inativar").ends_with(" › Fibra"));
  BOOST_TEST(at("/planos/{id:int}/inativar").ends_with(" › Fibra"));
  BOOST_TEST(at("/usuarios/{id:int}/inativar").ends_with(" › Fibra"));
}

BOOST_AUTO_TEST_CASE(another_providers_record_is_named_nowhere) {
  const auto foreign = make_records(other_provider_id, "Alheio", 77);
  for (const auto* pattern :
       {"/contas/{id:int}/transmitir", "/plataformas/{id:int}/pausar",
        "/servicos/{id:int}/pacotes/{pacote:int}/remover", "/pacotes/{id:int}/inativar"})
    BOOST_TEST(get(filled(pattern, foreign)).body.find("Alheio") == std::string::npos, pattern);
}

BOOST_AUTO_TEST_SUITE_END()
