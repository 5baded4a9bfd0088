#include "jobs/round.h"

#include <algorithm>
#include <array>
#include <deque>
#include <map>
#include <set>

#include "base/log.h"
#include "jobs/delivered.h"
#include "jobs/pauses.h"
#include "jobs/reach.h"
#include "jobs/told_count.h"
#include "jobs/visit.h"
#include "operations/platform_access.h"
#include "storage/attempts.h"

namespace jobs {

namespace {

using domain::Attempt;
using domain::Delivery;
using domain::Reason;
using platforms::Outcome;
using Steady = std::chrono::steady_clock;
using Kind = Step::Kind;

/// No call begins in a turn that lasts longer: others wait for their accounts, and the lease for nobody.
constexpr std::chrono::seconds k_turn{2};

/// Accounts of an integration that are told in one turn of a hand.
class Round {
 public:
  Round(const Hands& hands, const std::vector<storage::ClaimedAccount>& accounts)
      : hands_(hands),
        platform_(platforms::at(hands.integration.gateway)),
        access_(hands.context, hands.integration.id) {
    for (const auto& account : accounts) guests_.emplace_back(hands, account);
    std::map<std::uint64_t, std::vector<Attempt>> open;
    for (auto& attempt : storage::list_open_attempts(tenant(), ids_of(everybody())))
      open[attempt.account_id].push_back(std::move(attempt));
    arrive(accounts, std::move(open));
  }

  std::uint32_t run() {
    while (go_on()) {
    }
    return settle();
  }

 private:
  struct Guest {
    Guest(const Hands& hands, const storage::ClaimedAccount& account) : visit(hands, account) {}

    Visit visit;
    bool lost = false;  ///< somebody else has it
    Step step = {};
    Attempt attempt = {};    ///< of the step, where it tells
    ToldChange told = {};    ///< what came of it
    bool unwritten = false;  ///< that is
    bool unsent = false;     ///< the attempt stands, and no call was made
  };
  using Guests = std::vector<Guest*>;

  const storage::Tenant& tenant() const { return hands_.context.tenant; }
  base::Instant now() const { return hands_.context.clock.now(); }

  static std::vector<std::uint64_t> ids_of(const Guests& guests) {
    std::vector<std::uint64_t> ids;
    for (const auto* guest : guests) ids.push_back(guest->visit.account().id);
    return ids;
  }

  Guests everybody() {
    Guests all;
    for (auto& guest : guests_) all.push_back(&guest);
    return all;
  }

  bool is_over() const {
    return paused_ || reach_.wait || reach_.failures >= k_unreachable || Steady::now() > began_ + k_turn;
  }

  /// Its call could last longer than its lease: we slept, the machine did, or the clock was put forward. By
  /// the clock that ends leases: another hand may have looked for the call already, and have found nothing.
  bool leaves_too_late() const { return now() + hands_.patience.call > leased_until_; }

  /// One step of every account; false when there are no more.
  bool go_on() {
    Guests reads;
    Guests looks;
    Guests tells;
    for (auto& guest : guests_) {
      if (guest.lost || guest.unsent || guest.visit.is_done()) continue;
      plan(guest);
      if (guest.step.kind == Kind::read) reads.push_back(&guest);
      if (guest.step.kind == Kind::look) looks.push_back(&guest);
      if (guest.step.kind == Kind::tell) tells.push_back(&guest);
    }
    if (is_over() || (reads.empty() && looks.empty() && tells.empty())) return false;
    begin(tells);
    if (!reads.empty()) read(reads);
    for (auto* guest : looks)
      if (!is_over()) look(*guest);
    for (auto* guest : tells)
      if (!guest->lost) tell(*guest);
    return true;
  }

  void plan(Guest& guest) {
    try {
      guest.step = guest.visit.next([&] { hold_one(guest); });
    } catch (const LeaseLost&) {
      lose(guest);
    }
  }

  void lose(Guest& guest) {
    base::log::warn("an account went on elsewhere", {{"account", std::to_string(guest.visit.account().id)}});
    guest.lost = true;
    guest.unwritten = false;
    guest.step = {};
  }

  base::Instant lease_end() const { return now() + hands_.patience.lease; }

  void hold_one(const Guest& guest) {
    if (storage::hold_leases(tenant(), std::array{guest.visit.account().id}, hands_.lease, lease_end())
            .empty())
      throw LeaseLost();
  }

  /// Those of the guests that are still ours, for the rest of the transaction.
  Guests hold(const Guests& guests) {
    const auto ids = storage::hold_leases(tenant(), ids_of(guests), hands_.lease, lease_end());
    const std::set<std::uint64_t> ours(ids.begin(), ids.end());
    Guests held;
    for (auto* guest : guests)
      if (ours.contains(guest->visit.account().id)) held.push_back(guest);
    return held;
  }

