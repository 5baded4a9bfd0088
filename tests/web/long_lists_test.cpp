// Pages that would say one thing a hundred times say it once, name the first few and count the others.
#include <boost/test/unit_test.hpp>

#include "operations/customers.h"
#include "operations/packages.h"
#include "operations/plans.h"
#include "operations/service_packages.h"
#include "operations/services.h"
#include "web/site.h"

namespace {

std::size_t times(const http::Response& page, std::string_view text) {
  std::size_t found = 0;
  for (auto at = page.body.find(text); at != std::string::npos; at = page.body.find(text, at + 1)) ++found;
  return found;
}

struct Long : test::Site {
  Long() : own(make_records(provider_id, "Fibra", 1001)) {}
  void packages(int many) {
    for (int i = 10; i < 10 + many; ++i)
      operations::put_package(context(), "p" + std::to_string(i),
                              {.description = "Extra " + std::to_string(i), .value = base::Cents{1000}})
          .value();
  }
  test::Records own;
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(long_lists, Long)

BOOST_AUTO_TEST_CASE(a_locked_plan_says_its_reason_once_names_five_packages_and_counts_the_others) {
  packages(30);
  operations::put_plan(context(), "codigo1001", {.lock_packages = true}).value();
  const auto path = "/servicos/" + std::to_string(own.service) + "/pacotes/novo";
  const auto page = get(path);
  BOOST_TEST(times(page, "trava pacotes") == 1U);
  BOOST_TEST(times(page, "Extra 14") == 1U);
  BOOST_TEST(times(page, "Extra 15") == 0U);
  BOOST_TEST(times(page, "e mais 25") == 1U);
  const auto sought = get(path + "?filtro=extra+37");
  BOOST_TEST(times(sought, "Extra 37") >= 1U);
  BOOST_TEST(times(sought, "e mais") == 0U);
}

BOOST_AUTO_TEST_CASE(what_a_migration_leaves_out_is_said_once_a_reason) {
  packages(12);
  operations::PlanPut locked{.description = std::string("Fechado"), .value = base::Cents{5000}};
  locked.lock_packages = true;
  operations::put_plan(context(), "fechado", locked).value();
  for (int i = 10; i < 22; ++i)
    operations::add_package(context(), {.service_erp_id = 1001, .package_code = "p" + std::to_string(i)})
        .value();
  const auto asked = post("/servicos/" + std::to_string(own.service) + "/migrar",
                          {{"plano", "fechado"}, {"valor", "50,00"}});
  BOOST_TEST(asked.status == 200);
  BOOST_TEST(times(asked, "trava pacotes") <= 1U);
}

BOOST_AUTO_TEST_CASE(a_login_of_many_customers_names_five_counts_the_others_and_leads_to_them) {
  for (int i = 10; i < 20; ++i) {
    const auto code = "V" + std::to_string(i);
    operations::put_customer(feed(), code, {.name = "Vizinho " + code}).value();
    operations::put_service(feed(), static_cast<std::uint64_t>(i),
                            {.customer_code = code,
                             .plan = std::string("codigo1001"),
                             .status_prefix = std::string("servico_habilitado"),
                             .login = std::string("fibra"),
                             .password = std::string("Certa1")})
        .value();
  }
  const auto page = get("/conflitos-de-login");
  BOOST_TEST(times(page, "Vizinho V13") == 1U);
  BOOST_TEST(times(page, "Vizinho V14") == 0U);
  BOOST_TEST(times(page, "e mais 6 clientes") == 1U);
  BOOST_TEST(times(page, "/clientes?busca=Fibra") == 1U);
  BOOST_TEST(times(get("/clientes?busca=Fibra"), "Vizinho V19") >= 1U);
}

BOOST_AUTO_TEST_SUITE_END()
