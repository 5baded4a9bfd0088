#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "domain/customer.h"
#include "storage/tenant.h"
#include "storage/word_search.h"

namespace storage {

/// The words of customers' names.
inline constexpr WordTable k_customer_words{"customer_word", "customer_id", "customer_word_customer"};

std::optional<domain::Customer> find_customer(const Tenant& tenant, std::uint64_t id);
/// Those of these ids that there are, ascending.
std::vector<domain::Customer> list_customers(const Tenant& tenant, std::span<const std::uint64_t> ids);
/// The ids of those of these codes that there are, by code.
std::map<std::string, std::uint64_t, std::less<>> list_customer_ids_by_code(
    const Tenant& tenant, std::span<const std::string> codes);
std::optional<domain::Customer> find_customer_by_code(const Tenant& tenant, std::string_view code);
/// Writes the row and its search words; the new id.
std::uint64_t insert_customer(const Tenant& tenant, const domain::Customer& customer);
/// Writes every field but the code; the search words too when the name has changed.
void update_customer(const Tenant& tenant, const domain::Customer& customer, bool name_changed);

/// Ids above `after`, ascending, at most `limit`: for going through all customers.
std::vector<std::uint64_t> list_customer_ids(const Tenant& tenant, std::uint64_t after, std::uint32_t limit);
/// The same, of those who hold or held a package.
std::vector<std::uint64_t> list_customer_ids_with_package(const Tenant& tenant, std::uint32_t package_id,
                                                          std::uint64_t after, std::uint32_t limit);
/// The same, of those who have an account of an integration.
std::vector<std::uint64_t> list_customer_ids_with_account(const Tenant& tenant, std::uint32_t integration_id,
                                                          std::uint64_t after, std::uint32_t limit);

/// The same, of those whose names have letters that base::fold changes otherwise than by case.
std::vector<std::uint64_t> list_customer_ids_to_fold(const Tenant& tenant, std::uint64_t after,
                                                     std::uint32_t limit);
/// Writes a customer's search words anew.
void rebuild_search_words(const Tenant& tenant, std::uint64_t id);

/// The lock (SPEC §2): raises the customer's entitlement version. First statement of every transaction that
/// changes a cause; several customers in ascending id. False when there is no such customer.
bool lock_customer(const Tenant& tenant, std::uint64_t id);
/// The same if his version is still the one he was read with: then nothing of his has changed since. False
/// otherwise, and he is not locked.
bool lock_customer_as_read(const Tenant& tenant, std::uint64_t id, std::uint64_t version);

}  // namespace storage
