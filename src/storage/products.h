#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "domain/product.h"
#include "storage/paging.h"
#include "storage/tenant.h"

namespace storage {

/// Reads the columns of a product.
domain::Product product_of(const Row& row);

std::optional<domain::Product> find_product_by_id(const Tenant& tenant, std::uint32_t id);
std::optional<domain::Product> find_product(const Tenant& tenant, std::uint32_t integration_id,
                                            std::string_view code);
/// The same, the row locked until the transaction ends.
std::optional<domain::Product> lock_product(const Tenant& tenant, std::uint32_t integration_id,
                                            std::string_view code);
/// Locked against change but not against other readers of this kind.
std::optional<domain::Product> share_product(const Tenant& tenant, std::uint32_t integration_id,
                                             std::string_view code);

/// The new id. Throws DuplicateKey for a code the integration has already.
std::uint32_t insert_product(const Tenant& tenant, const domain::Product& product);
/// Writes every field but integration and code, which never change.
void update_product(const Tenant& tenant, const domain::Product& product);

struct ProductFilter {
  std::string text = {};  ///< in name, description or code
  std::optional<bool> active = {};
};
/// Products of an integration; sortable by nome, codigo, descricao.
Listed<domain::Product> list_products(const Tenant& tenant, std::uint32_t integration_id,
                                      const ProductFilter& filter, const Page& page);
std::uint32_t count_products(const Tenant& tenant, std::uint32_t integration_id, const ProductFilter& filter);
/// All products of an integration by name: what a package may be made of.
std::vector<domain::Product> list_all_products(const Tenant& tenant, std::uint32_t integration_id);
/// All products of all integrations by name.
std::vector<domain::Product> list_products_of_provider(const Tenant& tenant);

/// A package by name, for messages and links.
struct PackageName {
  std::uint32_t id = 0;
  std::string code = {};
  std::string description = {};
  bool active = true;
};
PackageName package_name_of(const Row& row);
/// The packages that hold a product, by description.
std::vector<PackageName> list_packages_with(const Tenant& tenant, std::uint32_t product_id);

/// A package that holds a product.
struct PackageContent {
  std::uint32_t package_id = 0;
  std::uint32_t product_id = 0;
};
/// Of the packages that the customer has or had on any service.
std::vector<PackageContent> list_contents_sold_to(const Tenant& tenant, std::uint64_t customer_id);
/// Of every active package.
std::vector<PackageContent> list_contents_on_sale(const Tenant& tenant);

}  // namespace storage
