#include <boost/test/unit_test.hpp>
#include <nlohmann/json.hpp>

#include "jobs/synchroniser.h"
#include "operations/customers.h"
#include "operations/integrations.h"
#include "operations/service_packages.h"
#include "storage/sold_packages.h"
#include "support/scripted_client.h"
#include "support/shop.h"
#include "support/told.h"

// A service that goes to another customer, at a platform that knows a sold package by our number.

namespace {

using test::reply;

struct HandedOver : test::Shop {
  HandedOver() {
    std::vector<operations::ParameterPut> parameters;
    for (const auto& [name, value] : test::settings_for(platforms::at("outros")))
      parameters.push_back({name, value});
    operations::IntegrationPut put{.gateway = std::string("outros"), .description = std::string("Outros")};
    put.parameters = parameters;
    const auto id = static_cast<std::uint32_t>(operations::put_integration(context(), "I", put).value().id);
    plan("P", {{package("UM", id, {product(id, "7")})}});
    customer("C2");
    sell(17711, "P");
    sold = std::to_string(count("SELECT id AS n FROM service_package"));
  }

  void hand_to(const std::string& customer_code, std::uint64_t erp_id = 17711) {
    operations::ServicePut service;
    service.customer_code = customer_code;
    put(erp_id, service);
  }

  /// C1 has the service 2 with a package of a platform with an account a customer.
  void sell_at_click() {
    click = integration("click", "click_sistemas");
    plan("Q", {{package("OITO", click, {product(click, "8")})}});
    operations::CustomerPut whole;
    whole.email = std::string("ana@exemplo.com.br");
    whole.document = std::string("52998224725");
    for (const auto* code : {"C1", "C2"}) BOOST_REQUIRE(operations::put_customer(feed(), code, whole).ok());
    sell(2, "Q");
  }
  /// All that is sold there was told.
  void all_stand() {
    db.execute("DELETE FROM told_package");
    db.execute(
        "INSERT INTO told_package (service_package_id, provider_id, there, suspended, since) "
        "SELECT sp.id, sp.provider_id, sp.removed_at IS NULL, 0, sp.created_at FROM service_package sp "
        "JOIN package p ON p.id = sp.package_id AND p.code = 'OITO'");
    db.execute(
        "INSERT INTO account_object (account_id, object_key, provider_id, attributes, platform_id, since) "
        "SELECT id, 'produto/8', provider_id, '{}', '7', created_at FROM account WHERE integration_id = ?",
        {click});
  }
  /// How the customer's account there is shown.
  std::string stands(std::uint64_t customer) {
    const auto statuses = operations::account_statuses(context(), customer);
    return std::string(domain::words_of(statuses.at(click).status).name);
  }

  /// Tells whatever is due; a line a notice: its number, what it tells and whose the package is by it.
  std::string told(std::deque<test::ScriptedClient::Answer> script = {}) {
    script.resize(9, reply(200));
    const test::ScriptedClient client(std::move(script));
    base::Metrics metrics;
    jobs::Counters counters;
    jobs::Synchroniser synchroniser(db, clock, keyring, client, counters, metrics);
    clock.advance(std::chrono::hours(7));
    while (synchroniser.run_due()) {
    }
    std::string text;
    for (const auto& call : client.calls()) {
      const auto body = nlohmann::json::parse(call.body);
      const auto id = test::header(call, "webhook-id");
      BOOST_TEST(id.starts_with(sold + "-"));
      text += id.substr(sold.size()) + " " + body["tipo"].get<std::string>() + " " +
              body["cliente_servico"]["cliente"]["codigo_cliente"].get<std::string>() + "\n";
    }
    return text;
  }

  std::string sold = {};
  std::uint32_t click = 0;
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(jobs_handed_over, HandedOver)

BOOST_AUTO_TEST_CASE(a_sold_package_leaves_as_its_former_holder_s_before_it_comes_as_the_new_one_s) {
  BOOST_TEST(told() == "-1 cadastro C1\n");
  hand_to("C2");
  BOOST_TEST(told() == "-2 remocao C1\n-3 cadastro C2\n");
  status(17711, "suspenso_debito");
  BOOST_TEST(told() == "-4 suspensao C2\n");
  BOOST_TEST(told().empty());
  BOOST_TEST(in_step());
}

BOOST_AUTO_TEST_CASE(what_nobody_was_told_yet_comes_for_the_new_holder_alone) {
  hand_to("C2");
  BOOST_TEST(told() == "-1 cadastro C2\n");
}

BOOST_AUTO_TEST_CASE(a_package_that_is_back_before_anybody_was_told_is_told_to_nobody) {
  told();
  hand_to("C2");
  hand_to("C1");
  BOOST_TEST(told().empty());
  hand_to("C2");
  status(17711, "suspenso_debito");
  BOOST_TEST(told() == "-2 remocao C1\n");
}

BOOST_AUTO_TEST_CASE(a_notice_without_an_answer_is_repeated_before_its_package_leaves_for_another) {
  const std::deque<test::ScriptedClient::Answer> mute(
      9, base::Unexpected{platforms::HttpFailure{.sent = true, .message = "sem resposta"}});
  BOOST_TEST(told(mute).starts_with("-1 cadastro C1\n"));
  hand_to("C2");
  BOOST_TEST(told() == "-1 cadastro C1\n-2 remocao C1\n-3 cadastro C2\n");
}

BOOST_AUTO_TEST_CASE(what_was_taken_off_before_and_comes_back_for_another_has_a_number_of_its_own) {
  told();
  status(17711, "cancelado");
  BOOST_TEST(told() == "-2 remocao C1\n");
  hand_to("C2");
  status(17711, "servico_habilitado");
  BOOST_TEST(told() == "-3 cadastro C2\n");
}

BOOST_AUTO_TEST_CASE(where_each_customer_has_an_account_what_was_told_for_one_says_nothing_of_the_other) {
  sell_at_click();
  all_stand();
  BOOST_TEST(stands(customer_id) == "ativo");
  hand_to("C2", 2);
  BOOST_TEST(stands(customer_id) == "aguardando_exclusao");
  BOOST_TEST(stands(customer("C2")) == "aguardando_cadastro");
}

BOOST_AUTO_TEST_CASE(what_the_new_holder_has_there_already_stands_for_what_came_and_is_not_over) {
  sell_at_click();
  const auto over = add(2, "OITO");
  BOOST_REQUIRE(operations::remove_package(context(), over).ok());
  hand_to("C2", 2);
  sell(3, "Q");
  hand_to("C2", 3);
  all_stand();
  hand_to("C1", 2);
  hand_to("C2", 2);
  BOOST_TEST(stands(customer("C2")) == "ativo");
  const auto row = storage::find_sold_package(tenant(), over).value();
  BOOST_TEST((operations::shown_status(context(), row).status == domain::Transmission::removed));
  BOOST_TEST(!row.at_platform.there);
}

BOOST_AUTO_TEST_SUITE_END()
