// Testar / Sincronizar of an integration that platforms ask: real calls over HTTP to the real checks.
#include <boost/test/unit_test.hpp>

#include <mutex>
#include <optional>
#include <thread>

#include "operations/integrations.h"
#include "operations/products.h"
#include "operations/recompute.h"
#include "operations/services.h"
#include "storage/decision_log.h"
#include "support/local_server.h"
#include "validation/callbacks.h"
#include "web/site.h"

namespace {

bool says(const http::Response& page, std::string_view text) {
  return page.body.find(text) != std::string::npos;
}

/// `validate` behind HTTP, as nginx puts it.
class Gate {
 public:
  explicit Gate(const test::Database& house)
      : callbacks_({link_, writer_, house.keyring, house.clock, metrics_, limits_}) {
    for (int i = 0; i < 500 && link_.session() == nullptr; ++i)
      std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }

  std::string answer(const std::string& request) {
    const auto line = request.substr(0, request.find("\r\n"));
    const auto method = line.substr(0, line.find(' '));
    const auto target = line.substr(method.size() + 1, line.rfind(' ') - method.size() - 1);
    const auto mark = target.find('?');
    const auto path = target.substr(0, mark);
    const auto query = mark == std::string::npos ? "" : target.substr(mark + 1);
    validation::Call call{.request = {.method = method,
                                      .path = path,
                                      .query = query,
                                      .body = request.substr(request.find("\r\n\r\n") + 4)},
                          .arrived = std::chrono::steady_clock::now()};
    auto* const asked = &call;
    callbacks_.answer({&asked, 1});
    return test::http_answer(call.reply.status, call.reply.body);
  }

 private:
  base::Metrics metrics_ = {};
  validation::DatabaseLink link_{test::database_settings(), metrics_};
  validation::DecisionWriter writer_{test::database_settings(), 2000, metrics_};
  validation::Limits limits_ = {};
  validation::Callbacks callbacks_;
};

/// The server before the site: its address goes into the site's settings.
struct Front {
  void open(const test::Database& house) {
    const std::lock_guard lock(mutex);
    gate.emplace(house);
  }
  void shut() {
    const std::lock_guard lock(mutex);
    gate.reset();
  }

  std::mutex mutex = {};  // the gate is the server's thread's while it answers
  std::optional<Gate> gate = {};
  test::LocalServer server{[this](int socket, const std::string& request) {
    const std::lock_guard lock(mutex);
    if (gate) test::write_all(socket, gate->answer(request));
  }};
};

/// The customer "Fibra" with login and password "Fibra" holds P of the NEO integration "Fibra".
struct Bench : Front, test::Site {
  Bench() : test::Site(server.address()), own(make_records(provider_id, "Fibra", 1001)) {
    open(*this);
    bench = "/plataformas/" + std::to_string(own.integration) + "/testar";
  }

  http::Response run(const std::string& password, const std::string& product = "P") {
    return post(bench, {{"cliente", std::to_string(own.customer)}, {"produto", product}, {"senha", password}},
                "operador");
  }
  /// The id of a line of the log.
  std::string logged(const std::string& reason) {
    const storage::Decision decision{.at = clock.now(),
                                     .provider_id = provider_id,
                                     .integration_id = static_cast<std::uint32_t>(own.integration),
                                     .subscriber_id = account(),
                                     .product = "P",
                                     .question = "produto",
                                     .reason = reason};
    storage::insert_decisions(db, {&decision, 1});
    return std::to_string(count("SELECT CAST(MAX(id) AS SIGNED) AS n FROM decision"));
  }
  std::string account() {
    return db
        .find("SELECT subscriber_id FROM account WHERE customer_id = ?", {own.customer},
              [](const storage::Row& row) { return row.text("subscriber_id"); })
        .value();
  }

