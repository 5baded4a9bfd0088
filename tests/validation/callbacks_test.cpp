#include "validation/callbacks.h"

#include <algorithm>
#include <atomic>
#include <boost/test/unit_test.hpp>
#include <list>
#include <nlohmann/json.hpp>
#include <thread>

#include "base/text.h"
#include "storage/integrations.h"
#include "storage/providers.h"
#include "validation/gate.h"

using nlohmann::json;
using test::k_token;
using validation::Call;
using validation::Reply;
using namespace std::chrono_literals;

namespace {

const std::string k_nobody(32, '0');

/// As the server does with one that was idle too long.
void close_connection(test::Gate& gate) {
  const auto connection = gate.link.session()->db.find("SELECT CONNECTION_ID() AS id", {},
                                                       [](const storage::Row& row) { return row.u64("id"); });
  gate.db.run_script_statement("KILL " + std::to_string(connection.value()));
}

/// As the loop does with calls that are held, until all are answered.
void offer_again(test::Gate& gate, std::vector<Call>& calls, std::chrono::milliseconds limit = 20s) {
  const auto end = std::chrono::steady_clock::now() + limit;
  while (std::chrono::steady_clock::now() < end) {
    std::vector<Call*> due;
    for (auto& call : calls)
      if (call.held_until && *call.held_until <= std::chrono::steady_clock::now()) due.push_back(&call);
    for (auto* call : due) call->held_until.reset();
    if (!due.empty()) gate.callbacks->answer(due);
    if (std::none_of(calls.begin(), calls.end(),
                     [](const Call& call) { return call.held_until.has_value(); }))
      return;
    std::this_thread::sleep_for(1ms);
  }
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(callbacks, test::Gate)

BOOST_AUTO_TEST_CASE(login_and_password_find_the_customers_subscriber_id) {
  const auto reply = ask("login=LOGIN1%20&senha=senha1");
  BOOST_TEST(reply.status == 200);
  BOOST_TEST(reply.body == R"({"subscriber_id":")" + id() + R"("})");
}

BOOST_AUTO_TEST_CASE(an_unknown_user_and_a_wrong_password_look_alike) {
  for (const auto* query :
       {"login=login1&senha=Senha1", "login=login1&senha=senha1%20", "login=nobody&senha=senha1"}) {
    const auto reply = ask(query);
    BOOST_TEST(reply.status == 404);
    BOOST_TEST(reply.body == R"({"error":"usuario_inexistente"})");
  }
}

BOOST_AUTO_TEST_CASE(a_product_held_is_allowed_and_echoed_as_sent) {
  const auto reply = ask("id=" + id() + "&produto=urn:tve:P1");
  BOOST_TEST(reply.status == 200);
  BOOST_TEST(reply.body == R"({"access":true,"subscriber_id":")" + id() + R"(","product":"urn:tve:P1"})");
  BOOST_TEST(ask("login=login1&senha=senha1&sku=P1").status == 200);
}

BOOST_AUTO_TEST_CASE(a_product_not_held_an_unknown_one_and_an_unknown_subscriber_are_told_apart) {
  const auto reply = ask("id=" + id() + "&product=P2");
  BOOST_TEST(reply.status == 403);
  BOOST_TEST(reply.body ==
             R"({"access":false,"subscriber_id":")" + id() + R"(","product":"P2","error":"sem_produto"})");
  BOOST_TEST(error_of("id=" + id() + "&product=p1") == "produto_desconhecido");
  for (const auto& nobody : {k_nobody, std::string("xyz"), id() + "00"}) {
    const auto unknown = ask("id=" + nobody + "&product=P1");
    BOOST_TEST(unknown.status == 404);
    BOOST_TEST(json::parse(unknown.body)["error"] == "assinante_inexistente");
    BOOST_TEST(error_of("id=" + nobody + "&product=none") == "assinante_inexistente");
  }
  const auto bad_login = ask("login=login1&senha=no&product=P1");
  BOOST_TEST(bad_login.status == 404);
  BOOST_TEST(json::parse(bad_login.body)["error"] == "usuario_inexistente");
  BOOST_TEST(error_of("login=login1&senha=senha1&product=P2") == "sem_produto");
  BOOST_TEST(error_of("login=login1&senha=senha1&product=none") == "produto_desconhecido");
}

BOOST_AUTO_TEST_CASE(a_preflight_says_yes_or_no_for_each_product) {
  const auto reply = ask("id=" + id() + "&products=P1,P2,urn:tve:P1,none");
  BOOST_TEST(reply.status == 200);
  BOOST_TEST(reply.body == R"({"subscriber_id":")" + id() +
                               R"(","products":{"P1":true,"P2":false,"urn:tve:P1":true,"none":false}})");
  BOOST_TEST(ask("id=" + k_nobody + "&products=P1,P2").status == 404);
  BOOST_TEST(ask("id=" + id() + "&products=none").body.ends_with(R"("products":{"none":false}})"));
}

