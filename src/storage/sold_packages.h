#pragma once
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "domain/attempt.h"
#include "domain/courtesy.h"
#include "domain/status.h"
#include "storage/service_packages.h"
#include "storage/tenant.h"

namespace storage {

/// A service package with what screens and answers show beside it.
struct SoldPackage {
  domain::ServicePackage row = {};
  std::string package_code = {};
  std::string package_description = {};
  std::optional<std::uint32_t> integration_id = {};  ///< the package's now
  std::string customer_code = {};
  std::uint64_t service_erp_id = 0;
  domain::ServiceState service_state = domain::ServiceState::not_yet;
  base::Instant service_status_at = {};
  std::optional<domain::Courtesy> courtesy = {};  ///< the service's
  std::string gateway = {};                       ///< key; empty: a package without integration
  bool integration_active = true;
  std::string integration = {};  ///< description
  std::string integration_code = {};
  bool suspends = true;
  bool partial_suspends = true;
  std::vector<std::string> products = {};  ///< codes, in their order
  bool has_parameters = false;
  domain::ToldPackage at_platform = {};
  bool has_email = false;  ///< the customer's registry, for what the platform needs
  bool has_phone = false;
  bool has_document = false;
  std::string phone = {};     ///< of the registry; empty: none
  std::string document = {};  ///< the same
  bool has_log_ins = false;   ///< every service of the customer has its login_autenticacao
  bool account_live = false;  ///< something stands there for the customer
};

std::optional<SoldPackage> find_sold_package(const Tenant& tenant, std::uint64_t id);
/// Of a service, removed ones included, oldest first.
std::vector<SoldPackage> list_sold_packages_of_service(const Tenant& tenant, std::uint64_t service_id);
/// Of a customer, over all services.
std::vector<SoldPackage> list_sold_packages_of_customer(const Tenant& tenant, std::uint64_t customer_id);
std::vector<SoldPackage> list_sold_packages_of_customers(const Tenant& tenant,
                                                         std::span<const std::uint64_t> customer_ids);

/// A product that a sold package gives.
struct SoldProduct {
  std::uint64_t service_package_id = 0;
  std::uint32_t product_id = 0;
  std::string product = {};      ///< name
  std::string integration = {};  ///< description
};
/// Of a customer's sold packages over all services, removed ones left out: by product, the oldest package
/// first.
std::vector<SoldProduct> list_sold_products(const Tenant& tenant, std::uint64_t customer_id);

enum class Liveness : std::uint8_t { live, ended, all };
enum class PackageDate : std::uint8_t { created, updated, limit, removed };

/// Which service packages to list; all conditions together.
struct SoldPackageFilter {
  std::optional<std::uint32_t> package_id = {};
  std::string package_code = {};
  Liveness liveness = Liveness::all;
  base::Date today = {};  ///< a package whose limit has come has ended, whether a job has run or not
  PackageDate date = PackageDate::created;
  std::optional<Param> from = {};   ///< included: a day for the limit, an instant for the other dates
  std::optional<Param> until = {};  ///< excluded
};

/// By id, those behind `after`, at most `limit` behind the first `offset` of them.
std::vector<SoldPackage> list_sold_packages(const Tenant& tenant, const SoldPackageFilter& filter,
                                            std::uint64_t after, std::uint64_t offset, std::uint32_t limit);
std::uint64_t count_sold_packages(const Tenant& tenant, const SoldPackageFilter& filter);

}  // namespace storage
