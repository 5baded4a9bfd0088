#include "osm/storage/channels.h"

#include "storage/many.h"

namespace osm {

using storage::Row;
using storage::Tenant;

namespace {

Channel channel_of(const Row& row) {
  return {.id = row.u32("id"),
          .number = row.u32("number"),
          .name = row.text("name"),
          .category_id = row.maybe_u32("category_id"),
          .category = row.maybe_text("category").value_or(""),
          .image = row.maybe_text("image"),
          .active = row.flag("active")};
}

}  // namespace

constexpr std::string_view k_by_plan = R"sql(
  SELECT c.id, c.number, c.name, c.category_id, g.name AS category, c.image, c.active
  FROM osm_subscriber_plan h
  JOIN osm_plan_channel pc ON pc.plan_id = h.plan_id
  JOIN osm_channel c ON c.id = pc.channel_id AND c.active = 1
  LEFT JOIN osm_category g ON g.id = c.category_id
  WHERE h.provider_id = ? AND h.subscriber_id = ?
  ORDER BY h.place, pc.place, c.number)sql";

std::vector<Channel> list_channels_by_plan(const Tenant& tenant, std::uint64_t subscriber_id) {
  return tenant.db.list(k_by_plan, {tenant.provider_id, subscriber_id}, channel_of);
}

constexpr std::string_view k_insert_category = "INSERT INTO osm_category (provider_id, name) VALUES (?, ?)";

std::uint32_t insert_category(const Tenant& tenant, const std::string& name) {
  return static_cast<std::uint32_t>(tenant.db.insert(k_insert_category, {tenant.provider_id, name}));
}

constexpr std::string_view k_insert = R"sql(
  INSERT INTO osm_channel (provider_id, number, name, category_id, image, active) VALUES (?, ?, ?, ?, ?, ?))sql";

std::uint32_t insert_channel(const Tenant& tenant, const Channel& channel) {
  return static_cast<std::uint32_t>(
      tenant.db.insert(k_insert, {tenant.provider_id, channel.number, channel.name, channel.category_id,
                                  channel.image, channel.active}));
}

constexpr std::string_view k_update = R"sql(
  UPDATE osm_channel SET number = ?, name = ?, category_id = ?, image = ?, active = ?
  WHERE provider_id = ? AND id = ?)sql";

void update_channel(const Tenant& tenant, const Channel& channel) {
  tenant.db.execute(k_update, {channel.number, channel.name, channel.category_id, channel.image,
                               channel.active, tenant.provider_id, channel.id});
}

constexpr std::string_view k_delete_of_plan =
    "DELETE FROM osm_plan_channel WHERE provider_id = ? AND plan_id = ?";

constexpr std::string_view k_insert_of_plan =
    "INSERT INTO osm_plan_channel (plan_id, channel_id, provider_id, place)";

void replace_plan_channels(const Tenant& tenant, std::uint32_t plan_id,
                           std::span<const std::uint32_t> channel_ids) {
  tenant.db.execute(k_delete_of_plan, {tenant.provider_id, plan_id});
  std::vector<storage::Params> rows;
  for (const auto id : channel_ids) rows.push_back({plan_id, id, tenant.provider_id, rows.size()});
  if (!rows.empty()) storage::insert_rows(tenant.db, k_insert_of_plan, rows);
}

}  // namespace osm