BOOST_AUTO_TEST_CASE(every_change_is_visible_to_the_very_next_call) {
  BOOST_TEST(p1_now() == "");
  status(1, "suspenso_debito");
  BOOST_TEST(p1_now() == "suspenso");
  BOOST_TEST(ask("login=login1&senha=senha1").status == 200);
  set("suspend_enabled", 0);
  BOOST_TEST(p1_now() == "");
  set("suspend_enabled", 1);
  status(1, "servico_habilitado");
  BOOST_TEST(p1_now() == "");
  status(1, "suspenso_parcialmente");
  BOOST_TEST(p1_now() == "suspenso");
  set("partial_suspends", 0);
  BOOST_TEST(p1_now() == "");
  const auto before = id();
  status(1, "cancelado");
  BOOST_TEST(p1_now() == "cancelado");
  BOOST_TEST(error_of("login=login1&senha=senha1") == "usuario_inexistente");
  BOOST_TEST(id() == before);
}

BOOST_AUTO_TEST_CASE(a_new_product_counts_for_the_very_next_call) {
  BOOST_TEST(error_of("id=" + id() + "&product=P3") == "produto_desconhecido");
  product(neo, "P3");
  storage::raise_config_version(db);
  BOOST_TEST(error_of("id=" + id() + "&product=P3") == "sem_produto");
}

BOOST_AUTO_TEST_CASE(a_trial_ends_by_its_date_though_nothing_was_written) {
  plan("TRIAL", {{.package_id = package("PK3", neo, {product(neo, "P4")}), .trial_days = 7}});
  storage::raise_config_version(db);
  sell(2, "TRIAL");
  BOOST_TEST(error_of("id=" + id() + "&product=P4") == "");
  clock.set(zone.start_of(std::chrono::year{2026} / 11 / 29) - 1ms);
  BOOST_TEST(error_of("id=" + id() + "&product=P4") == "");
  clock.advance(1ms);
  BOOST_TEST(error_of("id=" + id() + "&product=P4") == "degustacao_vencida");
}

BOOST_AUTO_TEST_CASE(an_inactive_integration_denies_everything_known_and_unknown) {
  set("active", 0);
  for (const auto& query : {"id=" + id() + "&product=P1", "id=" + k_nobody + "&product=x",
                            std::string("login=login1&senha=senha1"), "id=" + id() + "&products=P1"}) {
    const auto reply = ask(query);
    BOOST_TEST(reply.status == 403);
    BOOST_TEST(json::parse(reply.body)["error"] == "integracao_inativa");
  }
  set("active", 1);
  BOOST_TEST(p1_now() == "");
}

BOOST_AUTO_TEST_CASE(a_token_is_unknown_until_it_is_made_and_after_its_overlap) {
  path = "/callback/new-token";
  const auto unknown = ask("id=" + id() + "&product=P1");
  BOOST_TEST(unknown.status == 404);
  BOOST_TEST(unknown.body == "");
  BOOST_TEST(ask("").status == 404);
  callback(neo, "new-token", clock.now() + 1h);
  BOOST_TEST(p1_now() == "");
  clock.advance(1h);
  BOOST_TEST(ask("id=" + id() + "&product=P1").body == "");
  path = "/callback/";
  BOOST_TEST(ask("id=" + id() + "&product=P1").status == 404);
}

