// Pages that would say one thing a hundred times say it once, name the first few and count the others.
#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <string>
#include <vector>

#include "operations/customers.h"
#include "operations/packages.h"
#include "operations/plans.h"
#include "operations/products.h"
#include "operations/service_packages.h"
#include "operations/services.h"
#include "web/routes.h"
#include "web/site.h"

namespace {

std::size_t times(const http::Response& page, std::string_view text) {
  std::size_t found = 0;
  for (auto at = page.body.find(text); at != std::string::npos; at = page.body.find(text, at + 1)) ++found;
  return found;
}

/// The most options that one select of the page has.
std::size_t most_options(const std::string& body) {
  std::size_t most = 0;
  for (auto at = body.find("<select"); at != std::string::npos; at = body.find("<select", at + 1)) {
    std::size_t found = 0;
    const auto end = body.find("</select>", at);
    for (auto option = body.find("<option", at); option < end; option = body.find("<option", option + 1))
      ++found;
    most = std::max(most, found);
  }
  return most;
}

struct Long : test::Site {
  Long() : own(make_records(provider_id, "Fibra", 1001)) {}
  void packages(int many) {
    for (int i = 10; i < 10 + many; ++i)
      operations::put_package(context(), "p" + std::to_string(i),
                              {.description = "Extra " + std::to_string(i), .value = base::Cents{1000}})
          .value();
  }
  /// So many plans, products, and packages of one product each.
  void everything(int many) {
    const auto with = context();
    for (int i = 1000; i < 1000 + many; ++i) {
      const auto code = "m" + std::to_string(i), name = "Canal de filmes e séries " + std::to_string(i);
      operations::put_product(with, "codigo1001", code, {.name = name}).value();
      operations::put_package(with, code,
                              {.description = name,
                               .value = base::Cents{1000},
                               .integration = std::string("codigo1001"),
                               .products = std::vector<std::string>{code}})
          .value();
      operations::put_plan(with, code, {.description = name, .value = base::Cents{5000}}).value();
    }
  }
  /// A page, and those that its first choice leads to.
  std::vector<std::string> pages_of(const web::Route& route) const {
    const auto path = filled(route.pattern, own);
    const auto package = "?pacote=" + std::to_string(own.package);
    if (route.pattern.ends_with("/servicos/novo") || route.pattern.ends_with("/migrar"))
      return {path, path + "?plano=m1000", path + "?plano=m1000&migrar=1"};
    if (route.pattern.ends_with("/pacotes/novo") || route.pattern.ends_with("/trocar"))
      return {path, path + package};
    if (route.pattern.ends_with("/testar")) return {path, path + "?cliente=" + std::to_string(own.customer)};
    if (route.pattern == "/por-que-foi-negado")
      return {path, path + "?cliente=" + std::to_string(own.customer)};
    return {path};
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

BOOST_AUTO_TEST_CASE(no_page_grows_beyond_a_bound_with_three_hundred_plans_packages_and_products) {
  everything(300);
  for (const auto& route : web::routes()) {
    if (route.access.kind() != web::Access::Kind::person || route.method != http::Method::get) continue;
    for (const auto& path : pages_of(route)) {
      const auto page = get(path);
      BOOST_TEST_CONTEXT(path) {
        BOOST_TEST(page.body.size() < 150'000U);
        BOOST_TEST(most_options(page.body) <= 302U);
        BOOST_TEST(times(page, "<span class=\"offer-value\">") <= 60U);
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(what_is_chosen_from_shows_the_first_fifty_counts_the_others_and_finds_any) {
  everything(70);
  for (const auto* page : {"/migrar", "/pacotes/novo"}) {
    const auto path = "/servicos/" + std::to_string(own.service) + page;
    const auto shown = get(path);
    BOOST_TEST(times(shown, "<span class=\"offer-value\">") == 50U, path);
    BOOST_TEST(times(shown, "e mais 2") == 1U, path);
    BOOST_TEST(times(shown, "séries 1069") == 0U, path);
    BOOST_TEST(times(get(path + "?busca=1069&filtro=1069"), "séries 1069") == 1U, path);
  }
}

BOOST_AUTO_TEST_CASE(a_migration_that_ends_many_packages_names_the_first_of_them_and_counts_the_others) {
  packages(40);
  for (int i = 10; i < 50; ++i)
    operations::add_package(context(), {.service_erp_id = 1001, .package_code = "p" + std::to_string(i)})
        .value();
  operations::PlanPut locked{.description = std::string("Fechado"), .value = base::Cents{5000}};
  locked.lock_packages = true;
  operations::put_plan(context(), "fechado", locked).value();
  const auto asked = get("/servicos/" + std::to_string(own.service) + "/migrar?plano=fechado&migrar=1");
  BOOST_TEST(times(asked, "41 pacotes saem do serviço: ") == 1U);
  BOOST_TEST(times(asked, " e mais 21.") == 1U);
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
