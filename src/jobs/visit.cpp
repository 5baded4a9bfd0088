#include "jobs/visit.h"

#include <algorithm>
#include <set>
#include <utility>
#include <vector>

#include "base/log.h"
#include "jobs/delivered.h"
#include "jobs/loss_guard.h"
#include "jobs/packages_after.h"
#include "jobs/pauses.h"
#include "jobs/reach.h"
#include "jobs/told_count.h"
#include "operations/platform_access.h"
#include "storage/account_actions.h"
#include "storage/attempts.h"

namespace jobs {

namespace {

using domain::Attempt;
using domain::Change;
using domain::Delivery;
using domain::Reason;
using platforms::Outcome;
using Steady = std::chrono::steady_clock;

/// When an object that its platform lets wait is told again, where it does not say (D60).
constexpr std::chrono::seconds k_awaited = std::chrono::hours(1);
constexpr int k_rounds = 4;  // of planning an account anew after a surprise

/// An account being told under the lease.
class Visit {
 public:
  Visit(const Hands& hands, const storage::ClaimedAccount& account)
      : hands_(hands),
        account_(account),
        platform_(platforms::at(hands.integration.gateway)),
        access_(hands.context, hands.integration.id),
        guard_(hands.context, hands.integration, hands.provider, hands.metrics) {}

  void run() {
    read();
    if (settle_what_is_open()) tell_all();
    settle();
  }

 private:
  const storage::Tenant& tenant() const { return hands_.context.tenant; }
  base::Instant now() const { return hands_.context.clock.now(); }

  /// The account's mark and its causes, of one moment.
  void read() {
    if (unwritten_)
      tenant().db.transaction([&] {
        renew();
        write_down();
      });
    unwritten_.reset();
    made_.clear();
    tenant().db.transaction([&] {
      account_ = storage::find_account_to_tell(tenant(), account_.id).value();
      standing_ = operations::standing_of(hands_.context, hands_.integration, account_);
    });
  }

  /// What became of earlier attempts is found out first; false when it cannot be told yet.
  bool settle_what_is_open() {
    const auto open = storage::list_open_attempts(tenant(), account_.id);
    for (const auto& attempt : open) {
      const auto over = attempt.begun_at + hands_.patience.call + std::chrono::seconds(1);
      if (!attempt.ended_at && over > now()) return due_at_ = over, false;
      if (!resolve(attempt)) return false;
    }
    if (!open.empty()) read();
    return true;
  }

  bool resolve(const Attempt& attempt) {
    if (attempt.change.kind != domain::CallKind::create || platform_.telling.look == nullptr)
      return carry_out(attempt.change, attempt.number, attempt.id);
    renew();
    auto wire = access_.line(hands_.client, hands_.patience.call);
    auto sight = seen(wire, attempt.change.key, number_text(attempt.number));
    access_.keep();
    storage::append_exchanges(tenant(), attempt.id, wire.take_exchanges());
    if (sight.kind == platforms::Sight::Kind::unseen) {
      judge(sight.outcome);
      return false;
    }
    if (sight.kind == platforms::Sight::Kind::absent) {
      numbers_[attempt.change.key] = attempt.number;
      storage::close_attempt(tenant(), attempt.id, Delivery::not_sent, now());
      return true;
    }
    tenant().db.transaction([&] {
      renew();
      auto known = std::move(sight.object);
      known.since = attempt.begun_at;
      known.object.attributes.insert(attempt.change.after.attributes.begin(),
                                     attempt.change.after.attributes.end());
      storage::save_account_object(tenant(), account_.id, known);
      storage::close_attempt(tenant(), attempt.id, Delivery::delivered, now());
    });
    reached_ = true;
    return true;
  }

  /// What a call is known by to the platform (D48).
  std::string number_text(std::uint32_t number) const {
    return standing_.view.subscriber_id + "-" + std::to_string(number);
  }

  platforms::Sight seen(platforms::Wire& wire, const std::string& key, const std::string& number) {
    try {
      return platform_.telling.look(wire, standing_.view, key, number);
    } catch (const std::exception& error) {
      return {.outcome = internal(error)};
    }
  }

  Outcome internal(const std::exception& error) const {
    base::log::error("a platform's file failed", {{"gateway", hands_.integration.gateway},
                                                  {"account", std::to_string(account_.id)},
                                                  {"error", error.what()}});
    return {.delivery = Delivery::unknown,
            .reason = Reason::again,
            .message = "A resposta da plataforma não pôde ser lida; veja o registro do sistema (conta " +
                       std::to_string(account_.id) + ")."};
  }

  void tell_all() {
    for (int round = 0; round < k_rounds; ++round) {
      surprised_ = false;
      guard_.sift(standing_, account_, [&] { renew(); });
      if (guard_.holds_a_removal()) held_back_ = hands_.integration.single_package;
      for (const auto& change : standing_.changes)
        if (!tell(change)) break;
      if (stopped_ || !surprised_) return;
      read();
    }
    failed_ = Outcome{.delivery = Delivery::later,
                      .reason = Reason::again,
                      .message = "A plataforma mostra a conta de outro modo a cada consulta."};
  }

