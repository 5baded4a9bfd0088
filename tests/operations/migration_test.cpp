// What becomes of packages when a service comes to another plan (D8, D42, D69).
#include "operations/migration.h"

#include <boost/test/unit_test.hpp>

#include "storage/providers.h"
#include "storage/sold_packages.h"
#include "support/shop.h"

namespace {

using Codes = std::vector<std::string>;
using operations::ServicePut;

/// The service 1 of C1 on FIBRA (cine, both); camera sold apart. MEGA has both and extra, UNICO a package of
/// an integration with Pacote Único, of which UNO has another.
struct Moving : test::Shop {
  std::uint32_t neo = integration("neo");
  std::uint32_t uno = integration("uno");
  std::uint32_t cine = package("cine", neo, {product(neo, "CINE")});
  std::uint32_t both = package("both", neo, {product(neo, "BOTH")});
  std::uint32_t extra = package("extra", neo, {product(neo, "EXTRA")});
  std::uint32_t camera = package("camera", std::nullopt, {});
  std::uint32_t ua = package("ua", uno, {product(uno, "UA")});
  std::uint32_t ub = package("ub", uno, {product(uno, "UB")});

  Moving() {
    db.execute("UPDATE integration SET single_package = 1 WHERE id = ?", {uno});
    plan("FIBRA", {{cine}, {both}});
    plan("MEGA", {{both}, {extra}});
    plan("TRAVADO", {{both}}, true);
    plan("UNO", {{ua}, {both}});
    plan("UNICO", {{ub}, {both}});
    sell(1, "FIBRA");
    add(1, "camera");
  }
  void move_defaults(bool moves) {
    auto provider = storage::find_provider(db, provider_id).value();
    provider.migration_moves_defaults = moves;
    storage::update_provider(db, provider);
  }
  operations::ServiceWritten go(const std::string& plan, ServicePut put_to = {}) {
    put_to.plan = plan;
    return put(1, put_to);
  }
  std::uint64_t id_of(const std::string& code) {
    const auto service = storage::find_service_by_erp_id(tenant(), 1).value();
    for (const auto& sold : storage::list_sold_packages_of_service(tenant(), service.id))
      if (sold.package_code == code && sold.row.removed_by == domain::RemovedBy::nobody) return sold.row.id;
    return 0;
  }
  void check_on(std::uint64_t erp_id, Codes wanted) {
    auto on = packages_on(erp_id);
    std::sort(on.begin(), on.end());
    std::sort(wanted.begin(), wanted.end());
    BOOST_TEST(on == wanted, boost::test_tools::per_element());
    BOOST_TEST(in_step());
  }
};

bool says(const operations::ServiceWritten& written, const std::string& text) {
  return std::any_of(written.warnings.begin(), written.warnings.end(),
                     [&](const auto& warning) { return warning.find(text) != std::string::npos; });
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(migration, Moving)

BOOST_AUTO_TEST_CASE(what_came_from_the_old_plan_alone_ends_and_what_was_sold_apart_moves) {
  const auto both_id = id_of("both");
  const auto written = go("MEGA");
  check_on(1, {"both", "extra", "camera"});
  BOOST_TEST(id_of("both") == both_id);
  BOOST_TEST(says(written,
                  "O pacote Pacote cine terminou com a migração: veio do plano Plano FIBRA e não "
                  "está no plano Plano MEGA."));
  BOOST_TEST(says(written, "O pacote Pacote camera, vendido à parte, segue com o serviço."));
  BOOST_TEST(says(written, "Por mês: R$ 159,60 → R$ 159,60; neste mês, pacotes por dia: R$ 17,91 → R$ "));
}

BOOST_AUTO_TEST_CASE(so_they_do_when_the_service_goes_on_under_another_number) {
  put(2, {.customer_code = std::string("C1"), .plan = std::string("MEGA"), .old_erp_id = 1});
  check_on(2, {"both", "extra", "camera"});
  BOOST_TEST(packages_on(1).empty());
}

BOOST_AUTO_TEST_CASE(what_stays_behind_is_not_activated_by_an_enabling_that_comes_with_the_migration) {
  sell(2, "FIBRA", "suspenso_debito");
  ServicePut put_to;
  put_to.plan = std::string("MEGA");
  put_to.status_prefix = std::string("servico_habilitado");
  put(2, put_to);
  const auto activated = [&](const std::string& code) {
    return count(
        "SELECT COUNT(*) AS n FROM service_package sp JOIN package p ON p.id = sp.package_id "
        "JOIN customer_service s ON s.id = sp.service_id AND s.external_id = 2 "
        "WHERE sp.activated_at IS NOT NULL AND p.code = '" +
        code + "'");
  };
  BOOST_TEST(activated("cine") == 0);
  BOOST_TEST(activated("both") == 1);
  check_on(2, {"both", "extra"});
}

BOOST_AUTO_TEST_CASE(with_mover_they_move_along_and_are_named) {
  move_defaults(true);
  const auto written = go("MEGA");
  check_on(1, {"cine", "both", "extra", "camera"});
  BOOST_TEST(says(written, "O pacote Pacote cine, do plano Plano FIBRA, segue com o serviço."));
}

BOOST_AUTO_TEST_CASE(what_both_plans_have_is_the_new_ones_from_then_on) {
  go("MEGA");
  go("UNO");
  go("FIBRA");  // both came with FIBRA, MEGA and UNO in turn
  plan("NADA", {});
  go("NADA");
  check_on(1, {"camera"});
}

BOOST_AUTO_TEST_CASE(what_somebody_keeps_stays_and_is_sold_apart_from_then_on) {
  go("MEGA", {.kept = std::set<std::uint64_t>{id_of("cine")}});
  check_on(1, {"cine", "both", "extra", "camera"});
  go("UNO");
  check_on(1, {"cine", "both", "ua", "camera"});
}

BOOST_AUTO_TEST_CASE(with_mover_what_nobody_keeps_by_name_ends) {
  move_defaults(true);
  go("MEGA", {.kept = std::set<std::uint64_t>{}});
  check_on(1, {"both", "extra", "camera"});
}

BOOST_AUTO_TEST_CASE(a_lock_shuts_out_what_is_kept_and_what_was_sold_apart) {
  const auto written = go("TRAVADO", {.kept = std::set<std::uint64_t>{id_of("cine")}});
  check_on(1, {"both"});
  BOOST_TEST(written.left_out.size() == 2U);
}

BOOST_AUTO_TEST_CASE(an_optional_package_of_the_new_plan_may_be_dropped_at_the_migration) {
  go("MEGA", {.declined = {"extra", "both"}});
  check_on(1, {"camera"});
}

BOOST_AUTO_TEST_CASE(under_pacote_unico_the_old_plans_package_gives_way_to_the_new_ones) {
  go("UNO");
  const auto id = subscriber(uno);
  for (const bool moves : {false, true}) {
    move_defaults(moves);
    const auto written = go("UNICO");
    check_on(1, {"ub", "both", "camera"});
    BOOST_TEST(written.left_out.empty());
    BOOST_TEST(subscriber(uno) == id);
    if (moves)
      BOOST_TEST(says(written, "O pacote Pacote ua deu lugar ao pacote Pacote ub do plano Plano UNICO"));
    go("UNO");
    check_on(1, {"ua", "both", "camera"});
  }
}

BOOST_AUTO_TEST_CASE(one_sold_apart_stays_and_the_default_is_left_out_and_listed) {
  add(1, "ua");
  const auto written = go("UNICO");
  check_on(1, {"ua", "both", "camera"});
  BOOST_REQUIRE(written.left_out.size() == 1U);
  BOOST_TEST(written.left_out[0].code == "ub");
  BOOST_TEST(written.left_out[0].reason == "pacote_unico_ativo");
}

BOOST_AUTO_TEST_CASE(one_that_is_kept_stands_in_the_defaults_way_too) {
  go("UNO");
  const auto written = go("UNICO", {.kept = std::set<std::uint64_t>{id_of("ua")}});
  check_on(1, {"ua", "both", "camera"});
  BOOST_TEST(written.left_out.size() == 1U);
}

BOOST_AUTO_TEST_CASE(nothing_gives_way_to_a_default_that_does_not_come) {
  go("UNO");
  move_defaults(true);
  db.execute("UPDATE package SET active = 0 WHERE id = ?", {ub});
  go("UNICO");
  check_on(1, {"ua", "both", "camera"});
}

BOOST_AUTO_TEST_CASE(
    what_was_left_out_at_a_service_s_return_does_not_come_with_a_later_change_of_its_status) {
  plan("SO", {});
  sell(2, "SO");
  add(2, "ua");
  status(2, "cancelado");
  const auto in_the_way = add(1, "ub");
  BOOST_TEST(status(2, "servico_habilitado").left_out.size() == 1U);
  BOOST_REQUIRE(operations::remove_package(context(), in_the_way).ok());
  status(2, "suspenso_debito");
  status(2, "servico_habilitado");
  check_on(2, {});
  status(2, "cancelado");
  status(2, "servico_habilitado");
  check_on(2, {"ua"});
}

BOOST_AUTO_TEST_CASE(the_nightly_repeat_of_a_migration_says_and_changes_nothing) {
  go("MEGA");
  const auto trail = count("SELECT COUNT(*) AS n FROM audit");
  BOOST_TEST(go("MEGA").warnings.empty());
  BOOST_TEST(count("SELECT COUNT(*) AS n FROM audit") == trail);
}

BOOST_AUTO_TEST_SUITE_END()
