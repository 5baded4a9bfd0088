#include <boost/test/unit_test.hpp>

#include "operations/customers.h"
#include "operations/service_preview.h"
#include "storage/transmissions.h"
#include "support/shop.h"

// What a sale says that its platform will wait for: by the platform's own file (D13, D14, D53).

namespace {

using domain::PackageParameters;

struct Counter : test::Shop {
  Counter() {
    plan("plain", {});
    sell(1, "plain");
    log_in_is(base::Patch<std::string>::cleared());
    operations::CustomerPut put;
    put.email = std::string("raul@exemplo.com.br");
    registry(put);
  }

  void offer(const std::string& gateway, const std::string& code = "k") {
    const auto of = integration(gateway, gateway);
    package(code, of, {product(of, "7")});
  }
  void registry(const operations::CustomerPut& put) {
    BOOST_REQUIRE(operations::put_customer(feed(), "C1", put).ok());
  }
  void log_in_is(const base::Patch<std::string>& login) {
    operations::ServicePut service;
    service.login = login;
    put(1, service);
  }
  static std::string joined(const std::vector<std::string>& warnings) {
    std::string text;
    for (const auto& warning : warnings) text += warning.substr(0, warning.find(". ")) + "|";
    return text;
  }
  /// As the list of what may be sold says it of "k".
  std::string offered() {
    const auto service = storage::find_service_by_erp_id(tenant(), 1).value();
    for (const auto& offer : operations::list_offers(context(), service.id))
      if (offer.package.code == "k") return joined(offer.warnings);
    return "not on offer";
  }
  operations::PackageSale sale(const PackageParameters& parameters) const {
    return {.service_erp_id = 1, .package_code = "k", .parameters = parameters};
  }
  std::string announced(const PackageParameters& parameters = {}) {
    return joined(operations::preview_sale(context(), sale(parameters)).value().warnings);
  }
  std::string sold(const PackageParameters& parameters = {}) {
    return joined(operations::add_package(context(), sale(parameters)).value().warnings);
  }
};

constexpr auto k_password = "Cadastro incompleto: falta o campo da senha (login_autenticacao)|";

}  // namespace

BOOST_FIXTURE_TEST_SUITE(sale_warnings, Counter)

BOOST_AUTO_TEST_CASE(a_password_whose_field_is_empty_is_warned_of_before_and_at_the_sale) {
  offer("nxplay");
  BOOST_TEST(offered() == k_password);
  BOOST_TEST(announced() == k_password);
  BOOST_TEST(sold() == k_password);
}

BOOST_AUTO_TEST_CASE(nothing_is_warned_of_once_the_field_is_there) {
  offer("nxplay");
  log_in_is(std::string("raul"));
  BOOST_TEST(offered() == "");
  BOOST_TEST(announced() == "");
  BOOST_TEST(sold() == "");
}

BOOST_AUTO_TEST_CASE(the_field_is_the_one_that_the_sale_names) {
  offer("nxplay");
  BOOST_TEST(announced({{"usuario", "telefone"}}) ==
             "Cadastro incompleto: falta o campo da senha (telefone)|");
  operations::CustomerPut put;
  put.phone = std::string("34991234567");
  registry(put);
  BOOST_TEST(announced({{"usuario", "telefone"}}) == "");
  BOOST_TEST(sold({{"usuario", "telefone"}}) == "");
}

BOOST_AUTO_TEST_CASE(what_is_right_enough_for_one_platform_is_missing_for_another) {
  operations::CustomerPut put;
  put.phone = std::string("34991234567");
  put.document = std::string("52998224720");
  registry(put);
  log_in_is(std::string("raul"));
  offer("celetihub");
  BOOST_TEST(offered().starts_with("Cadastro incompleto: falta CPF/CNPJ"), offered());
}

BOOST_AUTO_TEST_CASE(a_platform_that_asks_us_waits_for_nothing) {
  operations::CustomerPut put;
  put.email = base::Patch<std::string>::cleared();
  registry(put);
  offer("neo");
  BOOST_TEST(offered() == "");
  BOOST_TEST(sold() == "");
}

BOOST_AUTO_TEST_CASE(what_another_package_brought_there_already_is_not_missing) {
  offer("nxplay");
  log_in_is(std::string("raul"));
  const auto of = integration("other", "nxplay");
  package("first", of, {product(of, "8")});
  package("second", of, {product(of, "9")});
  add(1, "first");
  log_in_is(base::Patch<std::string>::cleared());
  const auto account = count("SELECT id AS n FROM account");
  storage::save_account_object(tenant(), account,
                               {.object = {.key = "assinante",
                                           .attributes = {{"email", "raul@exemplo.com.br"},
                                                          {"nome", "Raul"},
                                                          {"senha", "login_autenticacao/1/0/0"}}},
                                .platform_id = "7",
                                .since = clock.now()});
  const auto sale = operations::preview_sale(context(), {.service_erp_id = 1, .package_code = "second"});
  BOOST_TEST(joined(sale.value().warnings) == "");
}

BOOST_AUTO_TEST_SUITE_END()
