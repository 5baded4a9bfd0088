#include "domain/charges.h"

#include <boost/test/unit_test.hpp>
#include <string>
#include <vector>

using domain::ServiceState;
using domain::ZeroReason;
using std::chrono::November;
using std::chrono::year;
using std::chrono::year_month;

namespace {

constexpr year_month k_november = year(2026) / November;  // 30 days

base::Date day(std::string_view iso) { return base::date_from_iso(iso).value(); }

domain::StatusSince since(std::string_view iso, std::string_view prefix, ServiceState state) {
  return {day(iso), std::string(prefix), state};
}
const std::vector<domain::StatusSince> k_enabled{
    since("2026-01-01", "servico_habilitado", ServiceState::enabled)};

domain::ChargedPackage package() { return {.sold = day("2026-01-10"), .terms = {{.value = 3000}}}; }

domain::Charge charge(const domain::ChargedPackage& sold,
                      const std::vector<domain::StatusSince>& statuses = k_enabled,
                      year_month month = k_november, bool charges_own_suspension = false) {
  const auto charges = domain::charges_of(sold, {{0, statuses}}, month, charges_own_suspension);
  BOOST_REQUIRE(charges.size() == 1U);
  return charges.front();
}

void check(const domain::Charge& charge, int days, base::Cents amount, ZeroReason reason = ZeroReason::none) {
  BOOST_TEST(charge.days == days);
  BOOST_TEST(charge.amount == amount);
  BOOST_TEST(domain::name_of(charge.reason) == domain::name_of(reason));
}

}  // namespace

BOOST_AUTO_TEST_SUITE(domain_charges)

BOOST_AUTO_TEST_CASE(a_package_held_all_month_costs_its_whole_value) {
  check(charge(package()), 30, 3000);
  BOOST_TEST(charge(package()).whole == 3000);
  check(charge(package(), k_enabled, year(2026) / std::chrono::February), 28, 3000);
  check(charge(package(), k_enabled, year(2028) / std::chrono::February), 29, 3000);
  check(charge(package(), k_enabled, year(2026) / std::chrono::December), 31, 3000);
}

BOOST_AUTO_TEST_CASE(the_first_day_counts_and_the_day_of_removal_does_not) {
  auto sold = package();
  sold.sold = day("2026-11-11");
  check(charge(sold), 20, 2000);
  sold.terms.back().removed = day("2026-11-21");
  check(charge(sold), 10, 1000);
  sold.terms.back().removed = day("2026-11-12");
  check(charge(sold), 1, 100);
}

BOOST_AUTO_TEST_CASE(a_package_sold_and_removed_on_one_day_costs_nothing) {
  auto sold = package();
  sold.sold = sold.terms.back().removed.emplace(day("2026-11-11"));
  check(charge(sold), 0, 0, ZeroReason::outside);
}

BOOST_AUTO_TEST_CASE(the_limit_date_ends_a_package_like_a_removal) {
  auto sold = package();
  sold.terms.back().limit = day("2026-11-16");
  check(charge(sold), 15, 1500);
  sold.terms.back().removed = day("2026-11-18");
  check(charge(sold), 15, 1500);
  sold.terms.back().removed = day("2026-11-02");
  check(charge(sold), 1, 100);
}

BOOST_AUTO_TEST_CASE(months_before_the_sale_and_after_the_removal_are_outside) {
  auto sold = package();
  sold.terms.back().removed = day("2026-11-01");
  check(charge(sold), 0, 0, ZeroReason::outside);
  sold.terms.back().removed = day("2026-10-31");
  BOOST_TEST(domain::charges_of(sold, {{0, k_enabled}}, k_november, false).empty());
  sold = package();
  sold.sold = day("2026-12-01");
  BOOST_TEST(domain::charges_of(sold, {{0, k_enabled}}, k_november, false).empty());
}

BOOST_AUTO_TEST_CASE(each_day_costs_what_held_on_it) {
  auto sold = package();
  sold.terms = {{.until = day("2026-11-06"), .value = 3000},
                {.until = day("2026-11-11"), .value = 3000, .removed = day("2026-11-06")},
                {.until = day("2026-11-21"), .value = 9000, .limit = day("2026-12-01"), .trial = true},
                {.value = 6000}};
  const auto november = charge(sold);  // 5 days of 1.00, 5 away, 10 free, 10 of 2.00
  check(november, 15, 2500);
  BOOST_TEST(november.whole == 6000);
  check(charge(sold, k_enabled, year(2026) / std::chrono::December), 31, 6000);
}

