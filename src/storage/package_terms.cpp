#include "storage/package_terms.h"

#include "storage/many.h"

namespace storage {

constexpr std::string_view k_list = R"sql(
  SELECT t.service_package_id, t.until_on, t.customer_id, c.code AS customer_code, t.service_id, s.external_id, t.value_cents,
         t.limit_on, t.removed_on
  FROM service_package_term t
  JOIN customer c ON c.id = t.customer_id
  JOIN customer_service s ON s.id = t.service_id
  WHERE t.provider_id = ? AND t.service_package_id IN ({ids})
  ORDER BY t.service_package_id, t.until_on)sql";

std::vector<PastTerms> list_past_terms(const Tenant& tenant,
                                       std::span<const std::uint64_t> service_package_ids) {
  return list_by_ids(tenant, k_list, service_package_ids, [](const Row& row) -> PastTerms {
    return {.service_package_id = row.u64("service_package_id"),
            .terms = {.until = row.date("until_on"),
                      .value = row.i64("value_cents"),
                      .limit = row.maybe_date("limit_on"),
                      .removed = row.maybe_date("removed_on"),
                      .customer_id = row.u64("customer_id"),
                      .service_id = row.u64("service_id")},
            .customer_code = row.text("customer_code"),
            .service_erp_id = row.u64("external_id")};
  });
}

// What stood at the end of the day before is kept by the first change of a day.
constexpr std::string_view k_keep = R"sql(
  INSERT INTO service_package_term (service_package_id, until_on, provider_id, customer_id, service_id, value_cents, limit_on,
    removed_on)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?)
  ON DUPLICATE KEY UPDATE until_on = until_on)sql";

void keep_terms(const Tenant& tenant, std::span<const KeptTerms> kept) {
  for (const auto& [id, terms] : kept)
    tenant.db.execute(k_keep, {id, terms.until, tenant.provider_id, terms.customer_id, terms.service_id,
                               terms.value, terms.limit, terms.removed});
}

constexpr std::string_view k_forget = R"sql(
  DELETE FROM service_package_term WHERE provider_id = ? AND service_package_id = ?)sql";

void replace_terms(const Tenant& tenant, std::uint64_t service_package_id, std::span<const KeptTerms> kept) {
  tenant.db.execute(k_forget, {tenant.provider_id, service_package_id});
  keep_terms(tenant, kept);
}

}  // namespace storage
