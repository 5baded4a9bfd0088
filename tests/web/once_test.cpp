#include "web/once.h"

#include <boost/test/unit_test.hpp>

#include "web/site.h"

BOOST_FIXTURE_TEST_SUITE(form_once, test::Site)

BOOST_AUTO_TEST_CASE(a_form_sent_twice_is_done_once_and_led_to_the_same_place) {
  const test::Fields fields{{"descricao", "Fibra 500"}, {"valor", "99,90"}, {"_envio", "a1"}};
  const auto first = post("/planos/novo", fields);
  const auto second = post("/planos/novo", fields);
  BOOST_TEST(first.status == 303);
  BOOST_TEST(second.status == 303);
  BOOST_TEST(test::header_of(second, "Location") == test::header_of(first, "Location"));
  BOOST_TEST(count("SELECT COUNT(*) AS n FROM plan") == 1);
}

BOOST_AUTO_TEST_CASE(a_refused_form_may_be_sent_again_once_it_is_mended) {
  BOOST_TEST(post("/planos/novo", {{"descricao", ""}, {"_envio", "a2"}}).status == 422);
  BOOST_TEST(post("/planos/novo", {{"descricao", "Fibra 500"}, {"_envio", "a2"}}).status == 303);
}

BOOST_AUTO_TEST_CASE(a_preview_may_be_asked_for_again) {
  const auto path = "/planos/" + std::to_string(make_records(provider_id, "Fibra", 1001).plan) + "/reajustar";
  const test::Fields fields{{"percentual", "10"}, {"_envio", "a3"}};
  BOOST_TEST(post(path, fields).status == 200);
  BOOST_TEST(post(path, fields).status == 200);
}

BOOST_AUTO_TEST_CASE(the_same_mark_on_another_form_or_by_another_person_is_another_form) {
  const test::Fields fields{{"descricao", "Fibra"}, {"nome", "Ana"}, {"_envio", "a4"}};
  BOOST_TEST(post("/planos/novo", fields).status == 303);
  BOOST_TEST(post("/pacotes/novo", {{"descricao", "TV"}, {"valor", "0"}, {"_envio", "a4"}}).status == 409);
  BOOST_TEST(post("/clientes/novo", {{"codigo_cliente", "1"}, {"nome_razaosocial", "Ana"}, {"_envio", "a4"}},
                  "operador")
                 .status == 303);
}

BOOST_AUTO_TEST_CASE(every_form_carries_a_mark_of_its_own) {
  const auto mark = [&] {
    const auto body = get("/planos/novo").body;
    return body.substr(body.find("name=\"_envio\""), 70);
  };
  BOOST_TEST(mark() != mark());
}

BOOST_AUTO_TEST_SUITE_END()
