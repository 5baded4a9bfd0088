#include "osm/storage/plans.h"

#include <algorithm>

#include "storage/many.h"

namespace osm {

using storage::Row;
using storage::Tenant;

namespace {

Plan plan_of(const Row& row) {
  return {.id = row.u32("id"),
          .code = row.text("code"),
          .name = row.text("name"),
          .active = row.flag("active"),
          .created_at = row.instant("created_at")};
}

}  // namespace

constexpr std::string_view k_list =
    "SELECT id, code, name, active, created_at FROM osm_plan WHERE provider_id = ? ORDER BY name, id";

std::vector<Plan> list_plans(const Tenant& tenant) {
  return tenant.db.list(k_list, {tenant.provider_id}, plan_of);
}

constexpr std::string_view k_by_code =
    "SELECT id, code, name, active, created_at FROM osm_plan WHERE provider_id = ? AND code = ?";

std::optional<Plan> find_plan_by_code(const Tenant& tenant, std::string_view code) {
  return tenant.db.find(k_by_code, {tenant.provider_id, code}, plan_of);
}

constexpr std::string_view k_lock =
    "SELECT id, code, name, active, created_at FROM osm_plan WHERE provider_id = ? AND code = ? FOR UPDATE";

std::optional<Plan> lock_plan_by_code(const Tenant& tenant, std::string_view code) {
  return tenant.db.find(k_lock, {tenant.provider_id, code}, plan_of);
}

constexpr std::string_view k_list_by_code =
    "SELECT id, code, name, active, created_at FROM osm_plan WHERE provider_id = ? AND code IN ({ids})";

std::vector<Plan> list_plans_by_code(const Tenant& tenant, std::span<const std::string> codes) {
  return storage::list_by_ids(tenant, k_list_by_code, codes, plan_of);
}

constexpr std::string_view k_insert =
    "INSERT INTO osm_plan (provider_id, code, name, active, created_at) VALUES (?, ?, ?, ?, ?)";

std::uint32_t insert_plan(const Tenant& tenant, const Plan& plan) {
  return static_cast<std::uint32_t>(
      tenant.db.insert(k_insert, {tenant.provider_id, plan.code, plan.name, plan.active, plan.created_at}));
}

constexpr std::string_view k_update =
    "UPDATE osm_plan SET name = ?, active = ? WHERE provider_id = ? AND id = ?";

void update_plan(const Tenant& tenant, const Plan& plan) {
  tenant.db.execute(k_update, {plan.name, plan.active, tenant.provider_id, plan.id});
}

constexpr std::string_view k_list_held = R"sql(
  SELECT h.subscriber_id, h.since, p.id, p.code, p.name, p.active, p.created_at
  FROM osm_subscriber_plan h JOIN osm_plan p ON p.id = h.plan_id
  WHERE h.provider_id = ? AND h.subscriber_id IN ({ids}) ORDER BY h.subscriber_id, h.place)sql";

std::vector<HeldPlan> list_held_plans(const Tenant& tenant, std::span<const std::uint64_t> subscriber_ids) {
  return storage::list_by_ids(tenant, k_list_held, subscriber_ids, [](const Row& row) {
    return HeldPlan{
        .subscriber_id = row.u64("subscriber_id"), .plan = plan_of(row), .since = row.instant("since")};
  });
}

constexpr std::string_view k_delete_held =
    "DELETE FROM osm_subscriber_plan WHERE provider_id = ? AND subscriber_id = ? AND plan_id = ?";

constexpr std::string_view k_put_held = R"sql(
  INSERT INTO osm_subscriber_plan (subscriber_id, plan_id, provider_id, place, since) VALUES (?, ?, ?, ?, ?)
  ON DUPLICATE KEY UPDATE place = ?)sql";

// Row by row: what stays keeps its row and the day since when.
void write_held_plans(const Tenant& tenant, std::uint64_t subscriber_id, std::span<const HeldPlan> before,
                      std::span<const HeldPlan> after) {
  for (const auto& held : before)
    if (std::ranges::none_of(after, [&](const HeldPlan& kept) { return kept.plan.id == held.plan.id; }))
      tenant.db.execute(k_delete_held, {tenant.provider_id, subscriber_id, held.plan.id});
  std::uint32_t place = 0;
  for (const auto& held : after) {
    tenant.db.execute(k_put_held,
                      {subscriber_id, held.plan.id, tenant.provider_id, place, held.since, place});
    ++place;
  }
}

}  // namespace osm
