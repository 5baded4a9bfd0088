#include <boost/test/unit_test.hpp>

#include "operations/customers.h"
#include "operations/integrations.h"
#include "storage/sold_packages.h"
#include "support/shop.h"

// How a sold package stands while its platform lacks something of the registry (D13, D53, D55).

namespace {

using domain::PackageParameters;

struct Registry : test::Shop {
  Registry() { plan("plain", {}); }

  void sell_on(const std::string& gateway, const PackageParameters& parameters = {}) {
    const auto of = integration(gateway, gateway);
    package("k", of, {product(of, "7")});
    sell(1, "plain", "agendado_para_instalacao");
    log_in_is(base::Patch<std::string>::cleared());
    BOOST_REQUIRE(operations::add_package(
                      context(), {.service_erp_id = 1, .package_code = "k", .parameters = parameters})
                      .ok());
  }
  void registry(const operations::CustomerPut& put) {
    BOOST_REQUIRE(operations::put_customer(feed(), "C1", put).ok());
  }
  void log_in_is(const base::Patch<std::string>& login) {
    operations::ServicePut service;
    service.login = login;
    put(1, service);
  }
  std::string shown(std::size_t number = 0) {
    const auto service = storage::find_service_by_erp_id(tenant(), 1).value();
    const auto sold = storage::list_sold_packages_of_service(tenant(), service.id).at(number);
    const auto status = operations::shown_status(context(), sold);
    return std::string(domain::words_of(status.status).name) +
           (status.message.empty() ? "" : ": " + status.message);
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(shown_status, Registry)

BOOST_AUTO_TEST_CASE(a_password_without_a_value_in_its_field_is_missing_in_the_registry_until_it_is_there) {
  operations::CustomerPut put;
  put.email = std::string("raul@exemplo.com.br");
  registry(put);
  sell_on("nxplay");
  BOOST_TEST(shown() == "aguardando_habilitacao");
  const std::string waits =
      "pendencia_cadastro: Falta no cadastro do cliente: o campo da senha (login_autenticacao).";
  status(1, "servico_habilitado");
  BOOST_TEST(shown() == waits);
  status(1, "suspenso_debito");
  BOOST_TEST(shown() == waits);
  log_in_is(std::string("raul"));
  BOOST_TEST(shown() == "suspenso");
  status(1, "servico_habilitado");
  BOOST_TEST(shown() == "aguardando_cadastro");
}

BOOST_AUTO_TEST_CASE(the_field_is_the_one_that_the_package_names) {
  operations::CustomerPut put;
  put.email = std::string("raul@exemplo.com.br");
  registry(put);
  sell_on("nxplay", {{"usuario", "telefone"}});
  status(1, "servico_habilitado");
  BOOST_TEST(shown() == "pendencia_cadastro: Falta no cadastro do cliente: o campo da senha (telefone).");
  put.phone = std::string("34991234567");
  registry(put);
  BOOST_TEST(shown() == "aguardando_cadastro");
}

BOOST_AUTO_TEST_CASE(a_removed_package_awaits_nothing_where_another_holds_its_product) {
  operations::CustomerPut put;
  put.email = std::string("raul@exemplo.com.br");
  put.document = std::string("52998224725");
  registry(put);
  sell_on("click_sistemas");
  status(1, "servico_habilitado");
  const auto another = add(1, "k");
  db.execute(
      "INSERT INTO told_package (service_package_id, provider_id, there, suspended, since) "
      "SELECT id, provider_id, 1, 0, created_at FROM service_package");
  const auto first = static_cast<std::uint64_t>(count("SELECT MIN(id) AS n FROM service_package"));
  BOOST_REQUIRE(operations::remove_package(context(), first).ok());
  BOOST_TEST(shown() == "removido");
  BOOST_REQUIRE(operations::remove_package(context(), another).ok());
  BOOST_TEST(shown() == "aguardando_exclusao");
}

BOOST_AUTO_TEST_CASE(a_removed_package_of_two_products_awaits_nothing_where_others_hold_each_of_them) {
  operations::CustomerPut put;
  put.email = std::string("raul@exemplo.com.br");
  registry(put);
  const auto of = integration("nxplay", "nxplay");
  const auto one = product(of, "SEAC");
  const auto other = product(of, "FULL");
  package("k1", of, {one});
  package("k2", of, {other});
  package("k12", of, {one, other});
  sell(1, "plain");
  const auto both = add(1, "k12");
  add(1, "k1");
  const auto second = add(1, "k2");
  db.execute(
      "INSERT INTO told_package (service_package_id, provider_id, there, suspended, since) "
      "SELECT id, provider_id, 1, 0, created_at FROM service_package");
  BOOST_REQUIRE(operations::remove_package(context(), both).ok());
  BOOST_TEST(shown() == "removido");
  BOOST_REQUIRE(operations::remove_package(context(), second).ok());
  BOOST_TEST(shown() == "aguardando_exclusao");
}

BOOST_AUTO_TEST_CASE(
    a_package_more_stands_as_those_do_by_which_its_product_is_there_while_nothing_is_transmitted) {
  operations::CustomerPut put;
  put.email = std::string("raul@exemplo.com.br");
  put.document = std::string("52998224725");
  registry(put);
  sell_on("click_sistemas");
  status(1, "servico_habilitado");
  const auto first = static_cast<std::uint64_t>(count("SELECT MIN(id) AS n FROM service_package"));
  db.execute(
      "INSERT INTO told_package (service_package_id, provider_id, there, suspended, since) "
      "SELECT id, provider_id, 1, 0, created_at FROM service_package");
  db.execute("UPDATE account SET live = 1");
  const auto more = add(1, "k");
  operations::set_integration_active(context(), "click_sistemas", false).value();
  BOOST_TEST(shown(1) == "ativo");
  db.execute("UPDATE told_package SET suspended = 1");
  BOOST_TEST(shown(1) == "aguardando_habilitacao");
  db.execute("UPDATE told_package SET there = 0");
  BOOST_TEST(shown(1) == "aguardando_cadastro");
  // Of which it was told that it cannot be had: what was said stands.
  db.execute("UPDATE told_package SET there = 1, suspended = 0");
  db.execute(
      "INSERT INTO told_package (service_package_id, provider_id, there, suspended, reason, message, since) "
      "SELECT ?, provider_id, 0, 0, 'permanente', 'Não', since FROM told_package WHERE service_package_id = "
      "?",
      {more, first});
  BOOST_TEST(shown(1) == "erro: Não");
}

BOOST_AUTO_TEST_CASE(what_stands_as_one_account_lacks_nothing_for_a_package_more) {
  sell_on("nxplay");
  BOOST_TEST(shown() == "pendencia_cadastro: Falta no cadastro do cliente: e-mail.");
  db.execute("UPDATE account SET live = 1");  // by another service, when the e-mail was still known
  BOOST_TEST(shown() == "aguardando_habilitacao");
}

BOOST_AUTO_TEST_CASE(where_each_product_is_an_account_a_package_more_lacks_what_it_lacks) {
  sell_on("click_sistemas");
  db.execute("UPDATE account SET live = 1");
  BOOST_TEST(shown().starts_with("pendencia_cadastro: "), shown());
}

BOOST_AUTO_TEST_CASE(where_each_product_is_an_account_a_package_more_of_one_that_stands_lacks_nothing) {
  sell_on("click_sistemas");
  db.execute("UPDATE account SET live = 1");
  // by another service, when the e-mail was still known
  db.execute(
      "INSERT INTO account_object (account_id, object_key, provider_id, attributes, since) "
      "SELECT id, '7', provider_id, '{}', NOW(3) FROM account");
  BOOST_TEST(shown() == "aguardando_habilitacao");
}

BOOST_AUTO_TEST_CASE(a_document_with_wrong_check_digits_is_missing_where_the_platform_asks_for_right_ones) {
  operations::CustomerPut put;
  put.email = std::string("raul@exemplo.com.br");
  put.phone = std::string("34991234567");
  put.document = std::string("52998224720");
  registry(put);
  sell_on("celetihub");
  status(1, "servico_habilitado");
  BOOST_TEST(shown().starts_with("pendencia_cadastro: Falta no cadastro do cliente: CPF/CNPJ"), shown());
  put.document = std::string("52998224725");
  registry(put);
  BOOST_TEST(shown() == "aguardando_cadastro");
}

BOOST_AUTO_TEST_SUITE_END()
