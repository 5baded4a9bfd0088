#include "storage/sale_packages.h"

#include <charconv>

#include "base/text.h"

namespace storage {

namespace {

const std::string k_select = R"sql(
  SELECT p.id, p.code, p.description, p.value_cents, p.active, p.integration_id, i.description AS integration, i.gateway,
         (i.active = 1 AND NOT EXISTS (SELECT 1 FROM integration_closing c WHERE c.integration_id = i.id)) AS integration_active,
         i.single_package, d.plan_id, d.required, d.trial_days,
         (SELECT GROUP_CONCAT(pp.product_id ORDER BY pp.product_id) FROM package_product pp WHERE pp.package_id = p.id)
           AS product_ids,
         (SELECT GROUP_CONCAT(pr.name ORDER BY pr.name SEPARATOR ', ') FROM package_product pp
            JOIN product pr ON pr.id = pp.product_id WHERE pp.package_id = p.id AND pr.active = 0) AS inactive_products
  FROM package p
  LEFT JOIN integration i ON i.id = p.integration_id
  LEFT JOIN plan_package d ON d.package_id = p.id AND d.plan_id = ?
  WHERE p.provider_id = ?)sql";

const std::string k_find = k_select + " AND p.id = ?";
const std::string k_find_by_code = k_select + " AND p.code = ?";

const std::string k_plan = R"sql(
  SELECT id, code, description, value_cents, lock_packages, active FROM plan WHERE provider_id = ?)sql";

const std::string k_plan_by_id = k_plan + " AND id = ?";
const std::string k_plan_by_code = k_plan + " AND code = ?";

std::vector<std::uint32_t> numbers_of(const std::string& comma_separated) {
  std::vector<std::uint32_t> numbers;
  for (const auto part : base::split(comma_separated, ',')) {
    std::uint32_t number = 0;
    if (std::from_chars(part.data(), part.data() + part.size(), number).ec == std::errc{})
      numbers.push_back(number);
  }
  return numbers;
}

SalePackage sale_package_of(const Row& row) {
  return {.id = row.u32("id"),
          .code = row.text("code"),
          .description = row.text("description"),
          .value_cents = row.i64("value_cents"),
          .active = row.flag("active"),
          .integration_id = row.maybe_u32("integration_id"),
          .integration = row.maybe_text("integration").value_or(""),
          .gateway = row.maybe_text("gateway").value_or(""),
          .integration_active = row.maybe_i64("integration_active").value_or(1) != 0,
          .single_package = row.maybe_i64("single_package").value_or(0) != 0,
          .product_ids = numbers_of(row.maybe_text("product_ids").value_or("")),
          .inactive_products = row.maybe_text("inactive_products").value_or(""),
          .in_plan = !row.is_null("plan_id"),
          .required = row.maybe_i64("required").value_or(0) != 0,
          .trial_days = row.maybe_u32("trial_days")};
}

SalePlan sale_plan_of(const Row& row) {
  return {.id = row.u32("id"),
          .code = row.text("code"),
          .description = row.text("description"),
          .value_cents = row.i64("value_cents"),
          .lock_packages = row.flag("lock_packages"),
          .active = row.flag("active")};
}

}  // namespace

const std::string k_list = k_select + " ORDER BY p.description, p.id";

std::vector<SalePackage> list_sale_packages(const Tenant& tenant, std::uint32_t plan_id) {
  return tenant.db.list(k_list, {plan_id, tenant.provider_id}, sale_package_of);
}

const std::string k_defaults = k_select + " AND d.plan_id IS NOT NULL ORDER BY p.id";

std::vector<SalePackage> list_default_packages(const Tenant& tenant, std::uint32_t plan_id) {
  return tenant.db.list(k_defaults, {plan_id, tenant.provider_id}, sale_package_of);
}

std::optional<SalePackage> find_sale_package(const Tenant& tenant, std::uint32_t plan_id, std::uint32_t id) {
  return tenant.db.find(k_find, {plan_id, tenant.provider_id, id}, sale_package_of);
}

std::optional<SalePackage> find_sale_package_by_code(const Tenant& tenant, std::uint32_t plan_id,
                                                     std::string_view code) {
  return tenant.db.find(k_find_by_code, {plan_id, tenant.provider_id, code}, sale_package_of);
}

std::optional<SalePlan> find_sale_plan(const Tenant& tenant, std::uint32_t id) {
  return tenant.db.find(k_plan_by_id, {tenant.provider_id, id}, sale_plan_of);
}

std::optional<SalePlan> find_sale_plan_by_code(const Tenant& tenant, std::string_view code) {
  return tenant.db.find(k_plan_by_code, {tenant.provider_id, code}, sale_plan_of);
}

}  // namespace storage
