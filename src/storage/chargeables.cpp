#include "storage/chargeables.h"

#include "domain/charges.h"

namespace storage {

namespace {

constexpr std::string_view k_of_customer = " AND customer_id = ?";

Params params_of(std::uint32_t provider_id, const ChargeableFilter& filter) {
  Params params{provider_id, filter.until, filter.from, filter.from_day};
  if (filter.customer_id) params.emplace_back(*filter.customer_id);
  return params;
}

const std::string k_where = R"sql( FROM service_package
  WHERE provider_id = ? AND created_at < ? AND (removed_at IS NULL OR removed_at >= ?)
    AND (limit_on IS NULL OR limit_on > ?))sql";

std::string where_of(const ChargeableFilter& filter) {
  return k_where + std::string(filter.customer_id ? k_of_customer : "");
}

Chargeable chargeable_of(const Row& row) {
  return {.id = row.u64("id"),
          .customer_code = row.text("customer_code"),
          .service_id = row.u64("service_id"),
          .service_erp_id = row.u64("external_id"),
          .package_id = row.u32("package_id"),
          .package_code = row.text("package_code"),
          .description = row.text("description"),
          .value_cents = row.i64("value_cents"),
          .trial = domain::is_trial(row.maybe_u32("trial_days"), row.maybe_date("limit_on")),
          .created_at = row.instant("created_at"),
          .limit_on = row.maybe_date("limit_on"),
          .removed_at = row.maybe_instant("removed_at")};
}

}  // namespace

/// The page is cut out of the one table before anything is joined to it.
const std::string k_before_page = R"sql(
  SELECT sp.id, c.code AS customer_code, sp.service_id, cs.external_id, sp.package_id, p.code AS package_code,
         sp.description, sp.value_cents, sp.trial_days, sp.created_at, sp.limit_on, sp.removed_at
  FROM ()sql";

const std::string k_behind_page = R"sql() page
  JOIN service_package sp ON sp.id = page.id
  JOIN package p ON p.id = sp.package_id
  JOIN customer_service cs ON cs.id = sp.service_id
  JOIN customer c ON c.id = sp.customer_id
  ORDER BY sp.id)sql";

std::vector<Chargeable> list_chargeables(const Tenant& tenant, const ChargeableFilter& filter,
                                         std::uint64_t after, std::uint64_t offset, std::uint32_t limit) {
  auto params = params_of(tenant.provider_id, filter);
  params.emplace_back(after);
  params.emplace_back(limit);
  params.emplace_back(offset);
  const auto page = "SELECT id" + where_of(filter) + " AND id > ? ORDER BY id LIMIT ? OFFSET ?";
  return tenant.db.list(k_before_page + page + k_behind_page, params, chargeable_of);
}

std::uint64_t count_chargeables(const Tenant& tenant, const ChargeableFilter& filter) {
  return tenant.db
      .find("SELECT COUNT(*) AS n" + where_of(filter), params_of(tenant.provider_id, filter),
            [](const Row& row) { return row.u64("n"); })
      .value();
}

}  // namespace storage
