#include "osm/storage/settings.h"

#include "storage/many.h"

namespace osm {

using storage::Row;
using storage::Tenant;

constexpr std::string_view k_list = R"sql(
  SELECT subscriber_id, name, value FROM osm_setting
  WHERE provider_id = ? AND subscriber_id IN ({ids}) ORDER BY subscriber_id, name)sql";

std::map<std::uint64_t, Settings> list_settings(const Tenant& tenant,
                                                std::span<const std::uint64_t> subscriber_ids) {
  std::map<std::uint64_t, Settings> settings;
  storage::list_by_ids(tenant, k_list, subscriber_ids, [&](const Row& row) {
    return settings[row.u64("subscriber_id")].emplace(row.text("name"), row.text("value")).second;
  });
  return settings;
}

constexpr std::string_view k_delete =
    "DELETE FROM osm_setting WHERE provider_id = ? AND subscriber_id = ? AND name = ?";

constexpr std::string_view k_put = R"sql(
  INSERT INTO osm_setting (subscriber_id, name, provider_id, value) VALUES (?, ?, ?, ?)
  ON DUPLICATE KEY UPDATE value = ?)sql";

void write_settings(const Tenant& tenant, std::uint64_t subscriber_id, const Settings& before,
                    const Settings& after) {
  for (const auto& [name, _] : before)
    if (!after.contains(name)) tenant.db.execute(k_delete, {tenant.provider_id, subscriber_id, name});
  for (const auto& [name, value] : after)
    tenant.db.execute(k_put, {subscriber_id, name, tenant.provider_id, value, value});
}

constexpr std::string_view k_email_domain = R"sql(
  SELECT COALESCE(o.email_domain, CONCAT(p.slug, '.osm')) AS email_domain
  FROM provider p LEFT JOIN osm_provider o ON o.provider_id = p.id WHERE p.id = ?)sql";

std::string find_email_domain(const Tenant& tenant) {
  return tenant.db
      .find(k_email_domain, {tenant.provider_id}, [](const Row& row) { return row.text("email_domain"); })
      .value();
}

constexpr std::string_view k_put_email_domain = R"sql(
  INSERT INTO osm_provider (provider_id, email_domain) VALUES (?, ?) ON DUPLICATE KEY UPDATE email_domain = ?)sql";

void put_email_domain(const Tenant& tenant, const std::string& domain) {
  tenant.db.execute(k_put_email_domain, {tenant.provider_id, domain, domain});
}

}  // namespace osm
