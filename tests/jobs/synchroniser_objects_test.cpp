#include <boost/test/unit_test.hpp>

#include "jobs/synchroniser.h"
#include "jobs/worker.h"
#include "operations/closings.h"
#include "operations/customers.h"
#include "operations/integrations.h"
#include "operations/products.h"
#include "storage/accounts.h"
#include "storage/authorization_codes.h"
#include "support/rows_read.h"
#include "support/scripted_client.h"
#include "support/shop.h"
#include "support/told.h"

// Objects that stand on one another, and what platforms say of them besides the outcome.

namespace {

using test::reply;

struct Told : test::Shop {
  /// C1 has two packages of the gateway, with the products "7" and "8"; the first alone where only one may
  /// be.
  void sell_two(const std::string& gateway) {
    std::vector<operations::ParameterPut> parameters;
    for (const auto& [name, value] : test::settings_for(platforms::at(gateway)))
      parameters.push_back({name, value});
    operations::IntegrationPut integration_put{.gateway = gateway, .description = std::string("Plataforma")};
    integration_put.parameters = parameters;
    const auto integration =
        static_cast<std::uint32_t>(operations::put_integration(context(), "I", integration_put).value().id);
    operations::CustomerPut put;
    put.document = std::string("52998224725");
    put.email = std::string("raul@exemplo.com.br");
    put.phone = std::string("34991234567");
    BOOST_REQUIRE(operations::put_customer(feed(), "C1", put).ok());
    plan("P", {{package("UM", integration, {product(integration, "7")})},
               {package("DOIS", integration, {product(integration, "8")})}});
    sell(17711, "P");
  }

  /// Tells whatever is due; what was called, a line a call.
  std::string tell(std::deque<test::ScriptedClient::Answer> script) {
    const test::ScriptedClient client(std::move(script));
    base::Metrics metrics;
    jobs::Counters counters;
    jobs::Synchroniser synchroniser(db, clock, keyring, client, counters, metrics);
    clock.advance(std::chrono::hours(7));
    BOOST_TEST(synchroniser.run_due());
    return lines_of(client);
  }
  static std::string lines_of(const test::ScriptedClient& client) {
    std::string text;
    for (const auto& call : client.calls())
      text += call.method + " " + call.url.substr(call.url.rfind('/')) + "\n";
    return text;
  }

  void work() {
    const std::atomic<bool> stop = false;
    jobs::Worker worker(db, clock, keyring, stop);
    while (worker.run_due()) {
    }
  }
  /// True when nothing is sent, due or not.
  bool tells_nothing() {
    const test::ScriptedClient client({});
    base::Metrics metrics;
    jobs::Counters counters;
    jobs::Synchroniser synchroniser(db, clock, keyring, client, counters, metrics);
    clock.advance(std::chrono::hours(7));
    while (synchroniser.run_due()) {
    }
    return client.calls().empty();
  }

  std::string subscriber_of_c1() {
    return db
        .find("SELECT LOWER(HEX(subscriber_id)) AS id FROM account", {},
              [](const storage::Row& row) { return row.text("id"); })
        .value();
  }
  std::string message() {
    return db
        .find("SELECT message FROM account", {},
              [](const storage::Row& row) { return row.maybe_text("message").value_or(""); })
        .value();
  }
  std::int64_t known() {
    return count("SELECT COUNT(*) AS n FROM account_object WHERE attributes IS NOT NULL");
  }
};

const auto k_token = reply(200, R"({"AccessToken":"t","ExpiresIn":4102444800})");
const auto k_user = reply(201, R"({"userkey":"u"})");
const auto k_contract = reply(201, R"({"contract_identifier":"x"})");

}  // namespace

BOOST_FIXTURE_TEST_SUITE(jobs_synchroniser_objects, Told)

