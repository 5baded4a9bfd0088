#include "storage/chargeables.h"

#include <map>

namespace storage {

namespace {

/// The statement's conditions with their parameters, in order.
struct Where {
  std::string sql = {};
  Params params = {};

  void add(std::string_view text, std::initializer_list<Param> more = {}) {
    sql += text;
    params.insert(params.end(), more);
  }
};

// What may charge for a day of the month: no less than domain::charges_of finds, as
// tests/operations/charges_test.cpp holds it.

// The terms in force begin in the month or before: none that came before them goes on until its end.
constexpr std::string_view k_begun = R"sql(
  AND NOT EXISTS (SELECT 1 FROM service_package_term b WHERE b.service_package_id = sp.id AND b.until_on >= ?))sql";

constexpr std::string_view k_past = R"sql(
  OR EXISTS (SELECT 1 FROM service_package_term t WHERE t.service_package_id = sp.id AND t.until_on > ?
    AND (t.removed_on IS NULL OR t.removed_on >= ?) AND (t.limit_on IS NULL OR t.limit_on > ?)
    AND NOT EXISTS (SELECT 1 FROM service_package_term b
      WHERE b.service_package_id = t.service_package_id AND b.until_on < t.until_on AND b.until_on >= ?))sql";

constexpr std::string_view k_of_customer = R"sql(
  JOIN (SELECT id FROM service_package WHERE provider_id = ? AND customer_id = ?
    UNION SELECT service_package_id FROM service_package_term WHERE provider_id = ? AND customer_id = ?) own ON own.id = sp.id)sql";

/// From "FROM" on; a package is there once, however often it changed hands.
Where where_of(std::uint32_t provider_id, const ChargeableFilter& filter) {
  const auto& customer = filter.customer_id;
  Where where;
  where.add(" FROM service_package sp");
  if (customer) where.add(k_of_customer, {provider_id, *customer, provider_id, *customer});
  where.add(" WHERE sp.provider_id = ? AND sp.created_at < ?", {provider_id, filter.until});
  where.add(
      " AND ((sp.removed_at IS NULL OR sp.removed_at >= ?) AND (sp.limit_on IS NULL OR sp.limit_on > ?)",
      {filter.from, filter.from_day});
  if (filter.closed || customer) where.add(k_begun, {filter.until_day});
  if (customer) where.add(" AND sp.customer_id = ?", {*customer});
  where.add(k_past, {filter.from_day, filter.from_day, filter.from_day, filter.until_day});
  if (customer) where.add(" AND t.customer_id = ?", {*customer});
  where.add("))");
  return where;
}

Chargeable chargeable_of(const Row& row) {
  return {.id = row.u64("id"),
          .package_id = row.u32("package_id"),
          .package_code = row.text("package_code"),
          .description = row.text("description"),
          .trial_days = row.maybe_u32("trial_days"),
          .created_at = row.instant("created_at"),
          .removed_at = row.maybe_instant("removed_at"),
          .terms = {{.service_package_id = row.u64("id"),
                     .terms = {.value = row.i64("value_cents"),
                               .limit = row.maybe_date("limit_on"),
                               .customer_id = row.u64("customer_id"),
                               .service_id = row.u64("service_id")},
                     .customer_code = row.text("customer_code"),
                     .service_erp_id = row.u64("external_id")}}};
}

/// Puts what held before in front of what holds.
void add_past(const Tenant& tenant, std::vector<Chargeable>& chargeables) {
  std::vector<std::uint64_t> ids;
  std::map<std::uint64_t, std::vector<PastTerms>> past;
  for (const auto& each : chargeables) ids.push_back(each.id);
  for (auto& terms : list_past_terms(tenant, ids)) past[terms.service_package_id].push_back(std::move(terms));
  for (auto& each : chargeables) {
    const auto found = past.find(each.id);
    if (found == past.end()) continue;
    found->second.push_back(std::move(each.terms.front()));
    each.terms = std::move(found->second);
  }
}

}  // namespace

/// The page is cut out of the one table before anything is joined to it.
const std::string k_before_page = R"sql(
  SELECT sp.id, sp.customer_id, c.code AS customer_code, sp.service_id, cs.external_id, sp.package_id, p.code AS package_code,
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
  auto page = where_of(tenant.provider_id, filter);
  page.add(" AND sp.id > ? ORDER BY sp.id LIMIT ? OFFSET ?", {after, limit, offset});
  auto found =
      tenant.db.list(k_before_page + "SELECT sp.id" + page.sql + k_behind_page, page.params, chargeable_of);
  add_past(tenant, found);
  return found;
}

std::uint64_t count_chargeables(const Tenant& tenant, const ChargeableFilter& filter) {
  const auto where = where_of(tenant.provider_id, filter);
  return tenant.db
      .find("SELECT COUNT(*) AS n" + where.sql, where.params, [](const Row& row) { return row.u64("n"); })
      .value();
}

}  // namespace storage
