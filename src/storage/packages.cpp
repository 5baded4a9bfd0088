#include "storage/packages.h"

#include "storage/live.h"

namespace storage {

namespace {

const std::string k_select = R"sql(
  SELECT id, code, description, value_cents, regulatory_class, integration_id, active, erp_sent, created_at, updated_at
  FROM package WHERE provider_id = ?)sql";

const std::string k_find = k_select + " AND code = ?";
const std::string k_find_by_id = k_select + " AND id = ?";
const std::string k_share = k_find_by_id + " LOCK IN SHARE MODE";

const std::string k_filter = R"sql(
  AND (p.description LIKE ? OR CONVERT(p.code USING utf8mb4) LIKE ?) AND (? IS NULL OR p.active = ?)
  AND (? IS NULL OR p.integration_id = ?) AND (? = '' OR p.regulatory_class = ?))sql";

const std::vector<SortColumn> k_sortable{{"descricao", "description"},
                                         {"codigo", "code"},
                                         {"valor", "value_cents"},
                                         {"integracao", "integration"},
                                         {"classe", "class"}};

domain::Package package_of(const Row& row) {
  return {.id = row.u32("id"),
          .code = row.text("code"),
          .description = row.text("description"),
          .value_cents = row.i64("value_cents"),
          .regulatory_class = row.maybe_text("regulatory_class"),
          .integration_id = row.maybe_u32("integration_id"),
          .active = row.flag("active"),
          .erp_sent = row.maybe_text("erp_sent").value_or(""),
          .created_at = row.instant("created_at"),
          .updated_at = row.instant("updated_at")};
}

PackageLine line_of(const Row& row) {
  return {package_of(row), row.text("integration"), row.text("products")};
}

Params filter_params(std::uint32_t provider_id, const PackageFilter& filter) {
  const auto pattern = like_anywhere(filter.text);
  return {provider_id,
          pattern,
          pattern,
          filter.active,
          filter.active,
          filter.integration_id,
          filter.integration_id,
          filter.regulatory_class,
          filter.regulatory_class};
}

}  // namespace

std::optional<domain::Package> find_package(const Tenant& tenant, std::string_view code) {
  return tenant.db.find(k_find, {tenant.provider_id, code}, package_of);
}

std::optional<domain::Package> find_package_by_id(const Tenant& tenant, std::uint32_t id) {
  return tenant.db.find(k_find_by_id, {tenant.provider_id, id}, package_of);
}

const std::string k_lock = k_find + " FOR UPDATE";

std::optional<domain::Package> lock_package(const Tenant& tenant, std::string_view code) {
  return tenant.db.find(k_lock, {tenant.provider_id, code}, package_of);
}

std::optional<domain::Package> share_package(const Tenant& tenant, std::uint32_t id) {
  return tenant.db.find(k_share, {tenant.provider_id, id}, package_of);
}

constexpr std::string_view k_insert = R"sql(
  INSERT INTO package (provider_id, code, description, value_cents, regulatory_class, integration_id, active, erp_sent,
    created_at, updated_at)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?))sql";

std::uint32_t insert_package(const Tenant& tenant, const domain::Package& package) {
  return static_cast<std::uint32_t>(
      tenant.db.insert(k_insert, {tenant.provider_id, package.code, package.description, package.value_cents,
                                  package.regulatory_class, package.integration_id, package.active,
                                  text_or_null(package.erp_sent), package.created_at, package.updated_at}));
}

constexpr std::string_view k_update = R"sql(
  UPDATE package SET description = ?, value_cents = ?, regulatory_class = ?, integration_id = ?, active = ?, erp_sent = ?,
    updated_at = ?
  WHERE provider_id = ? AND id = ?)sql";

void update_package(const Tenant& tenant, const domain::Package& package) {
  tenant.db.execute(k_update, {package.description, package.value_cents, package.regulatory_class,
                               package.integration_id, package.active, text_or_null(package.erp_sent),
                               package.updated_at, tenant.provider_id, package.id});
}

constexpr std::string_view k_products = R"sql(
  SELECT r.id, r.integration_id, r.code, r.name, r.description, r.active, r.erp_sent, r.created_at, r.updated_at
  FROM package_product pp JOIN product r ON r.id = pp.product_id
  WHERE r.provider_id = ? AND pp.package_id = ? ORDER BY r.name, r.id)sql";

std::vector<domain::Product> list_package_products(const Tenant& tenant, std::uint32_t package_id) {
  return tenant.db.list(k_products, {tenant.provider_id, package_id}, product_of);
}

constexpr std::string_view k_delete_products = R"sql(
  DELETE FROM package_product WHERE package_id IN (SELECT id FROM package WHERE provider_id = ? AND id = ?))sql";

