#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "operations/context.h"
#include "storage/accounts.h"
#include "storage/entitlements.h"

namespace operations {

/// What the computed tables must hold for one customer.
struct Computed {
  std::vector<storage::Account> new_accounts = {};
  std::vector<storage::EntitlementRow> entitlements = {};  ///< by (subscriber_id, product_id)
  std::vector<storage::CredentialRow> credentials = {};    ///< sorted
};

/// Derives the computed rows of a customer from the causes; reads only. Accounts that are missing get a new
/// subscriber_id.
Computed compute(const Context& context, std::uint64_t customer_id);

/// Brings accounts, entitlements and credentials of a customer in line with the causes, writing only what
/// differs. Inside the transaction that changed the cause, after storage::lock_customer; true when anything
/// was written.
bool recompute(const Context& context, std::uint64_t customer_id);

}  // namespace operations
