#pragma once
#include <cstdint>
#include <optional>
#include <vector>

#include "storage/tenant.h"

namespace storage {

/// The services of a plan that are not over, as one: what a change of all of them is about to meet.
struct PlanServices {
  std::uint32_t services = 0;
  std::uint32_t without_contract_end = 0;
  std::optional<base::Date> first_contract_end = {};
  std::optional<base::Date> last_contract_end = {};
};
/// Reads every service of the plan: for previews a person asks for, not for lists.
PlanServices find_plan_services(const Tenant& tenant, std::uint32_t plan_id);

/// The id of the newest service that the plan has and that is not over; 0: there is none.
std::uint64_t find_last_service_of_plan(const Tenant& tenant, std::uint32_t plan_id);

/// Customers with a service of the plan that is not over, ascending, at most `limit` behind `after`.
std::vector<std::uint64_t> list_customer_ids_of_plan(const Tenant& tenant, std::uint32_t plan_id,
                                                     std::uint64_t after, std::uint32_t limit);

}  // namespace storage
