#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/money.h"
#include "storage/tenant.h"

namespace storage {

/// A package as a sale sees it: with its integration, its products, and what the plan says of it.
struct SalePackage {
  std::uint32_t id = 0;
  std::string code = {};
  std::string description = {};
  base::Cents value_cents = 0;
  bool active = true;
  std::optional<std::uint32_t> integration_id = {};
  std::string integration = {};  ///< description; empty: none
  std::string gateway = {};
  bool integration_active = true;
  bool single_package = false;  ///< the integration's switch; a gateway may imply it besides
  std::vector<std::uint32_t> product_ids = {};
  std::string inactive_products = {};  ///< names, comma separated
  bool in_plan = false;
  bool required = false;
  std::optional<std::uint32_t> trial_days = {};
};

/// Every package of the provider, by description, as seen from a plan.
std::vector<SalePackage> list_sale_packages(const Tenant& tenant, std::uint32_t plan_id);
/// The plan's default packages, by package id.
std::vector<SalePackage> list_default_packages(const Tenant& tenant, std::uint32_t plan_id);
std::optional<SalePackage> find_sale_package(const Tenant& tenant, std::uint32_t plan_id, std::uint32_t id);
std::optional<SalePackage> find_sale_package_by_code(const Tenant& tenant, std::uint32_t plan_id,
                                                     std::string_view code);

/// What a service needs to know of its plan.
struct SalePlan {
  std::uint32_t id = 0;
  std::string code = {};
  std::string description = {};
  base::Cents value_cents = 0;
  bool lock_packages = false;
  bool active = true;
};
std::optional<SalePlan> find_sale_plan(const Tenant& tenant, std::uint32_t id);
std::optional<SalePlan> find_sale_plan_by_code(const Tenant& tenant, std::string_view code);

}  // namespace storage
