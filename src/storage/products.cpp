#include "storage/products.h"

namespace storage {

namespace {

const std::string k_select = R"sql(
  SELECT id, integration_id, code, name, description, active, erp_sent, created_at, updated_at
  FROM product WHERE provider_id = ? AND integration_id = ?)sql";

const std::string k_find = k_select + " AND code = ?";
const std::string k_share = k_find + " LOCK IN SHARE MODE";

const std::string k_filter = R"sql(
  AND (name LIKE ? OR description LIKE ? OR CONVERT(code USING utf8mb4) LIKE ?) AND (? IS NULL OR active = ?))sql";

const std::string k_list = k_select + k_filter;

const std::vector<SortColumn> k_sortable{{"nome", "name"}, {"codigo", "code"}, {"descricao", "description"}};

Params filter_params(std::uint32_t provider_id, std::uint32_t integration_id, const ProductFilter& filter) {
  const auto pattern = like_anywhere(filter.text);
  return {provider_id, integration_id, pattern, pattern, pattern, filter.active, filter.active};
}

PackageContent content_of(const Row& row) { return {row.u32("package_id"), row.u32("product_id")}; }

}  // namespace

domain::Product product_of(const Row& row) {
  return {.id = row.u32("id"),
          .integration_id = row.u32("integration_id"),
          .code = row.text("code"),
          .name = row.text("name"),
          .description = row.text("description"),
          .active = row.flag("active"),
          .erp_sent = row.maybe_text("erp_sent").value_or(""),
          .created_at = row.instant("created_at"),
          .updated_at = row.instant("updated_at")};
}

std::optional<domain::Product> find_product(const Tenant& tenant, std::uint32_t integration_id,
                                            std::string_view code) {
  return tenant.db.find(k_find, {tenant.provider_id, integration_id, code}, product_of);
}

constexpr std::string_view k_find_by_id = R"sql(
  SELECT id, integration_id, code, name, description, active, erp_sent, created_at, updated_at
  FROM product WHERE provider_id = ? AND id = ?)sql";

std::optional<domain::Product> find_product_by_id(const Tenant& tenant, std::uint32_t id) {
  return tenant.db.find(k_find_by_id, {tenant.provider_id, id}, product_of);
}

const std::string k_lock = k_find + " FOR UPDATE";

std::optional<domain::Product> lock_product(const Tenant& tenant, std::uint32_t integration_id,
                                            std::string_view code) {
  return tenant.db.find(k_lock, {tenant.provider_id, integration_id, code}, product_of);
}

std::optional<domain::Product> share_product(const Tenant& tenant, std::uint32_t integration_id,
                                             std::string_view code) {
  return tenant.db.find(k_share, {tenant.provider_id, integration_id, code}, product_of);
}

constexpr std::string_view k_insert = R"sql(
  INSERT INTO product (provider_id, integration_id, code, name, description, active, erp_sent, created_at, updated_at)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?))sql";

std::uint32_t insert_product(const Tenant& tenant, const domain::Product& product) {
  return static_cast<std::uint32_t>(tenant.db.insert(
      k_insert, {tenant.provider_id, product.integration_id, product.code, product.name, product.description,
                 product.active, text_or_null(product.erp_sent), product.created_at, product.updated_at}));
}

constexpr std::string_view k_update = R"sql(
  UPDATE product SET name = ?, description = ?, active = ?, erp_sent = ?, updated_at = ? WHERE provider_id = ? AND id = ?)sql";

void update_product(const Tenant& tenant, const domain::Product& product) {
  tenant.db.execute(k_update,
                    {product.name, product.description, product.active, text_or_null(product.erp_sent),
                     product.updated_at, tenant.provider_id, product.id});
}

Listed<domain::Product> list_products(const Tenant& tenant, std::uint32_t integration_id,
                                      const ProductFilter& filter, const Page& page) {
  return list_page<domain::Product>(tenant.db, k_list,
                                    filter_params(tenant.provider_id, integration_id, filter), k_sortable,
                                    page, product_of);
}

const std::string k_count =
    "SELECT COUNT(*) AS n FROM product WHERE provider_id = ? AND integration_id = ?" + k_filter;

std::uint32_t count_products(const Tenant& tenant, std::uint32_t integration_id,
                             const ProductFilter& filter) {
  return tenant.db
      .find(k_count, filter_params(tenant.provider_id, integration_id, filter),
            [](const Row& row) { return row.u32("n"); })
      .value();
}

const std::string k_all = k_select + " ORDER BY name, id";

std::vector<domain::Product> list_all_products(const Tenant& tenant, std::uint32_t integration_id) {
  return tenant.db.list(k_all, {tenant.provider_id, integration_id}, product_of);
}

constexpr std::string_view k_of_provider = R"sql(
  SELECT id, integration_id, code, name, description, active, erp_sent, created_at, updated_at
  FROM product WHERE provider_id = ? ORDER BY name, id)sql";

std::vector<domain::Product> list_products_of_provider(const Tenant& tenant) {
  return tenant.db.list(k_of_provider, {tenant.provider_id}, product_of);
}

PackageName package_name_of(const Row& row) {
  return {row.u32("id"), row.text("code"), row.text("description"), row.flag("active")};
}

constexpr std::string_view k_packages = R"sql(
  SELECT p.id, p.code, p.description, p.active FROM package_product pp JOIN package p ON p.id = pp.package_id
  WHERE p.provider_id = ? AND pp.product_id = ? ORDER BY p.description, p.id)sql";

std::vector<PackageName> list_packages_with(const Tenant& tenant, std::uint32_t product_id) {
  return tenant.db.list(k_packages, {tenant.provider_id, product_id}, package_name_of);
}

constexpr std::string_view k_sold_to = R"sql(
  SELECT DISTINCT pp.package_id, pp.product_id
  FROM service_package sp JOIN package_product pp ON pp.package_id = sp.package_id
  WHERE sp.provider_id = ? AND sp.customer_id = ?)sql";

std::vector<PackageContent> list_contents_sold_to(const Tenant& tenant, std::uint64_t customer_id) {
  return tenant.db.list(k_sold_to, {tenant.provider_id, customer_id}, content_of);
}

constexpr std::string_view k_on_sale = R"sql(
  SELECT pp.package_id, pp.product_id FROM package p JOIN package_product pp ON pp.package_id = p.id
  WHERE p.provider_id = ? AND p.active = 1 ORDER BY p.description, p.id)sql";

std::vector<PackageContent> list_contents_on_sale(const Tenant& tenant) {
  return tenant.db.list(k_on_sale, {tenant.provider_id}, content_of);
}

}  // namespace storage
