#pragma once
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "domain/loss.h"
#include "storage/transmissions.h"

/// The guard against mass loss (D70): what accounts are about to lose, and how an integration's guard stands.
/// The guard's row is the lock; whoever takes it has the account's row already, if any.
namespace storage {

/// An integration's guard, its row held until the transaction's end.
struct LossGuard {
  std::uint32_t live = 0;                     ///< accounts of which something stands there
  std::optional<base::Instant> live_at = {};  ///< when they were counted
  std::optional<base::Instant> shut_at = {};  ///< losses are held since then
};
LossGuard lock_loss_guard(const Tenant& tenant, std::uint32_t integration_id);
void save_loss_guard(const Tenant& tenant, std::uint32_t integration_id, const LossGuard& guard);
std::uint32_t count_live_accounts(const Tenant& tenant, std::uint32_t integration_id);

/// The loss of an account as it is now; a row held by this transaction.
Loss find_loss(const Tenant& tenant, std::uint64_t account_id);
void save_loss(const Tenant& tenant, std::uint64_t account_id, const Loss& loss);
/// Nothing is lost any more; false when the loss stands otherwise than `as_read` by now.
bool clear_loss(const Tenant& tenant, std::uint64_t account_id, domain::LossStand as_read);

/// Losses of the last hour, by when they became known.
struct LossesKnown {
  std::uint32_t all = 0;
  std::uint32_t fresh = 0;  ///< of those the new ones (domain::k_new_for)
};
LossesKnown count_losses(const Tenant& tenant, std::uint32_t integration_id, base::Instant now);
void add_loss(const Tenant& tenant, std::uint32_t integration_id, base::Instant since);
/// Takes one that became known then off the count.
void take_off_loss(const Tenant& tenant, std::uint32_t integration_id, base::Instant since);
/// Forgets those that no longer count.
void forget_old_losses(const Tenant& tenant, std::uint32_t integration_id, base::Instant now);
/// Live accounts that are due and of which it is not known whether they lose anything, without this one;
/// stops counting at `most`.
std::uint32_t count_unseen(const Tenant& tenant, std::uint32_t integration_id, std::uint64_t account_id,
                           base::Instant now, std::uint32_t most);

/// What became, since the guard shut, of accounts with losses of a cause.
struct LossHold {
  std::uint32_t integration_id = 0;
  domain::LossCause cause = domain::LossCause::other;
  std::uint32_t held = 0;    ///< now
  std::uint32_t cured = 0;   ///< right again without a call
  std::uint32_t let_go = 0;  ///< by a person
};
/// Adds to the figures of a cause; under the guard's lock.
struct HoldChange {
  std::int32_t held = 0;
  std::int32_t cured = 0;
  std::int32_t let_go = 0;
};
void change_hold(const Tenant& tenant, std::uint32_t integration_id, domain::LossCause cause,
                 const HoldChange& change);
/// Of an integration, by cause; of all where it is 0.
std::vector<LossHold> list_holds(const Tenant& tenant, std::uint32_t integration_id = 0);
/// The guard opens: what it held is told as its last time.
void open_loss_guard(const Tenant& tenant, std::uint32_t integration_id, base::Instant now,
                     const LossHold& total);

/// How an integration's guard stands, for screens.
struct GuardState {
  std::uint32_t integration_id = 0;
  std::optional<base::Instant> shut_at = {};
  std::optional<base::Instant> last_shut_at = {};  ///< the last time it was shut and is open again
  std::optional<base::Instant> last_open_at = {};
  std::uint32_t last_accounts = 0;
  std::uint32_t last_let_go = 0;
};
std::vector<GuardState> list_guards(const Tenant& tenant);

/// Accounts held for this cause since `until` at the latest, ids ascending behind `after`; their rows are
/// held.
struct HeldAccount {
  std::uint64_t id = 0;
  base::Instant since = {};
};
std::vector<HeldAccount> lock_held_accounts(const Tenant& tenant, std::uint32_t integration_id,
                                            domain::LossCause cause, base::Instant until, std::uint64_t after,
                                            std::uint32_t limit);
/// A person lets their losses go: due now.
void let_go_losses(const Tenant& tenant, std::span<const std::uint64_t> account_ids, base::Instant now);

}  // namespace storage