BOOST_AUTO_TEST_CASE(a_callback_answers_under_its_own_providers_names_and_public_address_only) {
  const auto status_under = [&](std::string name) {
    host = std::move(name);
    return ask("id=" + id() + "&product=P1").status;
  };
  for (const auto* own : {"", "demo.localhost", "DEMO.localhost", "demo.localhost:8080"})
    BOOST_TEST(status_under(own) == 200, own);
  for (const auto* foreign :
       {"outro.localhost", "demo.localhost.evil.example", "localhost", "tv.exemplo.com.br"})
    BOOST_TEST(status_under(foreign) == 404, foreign);
  db.execute("UPDATE provider SET public_address = 'https://tv.exemplo.com.br:8443' WHERE id = ?",
             {provider_id});
  storage::raise_config_version(db);
  BOOST_TEST(status_under("tv.exemplo.com.br") == 200);
  BOOST_TEST(status_under("demo.localhost") == 200);
  storage::insert_provider_host(tenant(), "novo.exemplo.com.br");
  storage::raise_config_version(db);
  BOOST_TEST(status_under("novo.exemplo.com.br") == 200);
}

BOOST_AUTO_TEST_CASE(a_subscriber_of_another_integration_is_unknown_and_so_are_its_products) {
  const auto other = integration("outra");
  callback(other, "another-token");
  const auto p9 = product(other, "P9");
  storage::raise_config_version(db);
  package("PK9", other, {p9});
  add(1, "PK9");
  BOOST_TEST(error_of("id=" + subscriber(other) + "&product=P1") == "assinante_inexistente");
  BOOST_TEST(error_of("id=" + id() + "&product=P9") == "produto_desconhecido");
  path = "/callback/another-token";
  BOOST_TEST(error_of("id=" + subscriber(other) + "&product=P9") == "");
  BOOST_TEST(error_of("id=" + id() + "&product=P9") == "assinante_inexistente");
}

BOOST_AUTO_TEST_CASE(denials_are_200_where_the_integration_asks_for_it_and_nothing_else_is) {
  storage::save_integration_parameter(
      tenant(), neo, {.name = "http_status_negativa", .value = "200", .updated_at = clock.now()});
  storage::raise_config_version(db);
  const auto denied = ask("id=" + k_nobody + "&product=P1");
  BOOST_TEST(denied.status == 200);
  BOOST_TEST(json::parse(denied.body)["error"] == "assinante_inexistente");
  BOOST_TEST(ask("login=x&senha=y").status == 200);
  BOOST_TEST(ask("login=x").status == 400);
  path = "/callback/unknown";
  BOOST_TEST(ask("login=x&senha=y").status == 404);
}

BOOST_AUTO_TEST_CASE(a_malformed_question_names_its_field_and_never_spoils_its_turn) {
  const auto calls =
      turn({"login=a", "id=" + id() + "&product=P1", "id=%zz&product=P1", "id=" + k_nobody + "&product=P1"});
  BOOST_TEST(calls[0].reply.status == 400);
  BOOST_TEST(json::parse(calls[0].reply.body)["field"] == "password");
  BOOST_TEST(calls[1].reply.status == 200);
  BOOST_TEST(calls[2].reply.status == 400);
  BOOST_TEST(json::parse(calls[2].reply.body)["fields"].contains("id"));
  BOOST_TEST(calls[3].reply.status == 404);
}

