#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/money.h"
#include "domain/package.h"
#include "storage/products.h"
#include "storage/tenant.h"

namespace storage {

std::optional<domain::Package> find_package(const Tenant& tenant, std::string_view code);
std::optional<domain::Package> find_package_by_id(const Tenant& tenant, std::uint32_t id);
/// The row locked until the transaction ends.
std::optional<domain::Package> lock_package(const Tenant& tenant, std::string_view code);
/// Locked against change but not against other readers of this kind. A sale takes it before it writes, so
/// that a package in use is seen as such by whoever changes its content.
std::optional<domain::Package> share_package(const Tenant& tenant, std::uint32_t id);

/// The new id. Throws DuplicateKey for a code in use.
std::uint32_t insert_package(const Tenant& tenant, const domain::Package& package);
/// Writes every field but the code, which never changes.
void update_package(const Tenant& tenant, const domain::Package& package);

/// The products of a package, by name.
std::vector<domain::Product> list_package_products(const Tenant& tenant, std::uint32_t package_id);
void replace_package_products(const Tenant& tenant, std::uint32_t package_id,
                              const std::vector<std::uint32_t>& product_ids);

/// In the order of the form.
std::vector<domain::CompositionPart> list_package_composition(const Tenant& tenant, std::uint32_t package_id);
void replace_package_composition(const Tenant& tenant, std::uint32_t package_id,
                                 const std::vector<domain::CompositionPart>& rows);

/// True when any service has, or had, the package.
bool is_package_in_use(const Tenant& tenant, std::uint32_t package_id);
/// Services that are not over and hold the package; stops counting behind k_count_cap.
std::uint32_t count_services_with_package(const Tenant& tenant, std::uint32_t package_id, base::Date today);

/// The packages of an integration that hold more than one product, by description.
std::vector<PackageName> list_packages_with_several_products(const Tenant& tenant,
                                                             std::uint32_t integration_id);

struct PackageFilter {
  std::string text = {};  ///< in description or code
  std::optional<bool> active = {};
  std::optional<std::uint32_t> integration_id = {};
  std::string regulatory_class = {};  ///< empty: any
};
/// A line of the list of packages.
struct PackageLine {
  domain::Package package = {};
  std::string integration = {};  ///< description; empty: none
  std::string products = {};     ///< names, comma separated
};
/// Sortable by descricao, codigo, valor, integracao, classe.
Listed<PackageLine> list_packages(const Tenant& tenant, const PackageFilter& filter, const Page& page);
std::uint32_t count_packages(const Tenant& tenant, const PackageFilter& filter);

}  // namespace storage
