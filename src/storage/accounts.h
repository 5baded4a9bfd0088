#pragma once
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "storage/tenant.h"

namespace storage {

/// A customer on a platform: *conta na plataforma*. The subscriber_id never changes.
struct Account {
  std::uint64_t id = 0;
  std::uint32_t integration_id = 0;
  std::uint64_t customer_id = 0;
  std::string subscriber_id = {};  ///< 16 bytes
  std::string status = "ativo";    ///< D17
  base::Instant status_at = {};
  std::optional<std::string> status_message = {};
  std::optional<std::string> external_id = {};
  base::Instant created_at = {};
};

/// Of these customers, by (customer, integration).
std::vector<Account> list_accounts_of(const Tenant& tenant, std::span<const std::uint64_t> customer_ids);
/// The account of a subscriber_id (16 bytes).
std::optional<Account> find_account_by_subscriber(const Tenant& tenant, const std::string& subscriber_id);
void insert_accounts(const Tenant& tenant, std::span<const Account> accounts);

/// An account with what lists and answers show beside it.
struct AccountLine {
  Account account = {};
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
