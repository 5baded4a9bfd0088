#include <boost/test/unit_test.hpp>
#include <nlohmann/json.hpp>

#include "operations/customers.h"
#include "operations/tokens.h"
#include "support/rows_read.h"
#include "support/shop.h"
#include "support/source_dir.h"
#include "web/api/api_client.h"
#include "web/app.h"
#include "web/directory.h"
#include "web/routes.h"
#include "web/templates.h"

/// What calls cost, told by the database's own counters of the connection: statements of every kind, BEGIN
/// and COMMIT too, once all of them are prepared.
namespace {

using nlohmann::json;

using test::statements_of;

struct Cost : test::Shop {
  Cost() {
    const std::vector scopes{domain::Scope::customers, domain::Scope::reading};
    const auto issued = operations::issue_token(context(), {.description = "ERP", .scopes = scopes}).value();
    bearer = "Bearer " + issued.text;
  }

  http::Request request(http::Method method, const std::string& path, const json& body) const {
    return {.method = method,
            .path = "/api/v1/integracao" + path,
            .body = body.dump(),
            .headers = {{"Authorization", bearer}},
            .host = "demo.localhost",
            .host_with_port = "demo.localhost"};
  }
  void change(const std::string& prefix) {
    const auto path = "/cliente_servico/1/status";
    const auto answer = app.handle(request(http::Method::patch, path, {{"status_prefixo", prefix}}), db);
    BOOST_TEST(answer.status == 200, answer.body);
  }

  std::string bearer = {};
  web::StoredDirectory directory = {};
  web::Templates templates{test::source_dir() + "/templates", ""};
  base::Metrics metrics = {};
  web::App app{web::routes(), {directory, templates, clock, keyring, metrics, true, ""}};
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(api_cost, Cost)

BOOST_AUTO_TEST_CASE(a_status_change_of_a_service_with_two_packages_takes_twelve_statements_at_most) {
  const auto neo = integration("NEO");
  const auto mumo = product(neo, "MUMO");
  const auto basic = package("BASICO", neo, {mumo});
  plan("FIBRA", {{basic}, {package("CHEIO", neo, {product(neo, "WATCH")})}});
  sell(1, "FIBRA");
  change("suspenso_debito");
  change("servico_habilitado");
  BOOST_TEST(statements_of(db, [&] { change("suspenso_debito"); }) <= 12);
  BOOST_TEST(verdict(mumo) == "suspenso");
  BOOST_TEST(statements_of(db, [&] { change("servico_habilitado"); }) <= 12);
  BOOST_TEST(in_step());
}

BOOST_AUTO_TEST_CASE(a_package_that_its_platform_lacks_costs_nothing_more_where_the_registry_is_whole) {
  operations::CustomerPut whole;
  whole.document = std::string("52998224725");
  whole.email = std::string("raul@exemplo.com.br");
  whole.phone = std::string("34991234567");
  BOOST_REQUIRE(operations::put_customer(feed(), "C1", whole).ok());
  const auto nx = integration("NX", "nxplay");
  plan("FIBRA", {{package("K", nx, {product(nx, "X")})}, {package("L", nx, {product(nx, "Y")})}});
  sell(1, "FIBRA");
  change("suspenso_debito");
  change("servico_habilitado");
  BOOST_TEST(statements_of(db, [&] { change("suspenso_debito"); }) <= 13);
  BOOST_TEST(statements_of(db, [&] { change("servico_habilitado"); }) <= 13);
}

BOOST_AUTO_TEST_CASE(a_package_that_a_platform_is_told_of_costs_a_status_change_one_statement_at_most) {
  const auto cost = [&](const std::string& code, const std::string& gateway) {
    const auto of = integration(code, gateway);
    plan("P" + code, {{package("K" + code, of, {product(of, "X")})}});
    const auto id = gateway == "neo" ? 1U : 2U;
    customer("C1");
    sell(id, "P" + code);
    const auto changed = [&](const std::string& prefix) {
      const auto path = "/cliente_servico/" + std::to_string(id) + "/status";
      BOOST_TEST(app.handle(request(http::Method::patch, path, {{"status_prefixo", prefix}}), db).status ==
                 200);
    };
    changed("suspenso_debito");
    changed("servico_habilitado");
    const auto suspended = statements_of(db, [&] { changed("suspenso_debito"); });
    return std::pair(suspended, statements_of(db, [&] { changed("servico_habilitado"); }));
  };
  const auto [asked_suspended, asked_enabled] = cost("NEO", "neo");
  clock.advance(std::chrono::seconds(1));
  const auto marks = [&] { return count("SELECT COALESCE(SUM(dirty_seq), 0) AS n FROM account"); };
  const auto before = marks();
  const auto [told_suspended, told_enabled] = cost("NX", "nxplay");
  BOOST_TEST(marks() >= before + 4);
  BOOST_TEST(told_suspended <= asked_suspended + 1);
  BOOST_TEST(told_enabled <= asked_enabled + 1);
  BOOST_TEST_MESSAGE(asked_suspended << " statements, " << told_suspended << " with a platform to tell");
}

BOOST_AUTO_TEST_SUITE_END()

namespace {

/// Loads of customers who come for the first time.
struct Bulk : test::Api {
  Bulk() { furnish(); }

