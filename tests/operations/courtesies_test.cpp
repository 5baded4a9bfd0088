// *Liberar até* (D41): access in spite of a suspension, until its last day is over.
#include "operations/courtesies.h"

#include <boost/test/unit_test.hpp>

#include "operations/charges.h"
#include "storage/entitlements.h"
#include "storage/sold_packages.h"
#include "support/shop.h"

namespace {

using namespace std::chrono_literals;

base::Date day(std::string_view iso) { return base::date_from_iso(iso).value(); }

/// The service 1 of C1 on a plan with P1, suspended for a debt on 2026-11-22.
struct Unlocked : test::Shop {
  std::uint32_t neo = integration("neo");
  std::uint32_t p1 = product(neo, "P1");
  std::uint32_t k1 = package("k1", neo, {p1});
  std::uint32_t fibra = plan("fibra", {{k1}});
  std::uint32_t mega = plan("mega", {{k1}});

  void suspend(const std::string& prefix = "suspenso_debito") {
    sell(1, "fibra");
    status(1, prefix);
  }
  base::Result<operations::Written> grant(const std::string& last_day,
                                          const std::string& why = "prometeu pagar",
                                          bool free_of_charge = false, std::uint64_t erp_id = 1) {
    return operations::grant_courtesy(
        context(), erp_id, {.last_day = day(last_day), .reason = why, .free_of_charge = free_of_charge});
  }
  std::string refusal(const std::string& last_day, std::uint64_t erp_id = 1) {
    const auto done = grant(last_day, "x", false, erp_id);
    return done ? "" : done.error().code;
  }
  bool wrong(const std::string& last_day, const std::string& field, const std::string& why = "x") {
    const auto done = grant(last_day, why);
    return !done && done.error().errors.has(field);
  }
  void go_to(std::string_view sql) { clock.set(base::instant_from_sql(sql).value()); }
  std::string status_of_package() {
    const auto service = storage::find_service_by_erp_id(tenant(), 1).value();
    const auto sold = storage::list_sold_packages_of_service(tenant(), service.id).at(0);
    return std::string(domain::words_of(operations::shown_status(context(), sold).status).name);
  }
  domain::Charge charge(std::chrono::year_month month) {
    const auto page = operations::list_charges(
        context(), month, operations::charged_in(context(), month, customer_id), 0, 0, 10);
    return page.lines.at(0).charge;
  }
};

constexpr std::chrono::year_month k_november = std::chrono::year{2026} / 11;

}  // namespace

BOOST_FIXTURE_TEST_SUITE(courtesies, Unlocked)

BOOST_AUTO_TEST_CASE(a_suspension_counts_as_enabled_until_the_last_day_is_over_by_date_alone) {
  suspend();
  BOOST_TEST(verdict(p1) == "suspenso");
  BOOST_TEST(grant("2026-11-24").ok());
  BOOST_TEST(verdict(p1) == "liberado");
  BOOST_TEST(status_of_package() == "ativo");
  BOOST_TEST(storage::find_service_by_erp_id(tenant(), 1)->status_prefix == "suspenso_debito");
  BOOST_TEST(in_step());
  go_to("2026-11-25 02:59:59");  // the 24th in São Paulo
  BOOST_TEST(verdict(p1) == "liberado");
  go_to("2026-11-25 03:00:00");
  BOOST_TEST(verdict(p1) == "suspenso");
  BOOST_TEST(status_of_package() == "suspenso");
  BOOST_TEST(in_step());
}

BOOST_AUTO_TEST_CASE(it_ends_with_the_limit_of_a_package_where_that_comes_first) {
  suspend();
  const auto id = storage::list_service_packages_of_customer(tenant(), customer_id).at(0).id;
  BOOST_TEST(operations::edit_package(context(), id, {.limit_on = day("2026-11-24")}).ok());
  BOOST_TEST(grant("2026-11-30").ok());
  go_to("2026-11-24 12:00:00");
  BOOST_TEST(verdict(p1) == "degustacao_vencida");
}

BOOST_AUTO_TEST_CASE(what_was_never_active_is_not_made_so_by_it) {
  suspend();
  const auto p2 = product(neo, "P2");
  package("k2", neo, {p2});
  BOOST_TEST(grant("2026-11-24").ok());
  add(1, "k2");
  BOOST_TEST(verdict(p2) == "sem_produto");
  BOOST_TEST(verdict(p1) == "liberado");
}

BOOST_AUTO_TEST_CASE(the_last_day_is_from_tomorrow_to_the_thirtieth_day_in_the_providers_zone) {
  suspend();
  go_to("2026-11-23 02:00:00");  // the 22nd in São Paulo
  BOOST_TEST(wrong("2026-11-22", "ate"));
  BOOST_TEST(wrong("2026-12-23", "ate"));
  BOOST_TEST(wrong("2026-11-24", "motivo", "  "));
  BOOST_TEST(wrong("2026-11-24", "motivo", std::string(256, 'x')));
  BOOST_TEST(operations::grant_courtesy(context(), 1, {}).error().errors.items().size() == 2U);
  BOOST_TEST(verdict(p1) == "suspenso");
  BOOST_TEST(grant("2026-11-23").ok());
  BOOST_TEST(grant("2026-12-22").ok());
}

