#pragma once
#include <array>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "domain/entitlement.h"
#include "domain/remote_object.h"

/// The guard against mass loss (D70): a feed gone wrong must not cut off thousands. Pure.
///
/// A *loss* is an account whose changes take more from the customer than they give. Each is counted once,
/// when it becomes known: the count is of those of the last hour, sent or not, without what was undone before
/// it was sent and what a person let go. A loss goes at once while few others are new or could be (so that
/// one suspension is not slower for the guard); it waits while many are, and goes once no more come; when the
/// count passes the greater of the provider's two limits, the guard is shut, and every loss is held until a
/// person lets go those of its cause or the account is right again by itself. The guard opens with the last
/// one held. What may have left before it shuts: at most a tenth of the limit, and never more than k_few,
/// while single losses trickle in; nothing of a load that brings more than that in one transaction.
namespace domain {

/// What brought a loss; in the order in which an account with several takes the first.
enum class LossCause : std::uint8_t {
  suspended_by_feed,
  suspended_by_staff,
  removed_by_feed,
  removed_by_staff,
  limit,  ///< a trial or a package with a limit date ended
  other,  ///< what a package holds, or a setting, has changed
};
inline constexpr std::array k_loss_causes{LossCause::suspended_by_feed,
                                          LossCause::suspended_by_staff,
                                          LossCause::removed_by_feed,
                                          LossCause::removed_by_staff,
                                          LossCause::limit,
                                          LossCause::other};
struct LossCauseWords {
  std::string_view name;   ///< in the database and in addresses
  std::string_view label;  ///< pt-BR
  bool suspends;           ///< the platform hears of a suspension, where it knows such
};
/// One without words does not compile.
LossCauseWords words_of(LossCause cause);
std::optional<LossCause> loss_cause_from(std::string_view name);

/// How a package came to be lost.
struct LossFacts {
  bool wanted = false;  ///< still on its service: it is suspended
  RemovedBy removed_by = RemovedBy::nobody;
  bool service_over = false;
  bool by_staff = false;  ///< whoever spoke last of it was staff
};
LossCause cause_of(const LossFacts& facts);

/// True for a change that takes something from the customer. `list`: the attribute that lists an object's
/// products, separated by blanks; empty: an object is one product.
bool takes_away(const Change& change, std::string_view list);
/// True when the account's changes take more than they give: one product for another is no loss.
bool is_loss(const std::vector<Change>& changes, std::string_view list);

/// How the loss of an account stands. The numbers are stored.
enum class LossStand : std::uint8_t {
  none = 0,
  waiting = 1,  ///< until it is known how many come with it
  held = 2,     ///< for a person
  passed = 3,   ///< the guard let it go
  let_go = 4,   ///< a person did
};

/// Losses that may be new, or unknown yet, without one having to wait for them: at most.
inline constexpr std::uint32_t k_few = 20;
/// For so long a loss is new.
inline constexpr std::chrono::seconds k_new_for{20};
/// What waits is looked at again after this, and longest this long in all: behind a queue that has no end it
/// is judged by what is known by then.
inline constexpr std::chrono::seconds k_look_again{5};
inline constexpr std::chrono::seconds k_longest_wait{120};
/// Losses count for so long.
inline constexpr std::chrono::hours k_loss_window{1};

/// What the guard knows of an integration when a loss asks.
struct LossCount {
  std::uint32_t least = 50;    ///< guarda_minimo
  std::uint32_t percent = 10;  ///< guarda_percentual
  std::uint32_t live = 0;      ///< accounts of which something stands there
  std::uint32_t known = 0;     ///< losses of the last hour, this one included
  std::uint32_t fresh = 0;     ///< of those the new ones
  std::uint32_t unseen = 0;    ///< live accounts due, of which it is not known; as far as counted
  bool shut = false;
  std::chrono::seconds waited{0};
};
/// The greater of the provider's two limits.
std::uint32_t loss_limit(const LossCount& count);
/// So many new and unseen ones a loss does not wait for.
std::uint32_t few_losses(const LossCount& count);
/// passed, waiting or held.
LossStand judge(const LossCount& count);

}  // namespace domain
