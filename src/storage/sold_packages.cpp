#include "storage/sold_packages.h"

#include "base/text.h"
#include "storage/courtesies.h"
#include "storage/live.h"
#include "storage/many.h"

namespace storage {

namespace {

domain::ToldPackage told_package_of(const Row& row) {
  if (row.is_null("there")) return {};
  const auto reason = row.maybe_text("told_reason");
  return {.there = row.flag("there"),
          .suspended = row.flag("told_suspended"),
          .reason = reason ? domain::reason_at(*reason) : domain::Reason::none,
          .message = row.maybe_text("told_message").value_or(""),
          .since = row.instant("told_since")};
}

/// As k_select lists them.
std::vector<std::string> codes_of(const std::string& listed) {
  if (listed.empty()) return {};
  const auto parts = base::split(listed, ' ');
  return {parts.begin(), parts.end()};
}

SoldPackage sold_package_of(const Row& row) {
  return {.row = service_package_of(row),
          .package_code = row.text("package_code"),
          .package_description = row.text("package_description"),
          .integration_id = row.maybe_u32("package_integration_id"),
          .customer_code = row.text("customer_code"),
          .service_erp_id = row.u64("service_external_id"),
          .service_state = static_cast<domain::ServiceState>(row.u64("service_state")),
          .service_status_at = row.instant("service_status_at"),
          .courtesy = joined_courtesy_of(row),
          .gateway = row.maybe_text("gateway").value_or(""),
          .integration_active = row.maybe_i64("integration_active").value_or(1) != 0,
          .integration = row.maybe_text("integration").value_or(""),
          .integration_code = row.maybe_text("integration_code").value_or(""),
          .suspends = row.maybe_i64("suspend_enabled").value_or(1) != 0,
          .partial_suspends = row.maybe_i64("partial_suspends").value_or(1) != 0,
          .products = codes_of(row.maybe_text("products").value_or("")),
          .has_parameters = row.flag("has_parameters"),
          .at_platform = told_package_of(row),
          .has_email = row.flag("has_email"),
          .has_phone = row.flag("has_phone"),
          .has_document = row.flag("has_document"),
          .phone = row.maybe_text("customer_phone").value_or(""),
          .document = row.maybe_text("customer_document").value_or(""),
          .has_log_ins = row.flag("has_log_ins"),
          .account_live = row.flag("account_live")};
}

struct Conditions {
  std::string sql = "provider_id = ?";
  Params params = {};

  void add(std::string_view condition, Param param) {
    sql += " AND " + std::string(condition);
    params.push_back(std::move(param));
  }
};

std::string column_of(PackageDate date) {
  switch (date) {
    case PackageDate::created:
      return "created_at";
    case PackageDate::updated:
      return "updated_at";
    case PackageDate::limit:
      return "limit_on";
    case PackageDate::removed:
      return "removed_at";
  }
  return "created_at";
}

Conditions conditions_of(std::uint32_t provider_id, const SoldPackageFilter& filter) {
  Conditions where{.params = {provider_id}};
  if (filter.package_id) where.add("package_id = ?", *filter.package_id);
  if (!filter.package_code.empty()) {
    where.add("package_id = (SELECT id FROM package WHERE provider_id = ?", provider_id);
    where.add("code = ?)", filter.package_code);
  }
  if (filter.liveness == Liveness::live) where.add(k_live, filter.today);
  if (filter.liveness == Liveness::ended) where.add("NOT " + std::string(k_live), filter.today);
  if (filter.from) where.add(column_of(filter.date) + " >= ?", *filter.from);
  if (filter.until) where.add(column_of(filter.date) + " < ?", *filter.until);
  return where;
}

}  // namespace

const std::string k_select = "SELECT " + std::string(k_courtesy_columns) + R"sql(,
         sp.id, sp.customer_id, sp.service_id, sp.package_id, sp.integration_id, sp.description, sp.value_cents, sp.plan_id,
         sp.trial_days, sp.limit_on, sp.limit_typed, sp.activated_at, sp.removed_at, sp.removed_by, sp.erp_sent, sp.created_at, sp.updated_at, p.code AS package_code,
         p.description AS package_description, p.integration_id AS package_integration_id, c.code AS customer_code, cs.external_id AS service_external_id, cs.state AS service_state, cs.status_at AS service_status_at,
         i.gateway, i.active AS integration_active,
         i.description AS integration, i.code AS integration_code, i.suspend_enabled, i.partial_suspends,
         c.email IS NOT NULL AS has_email, c.phone IS NOT NULL AS has_phone, c.document IS NOT NULL AS has_document,
         c.phone AS customer_phone, c.document AS customer_document,
         NOT EXISTS (SELECT 1 FROM customer_service x WHERE x.customer_id = c.id AND x.login IS NULL) AS has_log_ins,
         EXISTS (SELECT 1 FROM account a WHERE a.customer_id = sp.customer_id AND a.integration_id = p.integration_id AND a.live) AS account_live,
         t.there, t.suspended AS told_suspended, t.reason AS told_reason, t.message AS told_message, t.since AS told_since,
         (SELECT GROUP_CONCAT(pr.code ORDER BY pr.code SEPARATOR ' ') FROM package_product pp JOIN product pr ON pr.id = pp.product_id
            WHERE pp.package_id = p.id) AS products,
         EXISTS (SELECT 1 FROM service_package_parameter x WHERE x.service_package_id = sp.id) AS has_parameters
  FROM service_package sp
  JOIN package p ON p.id = sp.package_id
  JOIN customer_service cs ON cs.id = sp.service_id
  JOIN customer c ON c.id = sp.customer_id
  LEFT JOIN courtesy k ON k.service_id = cs.id AND k.ended_at IS NULL
  LEFT JOIN integration i ON i.id = p.integration_id
  LEFT JOIN told_package t ON t.service_package_id = sp.id
  WHERE sp.provider_id = ?)sql";

