#pragma once
#include <functional>
#include <set>
#include <string>
#include <vector>

#include "base/metrics.h"
#include "jobs/packages_after.h"
#include "operations/losses.h"
#include "storage/providers.h"

namespace jobs {

/// What the account of a visit is about to lose, and whether it may (D70; the rule: domain/loss.h). Whatever
/// a worker dies at, a loss is counted once and one that is held stays so: what is decided stands in the
/// account's row, written together with the count under the guard's lock.
class LossGuard {
 public:
  LossGuard(const operations::Context& context, const domain::Integration& integration,
            const storage::Provider& provider, base::Metrics& metrics)
      : context_(context), integration_(integration), provider_(provider), metrics_(metrics) {}

  /// Takes off the changes to be told those that must not be now; `renew` renews the lease, or throws.
  void sift(operations::AccountStanding& standing, storage::ClaimedAccount& account,
            const std::function<void()>& renew);
  /// Those, as sift() left them.
  const std::vector<domain::Change>& set_aside() const { return aside_; }
  bool holds_a_removal() const;
  bool holds() const { return !aside_.empty() && stand_ == domain::LossStand::held; }
  bool waits() const { return !aside_.empty() && stand_ == domain::LossStand::waiting; }
  /// pt-BR, of an account that holds() or waits().
  std::string message() const;
  /// The objects that stay as they are while it holds().
  HeldObjects held_objects() const;
  /// Of one that waits(): it is looked at again in a moment.
  void look_again(storage::Settlement& left, base::Instant now) const;
  /// The end of a visit, in its transaction behind the account's row: what is lost no more, or was told, is
  /// forgotten. `is_done` is true of a change that was delivered.
  void settle(const operations::AccountStanding& standing, const storage::ClaimedAccount& account,
              const std::function<bool(const domain::Change&)>& is_done) const;

 private:
  storage::Loss weigh(storage::Loss loss, std::uint64_t account_id, domain::LossCause cause);
  domain::LossCount count(storage::LossGuard& guard, const storage::Loss& loss, std::uint64_t account_id);
  void hold(storage::LossGuard& guard, const domain::LossCount& count, const storage::Loss& before,
            domain::LossCause cause);

  const operations::Context& context_;
  const domain::Integration& integration_;
  const storage::Provider& provider_;
  base::Metrics& metrics_;
  bool sifted_ = false;
  domain::LossStand stand_ = domain::LossStand::none;
  domain::LossCause cause_ = domain::LossCause::other;
  std::vector<domain::Change> aside_ = {};
};

}  // namespace jobs
