#include "storage/courtesies.h"

namespace storage {

std::optional<domain::Courtesy> joined_courtesy_of(const Row& row) {
  if (row.is_null("courtesy_id")) return std::nullopt;
  return domain::Courtesy{.id = row.u64("courtesy_id"),
                          .service_id = row.u64("courtesy_service_id"),
                          .since = row.instant("courtesy_since"),
                          .ends_on = row.date("courtesy_ends_on"),
                          .reason = row.text("courtesy_reason"),
                          .author = row.text("courtesy_author"),
                          .free_of_charge = row.flag("courtesy_free_of_charge"),
                          .ended_at = row.maybe_instant("courtesy_ended_at")};
}

const std::string k_of_service =
    "SELECT " + std::string(k_courtesy_columns) +
    " FROM courtesy k WHERE k.provider_id = ? AND k.service_id = ? ORDER BY k.id";

std::vector<domain::Courtesy> list_courtesies(const Tenant& tenant, std::uint64_t service_id) {
  return tenant.db.list(k_of_service, {tenant.provider_id, service_id},
                        [](const Row& row) { return joined_courtesy_of(row).value(); });
}

constexpr std::string_view k_insert = R"sql(
  INSERT INTO courtesy (provider_id, service_id, since, ends_on, reason, author, free_of_charge, ended_at)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?))sql";

void insert_courtesy(const Tenant& tenant, const domain::Courtesy& courtesy) {
  if (!courtesy.ended_at) end_courtesy(tenant, courtesy.service_id, courtesy.since);
  tenant.db.execute(k_insert, {tenant.provider_id, courtesy.service_id, courtesy.since, courtesy.ends_on,
                               courtesy.reason, courtesy.author, courtesy.free_of_charge, courtesy.ended_at});
}

constexpr std::string_view k_end = R"sql(
  UPDATE courtesy SET ended_at = ? WHERE provider_id = ? AND service_id = ? AND ended_at IS NULL)sql";

void end_courtesy(const Tenant& tenant, std::uint64_t service_id, base::Instant at) {
  tenant.db.execute(k_end, {at, tenant.provider_id, service_id});
}

const std::string k_in_force =
    "SELECT " + std::string(k_courtesy_columns) + R"sql(, s.customer_id, c.name AS customer_name
  FROM courtesy k
  JOIN customer_service s ON s.id = k.service_id
  JOIN customer c ON c.id = s.customer_id
  WHERE k.provider_id = ? AND k.ends_on > ? AND k.ended_at IS NULL
  ORDER BY k.ends_on, k.id LIMIT ?)sql";

std::vector<CourtesyLine> list_courtesies_in_force(const Tenant& tenant, base::Date today,
                                                   std::uint32_t limit) {
  return tenant.db.list(k_in_force, {tenant.provider_id, today, limit}, [](const Row& row) -> CourtesyLine {
    return {joined_courtesy_of(row).value(), row.u64("customer_id"), row.text("customer_name")};
  });
}

}  // namespace storage