constexpr std::string_view k_insert_product = R"sql(
  INSERT INTO package_product (package_id, product_id)
  SELECT p.id, r.id FROM package p JOIN product r ON r.provider_id = p.provider_id
  WHERE p.provider_id = ? AND p.id = ? AND r.id = ?)sql";

void replace_package_products(const Tenant& tenant, std::uint32_t package_id,
                              const std::vector<std::uint32_t>& product_ids) {
  tenant.db.execute(k_delete_products, {tenant.provider_id, package_id});
  for (const auto id : product_ids) tenant.db.execute(k_insert_product, {tenant.provider_id, package_id, id});
}

constexpr std::string_view k_composition = R"sql(
  SELECT c.description, c.kind, c.value_cents FROM package p JOIN package_composition c ON c.package_id = p.id
  WHERE p.provider_id = ? AND p.id = ? ORDER BY c.position)sql";

std::vector<domain::CompositionPart> list_package_composition(const Tenant& tenant,
                                                              std::uint32_t package_id) {
  return tenant.db.list(k_composition, {tenant.provider_id, package_id}, [](const Row& row) {
    return domain::CompositionPart{row.text("description"), row.text("kind"), row.i64("value_cents")};
  });
}

constexpr std::string_view k_delete_composition = R"sql(
  DELETE FROM package_composition WHERE package_id IN (SELECT id FROM package WHERE provider_id = ? AND id = ?))sql";

constexpr std::string_view k_insert_composition = R"sql(
  INSERT INTO package_composition (package_id, position, description, kind, value_cents)
  SELECT id, ?, ?, ?, ? FROM package WHERE provider_id = ? AND id = ?)sql";

void replace_package_composition(const Tenant& tenant, std::uint32_t package_id,
                                 const std::vector<domain::CompositionPart>& rows) {
  tenant.db.execute(k_delete_composition, {tenant.provider_id, package_id});
  std::uint32_t position = 0;
  for (const auto& row : rows)
    tenant.db.execute(k_insert_composition, {position++, row.description, row.kind, row.value_cents,
                                             tenant.provider_id, package_id});
}

constexpr std::string_view k_in_use =
    "SELECT 1 AS one FROM service_package WHERE provider_id = ? AND package_id = ? LIMIT 1";

bool is_package_in_use(const Tenant& tenant, std::uint32_t package_id) {
  return tenant.db.find(k_in_use, {tenant.provider_id, package_id}, [](const Row&) { return true; })
      .has_value();
}

const std::string k_count_services = R"sql(
  SELECT COUNT(*) AS n FROM (
    SELECT DISTINCT sp.service_id FROM service_package sp
    WHERE sp.provider_id = ? AND sp.package_id = ? AND )sql" +
                                     std::string(k_live) + " LIMIT ?) AS live";

std::uint32_t count_services_with_package(const Tenant& tenant, std::uint32_t package_id, base::Date today) {
  return tenant.db
      .find(k_count_services, {tenant.provider_id, package_id, today, k_count_cap + 1},
            [](const Row& row) { return row.u32("n"); })
      .value();
}

constexpr std::string_view k_several_products = R"sql(
  SELECT p.id, p.code, p.description, p.active FROM package p JOIN package_product pp ON pp.package_id = p.id
  WHERE p.provider_id = ? AND p.integration_id = ?
  GROUP BY p.id, p.code, p.description, p.active HAVING COUNT(*) > 1 ORDER BY p.description, p.id)sql";

std::vector<PackageName> list_packages_with_several_products(const Tenant& tenant,
                                                             std::uint32_t integration_id) {
  return tenant.db.list(k_several_products, {tenant.provider_id, integration_id}, package_name_of);
}

const std::string k_list = R"sql(
  SELECT p.id, p.code, p.description, p.value_cents, p.regulatory_class, p.integration_id, p.active, p.erp_sent,
    p.created_at, p.updated_at, COALESCE(i.description, '') AS integration, COALESCE(p.regulatory_class, '') AS class,
    (SELECT COALESCE(GROUP_CONCAT(r.name ORDER BY r.name SEPARATOR ', '), '') FROM package_product pp
       JOIN product r ON r.id = pp.product_id WHERE pp.package_id = p.id) AS products
  FROM package p LEFT JOIN integration i ON i.id = p.integration_id WHERE p.provider_id = ?)sql" +
                           k_filter;

Listed<PackageLine> list_packages(const Tenant& tenant, const PackageFilter& filter, const Page& page) {
  return list_page<PackageLine>(tenant.db, k_list, filter_params(tenant.provider_id, filter), k_sortable,
                                page, line_of);
}

const std::string k_count = "SELECT COUNT(*) AS n FROM package p WHERE p.provider_id = ?" + k_filter;

std::uint32_t count_packages(const Tenant& tenant, const PackageFilter& filter) {
  return tenant.db
      .find(k_count, filter_params(tenant.provider_id, filter), [](const Row& row) { return row.u32("n"); })
      .value();
}

}  // namespace storage
