#include "operations/service_packages.h"

#include <barrier>
#include <boost/test/unit_test.hpp>
#include <cstdlib>
#include <thread>

#include "storage/attention.h"
#include "storage/customer_list.h"
#include "storage/sold_packages.h"
#include "support/shop.h"

namespace {

struct Sales : test::Shop {
  std::uint32_t neo = integration("neo");
  std::uint32_t hbo = product(neo, "HBO");
  std::uint32_t max = product(neo, "MAX");
  std::uint32_t both = package("both", neo, {hbo, max});
  std::uint32_t one = package("one", neo, {hbo});
  std::uint32_t camera = package("camera", std::nullopt, {});
  std::uint32_t plain = plan("plain", {});
  std::uint32_t locking = plan("locking", {{one}}, true);

  void make_single() { db.execute("UPDATE integration SET single_package = 1 WHERE id = ?", {neo}); }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(service_packages, Sales)

BOOST_AUTO_TEST_CASE(a_package_of_two_products_entitles_to_both_until_it_is_taken_off) {
  sell(1, "plain");
  BOOST_TEST(subscriber(neo) == "");
  const auto id = add(1, "both");
  BOOST_TEST(verdict(hbo) == "liberado");
  BOOST_TEST(verdict(max) == "liberado");
  const auto subscriber_before = subscriber(neo);
  BOOST_REQUIRE(operations::remove_package(context(), id).ok());
  BOOST_TEST(verdict(hbo) == "sem_produto");
  BOOST_TEST(logins(neo) == 0);
  BOOST_REQUIRE(operations::restore_package(context(), id).ok());
  BOOST_TEST(verdict(max) == "liberado");
  BOOST_TEST(subscriber(neo) == subscriber_before);
  BOOST_TEST(in_step());
}

BOOST_AUTO_TEST_CASE(a_swap_ends_one_package_and_links_the_other_in_one_act) {
  make_single();
  sell(1, "plain");
  const auto old = add(1, "one");
  const auto id = subscriber(neo);
  package("max", neo, {max});
  BOOST_TEST(refused(1, "max") == "pacote_unico_ativo");
  const auto done = operations::add_package(
      context(), {.service_erp_id = 1, .package_code = "max", .value = base::Cents{2500}, .replaces = old});
  BOOST_REQUIRE(done.ok());
  BOOST_TEST(done->warnings.empty());
  BOOST_TEST(packages_on(1) == std::vector<std::string>{"max"}, boost::test_tools::per_element());
  BOOST_TEST(verdict(hbo) == "sem_produto");
  BOOST_TEST(verdict(max) == "liberado");
  BOOST_TEST(subscriber(neo) == id);
  BOOST_TEST(count("SELECT COUNT(*) AS n FROM audit WHERE entity_id = ? AND action = 'removido' AND changes "
                   "LIKE '%troca%'",
                   {old}) == 1);
  BOOST_TEST(in_step());
}

BOOST_AUTO_TEST_CASE(a_swap_that_a_rule_refuses_leaves_the_old_package_where_it_is) {
  sell(1, "locking");  // which comes with one
  const auto old = storage::list_service_packages_of_customer(tenant(), customer_id).at(0).id;
  const auto swap = [&](std::uint64_t erp_id, const std::string& code, std::uint64_t replaced) {
    return operations::add_package(context(),
                                   {.service_erp_id = erp_id, .package_code = code, .replaces = replaced});
  };
  BOOST_TEST(swap(1, "both", old).error().code == "travado_pelo_plano");
  BOOST_TEST(swap(1, "one", old + 100).error().errors.has("substitui"));
  sell(2, "plain");
  BOOST_TEST(swap(2, "camera", old).error().errors.has("substitui"));
  const auto negative = operations::add_package(
      context(), {.service_erp_id = 1, .package_code = "one", .value = base::Cents{-1}, .replaces = old});
  BOOST_TEST(negative.error().errors.has("valor"));
  BOOST_TEST(verdict(hbo) == "liberado");
  BOOST_TEST(packages_on(1) == std::vector<std::string>{"one"}, boost::test_tools::per_element());
  BOOST_REQUIRE(operations::remove_package(context(), old).ok());
  BOOST_TEST(swap(1, "one", old).error().code == "pacote_removido");
  status(1, "cancelado");
  BOOST_TEST(swap(1, "one", old).error().code == "servico_encerrado");
  BOOST_TEST(in_step());
}

BOOST_AUTO_TEST_CASE(of_two_swaps_of_one_package_at_once_the_second_finds_it_gone) {
  sell(1, "plain");
  const auto old = add(1, "one");
  const auto swap = [&](const operations::Context& with) {
    return operations::add_package(with, {.service_erp_id = 1, .package_code = "camera", .replaces = old});
  };
  std::string second;
  meanwhile([&] { BOOST_TEST(swap(context()).ok()); },
            [&](const operations::Context& own) { second = swap(own).error().code; });
  BOOST_TEST(second == "pacote_removido");
  BOOST_TEST(packages_on(1) == std::vector<std::string>{"camera"}, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_trial_that_waits_for_its_first_enabling_is_there_whatever_its_date) {
  make_single();
  plan("tasting", {{one, false, 3}});
  package("max", neo, {max});
  sell(1, "tasting", "aguardando_instalacao");
  clock.set(base::instant_from_sql("2026-12-20 12:00:00").value());
  BOOST_TEST(refused(1, "max") == "pacote_unico_ativo");
  db.execute("UPDATE integration SET single_package = 0 WHERE id = ?", {neo});
  const auto warned = operations::add_package(context(), {.service_erp_id = 1, .package_code = "both"});
  BOOST_TEST(warned->warnings.size() == 1U);  // HBO is there already
  const base::Date today = std::chrono::year{2026} / 12 / 20;
  const auto counted = [&](storage::Liveness liveness) {
    return storage::count_sold_packages(tenant(), {.package_id = one, .liveness = liveness, .today = today});
  };
  BOOST_TEST(counted(storage::Liveness::live) == 1U);
  BOOST_TEST(counted(storage::Liveness::ended) == 0U);
  BOOST_TEST(storage::list_customers(tenant(), {.today = today}, {.limit = 5}).lines.at(0).packages == 2U);
  const base::Date first = std::chrono::year{2026} / 11 / 22;
  const base::Date last = std::chrono::year{2026} / 12 / 31;
  BOOST_TEST(storage::list_ending(tenant(), first, last, 5).empty());  // it has no date yet
  status(1, "servico_habilitado");
  BOOST_TEST(storage::list_ending(tenant(), first, last, 5).size() == 1U);
  clock.set(base::instant_from_sql("2026-12-23 12:00:00").value());
  BOOST_TEST(storage::list_customers(tenant(), {.today = std::chrono::year{2026} / 12 / 23}, {.limit = 5})
                 .lines.at(0)
                 .packages == 1U);  // over by its date, though no job has run
}

BOOST_AUTO_TEST_CASE(removing_and_restoring_are_repeatable) {
  sell(1, "plain");
  const auto id = add(1, "one");
  BOOST_TEST(operations::remove_package(context(), id)->changed);
  BOOST_TEST(!operations::remove_package(context(), id)->changed);
  BOOST_TEST(operations::restore_package(context(), id)->changed);
  BOOST_TEST(!operations::restore_package(context(), id)->changed);
}

BOOST_AUTO_TEST_CASE(a_package_taken_off_a_service_that_is_over_does_not_come_back_with_it) {
  sell(1, "plain");
  const auto id = add(1, "one");
  status(1, "cancelado");
  BOOST_TEST(operations::remove_package(context(), id)->changed);
  BOOST_TEST(!operations::remove_package(context(), id)->changed);
  status(1, "servico_habilitado");
  BOOST_TEST(verdict(hbo) == "sem_produto");
  BOOST_TEST(in_step());
}

BOOST_AUTO_TEST_CASE(a_package_without_integration_is_charged_and_gives_no_account) {
  sell(1, "plain");
  add(1, "camera");
  BOOST_TEST(count("SELECT COUNT(*) AS n FROM account") == 0);
}

BOOST_AUTO_TEST_CASE(a_locking_plan_sells_only_its_own_packages) {
  sell(1, "locking");
  BOOST_TEST(refused(1, "both") == "travado_pelo_plano");
  BOOST_TEST(refused(1, "camera") == "travado_pelo_plano");
}

BOOST_AUTO_TEST_CASE(pacote_unico_refuses_a_second_package_and_names_the_first) {
  make_single();
  sell(1, "plain");
  const auto first = add(1, "one");
  BOOST_TEST(refused(1, "both") == "pacote_unico_ativo");
  operations::remove_package(context(), first);
  add(1, "both");
  const auto answer = operations::restore_package(context(), first);
  BOOST_REQUIRE(!answer.ok());
  BOOST_TEST(answer.error().code == "pacote_unico_ativo");
  BOOST_TEST(answer.error().message.find("Pacote both") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(two_simultaneous_sales_cannot_both_pass_pacote_unico) {
  make_single();
  sell(1, "plain");
  for (int round = 0; round < 20; ++round) {
    std::atomic<int> sold{0};
    const auto sell_once = [&](const char* package) {
      storage::Db own(test::database_settings());
      const operations::Context mine{own, provider_id, zone, clock, keyring, "token:ERP"};
      if (operations::add_package(mine, {.service_erp_id = 1, .package_code = package}).ok()) ++sold;
    };
    std::thread other(sell_once, "one");
    sell_once("both");
    other.join();
    BOOST_TEST(sold == 1);
    db.execute("UPDATE service_package SET removed_at = ?, removed_by = 'pessoa'", {clock.now()});
  }
}

BOOST_AUTO_TEST_CASE(a_feed_is_never_refused_for_pacote_unico_but_lists_what_it_left_out) {
  plan("two", {{one}, {both}});
  make_single();
  const auto written = sell(1, "two");
  BOOST_TEST(packages_on(1).size() == 1U);
  BOOST_REQUIRE_EQUAL(written.left_out.size(), 1U);
  BOOST_TEST(written.left_out[0].reason == "pacote_unico_ativo");
  BOOST_TEST(count("SELECT COUNT(*) AS n FROM left_out_package") == 1);
}

BOOST_AUTO_TEST_CASE(selling_a_held_product_again_warns) {
  sell(1, "plain");
  add(1, "one");
  const auto again = operations::add_package(context(), {.service_erp_id = 1, .package_code = "both"});
  BOOST_REQUIRE(again.ok());
  BOOST_TEST(again->warnings.size() == 1U);
}

BOOST_AUTO_TEST_CASE(a_limit_date_that_was_typed_is_not_moved_by_enabling) {
  sell(1, "plain", "aguardando_instalacao");
  operations::PackageSale sale{.service_erp_id = 1, .package_code = "one"};
  sale.limit_on = *base::date_from_iso("2026-12-01");
  BOOST_REQUIRE(operations::add_package(context(), sale).ok());
  clock.advance(std::chrono::hours{48});
  status(1, "servico_habilitado");
  BOOST_TEST(count("SELECT COUNT(*) AS n FROM service_package WHERE limit_on = '2026-12-01'") == 1);
}

BOOST_AUTO_TEST_CASE(a_limit_date_may_be_edited_and_moves_the_end) {
  sell(1, "plain");
  const auto id = add(1, "one");
  operations::PackageEdit edit;
  edit.limit_on = *base::date_from_iso("2026-11-25");
  BOOST_REQUIRE(operations::edit_package(context(), id, edit).ok());
  clock.advance(std::chrono::hours{24 * 3});
  BOOST_TEST(verdict(hbo) == "degustacao_vencida");
  BOOST_TEST(operations::edit_package(context(), id, {.limit_on = base::Patch<base::Date>::cleared()})
                 .error()
                 .code == "pacote_removido");
  BOOST_REQUIRE(operations::restore_package(context(), id, base::Patch<base::Date>::cleared()).ok());
  BOOST_TEST(verdict(hbo) == "liberado");
  BOOST_TEST(in_step());
}

BOOST_AUTO_TEST_CASE(a_package_returns_by_one_function_with_its_service_and_by_name) {
  sell(1, "plain", "aguardando_instalacao");
  operations::PackageSale sale{.service_erp_id = 1, .package_code = "one"};
  sale.limit_on = *base::date_from_iso("2026-11-25");
  const auto id = operations::add_package(context(), sale)->id;
  status(1, "cancelado");
  clock.advance(std::chrono::hours{24 * 5});
  status(1, "servico_habilitado");  // its date came while the service was over: it does not return by itself
  BOOST_TEST(packages_on(1).empty());
  BOOST_TEST(operations::restore_package(context(), id).error().code == "data_limite_vencida");
  BOOST_REQUIRE(operations::restore_package(context(), id, *base::date_from_iso("2026-12-01")).ok());
  BOOST_TEST(verdict(hbo) == "liberado");
  BOOST_TEST(in_step());
}

BOOST_AUTO_TEST_CASE(a_service_that_is_over_takes_no_package) {
  sell(1, "plain", "cancelado");
  BOOST_TEST(refused(1, "one") == "servico_encerrado");
}

BOOST_AUTO_TEST_CASE(parameters_are_those_that_the_gateway_declares) {
  sell(1, "plain");
  operations::PackageSale sale{.service_erp_id = 1, .package_code = "one"};
  sale.parameters = domain::PackageParameters{{"noggin", "true"}};
  const auto answer = operations::add_package(context(), sale);
  BOOST_REQUIRE(!answer.ok());
  BOOST_TEST(answer.error().errors.has("cliente_servico_pacote_parametro.noggin"));

  const auto play = integration("play", "nxplay");
  package("play", play, {product(play, "FULL")});
  sale.package_code = "play";
  BOOST_TEST(operations::add_package(context(), sale).ok());
}

BOOST_AUTO_TEST_CASE(an_account_is_per_integration_though_product_codes_are_the_same) {
  const auto second = integration("neo2");
  const auto same_code = product(second, "HBO");
  package("second", second, {same_code});
  sell(1, "plain");
  add(1, "one");
  BOOST_TEST(verdict(same_code) == "sem_produto");
  add(1, "second");
  BOOST_TEST(verdict(same_code) == "liberado");
  BOOST_TEST(subscriber(neo) != subscriber(second));
}

BOOST_AUTO_TEST_CASE(two_services_ended_at_the_same_moment_leave_nothing_standing) {
  // The whole run asks for a thousand.
  const auto* asked = std::getenv("CATRACA_TEST_ENDS");
  const int rounds = asked == nullptr ? 25 : std::stoi(asked);
  storage::Db second(test::database_settings());
  const operations::Context theirs{
      second, provider_id, zone, clock, keyring, "token:ERP", operations::Writer::erp};
  for (const std::uint64_t service : {1, 2}) {
    sell(service, "plain");
    add(service, "one");
  }
  for (int round = 0; round < rounds; ++round) {
    for (const std::uint64_t service : {1, 2}) status(service, "servico_habilitado");
    BOOST_REQUIRE_EQUAL(verdict(hbo), "liberado");
    std::barrier together(2);
    bool ended = false;
    std::thread other([&] {
      together.arrive_and_wait();
      ended = operations::set_service_status(theirs, 1, "cancelado").ok();
    });
    together.arrive_and_wait();
    status(2, "cancelado");
    other.join();
    BOOST_REQUIRE(ended);
    BOOST_REQUIRE_EQUAL(verdict(hbo), "cancelado");
  }
  BOOST_TEST(in_step());
}

BOOST_AUTO_TEST_CASE(an_offer_says_why_a_package_is_not_on_offer) {
  sell(1, "locking");
  const auto offers = operations::list_offers(context(), storage::find_service_by_erp_id(tenant(), 1)->id);
  BOOST_REQUIRE_EQUAL(offers.size(), 3U);
  for (const auto& offer : offers)
    BOOST_TEST((offer.refusal ? offer.refusal->code : "") ==
               (offer.package.code == "one" ? "" : "travado_pelo_plano"));
}

BOOST_AUTO_TEST_CASE(what_no_two_packages_of_an_account_may_say_alike_is_refused_by_name) {
  const auto campsoft = integration("camp", "campsoft");
  package("club", campsoft, {product(campsoft, "CLUBE")});
  package("audio", campsoft, {product(campsoft, "AUDIO")});
  sell(1, "plain");
  const auto sale = [&](const std::string& code, const std::string& identifier) {
    return operations::add_package(
        context(), {.service_erp_id = 1,
                    .package_code = code,
                    .parameters = domain::PackageParameters{{"id_contrato", identifier}, {"label", "L"}}});
  };
  const auto first = sale("club", "C9");
  BOOST_REQUIRE(first.ok());
  const auto second = sale("audio", "C9");
  BOOST_REQUIRE(!second.ok());
  BOOST_TEST(second.error().errors.has("cliente_servico_pacote_parametro.id_contrato"));
  BOOST_TEST(second.error().errors.has("cliente_servico_pacote_parametro.label"));
  const domain::PackageParameters again{{"id_contrato", "C9"}, {"label", "L"}};
  BOOST_TEST(operations::edit_package(context(), first->id, {.parameters = again}).ok());
  BOOST_REQUIRE(operations::remove_package(context(), first->id).ok());
  BOOST_TEST(sale("audio", "C9").ok());
}

BOOST_AUTO_TEST_SUITE_END()