BOOST_AUTO_TEST_CASE(what_is_over_or_was_never_enabled_is_refused_by_name_and_what_is_enabled_is_not) {
  sell(1, "fibra", "aguardando_instalacao");
  BOOST_TEST(refusal("2026-11-24") == "servico_nao_habilitado");
  status(1, "servico_habilitado");
  BOOST_TEST(refusal("2026-11-24") == "");
  status(1, "suspenso_debito");  // the nightly run
  BOOST_TEST(verdict(p1) == "liberado");
  status(1, "cancelado");
  BOOST_TEST(refusal("2026-11-24") == "servico_encerrado");
  BOOST_TEST((operations::grant_courtesy(context(), 77, {}).error().kind == base::Problem::Kind::missing));
}

BOOST_AUTO_TEST_CASE(a_status_of_kind_over_ends_it_for_good) {
  suspend();
  BOOST_TEST(grant("2026-11-30").ok());
  status(1, "cancelado");
  BOOST_TEST(verdict(p1) == "cancelado");
  status(1, "suspenso_debito");
  BOOST_TEST(verdict(p1) == "suspenso");
  BOOST_TEST(in_step());
}

BOOST_AUTO_TEST_CASE(a_second_one_replaces_the_first_and_the_same_again_changes_nothing) {
  suspend();
  BOOST_TEST(grant("2026-11-30")->changed);
  const auto trail = count("SELECT COUNT(*) AS n FROM audit");
  BOOST_TEST(!grant("2026-11-30")->changed);
  BOOST_TEST(count("SELECT COUNT(*) AS n FROM audit") == trail);
  BOOST_TEST(grant("2026-11-24", "até segunda")->changed);
  go_to("2026-11-25 12:00:00");
  BOOST_TEST(verdict(p1) == "suspenso");
  BOOST_TEST(count("SELECT COUNT(*) AS n FROM courtesy WHERE ended_at IS NULL") == 1);
}

BOOST_AUTO_TEST_CASE(taken_back_it_ends_at_once_and_repeatably) {
  suspend();
  BOOST_TEST(!operations::withdraw_courtesy(context(), 1)->changed);
  BOOST_TEST(grant("2026-11-30").ok());
  BOOST_TEST(operations::withdraw_courtesy(context(), 1)->changed);
  BOOST_TEST(verdict(p1) == "suspenso");
  BOOST_TEST(!operations::withdraw_courtesy(context(), 1)->changed);
  BOOST_TEST(in_step());
}

BOOST_AUTO_TEST_CASE(a_partial_suspension_and_a_not_yet_status_on_top_are_unlocked_too) {
  suspend("suspenso_parcialmente");
  BOOST_TEST(grant("2026-11-30").ok());
  BOOST_TEST(verdict(p1) == "liberado");
  status(1, "suspenso_debito");
  status(1, "aguardando_instalacao");
  BOOST_TEST(verdict(p1) == "liberado");
}

BOOST_AUTO_TEST_CASE(a_service_that_goes_on_under_another_number_is_not_denied_in_between) {
  suspend();
  BOOST_TEST(grant("2026-11-24", "x", true).ok());
  put(2, {.customer_code = std::string("C1"), .plan = std::string("mega"), .old_erp_id = 1});
  BOOST_TEST(verdict(p1) == "liberado");
  go_to("2026-11-25 12:00:00");
  BOOST_TEST(verdict(p1) == "suspenso");
  BOOST_TEST(charge(k_november).days == 6);  // the free days of before go with it
  BOOST_TEST(in_step());
}

BOOST_AUTO_TEST_CASE(days_free_of_charge_are_not_charged_and_stay_so_when_it_is_taken_back) {
  suspend();
  BOOST_TEST(charge(k_november).days == 9);
  BOOST_TEST(grant("2026-11-25", "x", true).ok());  // the 22nd to the 25th
  BOOST_TEST(charge(k_november).days == 5);
  go_to("2026-11-24 12:00:00");
  BOOST_TEST(operations::withdraw_courtesy(context(), 1).ok());
  BOOST_TEST(charge(k_november).days == 7);  // the 22nd and 23rd were free
  BOOST_TEST(grant("2026-12-20", "x", true).ok());
  BOOST_TEST((charge(k_november).reason == domain::ZeroReason::courtesy));
}

BOOST_AUTO_TEST_CASE(one_that_is_paid_has_the_days_of_a_suspension_at_the_customers_wish_charged) {
  suspend("suspenso_pedido_cliente");
  BOOST_TEST(charge(k_november).amount == 0);
  BOOST_TEST(grant("2026-11-24").ok());
  BOOST_TEST(charge(k_november).days == 3);
}

BOOST_AUTO_TEST_CASE(it_is_of_one_provider_and_its_history_says_who_and_why) {
  suspend();
  BOOST_TEST(grant("2026-11-24").ok());
  const auto foreign = operations::withdraw_courtesy(context_of(other_provider_id), 1);
  BOOST_TEST((foreign.error().kind == base::Problem::Kind::missing));
  BOOST_TEST(verdict(p1) == "liberado");
  BOOST_TEST(count("SELECT COUNT(*) AS n FROM audit WHERE entity = 'servico' AND action = 'liberado' AND "
                   "actor LIKE 'usuario:Ana%' AND changes LIKE '%prometeu pagar%'") == 1);
}

BOOST_AUTO_TEST_CASE(two_grants_at_once_leave_one) {
  suspend();
  meanwhile([&] { BOOST_TEST(grant("2026-11-30").ok()); },
            [&](const operations::Context& own) {
              operations::grant_courtesy(own, 1, {.last_day = day("2026-11-24"), .reason = std::string("y")})
                  .value();
            });
  BOOST_TEST(count("SELECT COUNT(*) AS n FROM courtesy WHERE ended_at IS NULL") == 1);
  BOOST_TEST(in_step());
}

BOOST_AUTO_TEST_SUITE_END()