BOOST_AUTO_TEST_CASE(what_stands_on_a_refused_object_is_not_created_and_the_refusal_is_what_people_read) {
  sell_two("campsoft");
  BOOST_TEST(tell({k_token, reply(409, R"({"message":"E-mail em uso"})")}) ==
             "POST /authentication\nPUT /52998224725\n");
  BOOST_TEST(known() == 0);
  BOOST_TEST(message() == "O e-mail já é de outro cliente da plataforma: E-mail em uso");
  operations::CustomerPut put;
  put.email = std::string("novo@exemplo.com.br");
  BOOST_REQUIRE(operations::put_customer(feed(), "C1", put).ok());
  BOOST_TEST(tell({k_user, k_contract}) == "PUT /52998224725\nPUT /17711\n");
  BOOST_TEST(known() == 2);
  BOOST_TEST(message().empty());
}

BOOST_AUTO_TEST_CASE(a_platform_that_knows_nothing_of_an_account_is_told_all_of_it_anew) {
  sell_two("campsoft");
  tell({k_token, k_user, k_contract});
  status(17711, "suspenso_debito");
  // What is suspended and no longer there is not created.
  BOOST_TEST(tell({reply(404, R"({"message":"Cliente não encontrado."})")}) == "PUT /17711\n");
  BOOST_TEST(known() == 0);
  status(17711, "servico_habilitado");
  BOOST_TEST(tell({k_user, k_contract}) == "PUT /52998224725\nPUT /17711\n");
  BOOST_TEST(known() == 2);
}

