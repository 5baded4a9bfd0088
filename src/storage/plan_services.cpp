#include "storage/plan_services.h"

namespace storage {

constexpr std::string_view k_summary = R"sql(
  SELECT COUNT(*) AS services, CAST(COALESCE(SUM(contract_end_on IS NULL), 0) AS UNSIGNED) AS without_contract_end,
    MIN(contract_end_on) AS first_contract_end, MAX(contract_end_on) AS last_contract_end
  FROM customer_service WHERE provider_id = ? AND plan_id = ? AND state < 4)sql";

PlanServices find_plan_services(const Tenant& tenant, std::uint32_t plan_id) {
  return tenant.db
      .find(k_summary, {tenant.provider_id, plan_id},
            [](const Row& row) {
              return PlanServices{row.u32("services"), row.u32("without_contract_end"),
                                  row.maybe_date("first_contract_end"), row.maybe_date("last_contract_end")};
            })
      .value();
}

// From the plan's side, so that the index (plan_id, state) of the services is enough.
constexpr std::string_view k_last = R"sql(
  SELECT COALESCE(MAX(s.id), 0) AS last_id FROM plan l
  JOIN customer_service s ON s.plan_id = l.id WHERE l.provider_id = ? AND l.id = ? AND s.state < 4)sql";

std::uint64_t find_last_service_of_plan(const Tenant& tenant, std::uint32_t plan_id) {
  return tenant.db
      .find(k_last, {tenant.provider_id, plan_id}, [](const Row& row) { return row.u64("last_id"); })
      .value();
}

constexpr std::string_view k_customers = R"sql(
  SELECT DISTINCT customer_id FROM customer_service
  WHERE provider_id = ? AND plan_id = ? AND state < 4 AND customer_id > ? ORDER BY customer_id LIMIT ?)sql";

std::vector<std::uint64_t> list_customer_ids_of_plan(const Tenant& tenant, std::uint32_t plan_id,
                                                     std::uint64_t after, std::uint32_t limit) {
  return tenant.db.list(k_customers, {tenant.provider_id, plan_id, after, limit},
                        [](const Row& row) { return row.u64("customer_id"); });
}

}  // namespace storage