BOOST_AUTO_TEST_CASE(a_turn_of_every_kind_and_size_gets_each_its_own_answer) {
  for (std::uint64_t external = 100; external < 130; ++external) {
    operations::ServicePut service;
    const auto code = "C" + std::to_string(external);
    customer(code);
    service.customer_code = code;
    service.plan = std::string("PL");
    service.status_prefix = std::string(external % 3 == 0 ? "suspenso_debito" : "servico_habilitado");
    service.login = "many" + std::to_string(external);
    service.password = "pw" + std::to_string(external);
    put(external, service);
  }
  std::vector<std::string> ids;
  for (std::uint64_t external = 100; external < 130; ++external) {
    const auto reply = ask("login=many" + std::to_string(external) + "&senha=pw" + std::to_string(external));
    BOOST_REQUIRE_EQUAL(reply.status, 200);
    ids.push_back(json::parse(reply.body)["subscriber_id"]);
  }
  for (const std::size_t size : {1U, 2U, 3U, 31U, 64U, 65U, 200U}) {
    std::vector<std::string> queries;
    for (std::size_t i = 0; i < size; ++i) {
      const auto which = std::to_string(100 + i % 30);
      if (i % 4 == 0) queries.push_back("login=many" + which + "&senha=pw" + which);
      if (i % 4 == 1) queries.push_back("id=" + ids[i % 30] + "&product=P1");
      if (i % 4 == 2) queries.push_back("id=" + ids[i % 30] + "&products=P2,P1");
      if (i % 4 == 3) queries.push_back("id=" + k_nobody + "&product=P1");
    }
    auto calls = turn(queries);
    offer_again(*this, calls);  // one login more often than a turn looks at
    for (std::size_t i = 0; i < size; ++i) {
      const auto body = json::parse(calls[i].reply.body);
      const bool never_enabled = (100 + i % 30) % 3 == 0;
      if (i % 4 == 0) BOOST_TEST(body["subscriber_id"] == ids[i % 30]);
      if (i % 4 == 1) BOOST_TEST(body["access"] == !never_enabled);
      if (i % 4 == 1) BOOST_TEST(body["subscriber_id"] == ids[i % 30]);
      if (i % 4 == 2) BOOST_TEST(body["products"]["P1"] == !never_enabled);
      if (i % 4 == 2) BOOST_TEST(body["products"]["P2"] == false);
      if (i % 4 == 3) BOOST_TEST(calls[i].reply.status == 404);
    }
  }
}

BOOST_AUTO_TEST_CASE(one_login_of_two_customers_is_denied_and_listed_and_of_one_customer_is_not) {
  customer("C2");
  operations::ServicePut service;
  service.customer_code = std::string("C2");
  service.plan = std::string("PL");
  service.status_prefix = std::string("servico_habilitado");
  service.login = std::string("login1");
  service.password = std::string("other");
  put(50, service);
  BOOST_TEST(ask("login=login1&senha=senha1").status == 200);  // the password tells them apart
  service.password = std::string("senha1");
  put(50, service);
  const auto reply = ask("login=login1&senha=senha1");
  BOOST_TEST(reply.status == 404);
  BOOST_TEST(reply.body == R"({"error":"usuario_inexistente"})");
  std::size_t listed = 0;
  for (int i = 0; i < 300 && listed == 0; ++i, std::this_thread::sleep_for(10ms))
    listed = storage::list_login_conflicts(tenant(), 10).size();
  BOOST_TEST(listed == 1U);
  BOOST_TEST(count("SELECT COUNT(*) AS n FROM decision WHERE reason = 'conflito_login'") == 1);
}

BOOST_AUTO_TEST_CASE(above_the_integrations_ceiling_calls_are_refused_429_until_the_second_is_over) {
  set("requests_per_second", 5);
  p1_now();
  int limited = 0;
  for (int i = 0; i < 50; ++i) limited += ask("id=" + id() + "&product=P1").status == 429 ? 1 : 0;
  BOOST_TEST(limited >= 40);
  const auto reply = ask("id=" + id() + "&product=P1");
  BOOST_REQUIRE_EQUAL(reply.status, 429);
  BOOST_TEST(reply.body == R"({"error":"limite_excedido"})");
  BOOST_TEST(reply.retry_after_s == 1);
  std::this_thread::sleep_for(400ms);
  BOOST_TEST(p1_now() == "");
}

BOOST_AUTO_TEST_CASE(guessing_at_a_login_has_to_wait_longer_each_time_and_the_right_password_still_gets_in) {
  for (const std::string login : {"login1", "unknown-login"}) {
    for (int i = 0; i < 3; ++i) BOOST_TEST(ask("login=" + login + "&senha=no").status == 404);
    const auto held = turn({"login=" + login + "&senha=no", "login=" + login + "&senha=no"});
    BOOST_REQUIRE(held[0].held_until && held[1].held_until);
    BOOST_TEST((*held[1].held_until == *held[0].held_until));  // one of them, by lot
    BOOST_TEST(held[0].reply.status == 429);
  }
  BOOST_TEST(ask("login=login2&senha=no").status == 404);
  auto waited = turn({"login=login1&senha=senha1"});
  BOOST_REQUIRE(waited[0].held_until);
  offer_again(*this, waited, 5s);
  BOOST_TEST(waited[0].reply.status == 200);
  BOOST_TEST(!turn({"login=login1&senha=no"})[0].held_until);
}

