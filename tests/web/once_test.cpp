#include "web/once.h"

#include <boost/test/unit_test.hpp>

#include <array>
#include <thread>

#include "web/site.h"

namespace {

/// The first answer that changed its mind: makes a plan, then breaks; from the second time on it does not.
bool broken = false;
http::Response break_behind_the_act(web::Context& context) {
  context.db.execute(
      "INSERT INTO login_attempt (subject, window_start, failures, last_at) VALUES (?, ?, 1, ?)",
      {std::string(32, 'x'), context.house.clock.now(), context.house.clock.now()});
  if (broken) throw std::runtime_error("broken behind the act");
  return http::Response{.status = 303}.with("Location", "/feito");
}

struct Forms : test::Site {
  const test::Fields plan{{"descricao", "Fibra 500"}, {"valor", "99,90"}, {"_envio", "a1"}};

  std::int64_t plans() { return count("SELECT COUNT(*) AS n FROM plan"); }
  std::string told(const http::Response& response) { return test::header_of(response, "Set-Cookie"); }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(form_once, Forms)

BOOST_AUTO_TEST_CASE(a_form_sent_twice_is_done_once_and_the_second_is_told_the_same_at_the_same_place) {
  const auto first = post("/planos/novo", plan);
  const auto second = post("/planos/novo", plan);
  BOOST_TEST(first.status == 303);
  BOOST_TEST(second.status == 303);
  BOOST_TEST(test::header_of(second, "Location") == test::header_of(first, "Location"));
  BOOST_TEST(told(second) == told(first));
  BOOST_TEST(plans() == 1);
}

BOOST_AUTO_TEST_CASE(sent_by_eight_at_the_same_moment_it_is_done_once_and_all_are_led_to_it) {
  auto form = request(http::Method::post, "/planos/novo", "administrador");
  form.headers["Content-Type"] = "application/x-www-form-urlencoded";
  for (int round = 1; round <= 10; ++round) {
    form.body = test::encoded({{"descricao", "Fibra"},
                               {"valor", "99,90"},
                               {"_envio", "rodada" + std::to_string(round)},
                               {"_csrf", csrf("administrador")}});
    std::array<http::Response, 8> answers;
    std::vector<std::thread> senders;
    for (auto& answer : answers)
      senders.emplace_back([&] {
        storage::Db own(test::database_settings());
        answer = send(form, own);
      });
    for (auto& sender : senders) sender.join();
    for (const auto& answer : answers) BOOST_TEST(answer.status == 303);
    BOOST_TEST(plans() == round);
  }
}

BOOST_AUTO_TEST_CASE(a_refused_form_may_be_sent_again_once_it_is_mended) {
  BOOST_TEST(post("/planos/novo", {{"descricao", ""}, {"_envio", "a2"}}).status == 422);
  BOOST_TEST(post("/planos/novo", {{"descricao", ""}, {"_envio", "a2"}}).status == 422);
  BOOST_TEST(post("/planos/novo", {{"descricao", "Fibra 500"}, {"valor", "1,00"}, {"_envio", "a2"}}).status ==
             303);
}

BOOST_AUTO_TEST_CASE(going_back_and_sending_something_else_is_another_form) {
  post("/planos/novo", plan);
  post("/planos/novo", {{"descricao", "Fibra 1000"}, {"valor", "149,90"}, {"_envio", "a1"}});
  BOOST_TEST(plans() == 2);
}

BOOST_AUTO_TEST_CASE(a_refusal_said_on_the_next_page_is_no_success_when_sent_again) {
  const auto me =
      count("SELECT id AS n FROM user WHERE provider_id = ? AND role = 'administrador'", {provider_id});
  const auto path = "/usuarios/" + std::to_string(me) + "/inativar";
  const auto first = post(path, {{"_envio", "a3"}});
  BOOST_TEST(first.status == 303);
  BOOST_TEST(told(post(path, {{"_envio", "a3"}})) == told(first));
  BOOST_TEST(count("SELECT COUNT(*) AS n FROM idempotency_key") == 0);
}

BOOST_AUTO_TEST_CASE(a_preview_may_be_asked_for_again) {
  const auto path = "/planos/" + std::to_string(make_records(provider_id, "Fibra", 1001).plan) + "/reajustar";
  const test::Fields fields{{"percentual", "10"}, {"_envio", "a4"}};
  BOOST_TEST(post(path, fields).status == 200);
  BOOST_TEST(post(path, fields).status == 200);
}

BOOST_AUTO_TEST_CASE(the_same_form_of_another_person_or_at_another_address_is_another_form) {
  const test::Fields customer{{"codigo_cliente", "1"}, {"nome_razaosocial", "Ana"}, {"_envio", "a5"}};
  BOOST_TEST(post("/clientes/novo", customer).status == 303);
  BOOST_TEST(post("/clientes/novo", customer, "operador").status == 422);
  BOOST_TEST(post("/planos/novo", {{"descricao", "Fibra"}, {"valor", "1,00"}, {"_envio", "a5"}}).status ==
             303);
}

BOOST_AUTO_TEST_CASE(what_is_shown_once_is_made_once_and_its_secret_is_not_kept) {
  const test::Fields fields{{"descricao", "ERP"}, {"escopo_clientes", "1"}, {"_envio", "a6"}};
  BOOST_TEST(post("/tokens/novo", fields).status == 201);
  BOOST_TEST(post("/tokens/novo", fields).status == 409);
  BOOST_TEST(count("SELECT COUNT(*) AS n FROM api_token WHERE description = 'ERP'") == 1);
  BOOST_TEST(count("SELECT COUNT(*) AS n FROM idempotency_key WHERE body <> ''") == 0);
}

BOOST_AUTO_TEST_CASE(what_breaks_behind_the_act_leaves_neither_the_act_nor_the_mark) {
  const std::array routes{web::Route{http::Method::post, "/quebra", web::Access::at_least(web::Role::reader),
                                     break_behind_the_act}};
  use(routes);
  broken = true;
  BOOST_TEST(post("/quebra", {{"_envio", "a7"}}).status == 500);
  BOOST_TEST(count("SELECT COUNT(*) AS n FROM login_attempt") == 0);
  broken = false;
  BOOST_TEST(post("/quebra", {{"_envio", "a7"}}).status == 303);
  BOOST_TEST(post("/quebra", {{"_envio", "a7"}}).status == 303);
  BOOST_TEST(count("SELECT COUNT(*) AS n FROM login_attempt") == 1);
}

BOOST_AUTO_TEST_CASE(every_form_carries_a_mark_of_its_own) {
  const auto mark = [&] {
    const auto body = get("/planos/novo").body;
    const auto at = body.find("name=\"_envio\" value=\"");
    BOOST_TEST(at != std::string::npos);
    return body.substr(at, 60);
  };
  BOOST_TEST(mark() != mark());
}

BOOST_AUTO_TEST_SUITE_END()
