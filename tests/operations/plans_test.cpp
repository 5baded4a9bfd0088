#include "operations/plans.h"

#include <boost/test/unit_test.hpp>

#include "base/text.h"
#include "support/catalogue.h"

namespace {

using operations::Expect;
using operations::PlanPut;
using test::must;
using test::refused;
using Packages = std::vector<operations::PlanPackagePut>;

struct Fixture : test::Catalogue {
  Fixture() {
    integration("neo");
    product("neo", "A");
    package("tv", "neo", {"A"}, 3000);
    package("camera", "", {}, 1500);
  }
  static PlanPut fibra() {
    return {.description = std::string("Fibra 500"),
            .value = base::Cents{9990},
            .technology = std::string("FIBRA"),
            .download_kbps = 500'000U,
            .upload_kbps = 250'000U,
            .bandwidth_control = true,
            .packages = Packages{{"tv", true, std::nullopt}, {"camera", false, 7U}}};
  }
  base::Result<operations::Written> put(const std::string& code, const PlanPut& what,
                                        Expect expect = Expect::either) {
    return operations::put_plan(context(), code, what, expect);
  }
  operations::PlanView view(const std::string& code) {
    return operations::find_plan(context(), code).value();
  }
  /// A service of the plan, straight into the table.
  void sell(std::uint32_t plan_id, std::uint64_t erp_id, int state) {
    db.execute(
        R"sql(INSERT INTO customer_service (provider_id, external_id, customer_id, plan_id, status_prefix, state,
                 status_at, created_at, updated_at) VALUES (?, ?, 1, ?, 'servico_habilitado', ?, ?, ?, ?))sql",
        {provider_id, erp_id, plan_id, state, clock.now(), clock.now(), clock.now()});
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(plans, Fixture)

BOOST_AUTO_TEST_CASE(a_plan_is_created_with_required_optional_and_trial_packages) {
  BOOST_TEST(must(put("fibra", fibra())).created);
  const auto seen = view("fibra");
  BOOST_TEST(seen.plan.description == "Fibra 500");
  BOOST_TEST(seen.plan.technology == "FIBRA");
  BOOST_TEST(seen.plan.download_kbps == 500'000U);
  BOOST_TEST(seen.plan.bandwidth_control);
  BOOST_TEST(!seen.plan.lock_packages);
  BOOST_TEST(seen.plan.active);
  BOOST_REQUIRE(seen.packages.size() == 2);
  BOOST_TEST(seen.packages[0].code == "camera");
  BOOST_TEST(seen.packages[0].trial_days.value() == 7U);
  BOOST_TEST(!seen.packages[0].required);
  BOOST_TEST(seen.packages[1].required);
  BOOST_TEST(seen.packages[1].integration == "Integração neo");
}

BOOST_AUTO_TEST_CASE(the_same_put_twice_changes_and_audits_nothing) {
  must(put("fibra", fibra()));
  clock.advance(std::chrono::hours{1});
  auto reordered = fibra();
  reordered.packages = Packages{{"camera", false, 7U}, {"tv", true, 0U}};
  BOOST_TEST(!must(put("fibra", fibra())).changed);
  BOOST_TEST(!must(put("fibra", reordered)).changed);
  BOOST_TEST(count("SELECT COUNT(*) AS n FROM audit WHERE entity = 'plano'") == 1);
}

BOOST_AUTO_TEST_CASE(omitted_is_unchanged_null_is_cleared_and_packages_are_replaced_whole) {
  must(put("fibra", fibra()));
  must(put("fibra", {.technology = base::Patch<std::string>::cleared(), .lock_packages = true}));
  BOOST_TEST(view("fibra").plan.technology.empty());
  BOOST_TEST(view("fibra").plan.lock_packages);
  BOOST_TEST(view("fibra").plan.value_cents == 9990);
  BOOST_TEST(view("fibra").packages.size() == 2);
  must(put("fibra", {.packages = Packages{{"tv"}}}));
  BOOST_REQUIRE(view("fibra").packages.size() == 1);
  BOOST_TEST(!view("fibra").packages[0].required);
  must(put("fibra", {.packages = base::Patch<Packages>::cleared()}));
  BOOST_TEST(view("fibra").packages.empty());
}

BOOST_AUTO_TEST_CASE(all_wrong_fields_are_named_at_once) {
  const auto problem = refused(put("", {.description = std::string("a\nb"),
                                        .value = base::Cents{-1},
                                        .technology = std::string(41, 'x'),
                                        .download_kbps = 100'000'001U,
                                        .upload_kbps = 100'000'001U,
                                        .packages = Packages{{"nada"}, {"tv", false, 366U}, {"tv"}}}));
  for (const auto* field : {"codigo", "descricao", "valor", "tecnologia", "download_kbps", "upload_kbps",
                            "pacotes[0].codigo", "pacotes[1].degustacao_dias", "pacotes[2].codigo"})
    BOOST_TEST(problem.errors.has(field), field);
  BOOST_TEST(problem.errors.items().size() == 9);
}

BOOST_AUTO_TEST_CASE(an_inactive_package_cannot_enter_a_plan_but_one_in_it_stays) {
  must(operations::set_package_active(context(), "tv", false));
  BOOST_TEST(refused(put("fibra", fibra())).code == "pacote_inativo");
  must(operations::set_package_active(context(), "tv", true));
  must(put("fibra", fibra()));
  must(operations::set_package_active(context(), "tv", false));
  BOOST_TEST(must(put("fibra", {.packages = Packages{{"tv", false, 5U}, {"camera"}}})).changed);
}

BOOST_AUTO_TEST_CASE(a_plan_cannot_hold_two_packages_of_a_single_package_integration) {
  package("tv2", "neo", {"A"});
  const Packages both{{"tv"}, {"tv2"}};
  must(put("antigo", {.description = std::string("Antigo"), .packages = both}));
  must(operations::put_integration(context(), "neo", {.single_package = true}));
  const auto problem = refused(put("fibra", {.description = std::string("Fibra"), .packages = both}));
  BOOST_TEST(problem.code == "pacote_unico_ativo");
  BOOST_TEST(problem.message.find("Pacote tv2") != std::string::npos);
  BOOST_TEST(must(put("antigo", {.value = base::Cents{1}, .packages = both})).changed);
  BOOST_TEST(refused(operations::clone_plan(context(), "antigo", "", "")).code == "pacote_unico_ativo");
}

BOOST_AUTO_TEST_CASE(a_clone_is_a_plan_of_its_own) {
  must(put("fibra", fibra()));
  must(operations::set_plan_active(context(), "fibra", false));
  const auto id = must(operations::clone_plan(context(), "fibra", "", "")).id;
  const auto clone = operations::find_plan_by_id(context(), static_cast<std::uint32_t>(id)).value();
  BOOST_TEST(clone.plan.code == "copia-de-fibra-500");
  BOOST_TEST(clone.plan.description == "Cópia de Fibra 500");
  BOOST_TEST(clone.plan.value_cents == 9990);
  BOOST_TEST(clone.plan.active);
  BOOST_TEST(clone.packages.size() == 2);
  must(put("copia-de-fibra-500", {.packages = Packages{}}));
  BOOST_TEST(view("fibra").packages.size() == 2);
  must(operations::clone_plan(context(), "fibra", "f2", "Fibra 2"));
  BOOST_TEST(view("f2").plan.description == "Fibra 2");
  BOOST_TEST(refused(operations::clone_plan(context(), "fibra", "f2", "")).errors.has("codigo"));
  BOOST_TEST(
      (refused(operations::clone_plan(context(), "nada", "", "")).kind == base::Problem::Kind::missing));
}

BOOST_AUTO_TEST_CASE(a_clone_of_a_plan_with_the_longest_description_still_fits) {
  std::string longest;
  for (int i = 0; i < 160; ++i) longest += "ã";
  must(put("longo", {.description = longest}));
  const auto id = must(operations::clone_plan(context(), "longo", "", "")).id;
  const auto clone = operations::find_plan_by_id(context(), static_cast<std::uint32_t>(id)).value();
  BOOST_TEST(base::length_of(clone.plan.description) == 160);
  BOOST_TEST(base::is_clean_text(clone.plan.description));
}

BOOST_AUTO_TEST_CASE(a_form_neither_overwrites_a_plan_nor_changes_one_that_is_gone) {
  must(put("fibra", fibra(), Expect::absent));
  BOOST_TEST(refused(put("fibra", fibra(), Expect::absent)).errors.has("codigo"));
  BOOST_TEST((refused(put("nada", fibra(), Expect::present)).kind == base::Problem::Kind::missing));
  must(put("", fibra(), Expect::absent));
  BOOST_TEST(operations::find_plan(context(), "fibra-500").has_value());
}

BOOST_AUTO_TEST_CASE(one_provider_never_reaches_the_other_s) {
  const auto id = static_cast<std::uint32_t>(must(put("fibra", fibra())).id);
  const auto other = context_of(other_provider_id);
  BOOST_TEST(!operations::find_plan(other, "fibra").has_value());
  BOOST_TEST(!operations::find_plan_by_id(other, id).has_value());
  BOOST_TEST(refused(operations::put_plan(other, "fibra", fibra())).errors.has("pacotes[0].codigo"));
  BOOST_TEST(!operations::clone_plan(other, "fibra", "", "").ok());
  BOOST_TEST(storage::list_plan_packages(other_tenant(), id).empty());
  storage::replace_plan_packages(other_tenant(), id, {});
  BOOST_TEST(view("fibra").packages.size() == 2);
  sell(id, 1, 1);
  BOOST_TEST(storage::count_services_of_plan(other_tenant(), id) == 0);
}

BOOST_AUTO_TEST_CASE(the_list_shows_values_with_packages_and_services_not_over) {
  const auto id = static_cast<std::uint32_t>(must(put("fibra", fibra())).id);
  plan("cabo", {{"tv"}, {"camera"}}, 5000);
  for (int state = 0; state <= 4; ++state) sell(id, 100 + static_cast<std::uint64_t>(state), state);
  const auto lines = storage::list_plans(tenant(), {}, {}).lines;
  BOOST_REQUIRE(lines.size() == 2);
  BOOST_TEST(lines[0].plan.code == "fibra");    // "Fibra 500" before "Plano cabo"
  BOOST_TEST(lines[0].packages_cents == 3000);  // the camera is on trial
  BOOST_TEST(lines[0].total_cents == 12990);
  BOOST_TEST(lines[0].services == 4);
  BOOST_TEST(lines[1].packages_cents == 4500);
  BOOST_TEST(lines[1].services == 0);
  must(operations::set_package_active(context(), "tv", false));
  BOOST_TEST(storage::list_plans(tenant(), {}, {}).lines[1].packages_cents == 1500);
  BOOST_TEST(storage::count_services_of_plan(tenant(), id, 3) == 3);
}

BOOST_AUTO_TEST_CASE(the_list_is_filtered_sorted_and_paged) {
  must(put("a", {.description = std::string("Alfa"),
                 .value = base::Cents{900},
                 .technology = std::string("FIBRA"),
                 .upload_kbps = 5U}));
  must(put("b", {.description = std::string("Beta"),
                 .value = base::Cents{100},
                 .technology = std::string("Cabo UTP"),
                 .download_kbps = 9U,
                 .packages = Packages{{"tv"}}}));
  must(put("c", {.description = std::string("Çeta"), .active = false}));
  const auto codes = [&](const storage::PlanFilter& filter, const storage::Page& page) {
    std::string text;
    for (const auto& line : storage::list_plans(tenant(), filter, page).lines) text += line.plan.code;
    return text;
  };
  BOOST_TEST(codes({}, {}) == "abc");
  BOOST_TEST(codes({}, {.sort = "codigo", .descending = true}) == "cba");
  BOOST_TEST(codes({}, {.sort = "valor"}) == "cba");
  BOOST_TEST(codes({}, {.sort = "valor_pacotes", .descending = true}) == "bca");
  BOOST_TEST(codes({}, {.sort = "valor_com_pacotes"}) == "cab");
  BOOST_TEST(codes({}, {.sort = "tecnologia"}) == "cba");
  BOOST_TEST(codes({}, {.sort = "download", .descending = true}) == "bca");
  BOOST_TEST(codes({}, {.sort = "upload", .descending = true}) == "acb");
  BOOST_TEST(codes({.text = "ceta"}, {}) == "c");
  BOOST_TEST(codes({.active = true}, {}) == "ab");
  BOOST_TEST(codes({.technology = "fibra"}, {}) == "a");
  const auto first = storage::list_plans(tenant(), {}, {.sort = "valor", .limit = 2});
  BOOST_TEST(codes({}, {.sort = "valor", .after = first.next, .limit = 2}) == "a");
  BOOST_TEST(storage::list_plans(tenant(), {}, {.limit = 3}).next.empty());
  BOOST_TEST(codes({}, {.after = "estragado"}) == "abc");
  BOOST_TEST(storage::count_plans(tenant(), {.text = "a"}) == 3);
  BOOST_TEST(storage::list_technologies(tenant()).size() == 2);
}

BOOST_AUTO_TEST_SUITE_END()