BOOST_AUTO_TEST_CASE(of_a_burst_of_guesses_in_one_turn_no_more_are_looked_at_than_are_free) {
  auto burst = turn(std::vector<std::string>(64, "login=login1&senha=no"));
  const auto looked_at = [&] {
    return std::count_if(burst.begin(), burst.end(),
                         [](const Call& call) { return call.reply.status == 404; });
  };
  BOOST_TEST(looked_at() == 3);
  offer_again(*this, burst, 3s);
  BOOST_TEST(looked_at() <= 8);  // at a quarter of a second, three quarters …
  BOOST_TEST(std::count_if(burst.begin(), burst.end(), [](const Call& call) {
               return !call.held_until && call.reply.status == 429;
             }) > 50);
}

BOOST_AUTO_TEST_CASE(whoever_got_in_before_gets_in_at_once_while_others_guess_at_his_login) {
  BOOST_TEST(ask("login=login1&senha=senha1").status == 200);
  for (int i = 0; i < 3; ++i) ask("login=login1&senha=no");
  for (int i = 0; i < 5; ++i) {
    const auto calls = turn({"login=login1&senha=no", "login=login1&senha=senha1"});
    BOOST_TEST((calls[0].held_until.has_value() || calls[0].reply.status == 429));
    BOOST_TEST(!calls[1].held_until);
    BOOST_TEST(calls[1].reply.status == 200);
  }
}

BOOST_AUTO_TEST_CASE(a_burst_of_right_passwords_in_one_turn_is_answered_at_once) {
  auto burst = turn(std::vector<std::string>(64, "login=login1&senha=senha1"));
  const auto from = std::chrono::steady_clock::now();
  offer_again(*this, burst, 10s);
  BOOST_TEST(
      std::all_of(burst.begin(), burst.end(), [](const Call& call) { return call.reply.status == 200; }));
  BOOST_TEST((std::chrono::steady_clock::now() - from < 2s));
}

BOOST_AUTO_TEST_CASE(every_verdict_is_in_the_log) {
  p1_now();
  ask("id=" + id() + "&products=P1,P2");
  ask("login=login1&senha=no");
  ask("login=login1");
  path = "/callback/unknown";
  ask("login=login1&senha=no");
  for (int i = 0; i < 300 && count("SELECT COUNT(*) AS n FROM decision") < 5; ++i)
    std::this_thread::sleep_for(10ms);
  std::vector<std::string> lines;
  for (const auto& line : storage::list_decisions(tenant(), {.integration_id = neo}, 10))
    lines.push_back(line.question + ' ' + line.product.value_or("-") + ' ' + line.reason);
  const std::vector<std::string> expected{"invalida - requisicao_invalida", "existencia - senha_nao_confere",
                                          "lista P2 sem_produto", "lista P1 liberado", "produto P1 liberado"};
  BOOST_TEST(lines == expected, boost::test_tools::per_element());
  BOOST_TEST(count("SELECT CAST(SUM(decisions) AS SIGNED) AS n FROM decision_count WHERE product_id = ?",
                   {p1}) == 2);
}