BOOST_AUTO_TEST_CASE(whoever_held_it_in_the_month_has_a_line_of_his_own_by_the_service_it_stood_on) {
  auto sold = package();
  sold.terms = {{.until = day("2026-11-11"), .value = 3000, .customer_id = 1, .service_id = 7},
                {.until = day("2026-11-21"), .value = 3000, .customer_id = 2, .service_id = 7},
                {.value = 3000, .customer_id = 1, .service_id = 8}};
  const domain::Statuses statuses{{7, k_enabled},
                                  {8, {since("2026-11-26", "servico_habilitado", ServiceState::enabled)}}};
  const auto charges = domain::charges_of(sold, statuses, k_november, false);
  BOOST_REQUIRE(charges.size() == 2U);
  BOOST_TEST(charges[0].customer_id == 1U);
  BOOST_TEST(charges[0].service_id == 8U);
  check(charges[0], 15, 1500);
  BOOST_TEST(charges[1].customer_id == 2U);
  check(charges[1], 10, 1000);
}

BOOST_AUTO_TEST_CASE(an_edit_from_a_day_leaves_what_held_before_and_keeps_a_trials_past_free) {
  const auto sold = day("2026-11-03");
  const domain::TermsInTime terms{
      {.until = day("2026-11-10"), .value = 1, .limit = day("2026-11-20"), .trial = true}, {.value = 1}};
  const auto edited =
      domain::edited_from(terms, {.value = 2, .limit = day("2026-12-24")}, sold, day("2026-11-05"));
  const domain::TermsInTime wanted{
      {.until = day("2026-11-05"), .value = 1, .limit = day("2026-11-20"), .trial = true},
      {.until = day("2026-11-10"), .value = 2, .limit = day("2026-11-20"), .trial = true},
      {.value = 2, .limit = day("2026-12-24")}};
  BOOST_TEST((edited == wanted));
  for (const auto* since : {"2026-11-05", "2026-11-10", "2026-11-15"})
    BOOST_TEST((domain::edited_from(terms, {.value = 1}, sold, day(since)) == terms), since);
  BOOST_TEST((domain::edited_from(terms, {.value = 1}, sold, day("2026-11-01")) == terms));
}

