#pragma once
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "domain/account.h"
#include "storage/tenant.h"

namespace storage {

/// Of these customers, by (customer, integration).
std::vector<domain::Account> list_accounts_of(const Tenant& tenant,
                                              std::span<const std::uint64_t> customer_ids);
/// The account of a subscriber_id (16 bytes).
std::optional<domain::Account> find_account_by_subscriber(const Tenant& tenant,
                                                          const std::string& subscriber_id);
void insert_accounts(const Tenant& tenant, std::span<const domain::Account> accounts);

/// An account with what lists and answers show beside it.
struct AccountLine {
  domain::Account account = {};
  std::string integration_code = {};
  std::string integration = {};  ///< description
  std::string gateway = {};
  std::vector<std::string> products =
      {};  ///< codes of what the customer holds at `now`, suspended ones included
};
/// Of a customer, by integration.
std::vector<AccountLine> list_account_lines(const Tenant& tenant, std::uint64_t customer_id,
                                            base::Instant now);

}  // namespace storage