BOOST_AUTO_TEST_CASE(the_log_keeps_the_login_asked_with_and_tells_apart_what_the_answer_does_not) {
  const std::vector<std::string> asked{"login=LOGIN1%20&senha=senha1", "login=login1&senha=no",
                                       "login=logim1&senha=senha1", "login=login1&senha=no&product=P1",
                                       "id=" + id() + "&product=P1"};
  const auto calls = turn(asked);
  for (const auto i : {1U, 2U, 3U}) {
    BOOST_TEST(calls[i].reply.status == 404);
    BOOST_TEST(json::parse(calls[i].reply.body)["error"] == "usuario_inexistente");
    BOOST_TEST(calls[i].reply.body.find(id()) == std::string::npos);
  }
  for (int i = 0; i < 300 && count("SELECT COUNT(*) AS n FROM decision") < 5; ++i)
    std::this_thread::sleep_for(10ms);
  const auto mine = base::bytes_of_hex(id());
  const auto login = keyring.login_key("login1");
  struct Expected {
    std::string reason;
    std::optional<std::string> login_key;
    std::optional<std::string> subscriber_id;
  };
  const std::vector<Expected> expected{{"liberado", login, mine},
                                       {"senha_nao_confere", login, mine},
                                       {"login_desconhecido", keyring.login_key("logim1"), std::nullopt},
                                       {"senha_nao_confere", login, mine},
                                       {"liberado", std::nullopt, mine}};
  auto lines = storage::list_decisions(tenant(), {.integration_id = neo}, 10);
  BOOST_REQUIRE_EQUAL(lines.size(), expected.size());
  for (std::size_t i = 0; i < expected.size(); ++i) {
    const auto& line = lines[lines.size() - 1 - i];
    BOOST_TEST(line.reason == expected[i].reason);
    BOOST_TEST((line.login_key == expected[i].login_key), asked[i]);
    BOOST_TEST((line.subscriber_id == expected[i].subscriber_id), asked[i]);
  }
  const auto attempts = storage::list_attempts(tenant(), {.login_keys = {login}}, 10);
  BOOST_TEST(attempts.size() == 3U);
}

BOOST_AUTO_TEST_CASE(who_is_refused_for_guessing_is_in_the_log_by_his_login) {
  for (int i = 0; i < 3; ++i) ask("login=login1&senha=no");
  auto burst = turn(std::vector<std::string>(8, "login=login1&senha=no"));
  offer_again(*this, burst, 5s);
  BOOST_TEST(std::count_if(burst.begin(), burst.end(),
                           [](const Call& call) { return call.reply.status == 429; }) >= 3);
  for (int i = 0; i < 300 && count("SELECT COUNT(*) AS n FROM decision") < 11; ++i)
    std::this_thread::sleep_for(10ms);
  // Who came last was drawn by lot: refused, or looked at.
  const auto lines = storage::list_attempts(tenant(), {.login_keys = {keyring.login_key("login1")}}, 20);
  const auto refused =
      std::ranges::find_if(lines, [](const auto& line) { return line.reason == "muitas_tentativas"; });
  BOOST_REQUIRE((refused != lines.end()));
  BOOST_TEST(refused->question == "existencia");
}

BOOST_AUTO_TEST_CASE(
    the_first_to_ask_on_a_connection_that_was_closed_waits_for_the_next_one_and_hears_no_503) {
  BOOST_TEST(p1_now() == "");
  const auto queries = {"id=" + id() + "&product=P1", std::string("login=login1&senha=senha1"),
                        std::string("login=login1")};
  close_connection(*this);
  auto calls = turn(queries);
  for (const auto& call : calls) {
    BOOST_TEST(call.held_until.has_value());
    BOOST_TEST(call.reply.status == 503);  // what it would hear if it could not wait
    BOOST_TEST(call.reply.retry_after_s == 1);
  }
  offer_again(*this, calls);
  const std::vector<int> expected{200, 200, 400};
  for (std::size_t i = 0; i < calls.size(); ++i) BOOST_TEST(calls[i].reply.status == expected[i]);
}

BOOST_AUTO_TEST_CASE(a_connection_closed_while_nobody_asks_is_replaced_before_somebody_does) {
  BOOST_TEST(p1_now() == "");
  close_connection(*this);
  std::this_thread::sleep_for(350ms);
  callbacks->rest();
  BOOST_TEST((link.session() == nullptr || link.session()->db.alive()));
  for (int i = 0; i < 500 && link.session() == nullptr; ++i) std::this_thread::sleep_for(10ms);
  const auto calls = turn({"id=" + id() + "&product=P1"});
  BOOST_TEST(!calls[0].held_until.has_value());
  BOOST_TEST(calls[0].reply.status == 200);
}

