#pragma once
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "storage/transmissions.h"

/// Accounts in the hands of a worker, under a lease that ends by itself (D47). A lease is 16 bytes.
namespace storage {

/// An account as its worker found it.
struct ClaimedAccount {
  std::uint64_t id = 0;
  std::uint32_t integration_id = 0;
  std::uint64_t customer_id = 0;
  std::string subscriber_id = {};  ///< 16 bytes
  std::uint64_t dirty_seq = 0;
  std::uint32_t next_number = 1;
  std::uint32_t resets = 0;
  std::uint32_t failures = 0;
  bool remake = false;   ///< removed there and created anew (D53)
  bool closing = false;  ///< all of the integration's accounts go (D58)
  Loss loss = {};
};
/// Takes the accounts of the integration that have been due longest, at most `most`, under `lease` until
/// `until`.
std::vector<ClaimedAccount> claim_accounts(const Tenant& tenant, std::uint32_t integration_id,
                                           std::string_view lease, base::Instant now, base::Instant until,
                                           std::uint32_t most);
/// As they stand now, by id.
std::vector<ClaimedAccount> list_accounts_to_tell(const Tenant& tenant,
                                                  std::span<const std::uint64_t> account_ids);
std::optional<ClaimedAccount> find_account_to_tell(const Tenant& tenant, std::uint64_t account_id);

/// Prolongs the lease; the accounts that are still under it, their rows held until the transaction's end.
std::vector<std::uint64_t> hold_leases(const Tenant& tenant, std::span<const std::uint64_t> account_ids,
                                       std::string_view lease, base::Instant until);
/// Each takes a number for a creation: that of its next_number, which goes up by one. Under the lease.
void take_numbers(const Tenant& tenant, std::span<const std::uint64_t> account_ids, std::string_view lease);

/// How an account is left by its worker.
struct Settlement {
  std::uint64_t dirty_seq = 0;               ///< as it was read: a later mark keeps the account due
  std::optional<base::Instant> due_at = {};  ///< when to look again; nothing: at the next mark
  std::uint32_t failures = 0;                ///< in a row
  domain::Reason reason = domain::Reason::none;
  std::string message = {};  ///< pt-BR; empty: nothing is wrong
};
struct SettledAccount {
  std::uint64_t id = 0;
  Settlement left = {};
};
/// Under the lease, which ends; one that is no longer under it stays as it is.
void settle_accounts(const Tenant& tenant, std::span<const SettledAccount> accounts, std::string_view lease,
                     base::Instant now);
/// The lease ends, and the accounts stay as due as they were.
void release_accounts(const Tenant& tenant, std::span<const std::uint64_t> account_ids,
                      std::string_view lease);

}  // namespace storage