  /// The marks, then the causes: what changes between is marked anew and told in another turn.
  void read(const Guests& guests) {
    const auto accounts = storage::list_accounts_to_tell(tenant(), ids_of(guests));
    arrive(accounts, {});
  }

  /// Of accounts whose marks were read just now.
  void arrive(const std::vector<storage::ClaimedAccount>& accounts,
              std::map<std::uint64_t, std::vector<Attempt>> open) {
    auto standings = operations::standings_of(hands_.context, hands_.integration, accounts);
    for (std::size_t i = 0; i < accounts.size(); ++i)
      guest_of(accounts[i].id)
          .visit.arrive(accounts[i], std::move(standings[i]), std::move(open[accounts[i].id]));
  }

  /// The attempts, committed before a byte of them leaves; with what came of the ones before.
  void begin(const Guests& guests) {
    Guests all = guests;
    for (auto& guest : guests_)
      if (guest.unwritten && std::ranges::find(guests, &guest) == guests.end()) all.push_back(&guest);
    if (all.empty()) return;
    access_.keep();
    const auto until = lease_end();
    Guests ours;
    std::vector<Attempt> attempts;
    tenant().db.transaction([&] {
      ours = hold(all);
      write_down(ours);
      attempts = insert_attempts(ours);
    });
    leased_until_ = until;
    for (auto* guest : all)
      if (std::ranges::find(ours, guest) == ours.end()) lose(*guest);
    for (auto* guest : ours) guest->unwritten = false;
    for (auto& attempt : attempts) {
      auto& guest = guest_of(attempt.account_id);
      if (guest.step.number == 0) guest.visit.took_number();
      guest.attempt = std::move(attempt);
    }
  }

  std::vector<Attempt> insert_attempts(const Guests& guests) {
    std::vector<Attempt> attempts;
    std::vector<std::uint64_t> numbered;
    for (const auto* guest : guests) {
      const auto& step = guest->step;
      if (step.kind != Kind::tell) continue;
      const auto& account = guest->visit.account();
      if (step.number == 0) numbered.push_back(account.id);
      if (step.open) storage::close_attempt(tenant(), step.open->id, Delivery::unknown, now());
      attempts.push_back({.integration_id = hands_.integration.id,
                          .account_id = account.id,
                          .change = step.change,
                          .number = step.number == 0 ? account.next_number : step.number,
                          .begun_at = now()});
    }
    storage::take_numbers(tenant(), numbered, hands_.lease);
    storage::insert_attempts(tenant(), attempts, hands_.lease);
    return attempts;
  }

  Guest& guest_of(std::uint64_t account_id) {
    return *std::ranges::find(guests_, account_id,
                              [](const Guest& guest) { return guest.visit.account().id; });
  }

  /// In a transaction that holds their leases.
  void write_down(const Guests& guests) {
    std::vector<const ToldChange*> changes;
    for (const auto* guest : guests)
      if (guest->unwritten) changes.push_back(&guest->told);
    jobs::write_down(tenant(), changes, now());
  }

  /// What a call is known by to the platform (D48).
  static std::string number_text(const Guest& guest, std::uint32_t number) {
    return guest.visit.standing().view.subscriber_id + "-" + std::to_string(number);
  }

  void tell(Guest& guest) {
    guest.unsent = is_over() || leaves_too_late();
    if (guest.unsent) return;
    auto attempt = guest.attempt;
    attempt.begun_at = now();
    const auto began = Steady::now();
    auto wire = access_.line(hands_.client, hands_.patience.call);
    const auto outcome = outcome_of(guest, wire);
    count_told(hands_, outcome, Steady::now() - began);
    attempt.ended_at = now();
    attempt.delivery = outcome.delivery;
    attempt.reason = outcome.reason;
    attempt.message = outcome.message;
    guest.told = {};
    if (outcome.delivery == Delivery::delivered)
      guest.told.snapshot = snapshot_after(guest.visit.standing(), attempt.change, outcome, now());
    guest.told.told = {std::move(attempt), wire.take_exchanges()};
    guest.unwritten = true;
    note(outcome);
    guest.visit.told(guest.step, outcome);
    guest.step = {};
  }

  Outcome outcome_of(const Guest& guest, platforms::Wire& wire) const {
    try {
      return platform_.telling.tell(wire, guest.visit.standing().view, guest.step.change,
                                    number_text(guest, guest.attempt.number));
    } catch (const std::exception& error) {
      return guest.visit.internal_fault(error);
    }
  }

  platforms::Sight sight_of(const Guest& guest, const Attempt& open, platforms::Wire& wire) const {
    try {
      return platform_.telling.look(wire, guest.visit.standing().view, open.change.key,
                                    number_text(guest, open.number));
    } catch (const std::exception& error) {
      return {.outcome = guest.visit.internal_fault(error)};
    }
  }