  /// False when the others have to wait, or must be planned anew.
  bool tell(const Change& change) {
    if (change.kind == domain::CallKind::create && (held_back_ || !has_footing(change.after))) return true;
    const auto number = numbers_.find(change.key);
    const bool known = change.kind == domain::CallKind::create && number != numbers_.end();
    const bool done = carry_out(change, known ? number->second : 0, 0);
    if (!done && change.kind == domain::CallKind::remove) held_back_ = hands_.integration.single_package;
    return !stopped_ && !surprised_;
  }

  /// True when what the object stands on is there.
  bool has_footing(const domain::RemoteObject& object) const {
    if (object.stands_on.empty() || made_.contains(object.stands_on)) return true;
    return std::ranges::any_of(standing_.objects, [&](const storage::ObjectRow& row) {
      return row.known && row.key == object.stands_on;
    });
  }

  /// The lease, renewed before a byte leaves: the whole deadline lies inside it.
  void renew() {
    if (!storage::renew_lease(tenant(), account_.id, hands_.lease, now() + hands_.patience.lease))
      throw LeaseLost();
    leased_until_ = Steady::now() + hands_.patience.lease;
  }

  Attempt begin(const Change& change, std::uint32_t number, std::uint64_t repeats) {
    Attempt attempt{.integration_id = hands_.integration.id,
                    .account_id = account_.id,
                    .change = change,
                    .number = number,
                    .begun_at = now()};
    tenant().db.transaction([&] {
      renew();
      write_down();
      attempt.number = number;
      attempt.id = storage::insert_attempt(tenant(), attempt, hands_.lease);
      if (repeats != 0) storage::close_attempt(tenant(), repeats, Delivery::unknown, now());
    });
    unwritten_.reset();
    return attempt;
  }

  /// True when the platform has done it, or said what stands there in truth.
  bool carry_out(const Change& change, std::uint32_t number, std::uint64_t repeats) {
    auto attempt = begin(change, number, repeats);
    if (Steady::now() + hands_.patience.call > leased_until_) throw LeaseLost();  // we slept
    const auto began = Steady::now();
    auto wire = access_.line(hands_.client, hands_.patience.call);
    auto outcome = told(wire, change, number_text(attempt.number));
    count_told(hands_, outcome, Steady::now() - began);
    record(std::move(attempt), outcome, wire.take_exchanges());
    if (outcome.delivery == Delivery::delivered) done_.push_back(storage::planned_text(change));
    return judge(outcome);
  }

  Outcome told(platforms::Wire& wire, const Change& change, const std::string& number) {
    try {
      return platform_.telling.tell(wire, standing_.view, change, number);
    } catch (const std::exception& error) {
      return internal(error);
    }
  }

  /// What came of an attempt and of its object is written with what comes next, the next attempt or the
  /// settling, before another byte leaves: a transaction less to wait for.
  void record(Attempt attempt, const Outcome& outcome, std::vector<domain::Exchange> exchanges) {
    attempt.ended_at = now();
    attempt.delivery = outcome.delivery;
    attempt.reason = outcome.reason;
    attempt.message = outcome.message;
    if (outcome.delivery == Delivery::delivered && stands_after(attempt.change, outcome))
      made_.insert(outcome.found ? outcome.found->key : attempt.change.after.key);
    unwritten_ = Unwritten{std::move(attempt), outcome, std::move(exchanges)};
  }

  /// In a transaction that holds the lease.
  void write_down() {
    if (!unwritten_) return;
    const auto& [attempt, outcome, exchanges] = *unwritten_;
    storage::end_attempt(tenant(), attempt, exchanges);
    access_.keep();
    if (outcome.delivery == Delivery::delivered)
      keep_delivered(tenant(), account_.id, standing_, attempt.change, outcome, now());
    if (outcome.delivery == Delivery::rejected && outcome.reason != Reason::credential)
      storage::save_refusal(tenant(), account_.id, attempt.change, outcome.reason, outcome.message, now());
  }

  bool judge(const Outcome& outcome) {
    switch (outcome.delivery) {
      case Delivery::delivered:
        reached_ = true;
        surprised_ = surprised_ || outcome.found.has_value() || outcome.gone;
        return true;
      case Delivery::rejected:
        if (outcome.reason == Reason::credential) return pause(outcome);
        reached_ = true;
        rejected_ = outcome;
        return false;
      case Delivery::later:
        if (outcome.reason != Reason::again) return await(outcome);
        break;
      case Delivery::not_sent:
      case Delivery::unknown:
        break;
    }
    failed_ = outcome;
    stopped_ = true;
    return false;
  }

  /// One object has to wait for its platform; the others go on.
  bool await(const Outcome& outcome) {
    reached_ = true;
    awaited_ = outcome;
    return false;
  }

