#pragma once
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "osm/domain/subscriber.h"
#include "storage/tenant.h"

namespace osm {

/// All of the provider's, by name.
std::vector<Plan> list_plans(const storage::Tenant& tenant);
std::optional<Plan> find_plan_by_code(const storage::Tenant& tenant, std::string_view code);
/// The same, held until the transaction ends.
std::optional<Plan> lock_plan_by_code(const storage::Tenant& tenant, std::string_view code);
/// Those of these codes that there are, in no order.
std::vector<Plan> list_plans_by_code(const storage::Tenant& tenant, std::span<const std::string> codes);
/// The new id. Throws DuplicateKey for a code in use.
std::uint32_t insert_plan(const storage::Tenant& tenant, const Plan& plan);
/// Writes name and active.
void update_plan(const storage::Tenant& tenant, const Plan& plan);

/// The plans of each of these subscribers, the main one first.
std::vector<HeldPlan> list_held_plans(const storage::Tenant& tenant,
                                      std::span<const std::uint64_t> subscriber_ids);
/// Makes `after`, in this order, all plans of a subscriber that had `before`.
void write_held_plans(const storage::Tenant& tenant, std::uint64_t subscriber_id,
                      std::span<const HeldPlan> before, std::span<const HeldPlan> after);

}  // namespace osm