BOOST_AUTO_TEST_CASE(half_a_cent_is_rounded_up) {
  auto sold = package();
  sold.sold = day("2026-11-30");  // 1 of 30 days
  for (const auto& [value, amount] :
       std::vector<std::pair<base::Cents, base::Cents>>{{14, 0},
                                                        {15, 1},
                                                        {44, 1},
                                                        {45, 2},
                                                        {2990, 100},
                                                        {2985, 100},
                                                        {2984, 99},
                                                        {9'999'999'999, 333'333'333}}) {
    sold.terms.back().value = value;
    BOOST_TEST(charge(sold).amount == amount, value);
  }
}

BOOST_AUTO_TEST_CASE(a_service_not_yet_enabled_or_over_is_not_charged) {
  using enum ServiceState;
  check(charge(package(), {}), 0, 0, ZeroReason::outside);
  check(charge(package(), {since("2026-01-01", "aguardando_instalacao", not_yet),
                           since("2026-11-21", "servico_habilitado", enabled)}),
        10, 1000);
  check(charge(package(),
               {since("2026-01-01", "servico_habilitado", enabled), since("2026-11-11", "cancelado", over)}),
        10, 1000);
  check(charge(package(), {since("2026-01-01", "cancelado", over)}), 0, 0, ZeroReason::outside);
}

BOOST_AUTO_TEST_CASE(days_suspended_for_debt_are_charged) {
  for (const auto* prefix : {"suspenso_debito", "suspenso_judicial", "bloqueio_temporario"})
    check(charge(package(), {since("2026-11-05", prefix, ServiceState::suspended)}), 26, 2600);
  check(charge(package(), {since("2026-11-05", "suspenso_parcialmente", ServiceState::partial)}), 26, 2600);
}

BOOST_AUTO_TEST_CASE(days_suspended_at_the_customers_request_are_charged_only_where_the_provider_says_so) {
  using enum ServiceState;
  const std::vector<domain::StatusSince> history{since("2026-01-01", "servico_habilitado", enabled),
                                                 since("2026-11-11", "suspenso_pedido_cliente", suspended),
                                                 since("2026-11-16", "servico_habilitado", enabled)};
  check(charge(package(), history), 25, 2500);
  check(charge(package(), history, k_november, true), 30, 3000);
  const std::vector<domain::StatusSince> all_month{since("2026-01-01", "suspenso_pedido_cliente", suspended)};
  check(charge(package(), all_month), 30, 0, ZeroReason::suspended);
  check(charge(package(), all_month, k_november, true), 30, 3000);
}

BOOST_AUTO_TEST_CASE(a_state_kept_in_memory_keeps_its_reason_too) {
  using enum ServiceState;
  check(charge(package(), {since("2026-01-01", "suspenso_pedido_cliente", suspended),
                           since("2026-11-11", "aguardando_instalacao", suspended)}),
        30, 0, ZeroReason::suspended);
  check(charge(package(), {since("2026-01-01", "servico_habilitado", enabled),
                           since("2026-11-11", "aguardando_instalacao", enabled)}),
        30, 3000);
}

BOOST_AUTO_TEST_CASE(of_several_statuses_on_one_day_the_last_counts) {
  using enum ServiceState;
  check(charge(package(),
               {since("2026-01-01", "servico_habilitado", enabled), since("2026-11-11", "cancelado", over),
                since("2026-11-11", "servico_habilitado", enabled)}),
        30, 3000);
}

BOOST_AUTO_TEST_CASE(a_trial_and_an_included_package_stand_at_zero_with_their_days) {
  auto sold = package();
  sold.terms.back().trial = true;
  sold.sold = day("2026-11-11");
  sold.terms.back().limit = day("2026-11-18");
  check(charge(sold), 7, 0, ZeroReason::trial);
  sold = package();
  sold.terms.back().value = 0;
  check(charge(sold), 30, 0, ZeroReason::included);
}

BOOST_AUTO_TEST_CASE(a_free_courtesy_takes_its_days_out) {
  auto sold = package();
  sold.courtesies[0].free = {{day("2026-11-11"), day("2026-11-21")}};
  check(charge(sold), 20, 2000);
  sold.courtesies[0].free = {{day("2026-10-01"), std::nullopt}};
  check(charge(sold), 30, 0, ZeroReason::courtesy);
  sold.courtesies = {{77, {.free = {{day("2026-10-01"), std::nullopt}}}}};  // another service's
  check(charge(sold), 30, 3000);
}

BOOST_AUTO_TEST_CASE(a_paid_courtesy_has_the_days_of_a_suspension_at_own_request_charged) {
  const std::vector<domain::StatusSince> own{
      since("2026-01-01", "suspenso_pedido_cliente", ServiceState::suspended)};
  auto sold = package();
  check(charge(sold, own), 30, 0, ZeroReason::suspended);
  sold.courtesies[0].paid = {{day("2026-11-11"), day("2026-11-21")}};
  check(charge(sold, own), 10, 1000);
}

BOOST_AUTO_TEST_CASE(every_zero_reason_has_its_word) {
  BOOST_TEST(domain::name_of(ZeroReason::none).empty());
  BOOST_TEST(domain::name_of(ZeroReason::trial) == "degustacao");
  BOOST_TEST(domain::name_of(ZeroReason::courtesy) == "cortesia");
  BOOST_TEST(domain::name_of(ZeroReason::included) == "incluso");
  BOOST_TEST(domain::name_of(ZeroReason::suspended) == "suspenso");
  BOOST_TEST(domain::name_of(ZeroReason::outside) == "fora_do_periodo");
}

BOOST_AUTO_TEST_CASE(a_composition_is_scaled_with_what_is_left_on_the_last_part) {
  const std::vector<domain::CompositionPart> parts{
      {"TV", "SeAC", 1000}, {"App", "SVA", 1000}, {"Livros", "SVA", 1000}};
  const auto third = domain::scaled(parts, 1000);
  BOOST_TEST(third[0].value_cents == 333);
  BOOST_TEST(third[1].value_cents == 333);
  BOOST_TEST(third[2].value_cents == 334);
  BOOST_TEST(third[0].description == "TV");
  BOOST_TEST(third[2].kind == "SVA");
  BOOST_TEST((domain::scaled(parts, 3000) == parts));
}

BOOST_AUTO_TEST_CASE(a_scaled_composition_always_sums_up_and_is_never_negative) {
  const std::vector<std::vector<base::Cents>> compositions{
      {50, 50, 0}, {1}, {1, 1, 1, 1, 1, 1, 1}, {0, 0}, {9999, 1}};
  for (const auto& values : compositions) {
    std::vector<domain::CompositionPart> parts;
    for (const auto value : values) parts.push_back({.value_cents = value});
    for (base::Cents total = 0; total < 200; ++total) {
      base::Cents sum = 0;
      for (const auto& part : domain::scaled(parts, total)) {
        BOOST_TEST(part.value_cents >= 0);
        sum += part.value_cents;
      }
      BOOST_TEST(sum == total);
    }
  }
  BOOST_TEST(domain::scaled({}, 100).empty());
  const auto largest = domain::scaled({{.value_cents = 9'999'999'998}, {.value_cents = 1}}, 9'999'999'999);
  BOOST_TEST(largest[0].value_cents == 9'999'999'998);
}

BOOST_AUTO_TEST_CASE(a_charge_carries_the_composition_of_its_amount) {
  auto sold = package();
  sold.terms.back().value = 2000;  // sold for less than the catalogue's 30.00
  sold.composition = {{"TV", "SeAC", 1999}, {"App", "SVA", 1001}};
  sold.sold = day("2026-11-16");
  const auto half = charge(sold);
  BOOST_TEST(half.amount == 1000);
  BOOST_TEST(half.composition[0].value_cents == 666);
  BOOST_TEST(half.composition[1].value_cents == 334);
}

BOOST_AUTO_TEST_SUITE_END()
