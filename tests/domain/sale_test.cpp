#include "domain/sale.h"

#include <boost/test/unit_test.hpp>

#include "domain/package_status.h"

namespace {
std::string code_of(const domain::SaleFacts& facts) {
  const auto refusal = domain::refusal_of(facts);
  return refusal ? refusal->code : "";
}
}  // namespace

BOOST_AUTO_TEST_SUITE(sale)

BOOST_AUTO_TEST_CASE(a_package_is_on_offer_when_nothing_stands_in_the_way) {
  BOOST_TEST(code_of({.package = "TV"}) == "");
  BOOST_TEST(code_of({.package = "TV", .plan_locks = true, .in_plan = true}) == "");
  BOOST_TEST(code_of({.package = "TV", .package_in_the_way = "Outro"}) == "");
}

BOOST_AUTO_TEST_CASE(each_rule_in_the_way_has_its_code) {
  BOOST_TEST(code_of({.package_active = false}) == "pacote_inativo");
  BOOST_TEST(code_of({.plan_locks = true}) == "travado_pelo_plano");
  BOOST_TEST(code_of({.integration_active = false}) == "integracao_inativa");
  BOOST_TEST(code_of({.inactive_products = "HBO"}) == "produto_inativo");
  BOOST_TEST(code_of({.single_package = true, .package_in_the_way = "Básico"}) == "pacote_unico_ativo");
}

BOOST_AUTO_TEST_CASE(a_refusal_names_the_package_in_the_way) {
  const auto refusal = domain::refusal_of(
      {.package = "Full", .integration = "NEO", .single_package = true, .package_in_the_way = "Básico"});
  BOOST_TEST(refusal->message ==
             "O pacote Full não pode ser vinculado: a integração NEO permite um pacote por vez e o cliente "
             "já tem Básico. "
             "Remova-o antes.");
}

BOOST_AUTO_TEST_CASE(a_package_of_a_passive_platform_follows_its_service) {
  using domain::shown_package_status;
  using enum domain::ServiceState;
  BOOST_TEST(shown_package_status({.service = not_yet}) == "aguardando_habilitacao");
  BOOST_TEST(shown_package_status({.service = enabled, .activated = true}) == "ativo");
  BOOST_TEST(shown_package_status({.service = suspended, .activated = true}) == "suspenso");
  BOOST_TEST(shown_package_status({.service = suspended, .activated = true, .suspends = false}) == "ativo");
  BOOST_TEST(shown_package_status({.service = partial, .activated = true, .partial_suspends = false}) ==
             "ativo");
  BOOST_TEST(shown_package_status({.service = over, .activated = true}) == "removido");
  BOOST_TEST(shown_package_status(
                 {.service = enabled, .activated = true, .removed_by = domain::RemovedBy::person}) ==
             "removido");
}

BOOST_AUTO_TEST_CASE(a_package_of_an_active_platform_shows_its_transmission) {
  using domain::shown_package_status;
  using enum domain::ServiceState;
  domain::PackageStatusFacts facts{
      .transmitted = true, .transmission = "aguardando_cadastro", .service = enabled, .activated = true};
  BOOST_TEST(shown_package_status(facts) == "aguardando_cadastro");
  facts.missing = "telefone";
  BOOST_TEST(shown_package_status(facts) == "pendencia_cadastro");
  facts.removed_by = domain::RemovedBy::person;
  BOOST_TEST(shown_package_status(facts) == "removido");
  facts.transmission = "ativo";
  BOOST_TEST(shown_package_status(facts) == "aguardando_exclusao");
}

BOOST_AUTO_TEST_SUITE_END()
