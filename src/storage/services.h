#pragma once
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/money.h"
#include "domain/service.h"
#include "domain/status.h"
#include "storage/sale_packages.h"
#include "storage/tenant.h"

namespace storage {

std::optional<domain::Service> find_service(const Tenant& tenant, std::uint64_t id);
std::optional<domain::Service> find_service_by_erp_id(const Tenant& tenant, std::uint64_t erp_id);

/// A service with its holder and its plan.
struct HeldService {
  domain::Service service = {};
  std::string customer_code = {};
  std::uint64_t customer_version = 0;  ///< raised by every act on the customer (lock_customer)
  SalePlan plan = {};
  bool has_left_out = false;  ///< a rule left a package out
};
std::optional<HeldService> find_held_service(const Tenant& tenant, std::uint64_t id);
std::optional<HeldService> find_held_service_by_erp_id(const Tenant& tenant, std::uint64_t erp_id);
/// Of a customer, oldest first.
std::vector<HeldService> list_held_services(const Tenant& tenant, std::uint64_t customer_id);

/// Those of these external ids that there are, ascending.
std::vector<std::uint64_t> list_service_erp_ids(const Tenant& tenant, std::span<const std::uint64_t> erp_ids);
/// Services of a customer, oldest first.
std::vector<domain::Service> list_services_of(const Tenant& tenant, std::uint64_t customer_id);
/// Of these customers, by customer.
std::vector<domain::Service> list_services_of(const Tenant& tenant,
                                              std::span<const std::uint64_t> customer_ids);

/// Writes the row and its first status, behind the one it inherits; the new id.
std::uint64_t insert_service(const Tenant& tenant, const domain::Service& service,
                             const std::optional<domain::ServiceStatusChange>& inherited = {});
/// Writes every field but erp_id; under the customer's lock.
void update_service(const Tenant& tenant, const domain::Service& service);
/// Writes the password's digest, and what the ERP sent, alone.
void update_service_password(const Tenant& tenant, const domain::Service& service);
/// Adds to the history of statuses; under the customer's lock.
void insert_service_status(const Tenant& tenant, std::uint64_t service_id,
                           const domain::ServiceStatusChange& change);
/// The statuses of a service, oldest first.
std::vector<domain::ServiceStatusChange> list_service_statuses(const Tenant& tenant,
                                                               std::uint64_t service_id);

}  // namespace storage