const std::string k_find = k_select + " AND sp.id = ?";

std::optional<SoldPackage> find_sold_package(const Tenant& tenant, std::uint64_t id) {
  return tenant.db.find(k_find, {tenant.provider_id, id}, sold_package_of);
}

const std::string k_of_service = k_select + " AND sp.service_id = ? ORDER BY sp.id";

std::vector<SoldPackage> list_sold_packages_of_service(const Tenant& tenant, std::uint64_t service_id) {
  return tenant.db.list(k_of_service, {tenant.provider_id, service_id}, sold_package_of);
}

const std::string k_of_customers = k_select + " AND sp.customer_id IN ({ids}) ORDER BY sp.id";

std::vector<SoldPackage> list_sold_packages_of_customers(const Tenant& tenant,
                                                         std::span<const std::uint64_t> customer_ids) {
  return list_by_ids(tenant, k_of_customers, customer_ids, sold_package_of);
}

std::vector<SoldPackage> list_sold_packages_of_customer(const Tenant& tenant, std::uint64_t customer_id) {
  return list_sold_packages_of_customers(tenant, std::span(&customer_id, 1));
}

constexpr std::string_view k_sold_products = R"sql(
  SELECT sp.id, pr.id AS product_id, pr.name, i.description AS integration
  FROM service_package sp
  JOIN package_product pp ON pp.package_id = sp.package_id
  JOIN product pr ON pr.id = pp.product_id
  JOIN integration i ON i.id = pr.integration_id
  WHERE sp.provider_id = ? AND sp.customer_id = ? AND sp.removed_at IS NULL
  ORDER BY pr.name, pr.id, sp.id)sql";

std::vector<SoldProduct> list_sold_products(const Tenant& tenant, std::uint64_t customer_id) {
  return tenant.db.list(k_sold_products, {tenant.provider_id, customer_id}, [](const Row& row) {
    return SoldProduct{.service_package_id = row.u64("id"),
                       .product_id = row.u32("product_id"),
                       .product = row.text("name"),
                       .integration = row.text("integration")};
  });
}

const std::string k_by_ids = k_select + " AND sp.id IN ({ids}) ORDER BY sp.id";

std::vector<SoldPackage> list_sold_packages(const Tenant& tenant, const SoldPackageFilter& filter,
                                            std::uint64_t after, std::uint64_t offset, std::uint32_t limit) {
  auto where = conditions_of(tenant.provider_id, filter);
  where.add("id > ?", after);
  where.params.emplace_back(limit);
  where.params.emplace_back(offset);
  // The page is cut out of the one table before anything is joined to it.
  const auto ids =
      tenant.db.list("SELECT id FROM service_package sp WHERE " + where.sql + " ORDER BY id LIMIT ? OFFSET ?",
                     where.params, [](const Row& row) { return row.u64("id"); });
  return list_by_ids(tenant, k_by_ids, std::span(ids), sold_package_of);
}

std::uint64_t count_sold_packages(const Tenant& tenant, const SoldPackageFilter& filter) {
  const auto where = conditions_of(tenant.provider_id, filter);
  return tenant.db
      .find("SELECT COUNT(*) AS n FROM service_package sp WHERE " + where.sql, where.params,
            [](const Row& row) { return row.u64("n"); })
      .value();
}

}  // namespace storage
