#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/problem.h"
#include "operations/account_standing.h"
#include "storage/losses.h"

/// The guard against mass loss (D70; the rule: domain/loss.h): what it holds, and what people do about it.
namespace operations {

/// What brought the losses of an account that has some.
domain::LossCause loss_cause_of(const Context& context, const AccountStanding& standing);

/// What the guard of an integration holds.
struct HeldLosses {
  std::uint32_t integration_id = 0;
  std::string integration = {};  ///< description
  std::string gateway = {};
  base::Instant since = {};
  std::vector<storage::LossHold> causes = {};  ///< those of which some are held, in the order of the causes
  storage::LossHold total = {};                ///< of all causes since then
};
/// Of every integration whose guard is shut.
std::vector<HeldLosses> list_held_losses(const Context& context);
std::optional<HeldLosses> find_held_losses(const Context& context, std::uint32_t integration_id);
/// True when some integration of the provider is asked by its platform: its checks are not held.
bool answers_checks(const Context& context);

/// Lets the losses of a cause go that are held by now, each sent once as the causes have it then: the job
/// that does it.
base::Result<std::uint64_t> let_losses_go(const Context& context, std::uint32_t integration_id,
                                          domain::LossCause cause);
/// Drops what is held and right again: looks at every held account anew, sending nothing that is lost: the
/// job that does it.
base::Result<std::uint64_t> drop_losses(const Context& context, std::uint32_t integration_id);

/// A cause whose losses held until a moment are let go: the payload of JobKind::losses_let_go.
struct LossRelease {
  domain::LossCause cause = domain::LossCause::other;
  base::Instant until = {};
};
LossRelease loss_release_from(std::string_view payload);
/// A step of that job, in the caller's transaction: at most `limit` accounts behind `after`; the last one's
/// id and how many.
storage::Marked let_go_step(const Context& context, std::uint32_t integration_id, const LossRelease& release,
                            std::uint64_t after, std::uint32_t limit);

/// An account is no longer held, under the guard's lock: the guard opens with the last of them.
void leave_hold(const Context& context, std::uint32_t integration_id, domain::LossCause cause,
                const storage::HoldChange& change);

}  // namespace operations
