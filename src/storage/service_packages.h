#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/money.h"
#include "domain/entitlement.h"
#include "storage/tenant.h"

namespace storage {

using PackageParameters = std::map<std::string, std::string>;

/// A package sold on a service: *pacote do serviço*; its id is id_cliente_servico_pacote.
struct ServicePackage {
  std::uint64_t id = 0;
  std::uint64_t customer_id = 0;
  std::uint64_t service_id = 0;
  std::uint32_t package_id = 0;
  std::optional<std::uint32_t> integration_id = {};  ///< the package's when it was linked
  std::string description = {};
  base::Cents value_cents = 0;
  bool from_plan = false;
  std::optional<std::uint32_t> trial_days = {};
  std::optional<base::Date> limit_on = {};  ///< data_limite: ends at 00:00 of it
  bool limit_typed = false;
  std::optional<base::Instant> activated_at = {};
  std::optional<base::Instant> removed_at = {};
  domain::RemovedBy removed_by = domain::RemovedBy::nobody;
  std::string status = "aguardando_cadastro";  ///< of the transmission (D17); what screens show is derived
  base::Instant status_at = {};
  std::optional<std::string> status_message = {};
  std::optional<std::string> external_id = {};
  base::Instant created_at = {};
  base::Instant updated_at = {};
};

/// Maps a row with all columns of the table under their own names.
ServicePackage service_package_of(const Row& row);
std::optional<ServicePackage> find_service_package(const Tenant& tenant, std::uint64_t id);
/// All of a service, removed ones included, oldest first.
std::vector<ServicePackage> list_service_packages_of(const Tenant& tenant, std::uint64_t service_id);
/// All of a customer, removed ones included, oldest first.
std::vector<ServicePackage> list_service_packages_of_customer(const Tenant& tenant,
                                                              std::uint64_t customer_id);

/// The new id. Under the customer's lock, as all writes here.
std::uint64_t insert_service_package(const Tenant& tenant, const ServicePackage& package);
/// Writes every field that may change, the service included (migration).
void update_service_package(const Tenant& tenant, const ServicePackage& package);

/// Products of all packages the customer has or ever had, by id, without repeats: they get no new trial (D4).
std::vector<std::uint32_t> list_products_ever(const Tenant& tenant, std::uint64_t customer_id);
/// Products of the packages that the customer holds on `today`, by id, without repeats.
std::vector<std::uint32_t> list_held_products(const Tenant& tenant, std::uint64_t customer_id,
                                              base::Date today);
/// Description of a package of the integration that the customer holds now: not removed, not past its limit
/// on `today`, on a service that is not over; `except_id` does not count. Nothing when there is none.
std::optional<std::string> find_live_package(const Tenant& tenant, std::uint64_t customer_id,
                                             std::uint32_t integration_id, std::uint64_t except_id,
                                             base::Date today);
/// Hands the packages of a service over with it to another customer (change of holder).
void move_service_packages(const Tenant& tenant, std::uint64_t service_id, std::uint64_t customer_id);

PackageParameters list_parameters(const Tenant& tenant, std::uint64_t service_package_id);
/// Replaces all parameter rows.
void replace_parameters(const Tenant& tenant, std::uint64_t service_package_id, const PackageParameters& parameters);

/// A package a feed asked for and a rule left out.
struct LeftOutPackage {
  std::uint32_t package_id = 0;
  std::string reason = {};   ///< machine code of the rule
  std::string message = {};  ///< pt-BR
  base::Instant at = {};
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
