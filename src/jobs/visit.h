#pragma once
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "jobs/hands.h"
#include "jobs/loss_guard.h"
#include "operations/account_standing.h"
#include "platforms/platform.h"
#include "storage/leases.h"

namespace jobs {

/// What an account in the hands of a worker needs next.
struct Step {
  enum class Kind : std::uint8_t {
    read,   ///< its causes, of now: arrive()
    look,   ///< whether an earlier attempt arrived: saw()
    tell,   ///< a change: told()
    leave,  ///< nothing more: settlement()
  };
  Kind kind = Kind::leave;
  domain::Change change = {};
  std::uint32_t number = 0;                  ///< of the earlier attempt; 0: it takes the account's next
  std::optional<domain::Attempt> open = {};  ///< the earlier attempt that is looked for or repeated
};

/// An account being told: what is open from before is found out first, then what differs is told, and at the
/// end it is said how the account is left. It decides; its round reads, calls and writes (round.cpp).
class Visit {
 public:
  Visit(const Hands& hands, storage::ClaimedAccount account);

  const storage::ClaimedAccount& account() const { return account_; }
  const operations::AccountStanding& standing() const { return standing_; }

  /// What was read, before all else; `open`: the attempts whose outcome is not known, once.
  void arrive(storage::ClaimedAccount account, operations::AccountStanding standing,
              std::vector<domain::Attempt> open);
  /// Asks the guard (D70) where something would be lost; `renew` renews the account's lease, or throws.
  Step next(const std::function<void()>& renew);
  /// What a look showed of an open attempt.
  void saw(const domain::Attempt& open, const platforms::Sight& sight);
  /// A creation took the account's next number.
  void took_number() { ++account_.next_number; }
  /// What came of the change.
  void told(const Step& step, const platforms::Outcome& outcome);
  /// What is known by now of an outcome that could not be told for a fault of ours.
  platforms::Outcome internal_fault(const std::exception& error) const;

  /// Nothing more is to be done: it can be settled.
  bool is_done() const { return done_; }
  storage::Settlement settlement() const;
  /// In the transaction that settled it: what people asked for and the guard end; adds how packages stand
  /// there now, where it changed (D55).
  void leave(const storage::Settlement& left, std::map<std::uint64_t, domain::ToldPackage>& packages) const;

 private:
  Step next_open();
  Step next_change();
  void plan(const std::function<void()>& renew);
  bool has_footing(const domain::RemoteObject& object) const;
  void judge(const platforms::Outcome& outcome);
  void fail(const platforms::Outcome& outcome);
  const storage::ObjectRow* refused_before() const;
  bool is_delivered(const domain::Change& change) const;
  std::set<std::string> behind() const;
  Step done();

  const Hands& hands_;
  storage::ClaimedAccount account_;
  LossGuard guard_;
  operations::AccountStanding standing_ = {};
  std::deque<domain::Attempt> open_ = {};
  bool stale_ = false;    ///< to be read anew
  bool planned_ = false;  ///< the changes to be told are chosen
  std::size_t at_ = 0;    ///< the next of them
  int plans_ = 0;
  bool done_ = false;
  std::set<std::string> made_ = {};                    ///< keys of what was delivered since it was read
  std::map<std::string, std::uint32_t> numbers_ = {};  ///< of creations that did not arrive, by key
  std::vector<std::string> delivered_ = {};            ///< changes, as planned_text()
  bool stopped_ = false;
  bool held_back_ = false;  ///< a removal failed, and creations wait for it (D50)
  std::optional<platforms::Outcome> rejected_ = {};
  std::optional<platforms::Outcome> awaited_ = {};
  std::optional<platforms::Outcome> failed_ = {};
  std::optional<platforms::Outcome> refused_credential_ = {};
  std::optional<base::Instant> due_at_ = {};
};

}  // namespace jobs
