// What a change of the catalogue does to those who have it already.
#include <atomic>
#include <boost/test/unit_test.hpp>
#include <future>
#include <thread>

#include "jobs/worker.h"
#include "operations/integrations.h"
#include "operations/packages.h"
#include "operations/products.h"
#include "support/shop.h"

namespace {

using Codes = std::vector<std::string>;

struct InUse : test::Shop {
  std::uint32_t neo = integration("neo");
  std::uint32_t other = integration("other");
  std::uint32_t hbo = product(neo, "HBO");
  std::uint32_t max = product(neo, "MAX");
  std::uint32_t third = product(other, "X");
  std::uint32_t tv = package("tv", neo, {hbo});
  std::uint32_t plain = plan("plain", {{tv, true}});
  std::uint32_t bare = plan("bare", {});
  std::atomic<bool> stop{false};
  jobs::Worker worker{db, clock, keyring, stop};

  void put(const operations::PackagePut& what) {
    BOOST_REQUIRE(operations::put_package(context(), "tv", what).ok());
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(catalogue_in_use, InUse)

BOOST_AUTO_TEST_CASE(a_package_with_other_products_gives_them_to_those_who_have_it) {
  sell(1, "plain");
  put({.products = Codes{"MAX"}});
  BOOST_TEST(worker.run_due());
  BOOST_TEST(verdict(hbo) == "sem_produto");
  BOOST_TEST(verdict(max) == "liberado");
  BOOST_TEST(in_step());
}

BOOST_AUTO_TEST_CASE(a_package_moved_to_another_integration_takes_its_customers_along) {
  sell(1, "plain");
  const auto before = subscriber(neo);
  put({.integration = std::string("other"), .products = Codes{"X"}});
  BOOST_TEST(worker.run_due());
  BOOST_TEST(verdict(hbo) == "sem_produto");
  BOOST_TEST(verdict(third) == "liberado");
  BOOST_TEST(logins(neo) == 0);
  BOOST_TEST(logins(other) == 1);
  put({.integration = std::string("neo"), .products = Codes{"HBO"}});
  BOOST_TEST(worker.run_due());
  BOOST_TEST(subscriber(neo) == before);
  BOOST_TEST(in_step());
}

BOOST_AUTO_TEST_CASE(deactivating_product_package_or_integration_takes_nothing_from_those_who_have_it) {
  sell(1, "plain");
  BOOST_REQUIRE(operations::set_product_active(context(), "neo", "HBO", false).ok());
  BOOST_REQUIRE(operations::set_package_active(context(), "tv", false).ok());
  BOOST_REQUIRE(operations::set_integration_active(context(), "neo", false)->live_accounts == 1);
  BOOST_TEST(verdict(hbo) == "liberado");
  BOOST_TEST(in_step());
}

BOOST_AUTO_TEST_CASE(another_login_field_reaches_the_accounts_there_are) {
  db.execute("UPDATE customer SET document = '52998224725' WHERE id = ?", {customer_id});
  sell(1, "plain");
  const auto key = [&](const std::string& login) {
    return count("SELECT COUNT(*) AS n FROM credential WHERE integration_id = ? AND login_key = ?",
                 {neo, keyring.login_key(login)});
  };
  BOOST_TEST(key("login1") == 1);
  using Rows = std::vector<operations::ParameterPut>;
  BOOST_REQUIRE(
      operations::put_integration(context(), "neo", {.parameters = Rows{{"usuario", "cpf_cnpj"}}}).ok());
  BOOST_TEST(key("52998224725") == 0);
  BOOST_TEST(worker.run_due());
  BOOST_TEST(key("login1") == 0);
  BOOST_TEST(key("52998224725") == 1);
  const auto seen = storage::find_integration(tenant(), "neo").value();
  BOOST_TEST(seen.credential_source == "cpf_cnpj");
  BOOST_TEST(seen.credential_generation == 2);
  BOOST_TEST(!seen.building_source.has_value());
  BOOST_TEST(in_step());
}

BOOST_AUTO_TEST_CASE(switching_pacote_unico_on_lists_what_stands_against_it_and_takes_nothing) {
  package("both", neo, {hbo, max});
  plan("double", {{tv}, {package("more", neo, {max})}});
  sell(1, "double");
  sell(2, "plain");
  const auto written = operations::put_integration(context(), "neo", {.single_package = true}).value();
  BOOST_REQUIRE(written.warnings.size() == 3);
  BOOST_TEST(written.warnings[0].find("Cliente C1 (Pacote tv, Pacote more, Pacote tv).") !=
             std::string::npos);
  BOOST_TEST(written.warnings[1].find("Pacote both.") != std::string::npos);
  BOOST_TEST(written.warnings[2].find("Plano double.") != std::string::npos);
  BOOST_TEST(packages_on(1).size() == 2);
  auto report = operations::single_package_report(context(), neo);
  BOOST_REQUIRE(report.customers.found.size() == 1);
  BOOST_TEST(report.customers.found[0].customer_code == "C1");
  BOOST_TEST(report.customers.next_customer_id == 0);
  BOOST_TEST(operations::single_package_report(context(), neo, customer_id).customers.found.empty());
  BOOST_TEST(operations::single_package_report(context(), neo, 0, 1).customers.next_customer_id ==
             customer_id);
  status(1, "cancelado");
  report = operations::single_package_report(context(), neo);
  BOOST_TEST(report.customers.found.empty());
  const auto foreign = operations::single_package_report(context_of(other_provider_id), neo);
  BOOST_TEST(foreign.packages.empty());
  BOOST_TEST(foreign.plans.empty());
  BOOST_TEST(foreign.customers.found.empty());
}

BOOST_AUTO_TEST_CASE(a_sale_in_flight_is_not_missed_by_a_change_of_what_is_sold) {
  sell(1, "bare");
  std::thread changing;
  std::promise<void> changed;
  db.transaction([&] {
    BOOST_REQUIRE(operations::add_package(context(), {.service_erp_id = 1, .package_code = "tv"}).ok());
    changing = std::thread([&] {
      storage::Db second(test::database_settings());
      const operations::Context theirs{second, provider_id, zone, clock, keyring, "outra pessoa"};
      const auto written = operations::put_package(theirs, "tv", {.products = Codes{"MAX"}});
      if (written) changed.set_value();
    });
    // Time enough to go wrong: the change must wait for the sale.
    BOOST_TEST(
        (changed.get_future().wait_for(std::chrono::milliseconds{300}) == std::future_status::timeout));
  });
  changing.join();
  worker.run_due();
  BOOST_TEST(verdict(max) == "liberado");
  BOOST_TEST(verdict(hbo) == "sem_produto");
  BOOST_TEST(in_step());
}

BOOST_AUTO_TEST_SUITE_END()
