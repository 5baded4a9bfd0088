#include "operations/packages.h"

#include <boost/test/unit_test.hpp>

#include "storage/audit.h"
#include "storage/jobs.h"
#include "support/catalogue.h"

namespace {

using domain::CompositionPart;
using operations::Expect;
using operations::PackagePut;
using test::must;
using test::refused;
using Codes = std::vector<std::string>;
using Rows = std::vector<CompositionPart>;

struct Fixture : test::Catalogue {
  Fixture() {
    integration("neo");
    integration("neo2");
    product("neo", "A");
    product("neo", "B");
    product("neo2", "A");
  }
  static PackagePut tv() {
    return {.description = std::string("TV Extra"),
            .value = base::Cents{3000},
            .regulatory_class = std::string("sva"),
            .integration = std::string("neo"),
            .products = Codes{"A", "B"},
            .composition = Rows{{"Licença", "SVA", 2000}, {"Suporte", "", 1000}}};
  }
  base::Result<operations::Written> put(const std::string& code, const PackagePut& what,
                                        Expect expect = Expect::either) {
    return operations::put_package(context(), code, what, expect);
  }
  std::int64_t audits() { return count("SELECT COUNT(*) AS n FROM audit WHERE entity = 'pacote'"); }
  std::size_t jobs(std::uint64_t package_id) {
    return storage::list_open_jobs(tenant(), "recalcular_pacote", package_id).size();
  }
  /// A service package, straight into the table.
  void use(std::uint64_t package_id, std::uint64_t customer_id = 1) {
    db.execute(
        R"sql(INSERT INTO service_package (provider_id, customer_id, service_id, package_id, description,
                 value_cents, created_at, updated_at)
                 VALUES (?, ?, 1, ?, '', 0, ?, ?))sql",
        {provider_id, customer_id, package_id, clock.now(), clock.now()});
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(packages, Fixture)

BOOST_AUTO_TEST_CASE(a_package_is_created_with_its_three_tabs) {
  const auto written = must(put("tv", tv()));
  BOOST_TEST(written.created);
  const auto view = operations::find_package(context(), "tv").value();
  BOOST_TEST(view.package.description == "TV Extra");
  BOOST_TEST(view.package.value_cents == 3000);
  BOOST_TEST(view.package.regulatory_class.value() == "SVA");
  BOOST_TEST(view.integration->code == "neo");
  BOOST_REQUIRE(view.products.size() == 2);
  BOOST_TEST(view.products[0].code == "A");
  BOOST_REQUIRE(view.composition.size() == 2);
  BOOST_TEST(view.composition[0].description == "Licença");
  BOOST_TEST(view.composition[1].value_cents == 1000);
}

BOOST_AUTO_TEST_CASE(the_same_put_twice_changes_and_audits_nothing) {
  const auto id = must(put("tv", tv())).id;
  use(id);
  clock.advance(std::chrono::hours{1});
  auto reordered = tv();
  reordered.products = Codes{"B", "A"};
  for (const auto& what : {tv(), reordered}) {
    const auto again = must(put("tv", what));
    BOOST_TEST(!again.changed);
    BOOST_TEST(!again.created);
  }
  BOOST_TEST(audits() == 1);
  BOOST_TEST(jobs(id) == 0);
}

BOOST_AUTO_TEST_CASE(all_wrong_fields_are_named_at_once) {
  const auto problem = refused(put("c ó", {.description = std::string(161, 'x'),
                                           .value = base::Cents{-1},
                                           .regulatory_class = std::string("XYZ"),
                                           .integration = std::string("nada"),
                                           .composition = Rows{{"", std::string(41, 'x'), -5}}}));
  BOOST_TEST((problem.kind == base::Problem::Kind::fields));
  for (const auto* field : {"codigo", "descricao", "valor", "classe_regulatoria", "plataforma",
                            "composicao[0].descricao", "composicao[0].tipo", "composicao[0].valor"})
    BOOST_TEST(problem.errors.has(field), field);
  BOOST_TEST(problem.errors.items().size() == 8);
  BOOST_TEST(refused(put("x", {})).errors.has("valor"));
  BOOST_TEST(count("SELECT COUNT(*) AS n FROM package") == 0);
}

BOOST_AUTO_TEST_CASE(the_composition_adds_up_to_the_value) {
  auto what = tv();
  what.composition = Rows{{"Licença", "SVA", 2999}};
  BOOST_TEST(refused(put("tv", what)).code == "composicao_diferente");
  must(put("tv", tv()));
  const auto problem = refused(put("tv", {.value = base::Cents{3100}}));
  BOOST_TEST((problem.kind == base::Problem::Kind::rule));
  BOOST_TEST(problem.code == "composicao_diferente");
  BOOST_TEST(problem.message.find("R$ 30,00") != std::string::npos);
  must(put("tv", {.value = base::Cents{3100}, .composition = base::Patch<Rows>::cleared()}));
  BOOST_TEST(operations::find_package(context(), "tv")->composition.empty());
}

BOOST_AUTO_TEST_CASE(a_product_must_belong_to_the_integration) {
  auto what = tv();
  what.products = Codes{"A", "X"};
  BOOST_TEST(refused(put("tv", what)).errors.has("produtos[1]"));
  what.integration = std::string("neo2");
  what.products = Codes{"B"};
  BOOST_TEST(refused(put("tv", what)).errors.has("produtos[0]"));
  what.products = Codes{"A", "A"};
  BOOST_TEST(refused(put("tv", what)).errors.has("produtos[1]"));
}

BOOST_AUTO_TEST_CASE(an_integration_needs_products_and_products_an_integration) {
  auto what = tv();
  what.products = Codes{};
  BOOST_TEST(refused(put("tv", what)).errors.has("produtos"));
  what.products = Codes{"A"};
  what.integration = {};
  BOOST_TEST(refused(put("tv", what)).errors.has("plataforma"));
  must(put("tv", tv()));
  BOOST_TEST(refused(put("tv", {.integration = std::string("neo2")})).errors.has("produtos"));
  must(put("tv", {.integration = base::Patch<std::string>::cleared()}));
  BOOST_TEST(operations::find_package(context(), "tv")->products.empty());
}

BOOST_AUTO_TEST_CASE(a_package_without_an_integration_is_fine) {
  must(put("camera", {.description = std::string("1 CAMERA"), .value = base::Cents{3000}}));
  BOOST_TEST(!operations::find_package(context(), "camera")->integration.has_value());
}

BOOST_AUTO_TEST_CASE(a_package_with_an_inactive_product_cannot_be_saved_but_stands_and_can_be_deactivated) {
  must(put("tv", tv()));
  must(operations::set_product_active(context(), "neo", "B", false));
  BOOST_TEST(refused(put("tv", {.value = base::Cents{0}, .composition = Rows{}})).code == "produto_inativo");
  BOOST_TEST(!must(put("tv", tv())).changed);
  BOOST_TEST(must(operations::set_package_active(context(), "tv", false)).changed);
  BOOST_TEST(refused(operations::set_package_active(context(), "tv", true)).code == "produto_inativo");
  auto other = tv();
  other.products = Codes{"B"};
  const auto problem = refused(put("outro", other));
  BOOST_TEST(problem.code == "produto_inativo");
  BOOST_TEST(problem.message.find("Produto B") != std::string::npos);
  must(put("tv", {.products = Codes{"A"}}));
  BOOST_TEST(must(operations::set_package_active(context(), "tv", true)).changed);
}

BOOST_AUTO_TEST_CASE(some_platforms_and_pacote_unico_take_one_product_a_package) {
  integration("click", "click_sistemas");
  product("click", "1");
  product("click", "2");
  auto what = tv();
  what.integration = std::string("click");
  what.products = Codes{"1", "2"};
  BOOST_TEST(refused(put("livros", what)).code == "um_produto_por_pacote");
  what.products = Codes{"1"};
  must(put("livros", what));

  must(put("tv", tv()));
  must(operations::put_integration(context(), "neo", {.single_package = true}));
  BOOST_TEST(must(put("tv", {.description = std::string("TV")})).changed);  // grandfathered
  auto second = tv();
  second.description = std::string("Outro");
  BOOST_TEST(refused(put("tv2", second)).code == "um_produto_por_pacote");
}

BOOST_AUTO_TEST_CASE(new_content_of_a_package_in_use_leaves_a_pending_mark) {
  const auto id = must(put("tv", tv())).id;
  must(put("tv", {.products = Codes{"A"}}));
  BOOST_TEST(jobs(id) == 0);
  use(id);
  must(put("tv", {.description = std::string("TV Nova")}));
  BOOST_TEST(jobs(id) == 0);
  const auto written = must(put("tv", {.products = Codes{"A", "B"}}));
  BOOST_TEST(written.warnings.size() == 1);
  BOOST_TEST(jobs(id) == 1);
  must(put("tv", {.integration = std::string("neo2"), .products = Codes{"A"}}));
  BOOST_TEST(jobs(id) == 2);
}

BOOST_AUTO_TEST_CASE(a_refused_put_leaves_nothing_behind) {
  const auto id = must(put("tv", tv())).id;
  use(id);
  auto what = tv();
  what.products = Codes{"A"};
  what.value = base::Cents{1};
  BOOST_TEST(refused(put("tv", what)).code == "composicao_diferente");
  BOOST_TEST(operations::find_package(context(), "tv")->products.size() == 2);
  BOOST_TEST(jobs(id) == 0);
  BOOST_TEST(audits() == 1);
}

BOOST_AUTO_TEST_CASE(a_plan_is_not_given_two_packages_of_a_single_package_integration_by_the_back_door) {
  integration("camp", "campsoft");
  product("camp", "P1");
  product("camp", "P2");
  package("um", "camp", {"P1"});
  package("dois", "neo", {"A"});
  plan("fibra", {{"um"}, {"dois"}});
  const auto problem = refused(put("dois", {.integration = std::string("camp"), .products = Codes{"P2"}}));
  BOOST_TEST(problem.code == "pacote_unico_ativo");
  BOOST_TEST(problem.message.find("Plano fibra") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_package_without_a_code_gets_one_from_its_description) {
  auto what = tv();
  const auto code_of = [&](std::uint64_t id) {
    return operations::find_package_by_id(context(), static_cast<std::uint32_t>(id))->package.code;
  };
  BOOST_TEST(code_of(must(put("", what, Expect::absent)).id) == "tv-extra");
  BOOST_TEST(code_of(must(put("", what, Expect::absent)).id) == "tv-extra-2");
  BOOST_TEST(refused(put("tv-extra", what, Expect::absent)).errors.has("codigo"));
  BOOST_TEST(refused(put("", what)).errors.has("codigo"));
  BOOST_TEST((refused(put("nada", what, Expect::present)).kind == base::Problem::Kind::missing));
}

BOOST_AUTO_TEST_CASE(the_trail_shows_what_changed_in_words) {
  const auto id = must(put("tv", tv())).id;
  must(put("tv", {.value = base::Cents{0}, .products = Codes{"B"}, .composition = Rows{}}));
  const auto entry = storage::list_audit_of(tenant(), domain::Entity::package, id, 0, 1).at(0).entry;
  BOOST_TEST(entry.action == "alterado");
  BOOST_REQUIRE(entry.changes.size() == 3);
  BOOST_TEST(entry.changes[0].field == "valor");
  BOOST_TEST(entry.changes[0].before == "R$ 30,00");
  BOOST_TEST(entry.changes[1].field == "produtos");
  BOOST_TEST(entry.changes[1].after == "Produto B [B]");
  BOOST_TEST(entry.changes[2].field == "composicao");
  must(operations::set_package_active(context(), "tv", false));
  BOOST_TEST(storage::list_audit_of(tenant(), domain::Entity::package, id, 0, 1).at(0).entry.action ==
             "inativado");
}

BOOST_AUTO_TEST_CASE(one_provider_never_reaches_the_other_s) {
  const auto id = static_cast<std::uint32_t>(must(put("tv", tv())).id);
  const auto other = context_of(other_provider_id);
  BOOST_TEST(!operations::find_package(other, "tv").has_value());
  BOOST_TEST(!operations::find_package_by_id(other, id).has_value());
  BOOST_TEST(refused(operations::put_package(other, "tv", tv())).errors.has("plataforma"));
  BOOST_TEST(!operations::set_package_active(other, "tv", false).ok());
  BOOST_TEST(storage::list_package_products(other_tenant(), id).empty());
  BOOST_TEST(storage::list_package_composition(other_tenant(), id).empty());
  storage::replace_package_products(other_tenant(), id, {});
  storage::replace_package_composition(other_tenant(), id, {});
  BOOST_TEST(operations::find_package(context(), "tv")->products.size() == 2);
  BOOST_TEST(operations::find_package(context(), "tv")->composition.size() == 2);
}

BOOST_AUTO_TEST_CASE(the_list_is_filtered_sorted_and_paged) {
  package("b", "neo", {"A"}, 100);
  package("a", "neo2", {"A"}, 3000);
  package("c", "", {}, 200);
  must(put("c", {.active = false, .regulatory_class = std::string("SCM")}));
  const auto codes = [&](const storage::PackageFilter& filter, const storage::Page& page) {
    std::string text;
    for (const auto& line : storage::list_packages(tenant(), filter, page).lines) text += line.package.code;
    return text;
  };
  BOOST_TEST(codes({}, {}) == "abc");
  BOOST_TEST(codes({}, {.sort = "valor"}) == "bca");
  BOOST_TEST(codes({}, {.sort = "integracao"}) == "cba");
  BOOST_TEST(codes({}, {.sort = "classe", .descending = true}) == "cab");
  BOOST_TEST(codes({.text = "PACOTE B"}, {}) == "b");
  BOOST_TEST(codes({.active = false}, {}) == "c");
  BOOST_TEST(codes({.regulatory_class = "SCM"}, {}) == "c");
  const auto neo = storage::find_integration(tenant(), "neo")->id;
  BOOST_TEST(codes({.integration_id = neo}, {}) == "b");
  const auto first = storage::list_packages(tenant(), {}, {.sort = "valor", .limit = 2});
  BOOST_TEST(first.lines[0].integration == "Integração neo");
  BOOST_TEST(first.lines[0].products == "Produto A");
  BOOST_TEST(codes({}, {.sort = "valor", .after = first.next, .limit = 2}) == "a");
  BOOST_TEST(storage::count_packages(tenant(), {.active = true}) == 2);
}

BOOST_AUTO_TEST_CASE(services_with_a_package_are_counted_while_it_is_on_them) {
  const auto id = static_cast<std::uint32_t>(must(put("tv", tv())).id);
  const auto services = [&] {
    return storage::count_services_with_package(tenant(), id, zone.day_of(clock.now()));
  };
  BOOST_TEST(!storage::is_package_in_use(tenant(), id));
  use(id);
  BOOST_TEST(storage::is_package_in_use(tenant(), id));
  BOOST_TEST(!storage::is_package_in_use(other_tenant(), id));
  BOOST_TEST(services() == 1);
  db.execute("UPDATE service_package SET limit_on = '2026-11-22'");  // today
  BOOST_TEST(services() == 0);
  db.execute("UPDATE service_package SET limit_on = NULL, removed_at = ?", {clock.now()});
  BOOST_TEST(services() == 0);
}

BOOST_AUTO_TEST_SUITE_END()
