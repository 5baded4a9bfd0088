#include "base/problem.h"

#include <boost/test/unit_test.hpp>
#include <variant>

#include "base/patch.h"

BOOST_AUTO_TEST_SUITE(base_problem)

BOOST_AUTO_TEST_CASE(an_expected_holds_a_value_or_an_error_even_of_one_type) {
  const base::Expected<std::string, std::string> good(std::string("valor"));
  const base::Expected<std::string, std::string> bad(base::Unexpected{std::string("erro")});
  BOOST_TEST(good.ok());
  BOOST_TEST(*good == "valor");
  BOOST_TEST(good->size() == 5U);
  BOOST_TEST(!bad.ok());
  BOOST_TEST(bad.error() == "erro");
  BOOST_CHECK_THROW(bad.value(), std::bad_variant_access);
  BOOST_CHECK_THROW(good.error(), std::bad_variant_access);
}

BOOST_AUTO_TEST_CASE(the_errors_of_a_part_come_behind_its_name) {
  base::FieldErrors part;
  part.add("plano", "é obrigatório");
  base::FieldErrors whole;
  whole.add("nome", "é obrigatório");
  whole.add_all(part, "servicos[0].");
  BOOST_TEST(whole.items().size() == 2U);
  BOOST_TEST(whole.has("servicos[0].plano"));
  BOOST_TEST(!whole.has("plano"));
}

BOOST_AUTO_TEST_CASE(a_rule_names_its_field_when_it_has_one) {
  const auto named = base::Problem::rule("travado_pelo_plano", "O plano trava.", "codigo");
  BOOST_TEST((named.kind == base::Problem::Kind::rule));
  BOOST_TEST(named.code == "travado_pelo_plano");
  BOOST_TEST(named.errors.has("codigo"));
  BOOST_TEST(base::Problem::rule("x", "y").errors.empty());
}

BOOST_AUTO_TEST_CASE(each_kind_of_problem_has_a_machine_code) {
  BOOST_TEST(base::Problem::malformed("m").code == "malformado");
  BOOST_TEST(base::Problem::missing("m").code == "nao_encontrado");
  BOOST_TEST(base::Problem::field("valor", "m").code == "campos_invalidos");
  BOOST_TEST(base::Problem::field("valor", "m").errors.has("valor"));
}

BOOST_AUTO_TEST_CASE(a_patch_leaves_clears_or_replaces) {
  const base::Patch<int> omitted;
  const auto cleared = base::Patch<int>::cleared();
  const base::Patch<int> given(5);
  BOOST_TEST((omitted.over(std::optional(3)) == std::optional(3)));
  BOOST_TEST(!cleared.over(std::optional(3)).has_value());
  BOOST_TEST((given.over(std::optional(3)) == std::optional(5)));
  BOOST_TEST(omitted.over(3, 0) == 3);
  BOOST_TEST(cleared.over(3, 0) == 0);
  BOOST_TEST(given.over(3, 0) == 5);
}

BOOST_AUTO_TEST_SUITE_END()