BOOST_AUTO_TEST_CASE(what_a_platform_calls_an_object_by_is_kept_with_it) {
  sell_two("click_sistemas");
  BOOST_TEST(tell({reply(201, R"({"id":991})"), reply(201, R"({"id":992})")}) ==
             "POST /assinantes\nPOST /assinantes\n");
  const auto references = db.list("SELECT attributes FROM account_object ORDER BY object_key", {},
                                  [](const storage::Row& row) { return row.text("attributes"); });
  BOOST_REQUIRE(references.size() == 2U);
  const auto subscriber = subscriber_of_c1();
  BOOST_TEST(references[0].find("\"referencia\":\"" + subscriber + "-1\"") != std::string::npos);
  BOOST_TEST(references[1].find("\"referencia\":\"" + subscriber + "-2\"") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_creation_without_an_answer_is_looked_for_under_its_own_number) {
  sell_two("click_sistemas");
  tell({base::Unexpected{platforms::HttpFailure{.sent = true, .message = "sem resposta"}}});
  const auto subscriber = subscriber_of_c1();
  BOOST_TEST(
      tell({reply(200, R"({"assinantes":[]})"), reply(201, R"({"id":991})"), reply(201, R"({"id":992})")}) ==
      "GET /assinantes?referencia=" + subscriber + "-1\nPOST /assinantes\nPOST /assinantes\n");
  BOOST_TEST(known() == 2);
}

BOOST_AUTO_TEST_CASE(a_notice_without_an_answer_is_repeated_under_its_own_id_whatever_it_tells) {
  sell_two("outros");
  tell({reply(200), reply(200)});
  status(17711, "suspenso_debito");
  const auto ids = [&](std::deque<test::ScriptedClient::Answer> script) {
    const test::ScriptedClient client(std::move(script));
    base::Metrics metrics;
    jobs::Counters counters;
    jobs::Synchroniser synchroniser(db, clock, keyring, client, counters, metrics);
    clock.advance(std::chrono::hours(7));
    synchroniser.run_due();
    std::vector<std::string> out;
    for (const auto& call : client.calls()) out.push_back(test::header(call, "webhook-id"));
    return out;
  };
  const auto first = ids({reply(503)});
  BOOST_REQUIRE(first.size() == 1U);
  const auto second = ids({reply(200), reply(200)});
  BOOST_REQUIRE(second.size() == 2U);
  BOOST_TEST(second[0] == first[0]);
  BOOST_TEST(second[1] != first[0]);
}

BOOST_AUTO_TEST_CASE(a_change_with_one_call_takes_31_statements_and_three_commits_at_most) {
  sell_two("campsoft");
  tell({k_token, k_user, k_contract});
  const auto commits = [&] {
    return db
        .find("SHOW SESSION STATUS LIKE 'Com_commit'", {},
              [](const storage::Row& row) { return std::stoll(row.text("Value")); })
        .value();
  };
  std::int64_t statements = 0;
  std::int64_t before = 0;
  for (const auto* const prefix :
       {"suspenso_debito", "servico_habilitado", "suspenso_debito", "servico_habilitado"}) {
    status(17711, prefix);
    const test::ScriptedClient client({k_contract});
    base::Metrics metrics;
    jobs::Counters counters;
    jobs::Synchroniser synchroniser(db, clock, keyring, client, counters, metrics);
    before = commits();
    statements = test::statements_of(db, [&] { BOOST_TEST(synchroniser.run_due()); });
    BOOST_REQUIRE(client.calls().size() == 1U);
  }
  BOOST_TEST(statements <= 31);
  BOOST_TEST(commits() - before <=
             3);  // what was read, the attempt, what came of it with how the account is left
}

BOOST_AUTO_TEST_CASE(an_account_that_waits_for_the_authorization_code_looks_for_it_within_seconds) {
  sell_two("watch_brasil");
  const auto fine = [](const std::string& result) {
    return reply(200, R"({"HasError":false,"ErrorMessage":"","Result":)" + result + "}");
  };
  BOOST_TEST(tell({fine("[]")}) == "POST /authenticate\n");
  const auto id = count("SELECT id AS n FROM integration");
  BOOST_REQUIRE((storage::bring_code(
                     tenant(), static_cast<std::uint32_t>(id),
                     keyring.seal("codigo-1", storage::authorization_context(static_cast<std::uint32_t>(id))),
                     clock.now()) == storage::Brought::stored));
  clock.advance(std::chrono::seconds(7));
  const test::ScriptedClient client({reply(200, R"({"access_token":"novo","expires_in":600})"),
                                     fine(R"({"ticket":"T1"})"), fine(R"({"ticket":"T2"})")});
  base::Metrics metrics;
  jobs::Counters counters;
  jobs::Synchroniser synchroniser(db, clock, keyring, client, counters, metrics);
  BOOST_TEST(synchroniser.run_due());
  BOOST_TEST(lines_of(client) == "POST /token\nPOST /insert\nPOST /insert\n");
}

BOOST_AUTO_TEST_CASE(accounts_that_are_removed_wait_for_no_day_on_which_a_package_ends) {
  sell_two("outros");
  db.execute("UPDATE service_package SET limit_on = ?", {zone.day_of(clock.now() + std::chrono::days(20))});
  tell({reply(200), reply(200)});
  BOOST_REQUIRE(operations::remove_accounts(
                    context(), static_cast<std::uint32_t>(count("SELECT id AS n FROM integration")))
                    .ok());
  work();
  tell({reply(200), reply(200)});
  work();
  BOOST_TEST(known() == 0);
  BOOST_TEST(count("SELECT active AS n FROM integration") == 0);
}

BOOST_AUTO_TEST_CASE(what_was_refused_is_tried_again_once_parameters_are_saved_or_a_product_is_back) {
  sell_two("click_sistemas");
  const auto refusal = reply(422, R"({"erro":"produto_invalido","mensagem":"não há"})");
  const std::string two_creations = "POST /assinantes\nPOST /assinantes\n";
  BOOST_TEST(tell({refusal, refusal}) == two_creations);
  status(17711, "servico_habilitado");
  work();
  BOOST_TEST(tells_nothing());
  operations::IntegrationPut put;
  put.parameters = std::vector<operations::ParameterPut>{{"api_url", "https://outra.example/v1"}};
  BOOST_REQUIRE(operations::put_integration(context(), "I", put).ok());
  work();
  BOOST_TEST(tell({refusal, refusal}) == two_creations);
  for (const bool active : {false, true}) {
    BOOST_REQUIRE(operations::set_product_active(context(), "I", "8", active).ok());
    work();
    if (!active) BOOST_TEST(tells_nothing());
  }
  BOOST_TEST(tell({refusal, refusal}) == two_creations);
}

BOOST_AUTO_TEST_SUITE_END()
