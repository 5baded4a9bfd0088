#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "domain/package_status.h"
#include "storage/service_packages.h"

namespace storage {

/// A service package with what screens and answers show beside it.
struct SoldPackage {
  ServicePackage row = {};
  std::string package_code = {};
  std::string package_description = {};
  std::uint64_t service_external_id = 0;
  domain::ServiceState service_state = domain::ServiceState::not_yet;
  std::string gateway = {};      ///< key; empty: a package without integration
  std::string integration = {};  ///< description
  bool suspends = true;
  bool partial_suspends = true;
  std::string products = {};  ///< codes, comma separated
  bool has_email = false;     ///< the customer's registry, for what the platform needs
  bool has_phone = false;
  bool has_document = false;
};

std::optional<SoldPackage> find_sold_package(Db& db, std::uint32_t provider_id, std::uint64_t id);
/// Of a service, removed ones included, oldest first.
std::vector<SoldPackage> list_sold_packages_of_service(Db& db, std::uint32_t provider_id,
                                                       std::uint64_t service_id);
/// Of a customer, over all services.
std::vector<SoldPackage> list_sold_packages_of_customer(Db& db, std::uint32_t provider_id,
                                                        std::uint64_t customer_id);

}  // namespace storage
