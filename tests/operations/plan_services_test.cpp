#include "operations/plan_services.h"

#include <atomic>
#include <boost/test/unit_test.hpp>

#include "jobs/worker.h"
#include "storage/audit.h"
#include "storage/jobs.h"
#include "storage/plan_services.h"
#include "support/shop.h"

namespace {

using namespace std::chrono_literals;
using operations::Renewal;
using std::chrono::February;
using std::chrono::January;
using std::chrono::March;

struct Contracts : test::Shop {
  std::uint32_t fibra = plan("fibra", {});
  std::uint32_t cabo = plan("cabo", {});
  std::atomic<bool> stop{false};
  jobs::Worker worker{db, clock, keyring, stop};

  void sell_until(std::uint64_t erp_id, const std::string& plan_code, std::optional<base::Date> end,
                  base::Cents value = 9990) {
    sell(erp_id, plan_code);
    operations::ServicePut put;
    put.value = value;
    if (end) put.contract_end_on = *end;
    this->put(erp_id, put);
  }
  domain::Service service(std::uint64_t erp_id) {
    return storage::find_service_by_erp_id(tenant(), erp_id).value();
  }
  std::string end_of(std::uint64_t erp_id) {
    const auto end = service(erp_id).contract_end_on;
    return end ? base::to_iso(*end) : "";
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(plan_services, Contracts)

BOOST_AUTO_TEST_CASE(months_are_added_to_the_end_and_stay_within_the_month) {
  const auto after = [](base::Date end, const Renewal& renewal) {
    return base::to_iso(operations::renewed(end, renewal).value());
  };
  BOOST_TEST(after(2026y / January / 31, {.months = 1}) == "2026-02-28");
  BOOST_TEST(after(2027y / March / 15, {.months = 12}) == "2028-03-15");
  BOOST_TEST(after(2026y / January / 31, {.until = 2028y / February / 29}) == "2028-02-29");
  BOOST_TEST(after(2030y / January / 31, {.until = 2028y / February / 29}) == "2030-01-31");
  BOOST_TEST(!operations::renewed(std::nullopt, {.months = 12}).has_value());
  BOOST_TEST(operations::renewed(std::nullopt, {.until = 2028y / February / 29}).has_value());
}

BOOST_AUTO_TEST_CASE(a_renewal_moves_the_end_of_every_live_contract_of_the_plan_and_of_no_other) {
  sell_until(1, "fibra", 2027y / January / 10);
  sell_until(2, "fibra", 2027y / March / 10);
  sell_until(3, "fibra", std::nullopt);
  sell_until(4, "cabo", 2027y / January / 10);
  sell_until(5, "fibra", 2027y / January / 10);
  status(5, "cancelado");
  const auto preview = operations::preview_renewal(context(), "fibra", {.months = 12}).value();
  BOOST_TEST(preview.services == 3U);
  BOOST_TEST(preview.without_end == 1U);
  BOOST_TEST(base::to_iso(*preview.first_end) == "2027-01-10");
  BOOST_TEST(base::to_iso(*preview.last_end_after) == "2028-03-10");
  BOOST_TEST(end_of(1) == "2027-01-10");

  const auto job = operations::renew_contracts(context(), "fibra", {.months = 12}).value();
  sell_until(6, "fibra", 2027y / January / 10);
  BOOST_TEST(worker.run_due());
  const auto done = storage::find_job(tenant(), job).value();
  BOOST_TEST((done.state == domain::JobState::done));
  BOOST_TEST(done.done == 1U);  // customers, each once, however many of their services change
  BOOST_TEST(done.total == done.done);
  BOOST_TEST(end_of(1) == "2028-01-10");
  BOOST_TEST(end_of(2) == "2028-03-10");
  BOOST_TEST(end_of(3) == "");
  BOOST_TEST(end_of(4) == "2027-01-10");
  BOOST_TEST(end_of(5) == "2027-01-10");
  BOOST_TEST(end_of(6) == "2027-01-10");  // sold later
  const auto line = storage::list_audit_of(tenant(), domain::Entity::service, service(1).id, 0, 1).at(0);
  BOOST_TEST(line.entry.changes.at(0).field == "data_fim_contrato");
  BOOST_TEST(line.entry.changes.at(0).after == "10/01/2028");
  BOOST_TEST(line.entry.customer_id.value() == customer_id);
  BOOST_TEST(line.actor == context().actor);
  BOOST_TEST(storage::list_audit_of(tenant(), domain::Entity::plan, fibra, 0, 1).at(0).entry.action ==
             "vigencia_renovada");
}

BOOST_AUTO_TEST_CASE(a_renewal_confirmed_twice_renews_once) {
  sell_until(1, "fibra", 2027y / January / 10);
  BOOST_REQUIRE(operations::renew_contracts(context(), "fibra", {.months = 12}).ok());
  BOOST_TEST(operations::renew_contracts(context(), "fibra", {.months = 12}).error().code ==
             "tarefa_em_andamento");
  worker.run_due();
  BOOST_TEST(end_of(1) == "2028-01-10");
}

BOOST_AUTO_TEST_CASE(a_renewal_needs_months_or_a_day_to_come) {
  const auto wrong = [&](const Renewal& renewal) {
    return operations::preview_renewal(context(), "fibra", renewal).error().errors;
  };
  BOOST_TEST(wrong({}).has("meses"));
  BOOST_TEST(wrong({.months = 1, .until = 2030y / January / 1}).has("meses"));
  BOOST_TEST(wrong({.months = 0}).has("meses"));
  BOOST_TEST(wrong({.months = 121}).has("meses"));
  BOOST_TEST(wrong({.until = 2026y / std::chrono::November / 22}).has("ate"));
  BOOST_TEST(
      (operations::renew_contracts(context_of(other_provider_id), "fibra", {.months = 1}).error().kind ==
       base::Problem::Kind::missing));
}

BOOST_AUTO_TEST_CASE(an_adjustment_leaves_services_alone_unless_they_are_chosen) {
  sell_until(1, "fibra", std::nullopt, 10000);
  sell_until(2, "fibra", std::nullopt, 300);
  sell_until(3, "cabo", std::nullopt, 10000);
  BOOST_REQUIRE(operations::adjust_plans(context(), {{"fibra"}}, {.percent_hundredths = 1000}).ok());
  BOOST_TEST(!worker.run_due());
  BOOST_TEST(service(1).value_cents == 10000);
  BOOST_REQUIRE(operations::adjust_plans(context(), {{"fibra"}, {"cabo"}}, {.amount = -500}, true).ok());
  while (worker.run_due()) {
  }
  BOOST_TEST(service(1).value_cents == 9500);
  BOOST_TEST(service(2).value_cents == 0);
  BOOST_TEST(service(3).value_cents == 9500);
}

BOOST_AUTO_TEST_CASE(what_a_job_is_to_do_survives_its_payload) {
  const auto there_and_back = [](const operations::ServicesChange& change) {
    return operations::services_change_from(operations::payload_of(change));
  };
  BOOST_TEST(there_and_back({.value = operations::Adjustment{.percent_hundredths = -450}})
                 .value->percent_hundredths.value() == -450);
  BOOST_TEST(there_and_back({.value = operations::Adjustment{.amount = 12}}).value->amount.value() == 12);
  BOOST_TEST(there_and_back({.contract = Renewal{.months = 6}}).contract->months.value() == 6U);
  BOOST_TEST((there_and_back({.contract = Renewal{.until = 2028y / February / 29}}).contract->until ==
              2028y / February / 29));
  BOOST_TEST(there_and_back({.last_service_id = 7}).last_service_id == 7U);
}

BOOST_AUTO_TEST_SUITE_END()
