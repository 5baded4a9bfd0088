#pragma once
#include <compare>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "domain/credential.h"
#include "domain/entitlement.h"
#include "storage/tenant.h"

namespace storage {

/// A package on a service with what decides about it: a cause of entitlements, credentials and accounts. Rows
/// taken off by a person are left out: they give nothing.
struct Cause {
  std::uint64_t customer_id = 0;
  std::uint64_t service_id = 0;
  domain::ServiceState service_state = domain::ServiceState::not_yet;
  std::uint32_t integration_id = 0;
  std::string gateway = {};
  std::uint32_t product_id = 0;
  bool activated = false;
  domain::RemovedBy removed_by = domain::RemovedBy::nobody;
  std::optional<base::Instant> removed_at = {};
  std::optional<base::Date> limit_on = {};
  std::optional<base::Date> courtesy_ends_on = {};  ///< of its service's, if it has one
};
/// Of these customers: one row per (package on a service, product), by customer.
std::vector<Cause> list_causes(const Tenant& tenant, std::span<const std::uint64_t> customer_ids);

/// A row of the table `entitlement`.
struct EntitlementRow {
  std::uint64_t customer_id = 0;
  std::string subscriber_id = {};  ///< 16 bytes
  std::uint32_t product_id = 0;
  std::uint32_t integration_id = 0;
  domain::Entitlement entitlement = {};
  friend bool operator==(const EntitlementRow&, const EntitlementRow&) = default;
};
/// Of these customers, by (customer_id, subscriber_id, product_id).
std::vector<EntitlementRow> list_entitlements(const Tenant& tenant,
                                              std::span<const std::uint64_t> customer_ids);
/// A computed row beside the packages that give the product: those neither removed nor on a service that is
/// over.
struct HeldBesidePackages {
  std::uint64_t customer_id = 0;
  base::Instant held_until = {};
  bool given_without_end = false;
  std::optional<base::Date> given_until = {};  ///< the latest limit; nothing where none of them has one
};
/// Of these customers.
std::vector<HeldBesidePackages> list_held_beside_packages(const Tenant& tenant,
                                                          std::span<const std::uint64_t> customer_ids);
/// Inserts or overwrites the rows of (subscriber_id, product_id).
void save_entitlements(const Tenant& tenant, std::span<const EntitlementRow> rows);
void delete_entitlement(const Tenant& tenant, const EntitlementRow& row);

/// A row of the table `credential`.
struct CredentialRow {
  std::uint64_t customer_id = 0;
  std::uint32_t integration_id = 0;
  std::uint32_t generation = 0;
  std::string login_key = {};  ///< 16 bytes
  std::uint64_t service_id = 0;
  std::string subscriber_id = {};
  std::string password_digest = {};  ///< 32 bytes
  friend auto operator<=>(const CredentialRow&, const CredentialRow&) = default;
};
/// Of these customers, sorted.
std::vector<CredentialRow> list_credentials(const Tenant& tenant,
                                            std::span<const std::uint64_t> customer_ids);
void insert_credentials(const Tenant& tenant, std::span<const CredentialRow> rows);
void delete_credential(const Tenant& tenant, const CredentialRow& row);

/// From which field an integration's log-ins are made, per generation: one row, or two while the next is
/// being built.
struct CredentialGeneration {
  std::uint32_t integration_id = 0;
  std::uint32_t generation = 0;
  std::string source = {};
  std::string gateway = {};
  domain::LoginForm form = domain::LoginForm::tidy;
};
std::vector<CredentialGeneration> list_credential_generations(const Tenant& tenant);
/// Puts the generation under construction in force and raises the configuration's version, if it still is
/// `generation`; false when it was overtaken. In a transaction.
bool switch_credential_generation(const Tenant& tenant, std::uint32_t integration_id,
                                  std::uint32_t generation);
/// Deletes some rows of generations neither in force nor under construction; how many.
std::uint64_t delete_other_generations(const Tenant& tenant, std::uint32_t integration_id);

}  // namespace storage
