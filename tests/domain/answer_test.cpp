#include "domain/answer.h"

#include <boost/test/unit_test.hpp>

using domain::Verdict;

BOOST_AUTO_TEST_SUITE(answer)

BOOST_AUTO_TEST_CASE(a_code_is_compared_without_its_urn) {
  BOOST_TEST(domain::product_code("urn:tve:P1") == "P1");
  BOOST_TEST(domain::product_code("P1") == "P1");
  BOOST_TEST(domain::product_code("URN:TVE:P1") == "URN:TVE:P1");
}

BOOST_AUTO_TEST_CASE(bodies_leave_out_what_is_not_known_and_escape_what_was_sent) {
  BOOST_TEST(domain::existence_body(Verdict::liberado, "ab") == R"({"subscriber_id":"ab"})");
  BOOST_TEST(domain::existence_body(Verdict::usuario_inexistente, "ab") ==
             R"({"error":"usuario_inexistente"})");
  BOOST_TEST(domain::access_body(Verdict::assinante_inexistente, "", "P\"1\n") ==
             R"({"access":false,"product":"P\"1\u000a","error":"assinante_inexistente"})");
  BOOST_TEST(domain::list_body("ab", {{"A", Verdict::liberado}, {"B", Verdict::suspenso}}) ==
             R"({"subscriber_id":"ab","products":{"A":true,"B":false}})");
}

BOOST_AUTO_TEST_CASE(denials_are_200_only_where_the_integration_asks_for_it) {
  BOOST_TEST(domain::answer_status(Verdict::suspenso, false) == 403);
  BOOST_TEST(domain::answer_status(Verdict::suspenso, true) == 200);
  BOOST_TEST(domain::answer_status(Verdict::liberado, false) == 200);
}

BOOST_AUTO_TEST_SUITE_END()
