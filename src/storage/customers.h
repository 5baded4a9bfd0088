#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "storage/tenant.h"

namespace storage {

/// A subscriber of the provider as the ERP knows it.
struct Customer {
  std::uint64_t id = 0;
  std::string code = {};  ///< codigo_cliente
  std::string name = {};
  std::string person_kind = "pf";            ///< pf | pj
  std::optional<std::string> document = {};  ///< CPF or CNPJ without mask; check digits may be wrong
  std::optional<std::string> email = {};
  std::optional<std::string> phone = {};  ///< digits
  std::optional<std::string> city = {};
  std::optional<std::string> state = {};  ///< UF
  std::string erp_sent = {};  ///< JSON of the last value sent by the ERP per field (D10); empty: none
  base::Instant created_at = {};
  base::Instant updated_at = {};
};

std::optional<Customer> find_customer(const Tenant& tenant, std::uint64_t id);
/// Those of these ids that there are, ascending.
std::vector<Customer> list_customers(const Tenant& tenant, std::span<const std::uint64_t> ids);
/// The ids of those of these codes that there are, by code.
std::map<std::string, std::uint64_t, std::less<>> list_customer_ids_by_code(
    const Tenant& tenant, std::span<const std::string> codes);
std::optional<Customer> find_customer_by_code(const Tenant& tenant, std::string_view code);
/// Writes the row and its search words; the new id.
std::uint64_t insert_customer(const Tenant& tenant, const Customer& customer);
/// Writes every field but the code; the search words too when the name has changed.
void update_customer(const Tenant& tenant, const Customer& customer, bool name_changed);

/// Ids above `after`, ascending, at most `limit`: for going through all customers.
std::vector<std::uint64_t> list_customer_ids(const Tenant& tenant, std::uint64_t after, std::uint32_t limit);
/// The same, of those who hold or held a package.
std::vector<std::uint64_t> list_customer_ids_with_package(const Tenant& tenant, std::uint32_t package_id,
                                                          std::uint64_t after, std::uint32_t limit);
/// The same, of those who have an account of an integration.
std::vector<std::uint64_t> list_customer_ids_with_account(const Tenant& tenant, std::uint32_t integration_id,
                                                          std::uint64_t after, std::uint32_t limit);

/// The lock (SPEC §2): raises the customer's entitlement version. First statement of every transaction that
/// changes a cause; several customers in ascending id. False when there is no such customer.
bool lock_customer(const Tenant& tenant, std::uint64_t id);

/// The folded words of a name, each at most 40 bytes, without repeats: what search finds by prefix.
std::vector<std::string> search_words(std::string_view name);

}  // namespace storage