BOOST_AUTO_TEST_CASE(a_lost_connection_neither_frees_a_guesser_of_his_wait_nor_counts_a_call_twice) {
  const auto other = "id=" + id() + "&product=P1";
  for (int i = 0; i < 3; ++i) ask("login=login1&senha=no");
  close_connection(*this);
  auto calls = turn({"login=login1&senha=no", other});
  BOOST_REQUIRE(calls[0].held_until && calls[1].held_until);
  BOOST_TEST((*calls[0].held_until - *calls[1].held_until > 50ms));
  BOOST_TEST((calls[0].mark.number != 0 && calls[1].mark.counted));
  offer_again(*this, calls);
  BOOST_TEST(calls[0].reply.status == 404);
  BOOST_TEST(calls[1].reply.status == 200);
}

BOOST_AUTO_TEST_CASE(a_database_that_is_away_is_not_waited_for) {
  auto nowhere = test::database_settings();
  nowhere.socket = "/nonexistent/mariadb.sock";
  validation::DatabaseLink away(nowhere, metrics);
  const auto from = std::chrono::steady_clock::now();
  away.await_first(5s);
  BOOST_TEST((std::chrono::steady_clock::now() - from < 2s));
  BOOST_TEST(away.session() == nullptr);
  validation::Callbacks without({away, writer, keyring, clock, metrics, limits});
  const auto query = "id=" + k_nobody + "&product=P1";
  Call call{.request = {.method = "GET", .path = path, .query = query}};
  std::vector<Call*> calls{&call};
  without.answer(calls);
  BOOST_TEST(!call.held_until.has_value());
  BOOST_TEST(call.reply.status == 503);
  BOOST_TEST(call.reply.retry_after_s == 1);
}

BOOST_AUTO_TEST_CASE(a_database_whose_schema_does_not_fit_is_asked_nothing_until_it_does) {
  std::atomic<bool> fits = false;
  validation::DatabaseLink strange(test::database_settings(), metrics,
                                   [&](storage::Db&) { return fits.load(); });
  strange.await_first(5s);
  BOOST_TEST(strange.session() == nullptr);
  fits = true;
  for (int i = 0; i < 500 && strange.session() == nullptr; ++i) std::this_thread::sleep_for(10ms);
  BOOST_TEST(strange.session() != nullptr);
}

BOOST_AUTO_TEST_CASE(health_metrics_and_other_paths_and_methods_are_answered) {
  const auto status_of = [&](std::string_view method, std::string_view at) {
    Call call{.request = {.method = method, .path = at}};
    std::vector<Call*> calls{&call};
    callbacks->answer(calls);
    return call.reply.status;
  };
  BOOST_TEST(status_of("GET", "/healthz") == 200);
  BOOST_TEST(status_of("GET", "/readyz") == 200);
  BOOST_TEST(status_of("GET", "/metrics") == 200);
  BOOST_TEST(status_of("GET", "/other") == 404);
  BOOST_TEST(status_of("DELETE", path) == 405);
  p1_now();
  BOOST_TEST(metrics.text().find(R"(catraca_validation_answers_total{reason="liberado"} 1)") !=
             std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_compressed_body_is_415_and_one_without_a_body_is_a_question) {
  const auto ask = [&](std::string_view coding, std::string body) {
    Call call{.request = {.method = "POST",
                          .path = path,
                          .query = body.empty() ? "login=ninguem&senha=x" : "",
                          .content_encoding = coding,
                          .body = std::move(body)}};
    std::vector<Call*> calls{&call};
    callbacks->answer(calls);
    return call.reply;
  };
  BOOST_TEST(ask("gzip", "login=ninguem&senha=x").status == 415);
  BOOST_TEST(ask("gzip", "login=ninguem&senha=x").body.find("content-encoding") != std::string::npos);
  BOOST_TEST(ask("identity", "login=ninguem&senha=x").status == 404);
  BOOST_TEST(ask("gzip", "").status == 404);
}

BOOST_AUTO_TEST_CASE(hello_answers_without_asking) {
  p1_now();  // the session may have been there before the integration, and who does not ask hears of nothing
  validation::Callbacks hello({link, writer, keyring, clock, metrics, limits, true});
  Call call{
      .request = {.method = "GET", .path = path, .query = "id=00000000000000000000000000000000&product=P1"}};
  std::vector<Call*> calls{&call};
  hello.answer(calls);
  BOOST_TEST(call.reply.body ==
             R"({"access":true,"subscriber_id":"00000000000000000000000000000000","product":"P1"})");
}

BOOST_AUTO_TEST_SUITE_END()
