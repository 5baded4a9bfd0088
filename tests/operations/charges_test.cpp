#include "operations/charges.h"

#include <boost/test/unit_test.hpp>

#include "support/shop.h"

namespace {

using namespace std::chrono;

/// Lines that charge for days, or say why they cost nothing.
std::vector<std::string> days_charged(const operations::Context& context, year_month month,
                                      const storage::ChargeableFilter& filter, const std::string& customer) {
  std::vector<std::string> lines;
  for (const auto& line : operations::list_charges(context, month, filter, 0, 0, 1000).lines)
    if (line.charge.reason != domain::ZeroReason::outside &&
        (customer.empty() || line.customer_code == customer))
      lines.push_back(std::to_string(line.id) + ' ' + line.customer_code + ' ' +
                      std::string(name_of(line.charge.reason)) + ' ' + std::to_string(line.charge.days) +
                      ' ' + std::to_string(line.charge.amount));
  return lines;
}

struct Charges : test::Shop {
  /// Sold packages of every shape: when sold, taken off or ended, on trial, changed once before.
  Charges() {
    plan("PL", {});
    sell(1, "PL");
    const auto service = count("SELECT id AS n FROM customer_service");
    const auto made = package("K", std::nullopt, {});
    const auto former = customer("C2");
    db.execute(R"sql(
      INSERT INTO service_package (provider_id, customer_id, service_id, package_id, description, value_cents, trial_days,
        limit_on, limit_typed, activated_at, removed_at, removed_by, created_at, updated_at)
      SELECT ?, ?, ?, ?, 'K', 3000, t.v, l.v, 0, c.v, r.v, IF(r.v IS NULL, NULL, 'pessoa'), c.v, c.v
      FROM (SELECT '2026-09-10 12:00:00' AS v UNION ALL SELECT '2026-11-01 02:30:00' UNION ALL SELECT '2026-11-05 12:00:00') c
      CROSS JOIN (SELECT NULL AS v UNION ALL SELECT '2026-09-20 12:00:00' UNION ALL SELECT '2026-10-01 02:59:00'
        UNION ALL SELECT '2026-10-15 12:00:00' UNION ALL SELECT '2026-11-10 12:00:00') r
      CROSS JOIN (SELECT NULL AS v UNION ALL SELECT '2026-10-01' UNION ALL SELECT '2026-10-02' UNION ALL SELECT '2026-11-01') l
      CROSS JOIN (SELECT NULL AS v UNION ALL SELECT 5) t
      CROSS JOIN (SELECT 1 AS v UNION ALL SELECT 2 UNION ALL SELECT 3 UNION ALL SELECT 4) past)sql",
               {provider_id, customer_id, service, made});
    db.execute(R"sql(
      INSERT INTO service_package_term (service_package_id, until_on, provider_id, customer_id, service_id, value_cents,
        limit_on, removed_on)
      SELECT sp.id, p.until_on, ?, ?, ?, 1000, p.limit_on, p.removed_on FROM service_package sp
      JOIN (SELECT 1 AS k, '2026-10-01' AS until_on, NULL AS limit_on, NULL AS removed_on
            UNION ALL SELECT 2, '2026-10-15', '2026-10-05', NULL UNION ALL SELECT 3, '2026-11-05', NULL, '2026-10-10') p
        ON p.k = MOD(sp.id, 4))sql",
               {provider_id, former, service});
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(charges, Charges)

BOOST_AUTO_TEST_CASE(what_the_rules_charge_in_a_month_the_database_lists_for_it) {
  BOOST_TEST(count("SELECT COUNT(*) AS n FROM service_package") == 480);
  const storage::ChargeableFilter everything{.from = zone.start_of(2020y / 1 / 1),
                                             .until = zone.start_of(2030y / 1 / 1),
                                             .from_day = 2020y / 1 / 1,
                                             .until_day = 2030y / 1 / 1};
  for (const auto month : {2026y / September, 2026y / October, 2026y / November}) {
    const auto by_rule = [&](const std::string& of) {
      return days_charged(context(), month, everything, of);
    };
    const auto listed = [&](std::optional<std::uint64_t> id) {
      return days_charged(context(), month, operations::charged_in(context(), month, id), "");
    };
    BOOST_TEST(by_rule("").size() > 20U);
    BOOST_TEST(listed(std::nullopt) == by_rule(""), boost::test_tools::per_element());
    BOOST_TEST(listed(customer_id) == by_rule("C1"), boost::test_tools::per_element());
    const auto former = static_cast<std::uint64_t>(count("SELECT id AS n FROM customer WHERE code = 'C2'"));
    BOOST_TEST(listed(former) == by_rule("C2"), boost::test_tools::per_element());
  }
}

BOOST_AUTO_TEST_SUITE_END()
