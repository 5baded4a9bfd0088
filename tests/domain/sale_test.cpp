#include "domain/sale.h"

#include <boost/test/unit_test.hpp>

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

BOOST_AUTO_TEST_SUITE_END()
