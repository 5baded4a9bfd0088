#include "storage/service_packages.h"

#include "storage/live.h"
#include "storage/many.h"

namespace storage {

namespace {

Param removed_by_param(domain::RemovedBy removed_by) {
  return removed_by == domain::RemovedBy::nobody ? Param(nullptr) : Param(domain::name_of(removed_by));
}

}  // namespace

domain::ServicePackage service_package_of(const Row& row) {
  return {.id = row.u64("id"),
          .customer_id = row.u64("customer_id"),
          .service_id = row.u64("service_id"),
          .package_id = row.u32("package_id"),
          .integration_id = row.maybe_u32("integration_id"),
          .description = row.text("description"),
          .value_cents = row.i64("value_cents"),
          .plan_id = row.maybe_u32("plan_id"),
          .trial_days = row.maybe_u32("trial_days"),
          .limit_on = row.maybe_date("limit_on"),
          .limit_typed = row.flag("limit_typed"),
          .activated_at = row.maybe_instant("activated_at"),
          .removed_at = row.maybe_instant("removed_at"),
          .removed_by = domain::removed_by_from(row.maybe_text("removed_by").value_or("")),
          .erp_sent = row.maybe_text("erp_sent").value_or(""),
          .created_at = row.instant("created_at"),
          .updated_at = row.instant("updated_at")};
}

const std::string k_select = R"sql(
  SELECT id, customer_id, service_id, package_id, integration_id, description, value_cents, plan_id, trial_days, limit_on,
         limit_typed, activated_at, removed_at, removed_by, erp_sent, created_at, updated_at
  FROM service_package)sql";

const std::string k_find = k_select + " WHERE provider_id = ? AND id = ?";

std::optional<domain::ServicePackage> find_service_package(const Tenant& tenant, std::uint64_t id) {
  return tenant.db.find(k_find, {tenant.provider_id, id}, service_package_of);
}

const std::string k_of_service = k_select + " WHERE provider_id = ? AND service_id = ? ORDER BY id";

std::vector<domain::ServicePackage> list_service_packages_of(const Tenant& tenant, std::uint64_t service_id) {
  return tenant.db.list(k_of_service, {tenant.provider_id, service_id}, service_package_of);
}

const std::string k_of_customer = k_select + " WHERE provider_id = ? AND customer_id = ? ORDER BY id";

std::vector<domain::ServicePackage> list_service_packages_of_customer(const Tenant& tenant,
                                                                      std::uint64_t customer_id) {
  return tenant.db.list(k_of_customer, {tenant.provider_id, customer_id}, service_package_of);
}

constexpr std::string_view k_insert = R"sql(
  INSERT INTO service_package (provider_id, customer_id, service_id, package_id, integration_id, description, value_cents,
    plan_id, trial_days, limit_on, limit_typed, activated_at, removed_at, removed_by, erp_sent, created_at, updated_at))sql";

std::vector<std::uint64_t> insert_service_packages(const Tenant& tenant,
                                                   std::span<const domain::ServicePackage> packages) {
  std::vector<Params> rows;
  for (const auto& p : packages)
    rows.push_back({tenant.provider_id, p.customer_id, p.service_id, p.package_id, p.integration_id,
                    p.description, p.value_cents, p.plan_id, p.trial_days, p.limit_on, p.limit_typed,
                    p.activated_at, p.removed_at, removed_by_param(p.removed_by), text_or_null(p.erp_sent),
                    p.created_at, p.updated_at});
  return insert_rows_with_ids(tenant.db, k_insert, rows);
}

constexpr std::string_view k_update = R"sql(
  UPDATE service_package SET service_id = ?, plan_id = ?, description = ?, value_cents = ?, limit_on = ?, limit_typed = ?, activated_at = ?,
    removed_at = ?, removed_by = ?, erp_sent = ?, updated_at = ?
  WHERE provider_id = ? AND id = ?)sql";

void update_service_package(const Tenant& tenant, const domain::ServicePackage& p) {
  tenant.db.execute(k_update, {p.service_id, p.plan_id, p.description, p.value_cents, p.limit_on,
                               p.limit_typed, p.activated_at, p.removed_at, removed_by_param(p.removed_by),
                               text_or_null(p.erp_sent), p.updated_at, tenant.provider_id, p.id});
}

constexpr std::string_view k_products_ever = R"sql(
  SELECT DISTINCT pp.product_id FROM service_package sp JOIN package_product pp ON pp.package_id = sp.package_id
  WHERE sp.provider_id = ? AND sp.customer_id = ? ORDER BY pp.product_id)sql";

std::vector<std::uint32_t> list_products_ever(const Tenant& tenant, std::uint64_t customer_id) {
  return tenant.db.list(k_products_ever, {tenant.provider_id, customer_id},
                        [](const Row& row) { return row.u32("product_id"); });
}

const std::string k_held_products = R"sql(
  SELECT DISTINCT pp.product_id FROM service_package sp
  JOIN package_product pp ON pp.package_id = sp.package_id
  WHERE sp.provider_id = ? AND sp.customer_id = ? AND sp.id <> ? AND )sql" +
                                    std::string(k_live) + " ORDER BY pp.product_id";

std::vector<std::uint32_t> list_held_products(const Tenant& tenant, std::uint64_t customer_id,
                                              base::Date today, std::uint64_t except_id) {
  return tenant.db.list(k_held_products, {tenant.provider_id, customer_id, except_id, today},
                        [](const Row& row) { return row.u32("product_id"); });
}

