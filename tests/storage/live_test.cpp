#include "storage/live.h"

#include <boost/test/unit_test.hpp>

#include "storage/service_packages.h"
#include "support/shop.h"

BOOST_FIXTURE_TEST_SUITE(live, test::Shop)

BOOST_AUTO_TEST_CASE(what_the_rules_call_live_the_database_does_too) {
  plan("PL", {});
  sell(1, "PL");
  const auto service = count("SELECT id AS n FROM customer_service");
  const auto made = package("K", std::nullopt, {});
  // Every shape: removed or not, each kind of limit, a trial or not, its date typed or not, begun or not.
  db.execute(R"sql(
    INSERT INTO service_package (provider_id, customer_id, service_id, package_id, description, value_cents, trial_days,
      limit_on, limit_typed, activated_at, removed_at, removed_by, created_at, updated_at)
    SELECT ?, ?, ?, ?, 'K', 100, t.v, l.v, y.v, a.v, IF(r.v IS NULL, NULL, '2026-11-01'), r.v, '2026-10-01', '2026-10-01'
    FROM (SELECT NULL AS v UNION ALL SELECT 'pessoa' UNION ALL SELECT 'servico' UNION ALL SELECT 'degustacao') r
    CROSS JOIN (SELECT NULL AS v UNION ALL SELECT '2026-11-21' UNION ALL SELECT '2026-11-22' UNION ALL SELECT '2026-11-23') l
    CROSS JOIN (SELECT NULL AS v UNION ALL SELECT 5) t
    CROSS JOIN (SELECT 0 AS v UNION ALL SELECT 1) y
    CROSS JOIN (SELECT NULL AS v UNION ALL SELECT '2026-11-02') a)sql",
             {provider_id, customer_id, service, made});
  const auto today = zone.day_of(clock.now());
  std::vector<std::uint64_t> by_rule;
  for (const auto& row : storage::list_service_packages_of(tenant(), static_cast<std::uint64_t>(service)))
    if (domain::is_live(row, today)) by_rule.push_back(row.id);
  const auto by_sql = db.list(
      "SELECT sp.id FROM service_package sp WHERE " + std::string(storage::k_live) + " ORDER BY sp.id",
      {today}, [](const storage::Row& row) { return row.u64("id"); });
  BOOST_TEST(count("SELECT COUNT(*) AS n FROM service_package") == 128);
  BOOST_TEST(by_rule.size() > 10U);
  BOOST_TEST(by_rule == by_sql, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_SUITE_END()