  bool pause(const Outcome& outcome) {
    stopped_ = true;
    refused_credential_ = outcome;
    storage::pause_queue(tenant(), hands_.integration.id, outcome.message, now());
    base::log::warn("an integration's credential was refused; its queue waits",
                    {{"integration", std::to_string(hands_.integration.id)}});
    return false;
  }

  void note_reach() {
    if (!reached_ && !failed_) return;
    const bool asked = failed_ && failed_->delivery == Delivery::later;
    jobs::note_reach(tenant(), hands_.integration.id, reached_, asked ? failed_->wait : std::nullopt, now());
  }

  storage::Settlement settlement() const {
    storage::Settlement out{.dirty_seq = account_.dirty_seq, .due_at = standing_.next_at};
    if (due_at_) {
      out.due_at = due_at_;
      out.failures = account_.failures;
    } else if (refused_credential_) {
      out = {.dirty_seq = account_.dirty_seq,
             .due_at = now(),
             .failures = account_.failures,
             .reason = Reason::credential,
             .message = refused_credential_->message};
    } else if (failed_) {
      out.failures = account_.failures + 1;
      out.due_at = now() + pause_after(account_.failures, chance(), failed_->wait);
      out.reason = failed_->reason;
      out.message = failed_->message;
    } else if (awaited_) {
      out.due_at = now() + awaited_->wait.value_or(k_awaited);
      out.reason = awaited_->reason;
      out.message = awaited_->message;
    } else if (rejected_) {
      out.reason = rejected_->reason;
      out.message = rejected_->message;
    } else if (const auto* row = refused_before()) {
      out.reason = row->reason;
      out.message = row->message;
    } else if (guard_.holds()) {
      out.reason = Reason::held;
      out.message = guard_.message();
    } else if (!standing_.wanted.missing.empty()) {
      out.reason = Reason::registry;
      out.message = "Falta no cadastro do cliente: " + standing_.wanted.missing + ".";
    }
    if (guard_.waits() && !due_at_ && !refused_credential_ && !failed_) guard_.look_again(out, now());
    return out;
  }

  const storage::ObjectRow* refused_before() const {
    for (const auto& change : standing_.refused)
      for (const auto& row : standing_.objects)
        if (row.key == change.key) return &row;
    return nullptr;
  }

  bool is_done(const Change& change) const {
    return std::ranges::find(done_, storage::planned_text(change)) != done_.end();
  }

  /// Keys of objects that are not as they should be.
  std::set<std::string> behind() const {
    std::set<std::string> keys;
    const auto note = [&](const Change& change) { keys.insert({change.key, change.after.key}); };
    for (const auto& change : standing_.refused) note(change);
    for (const auto& change : guard_.set_aside()) note(change);
    if (stopped_ || rejected_ || awaited_)
      for (const auto& change : standing_.changes)
        if (!is_done(change)) note(change);
    return keys;
  }

  void settle() {
    const auto left = settlement();
    tenant().db.transaction([&] {
      write_down();
      if (!storage::settle_account(tenant(), account_.id, hands_.lease, left, now())) throw LeaseLost();
      if (account_.remake)
        storage::end_remake(tenant(), account_.id, operations::known_of(standing_.objects).empty(), now());
      if (due_at_) return;
      guard_.settle(standing_, account_, [&](const Change& change) { return is_done(change); });
      for (const auto& [id, told] : packages_after(standing_, left, behind(), guard_.held_objects(), now()))
        storage::save_told_package(tenant(), id, told);
    });
    unwritten_.reset();
    note_reach();
  }

  struct Unwritten {
    Attempt attempt = {};
    Outcome outcome = {};
    std::vector<domain::Exchange> exchanges = {};
  };

  const Hands& hands_;
  storage::ClaimedAccount account_;
  const platforms::Platform& platform_;
  operations::PlatformAccess access_;
  LossGuard guard_;
  operations::AccountStanding standing_ = {};
  std::set<std::string> made_ = {};                    ///< keys of what was delivered in this visit
  std::map<std::string, std::uint32_t> numbers_ = {};  ///< of creations that did not arrive, by key
  Steady::time_point leased_until_ = {};
  std::vector<std::string> done_ = {};  ///< changes delivered, as planned_text()
  std::optional<Unwritten> unwritten_ = {};
  bool surprised_ = false;  ///< something else stands there than was thought: plan anew
  bool stopped_ = false;
  bool reached_ = false;
  bool held_back_ = false;  ///< a removal failed, and creations wait for it (D50)
  std::optional<Outcome> rejected_ = {};
  std::optional<Outcome> awaited_ = {};
  std::optional<Outcome> failed_ = {};
  std::optional<Outcome> refused_credential_ = {};
  std::optional<base::Instant> due_at_ = {};
};

}  // namespace

void visit(const Hands& hands, const storage::ClaimedAccount& account) { Visit(hands, account).run(); }

}  // namespace jobs