  static void add(std::vector<json>& lines, int number) {
    const auto code = "A" + std::to_string(number);
    lines.push_back({{"tipo", "cliente"},
                     {"codigo_cliente", code},
                     {"nome_razaosocial", "Ana"},
                     {"cpf_cnpj", "52998224725"}});
    lines.push_back({{"tipo", "cliente_servico"},
                     {"id_cliente_servico", number},
                     {"codigo_cliente", code},
                     {"plano", "FIBRA"},
                     {"status_prefixo", "servico_habilitado"},
                     {"login_autenticacao", code},
                     {"senha_autenticacao", "abc"}});
  }
  static void add_sale(std::vector<json>& lines, int number) {
    lines.push_back({{"tipo", "pacote"},
                     {"chave", "venda " + std::to_string(number)},
                     {"id_cliente_servico", number},
                     {"codigo", "CAMERA"}});
  }

  /// Statements a line.
  double cost_of_load(const std::vector<json>& lines) {
    const auto cost = statements_of(db, [&] { BOOST_TEST(load(lines).back()["sucessos"] == lines.size()); });
    BOOST_TEST_MESSAGE(cost << " statements for " << lines.size() << " lines");
    return static_cast<double>(cost) / static_cast<double>(lines.size());
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(bulk_cost, Bulk)

BOOST_AUTO_TEST_CASE(a_first_load_takes_three_statements_a_line_at_most) {
  const auto first_load = [&](int from, int customers) {
    std::vector<json> lines;
    for (int i = from; i < from + customers; ++i) add(lines, i);
    return lines;
  };
  load(first_load(1000, 100));
  BOOST_TEST(cost_of_load(first_load(2000, 200)) <= 3);
}

BOOST_AUTO_TEST_CASE(a_first_load_with_a_sale_of_each_customer_under_its_key_takes_three_and_a_half_a_line) {
  const auto first_load = [&](int from, int customers) {
    std::vector<json> lines;
    for (int i = from; i < from + customers; ++i) {
      add(lines, i);
      add_sale(lines, i);
    }
    return lines;
  };
  load(first_load(1000, 150));
  BOOST_TEST(cost_of_load(first_load(2000, 150)) <= 3.5);  // a sale takes six, its key none
}

BOOST_AUTO_TEST_CASE(a_first_load_that_goes_on_with_what_it_brought_writes_no_more_often) {
  const auto first_load = [&](int from, int customers) {
    std::vector<json> lines;
    for (int i = from; i < from + customers; ++i) {
      add(lines, i);
      lines.push_back({{"tipo", "status"}, {"id_cliente_servico", i}, {"status_prefixo", "suspenso_debito"}});
    }
    return lines;
  };
  load(first_load(1000, 150));
  BOOST_TEST(cost_of_load(first_load(2000, 150)) <= 3.2);
}

BOOST_AUTO_TEST_CASE(the_packages_of_a_plan_come_with_one_statement) {
  const auto cost = [&](int from, const std::string& plan) {
    std::vector<json> lines;
    for (int i = from; i < from + 100; ++i) {
      add(lines, i);
      lines.back()["plano"] = plan;
    }
    return cost_of_load(lines);
  };
  const auto sell_with = [&](const std::string& name, const std::vector<std::string>& codes) {
    json packages = json::array();
    for (const auto& code : codes) {
      put("/pacote_catalogo/" + code, {{"descricao", code}, {"valor", "9.90"}, {"plataforma", nullptr}});
      packages.push_back({{"codigo", code}});
    }
    put("/plano/" + name, {{"descricao", name}, {"valor", "99.90"}, {"pacotes", packages}});
  };
  sell_with("QUATRO", {"A", "B", "C", "D"});
  sell_with("UM", {"A"});
  cost(1000, "QUATRO");
  cost(2000, "UM");
  BOOST_TEST(cost(3000, "QUATRO") <= cost(4000, "UM") + 0.1);
}

BOOST_AUTO_TEST_SUITE_END()
