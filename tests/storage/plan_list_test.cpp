#include <boost/test/unit_test.hpp>

#include "operations/charges.h"
#include "storage/plans.h"
#include "support/shop.h"

BOOST_FIXTURE_TEST_SUITE(plan_list, test::Shop)

BOOST_AUTO_TEST_CASE(a_plans_packages_cost_in_the_list_what_they_cost_on_a_service_just_sold_on_it) {
  std::vector<test::PlanRow> all;
  for (const auto cents : {0, 1, 1990})
    for (const bool active : {true, false})
      for (const auto trial : {std::optional<std::uint32_t>(), std::optional<std::uint32_t>(5)}) {
        const auto code = "P" + std::to_string(all.size());
        all.push_back({package(code, std::nullopt, {}), active, trial});
        db.execute("UPDATE package SET value_cents = ?, active = ? WHERE id = ?",
                   {cents, active, all.back().package_id});
        plan("UM" + code, {all.back()});
      }
  plan("TODOS", all);
  plan("NENHUM", {});
  std::uint64_t erp_id = 0;
  for (const auto& line : storage::list_plans(tenant(), {}, {.limit = 50}).lines) {
    const auto service = sell(++erp_id, line.plan.code).id;
    const auto sold = storage::list_sold_packages_of_service(tenant(), service);
    BOOST_TEST(line.packages_cents == operations::monthly_value_of(context(), sold), line.plan.code);
  }
  BOOST_TEST(erp_id == 14U);
}

BOOST_AUTO_TEST_SUITE_END()
