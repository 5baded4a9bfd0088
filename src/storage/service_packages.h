#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/money.h"
#include "domain/entitlement.h"
#include "domain/service_package.h"
#include "storage/tenant.h"

namespace storage {

/// Maps a row with all columns of the table under their own names.
domain::ServicePackage service_package_of(const Row& row);
std::optional<domain::ServicePackage> find_service_package(const Tenant& tenant, std::uint64_t id);
/// All of a service, removed ones included, oldest first.
std::vector<domain::ServicePackage> list_service_packages_of(const Tenant& tenant, std::uint64_t service_id);
/// All of a customer, removed ones included, oldest first.
std::vector<domain::ServicePackage> list_service_packages_of_customer(const Tenant& tenant,
                                                                      std::uint64_t customer_id);

/// Their new ids, in their order. Under the customer's lock, as all writes here.
std::vector<std::uint64_t> insert_service_packages(const Tenant& tenant,
                                                   std::span<const domain::ServicePackage> packages);
/// Writes every field that may change, the service included (migration). Called by operations::save_package
/// alone, which keeps what held before.
void update_service_package(const Tenant& tenant, const domain::ServicePackage& package);

/// Products of all packages the customer has or ever had, by id, without repeats: they get no new trial (D4).
std::vector<std::uint32_t> list_products_ever(const Tenant& tenant, std::uint64_t customer_id);
/// Products of the packages that the customer holds on `today`, that of `except_id` left out, by id, without
/// repeats.
std::vector<std::uint32_t> list_held_products(const Tenant& tenant, std::uint64_t customer_id,
                                              base::Date today, std::uint64_t except_id = 0);
/// Description of a package of the integration that the customer holds now: not removed, not past its limit
/// on `today`, on a service that is not over; those of `except_ids` do not count. Nothing when there is none.
std::optional<std::string> find_live_package(const Tenant& tenant, std::uint64_t customer_id,
                                             std::uint32_t integration_id,
                                             std::span<const std::uint64_t> except_ids, base::Date today);
/// Hands the packages of a service over with it to another customer (change of holder).
void move_service_packages(const Tenant& tenant, std::uint64_t service_id, std::uint64_t customer_id);

domain::PackageParameters list_parameters(const Tenant& tenant, std::uint64_t service_package_id);
/// Replaces all parameter rows; those that stand as they are were not edited.
void replace_parameters(const Tenant& tenant, std::uint64_t service_package_id,
                        const domain::PackageParameters& parameters, base::Instant now);

/// A package a feed asked for and a rule left out.
struct LeftOutPackage {
  std::uint32_t package_id = 0;
  std::string reason = {};   ///< machine code of the rule
  std::string message = {};  ///< pt-BR
  base::Instant at = {};
  std::string package_code = {};  ///< read alone
};
/// Replaces what stands for (service, package).
void insert_left_out(const Tenant& tenant, std::uint64_t service_id, const LeftOutPackage& left_out);
void delete_left_out(const Tenant& tenant, std::uint64_t service_id, std::uint32_t package_id);
void delete_all_left_out(const Tenant& tenant, std::uint64_t service_id);
std::vector<LeftOutPackage> list_left_out(const Tenant& tenant, std::uint64_t service_id);

/// Customers of the provider with a package whose limit date is `today` or earlier and that nobody has
/// removed yet: the trial removal's work. Ascending ids, at most `limit`.
std::vector<std::uint64_t> list_customers_with_ended_limits(const Tenant& tenant, base::Date today,
                                                            std::uint32_t limit);

}  // namespace storage
