#include "operations/products.h"

#include <boost/test/unit_test.hpp>

#include "operations/integrations.h"
#include "platforms/platform.h"
#include "storage/audit.h"
#include "support/database.h"

namespace {

struct Fixture : test::Database {
  Fixture() {
    integration_id = static_cast<std::uint32_t>(
        operations::put_integration(context(), "neo",
                                    {.gateway = std::string("neo"), .description = std::string("NEO")})
            ->id);
  }
  operations::Written put(const std::string& code, const operations::ProductPut& what) {
    return operations::put_product(context(), "neo", code, what).value();
  }
  std::optional<domain::Product> find(const std::string& code) {
    return storage::find_product(tenant(), integration_id, code);
  }
  /// A package of the product, straight into the tables.
  void insert_package(std::uint64_t product_id) {
    db.execute(
        R"sql(INSERT INTO package (provider_id, code, description, value_cents, integration_id, created_at,
                 updated_at) VALUES (?, 'tv', 'TV Extra', 0, ?, ?, ?))sql",
        {provider_id, integration_id, clock.now(), clock.now()});
    db.execute("INSERT INTO package_product VALUES (LAST_INSERT_ID(), ?)", {product_id});
  }
  std::uint32_t integration_id = 0;
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(products, Fixture)

BOOST_AUTO_TEST_CASE(a_product_is_created_changed_and_left_alone_when_nothing_differs) {
  const operations::ProductPut what{.name = std::string(" Mumo "), .description = std::string("Vídeos")};
  const auto created = put("MUMO", what);
  BOOST_TEST(created.created);
  BOOST_TEST(find("MUMO")->name == "Mumo");
  BOOST_TEST(find("MUMO")->active);
  const auto audits = count("SELECT COUNT(*) AS n FROM audit");
  const auto version = count("SELECT version AS n FROM config_version");
  BOOST_TEST(!put("MUMO", what).changed);
  BOOST_TEST(count("SELECT COUNT(*) AS n FROM audit") == audits);
  BOOST_TEST(count("SELECT version AS n FROM config_version") == version);
  BOOST_TEST(put("MUMO", {.description = base::Patch<std::string>::cleared()}).changed);
  BOOST_TEST(find("MUMO")->description.empty());
  BOOST_TEST(count("SELECT version AS n FROM config_version") == version + 1);
}

BOOST_AUTO_TEST_CASE(codes_differ_by_case_and_a_passive_platform_s_prefix_is_dropped) {
  put("mumo", {.name = std::string("a")});
  put("MUMO", {.name = std::string("b")});
  BOOST_TEST(find("mumo")->name == "a");
  BOOST_TEST(!put("urn:tve:mumo", {.name = std::string("a")}).changed);
  BOOST_TEST(operations::product_code_of("nxplay", "urn:tve:x") == "urn:tve:x");
}

BOOST_AUTO_TEST_CASE(wrong_fields_are_all_named) {
  const auto problem =
      operations::put_product(context(), "neo", "códi go", {.description = std::string(501, 'x')}).error();
  BOOST_TEST(problem.errors.has("codigo"));
  BOOST_TEST(problem.errors.has("nome"));
  BOOST_TEST(problem.errors.has("descricao"));
  BOOST_TEST((operations::put_product(context(), "outra", "x", {.name = std::string("x")}).error().kind ==
              base::Problem::Kind::missing));
  put("x", {.name = std::string("x")});
  BOOST_TEST(
      operations::put_product(context(), "neo", "x", {.name = std::string("y")}, operations::Expect::absent)
          .error()
          .errors.has("codigo"));
}

BOOST_AUTO_TEST_CASE(a_code_is_a_number_where_the_platform_numbers_its_products) {
  for (const auto* platform : platforms::all()) {
    const auto code = "p-" + std::string(platform->key);
    std::vector<operations::ParameterPut> parameters;
    for (const auto& setting : platform->settings)
      if (setting.required)
        parameters.push_back({std::string(setting.name), setting.url ? "https://a.example" : "valor"});
    const operations::IntegrationPut put{
        .gateway = std::string(platform->key), .description = code, .parameters = parameters};
    BOOST_TEST_CONTEXT(platform->key) {
      BOOST_TEST_REQUIRE(operations::put_integration(context(), code, put).ok());
      const auto stored = [&](const std::string& product) {
        return operations::put_product(context(), code, product, {.name = std::string("Produto")}).ok();
      };
      BOOST_TEST(stored("25"));
      BOOST_TEST(stored("TVX") == !platform->can.numbers_products);
    }
  }
}

BOOST_AUTO_TEST_CASE(deactivating_names_the_packages_that_use_the_product) {
  insert_package(put("MUMO", {.name = std::string("Mumo")}).id);
  const auto off = operations::set_product_active(context(), "neo", "MUMO", false).value();
  BOOST_TEST(off.changed);
  BOOST_REQUIRE(off.packages.size() == 1);
  BOOST_TEST(off.packages[0].description == "TV Extra");
  BOOST_TEST(!find("MUMO")->active);
  BOOST_TEST(
      storage::list_audit_of(tenant(), domain::Entity::product, find("MUMO")->id, 0, 1).at(0).entry.action ==
      "inativado");
  operations::set_product_active(context(), "neo", "MUMO", true).value();
  const auto warnings = put("MUMO", {.active = false}).warnings;
  BOOST_REQUIRE(warnings.size() == 1);
  BOOST_TEST(warnings[0].find("TV Extra") != std::string::npos);
  BOOST_TEST((operations::set_product_active(context(), "neo", "NADA", false).error().kind ==
              base::Problem::Kind::missing));
}

BOOST_AUTO_TEST_CASE(one_provider_never_reaches_the_other_s) {
  put("MUMO", {.name = std::string("Mumo")});
  const auto other = context_of(other_provider_id);
  BOOST_TEST(!operations::put_product(other, "neo", "MUMO", {.name = std::string("x")}).ok());
  BOOST_TEST(!storage::find_product(other_tenant(), integration_id, "MUMO").has_value());
  BOOST_TEST(storage::list_all_products(other_tenant(), integration_id).empty());
  BOOST_TEST(storage::list_packages_with(other_tenant(), find("MUMO")->id).empty());
}

BOOST_AUTO_TEST_CASE(the_list_is_filtered_sorted_and_paged) {
  put("B", {.name = std::string("Alfa"), .description = std::string("zzz")});
  put("A", {.name = std::string("Beta")});
  put("C", {.name = std::string("Gama"), .active = false});
  const auto codes = [&](const storage::ProductFilter& filter, const storage::Page& page) {
    std::string text;
    for (const auto& product : storage::list_products(tenant(), integration_id, filter, page).lines)
      text += product.code;
    return text;
  };
  BOOST_TEST(codes({}, {}) == "BAC");
  BOOST_TEST(codes({}, {.sort = "codigo"}) == "ABC");
  BOOST_TEST(codes({}, {.sort = "descricao", .descending = true}) == "BCA");
  BOOST_TEST(codes({.text = "zz"}, {}) == "B");
  BOOST_TEST(codes({.active = false}, {}) == "C");
  const auto first = storage::list_products(tenant(), integration_id, {}, {.sort = "codigo", .limit = 2});
  BOOST_TEST(codes({}, {.sort = "codigo", .after = first.next, .limit = 2}) == "C");
  BOOST_TEST(storage::count_products(tenant(), integration_id, {.active = true}) == 2);
}

BOOST_AUTO_TEST_SUITE_END()
