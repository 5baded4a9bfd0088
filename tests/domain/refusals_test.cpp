#include "domain/refusals.h"

#include <boost/test/unit_test.hpp>

#include "domain/sale.h"

namespace {

std::string refused(const std::string& package, const std::string& plan) {
  return domain::refusal_of({.package = package, .plan = plan, .plan_locks = true}).value().message;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(refusals)

BOOST_AUTO_TEST_CASE(a_reason_is_said_once_with_the_first_few_and_the_number_of_the_others) {
  std::vector<std::string> messages;
  for (int i = 1; i <= 7; ++i) messages.push_back(refused("P" + std::to_string(i), "Casa"));
  messages.push_back(refused("Q", "Outro"));
  messages.emplace_back("Outra coisa.");
  const auto texts = domain::said_once(messages);
  BOOST_REQUIRE(texts.size() == 3U);
  BOOST_TEST(texts[0].starts_with(
      "7 pacotes (P1, P2, P3, P4, P5 e mais 2) não podem ser vinculados: o plano Casa "));
  BOOST_TEST(texts[1] == messages[7]);
  BOOST_TEST(texts[2] == "Outra coisa.");
}

BOOST_AUTO_TEST_CASE(a_package_whose_name_reads_like_a_refusal_keeps_it) {
  const std::string name = "O pacote X não pode ser vinculado: Y";
  const std::string messages[] = {refused(name, "Casa"), refused("Z", "Casa")};
  const auto shared = domain::by_reason(messages);
  BOOST_REQUIRE(shared.size() == 1U);
  BOOST_TEST(shared[0].packages[0] == name);
}

BOOST_AUTO_TEST_SUITE_END()
