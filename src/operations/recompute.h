#pragma once
#include <cstdint>
#include <map>
#include <vector>

#include "operations/context.h"
#include "storage/accounts.h"
#include "storage/entitlements.h"

namespace operations {

/// What the computed tables must hold for one customer.
struct Computed {
  bool told = false;  ///< some cause is of a platform that is told by us
  std::vector<domain::Account> new_accounts = {};
  std::vector<storage::EntitlementRow> entitlements = {};  ///< by (subscriber_id, product_id)
  std::vector<storage::CredentialRow> credentials = {};    ///< sorted
};

/// What a change can reach of what is computed for a customer.
enum class Concern : std::uint8_t {
  verdicts,  ///< what he may see
  log_ins,   ///< his log-ins besides
};

/// Derives the computed rows of customers from the causes; reads only. Accounts that are missing get a new
/// subscriber_id. Each of `customer_ids` (ascending) is in the answer.
std::map<std::uint64_t, Computed> compute(const Context& context,
                                          const std::vector<std::uint64_t>& customer_ids);

/// Brings what is computed for these customers in line with the causes, writing only what differs, and marks
/// their accounts for transmission. Called by the end of an act alone, which holds their locks.
void recompute(const Context& context, const std::map<std::uint64_t, Concern>& customers);

}  // namespace operations