const std::string k_live_of_integration = R"sql(
  SELECT p.description FROM service_package sp
  JOIN package p ON p.id = sp.package_id
  WHERE sp.provider_id = ? AND sp.customer_id = ? AND p.integration_id = ? AND )sql" +
                                          std::string(k_live);

std::optional<std::string> find_live_package(const Tenant& tenant, std::uint64_t customer_id,
                                             std::uint32_t integration_id,
                                             std::span<const std::uint64_t> except_ids, base::Date today) {
  Params params{tenant.provider_id, customer_id, integration_id, today};
  params.insert(params.end(), except_ids.begin(), except_ids.end());
  const auto others = except_ids.empty() ? "" : " AND sp.id NOT IN (" + placeholders(except_ids.size()) + ")";
  return tenant.db.find(k_live_of_integration + others + " ORDER BY sp.id LIMIT 1", params,
                        [](const Row& row) { return row.text("description"); });
}

constexpr std::string_view k_move = R"sql(
  UPDATE service_package SET customer_id = ? WHERE provider_id = ? AND service_id = ?)sql";

void move_service_packages(const Tenant& tenant, std::uint64_t service_id, std::uint64_t customer_id) {
  tenant.db.execute(k_move, {customer_id, tenant.provider_id, service_id});
}

constexpr std::string_view k_parameters = R"sql(
  SELECT p.name, p.value
  FROM service_package sp JOIN service_package_parameter p ON p.service_package_id = sp.id
  WHERE sp.provider_id = ? AND sp.id = ?)sql";

domain::PackageParameters list_parameters(const Tenant& tenant, std::uint64_t service_package_id) {
  domain::PackageParameters parameters;
  tenant.db.select(k_parameters, {tenant.provider_id, service_package_id},
                   [&](const Row& row) { parameters.emplace(row.text("name"), row.text("value")); });
  return parameters;
}

constexpr std::string_view k_delete_parameter = R"sql(
  DELETE p FROM service_package_parameter p JOIN service_package sp ON sp.id = p.service_package_id
  WHERE sp.provider_id = ? AND sp.id = ? AND p.name = ?)sql";

constexpr std::string_view k_insert_parameter = R"sql(
  INSERT INTO service_package_parameter (service_package_id, name, value, edited_at)
  SELECT id, ?, ?, ? FROM service_package WHERE provider_id = ? AND id = ?)sql";

void replace_parameters(const Tenant& tenant, std::uint64_t service_package_id,
                        const domain::PackageParameters& parameters, base::Instant now) {
  auto before = list_parameters(tenant, service_package_id);
  for (const auto& [name, value] : before)
    if (const auto kept = parameters.find(name); kept == parameters.end() || kept->second != value)
      tenant.db.execute(k_delete_parameter, {tenant.provider_id, service_package_id, name});
  for (const auto& [name, value] : parameters)
    if (const auto stands = before.find(name); stands == before.end() || stands->second != value)
      tenant.db.execute(k_insert_parameter, {name, value, now, tenant.provider_id, service_package_id});
}

constexpr std::string_view k_insert_left_out = R"sql(
  INSERT INTO left_out_package (service_id, package_id, provider_id, reason, message, at) VALUES (?, ?, ?, ?, ?, ?))sql";

void insert_left_out(const Tenant& tenant, std::uint64_t service_id, const LeftOutPackage& left_out) {
  delete_left_out(tenant, service_id, left_out.package_id);
  tenant.db.execute(k_insert_left_out, {service_id, left_out.package_id, tenant.provider_id, left_out.reason,
                                        left_out.message, left_out.at});
}

constexpr std::string_view k_delete_left_out = R"sql(
  DELETE FROM left_out_package WHERE provider_id = ? AND service_id = ? AND package_id = ?)sql";

void delete_left_out(const Tenant& tenant, std::uint64_t service_id, std::uint32_t package_id) {
  tenant.db.execute(k_delete_left_out, {tenant.provider_id, service_id, package_id});
}

constexpr std::string_view k_delete_all_left_out = R"sql(
  DELETE FROM left_out_package WHERE provider_id = ? AND service_id = ?)sql";

void delete_all_left_out(const Tenant& tenant, std::uint64_t service_id) {
  tenant.db.execute(k_delete_all_left_out, {tenant.provider_id, service_id});
}

constexpr std::string_view k_list_left_out = R"sql(
  SELECT l.package_id, l.reason, l.message, l.at, p.code
  FROM left_out_package l JOIN package p ON p.id = l.package_id
  WHERE l.provider_id = ? AND l.service_id = ? ORDER BY l.package_id)sql";

std::vector<LeftOutPackage> list_left_out(const Tenant& tenant, std::uint64_t service_id) {
  return tenant.db.list(k_list_left_out, {tenant.provider_id, service_id},
                        [](const Row& row) -> LeftOutPackage {
                          return {row.u32("package_id"), row.text("reason"), row.text("message"),
                                  row.instant("at"), row.text("code")};
                        });
}

constexpr std::string_view k_ended_limits = R"sql(
  SELECT DISTINCT customer_id FROM service_package
  WHERE removed_at IS NULL AND limit_on <= ? AND provider_id = ?
    AND (trial_days IS NULL OR limit_typed <> 0 OR activated_at IS NOT NULL)
  ORDER BY customer_id LIMIT ?)sql";

std::vector<std::uint64_t> list_customers_with_ended_limits(const Tenant& tenant, base::Date today,
                                                            std::uint32_t limit) {
  return tenant.db.list(k_ended_limits, {today, tenant.provider_id, limit},
                        [](const Row& row) { return row.u64("customer_id"); });
}

}  // namespace storage