  test::Records own;
  std::string bench;
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(integration_bench, Bench)

BOOST_AUTO_TEST_CASE(both_calls_are_really_made_and_shown_with_answer_and_time) {
  const auto page = run("Fibra");
  BOOST_TEST(page.status == 200);
  BOOST_TEST(says(page, "POST /callback/…"));
  BOOST_TEST(says(page, "login=Fibra&amp;password=••••••"));
  BOOST_TEST(says(page, "{&quot;subscriber_id&quot;:&quot;"));
  BOOST_TEST(says(page, "{&quot;access&quot;:true,"));
  BOOST_TEST(says(page, " ms</span>"));
  BOOST_TEST(server.last_request().find("Host: demo.localhost\r\n") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(denials_and_wrong_passwords_are_shown_as_they_are_answered) {
  operations::set_service_status(feed(), 1001, "suspenso_debito").value();
  const auto page = run("errada");
  BOOST_TEST(says(page, "{&quot;error&quot;:&quot;usuario_inexistente&quot;}"));
  BOOST_TEST(says(page, "HTTP 403 Forbidden"));
  BOOST_TEST(says(page, "&quot;error&quot;:&quot;suspenso&quot;"));
  BOOST_TEST(!says(page, "errada"));
}

BOOST_AUTO_TEST_CASE(without_the_password_the_existence_is_not_asked_and_it_is_said_why) {
  const auto page = run("");
  BOOST_TEST(says(page, "só um resumo dela. Digite-a para testar o login."));
  BOOST_TEST(!says(page, "POST /callback"));
  BOOST_TEST(says(page, "{&quot;access&quot;:true,"));
}

BOOST_AUTO_TEST_CASE(where_the_login_is_its_own_password_nothing_is_asked_of_the_person) {
  operations::put_integration(context(), "codigo1001",
                              {.parameters = std::vector<operations::ParameterPut>{{"usuario", "cpf_cnpj"}}})
      .value();
  db.execute(
      "UPDATE integration SET credential_source = 'cpf_cnpj', building_source = NULL, building_generation = "
      "NULL");
  operations::recompute(context(), {{own.customer, operations::Concern::log_ins}});
  const auto form = get(bench + "?cliente=" + std::to_string(own.customer));
  BOOST_TEST(!says(form, "name=\"senha\""));
  const auto page = run("");
  BOOST_TEST(says(page, "login=***.982.247-**"));
  BOOST_TEST(says(page, "{&quot;subscriber_id&quot;:&quot;"));
  BOOST_TEST(!says(page, "52998224725"));
}

BOOST_AUTO_TEST_CASE(the_last_calls_are_listed_and_made_again) {
  const auto id = logged("suspenso");
  const auto list = get(bench);
  BOOST_TEST(says(list, "name=\"repetir\" value=\"" + id + "\""));
  const auto again = post(bench, {{"repetir", id}}, "operador");
  BOOST_TEST(says(again, "a resposta foi: Suspenso."));
  BOOST_TEST(says(again, "{&quot;access&quot;:true,"));
}

BOOST_AUTO_TEST_CASE(a_call_of_another_integration_or_provider_is_not_made_again) {
  const auto mine = logged("suspenso");
  const auto other = make_records(provider_id, "Outra", 1002);
  const auto elsewhere = "/plataformas/" + std::to_string(other.integration) + "/testar";
  BOOST_TEST(post(elsewhere, {{"repetir", mine}}).status == 303);
  db.execute("UPDATE decision SET provider_id = ?", {other_provider_id});
  BOOST_TEST(post(bench, {{"repetir", mine}}).status == 303);
  const auto foreign = make_records(other_provider_id, "Alheio", 7);
  BOOST_TEST(post(bench, {{"cliente", std::to_string(foreign.customer)}, {"produto", "P"}}).status == 303);
  BOOST_TEST(server.served() == 0);
}

BOOST_AUTO_TEST_CASE(a_server_that_hangs_up_is_said_with_what_to_check) {
  shut();
  const auto page = run("Fibra");
  BOOST_TEST(page.status == 200);
  BOOST_TEST(says(page, "fechou a conexão sem responder"));
  BOOST_TEST(says(page, "serve.callback_address"));
}

BOOST_AUTO_TEST_CASE(an_integration_that_is_told_by_us_has_no_bench_but_a_test_of_its_own) {
  const auto id =
      operations::put_integration(
          context(), "play",
          {.gateway = std::string("nxplay"),
           .description = std::string("NX Play"),
           .parameters = std::vector<operations::ParameterPut>{{"api_url", "https://exemplo.com.br"},
                                                               {"token", "segredo"}}})
          .value()
          .id;
  const auto own_test = get("/plataformas/" + std::to_string(id) + "/testar");
  BOOST_TEST(says(own_test, "Sincronizar produtos"));
  BOOST_TEST(!says(own_test, "name=\"quem\""));
  const auto list = get("/plataformas");
  BOOST_TEST(says(list, bench));
  BOOST_TEST(says(list, "/plataformas/" + std::to_string(id) + "/testar"));
}

BOOST_AUTO_TEST_CASE(a_gateway_that_lists_no_products_is_synced_by_typing_them) {
  const auto products = "/plataformas/" + std::to_string(own.integration) + "/produtos";
  BOOST_TEST(says(get(products), products + "/novo?sincronizar=1"));
  BOOST_TEST(says(get(products + "/novo?sincronizar=1"), "não há o que sincronizar"));
  BOOST_TEST(!says(get(products + "/novo"), "não há o que sincronizar"));
}

BOOST_AUTO_TEST_SUITE_END()
