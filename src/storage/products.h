#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "storage/paging.h"
#include "storage/tenant.h"

namespace storage {

/// What a platform offers, under the platform's own code.
struct Product {
  std::uint32_t id = 0;
  std::uint32_t integration_id = 0;
  std::string code = {};
  std::string name = {};
  std::string description = {};
  bool active = true;
  base::Instant created_at = {};
  base::Instant updated_at = {};
};

/// Reads the columns of a product.
Product product_of(const Row& row);

std::optional<Product> find_product(const Tenant& tenant, std::uint32_t integration_id,
                                    std::string_view code);
/// The same, the row locked until the transaction ends.
std::optional<Product> lock_product(const Tenant& tenant, std::uint32_t integration_id,
                                    std::string_view code);
/// Locked against change but not against other readers of this kind.
std::optional<Product> share_product(const Tenant& tenant, std::uint32_t integration_id,
                                     std::string_view code);

/// The new id. Throws DuplicateKey for a code the integration has already.
std::uint32_t insert_product(const Tenant& tenant, const Product& product);
/// Writes every field but integration and code, which never change.
void update_product(const Tenant& tenant, const Product& product);

struct ProductFilter {
  std::string text = {};  ///< in name, description or code
  std::optional<bool> active = {};
};
/// Products of an integration; sortable by nome, codigo, descricao.
Listed<Product> list_products(const Tenant& tenant, std::uint32_t integration_id, const ProductFilter& filter,
                              const Page& page);
std::uint32_t count_products(const Tenant& tenant, std::uint32_t integration_id, const ProductFilter& filter);
/// All products of an integration by name: what a package may be made of.
std::vector<Product> list_all_products(const Tenant& tenant, std::uint32_t integration_id);

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

}  // namespace storage