  /// Looks whether an attempt of before arrived, and writes it down.
  void look(Guest& guest) {
    const auto open = guest.step.open.value();
    if (!still_ours(guest)) return;
    auto wire = access_.line(hands_.client, hands_.patience.call);
    const auto sight = sight_of(guest, open, wire);
    access_.keep();
    storage::append_exchanges(tenant(), open.id, wire.take_exchanges());
    if (sight.kind == platforms::Sight::Kind::unseen)
      note(sight.outcome);
    else
      note({.delivery = Delivery::delivered});
    if (sight.kind == platforms::Sight::Kind::absent)
      storage::close_attempt(tenant(), open.id, Delivery::not_sent, now());
    if (sight.kind == platforms::Sight::Kind::found && !keep_seen(guest, open, sight.object)) return;
    guest.visit.saw(open, sight);
  }

  bool still_ours(Guest& guest) {
    try {
      hold_one(guest);
      return true;
    } catch (const LeaseLost&) {
      lose(guest);
      return false;
    }
  }

  bool keep_seen(Guest& guest, const Attempt& open, domain::KnownObject known) {
    known.since = open.begun_at;
    known.object.attributes.insert(open.change.after.attributes.begin(), open.change.after.attributes.end());
    try {
      tenant().db.transaction([&] {
        hold_one(guest);
        storage::save_account_object(tenant(), open.account_id, known);
        storage::close_attempt(tenant(), open.id, Delivery::delivered, now());
      });
      return true;
    } catch (const LeaseLost&) {
      lose(guest);
      return false;
    }
  }

  /// How the platform is reached, and whether it refuses us altogether.
  void note(const Outcome& outcome) {
    const bool refuses_us = outcome.delivery == Delivery::rejected && outcome.reason == Reason::credential;
    if (refuses_us) {
      paused_ = true;
      storage::pause_queue(tenant(), hands_.integration.id, outcome.message, now());
      base::log::warn("an integration's credential was refused; its queue waits",
                      {{"integration", std::to_string(hands_.integration.id)}});
      return;
    }
    add(reach_, outcome);
  }

  /// Those that came to their end are settled; the others stay due.
  std::uint32_t settle() {
    access_.keep();
    Guests all;
    std::map<std::uint64_t, storage::Settlement> left;
    for (auto& guest : guests_) {
      if (guest.lost) continue;
      all.push_back(&guest);
      if (guest.visit.is_done()) left.emplace(guest.visit.account().id, guest.visit.settlement());
    }
    std::uint32_t settled = 0;
    tenant().db.transaction([&] {
      const auto ours = hold(all);
      write_down(ours);
      forget_unsent(ours);
      settled = let_go(ours, left);
    });
    note_reach(tenant(), hands_.integration.id, reach_, now());
    return settled;
  }

  /// Attempts to whose call the turn did not come never were; what one of them repeats is open as before.
  void forget_unsent(const Guests& guests) {
    std::vector<std::uint64_t> never;
    std::vector<std::uint64_t> open;
    for (const auto* guest : guests) {
      if (!guest->unsent) continue;
      never.push_back(guest->attempt.id);
      if (guest->step.open) open.push_back(guest->step.open->id);
    }
    storage::delete_attempts(tenant(), never);
    storage::open_attempts(tenant(), open);
  }

  std::uint32_t let_go(const Guests& guests, const std::map<std::uint64_t, storage::Settlement>& left) {
    std::vector<storage::SettledAccount> settled;
    std::vector<std::uint64_t> released;
    for (const auto* guest : guests) {
      const auto id = guest->visit.account().id;
      if (const auto found = left.find(id); found != left.end())
        settled.push_back({id, found->second});
      else
        released.push_back(id);
    }
    storage::settle_accounts(tenant(), settled, hands_.lease, now());
    storage::release_accounts(tenant(), released, hands_.lease);
    std::map<std::uint64_t, domain::ToldPackage> packages;
    for (const auto* guest : guests)
      if (const auto found = left.find(guest->visit.account().id); found != left.end())
        guest->visit.leave(found->second, packages);
    storage::save_told_packages(tenant(), packages);
    return static_cast<std::uint32_t>(settled.size());
  }

  const Hands& hands_;
  const platforms::Platform& platform_;
  operations::PlatformAccess access_;
  const Steady::time_point began_ = Steady::now();
  base::Instant leased_until_ = {};  ///< of those whose attempts stand
  std::deque<Guest> guests_ = {};
  Reach reach_ = {};
  bool paused_ = false;
};

}  // namespace

std::uint32_t tell_accounts(const Hands& hands, const std::vector<storage::ClaimedAccount>& accounts) {
  return Round(hands, accounts).run();
}

}  // namespace jobs
