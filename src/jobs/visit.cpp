#include "jobs/visit.h"

#include <algorithm>
#include <utility>

#include "base/log.h"
#include "jobs/delivered.h"
#include "jobs/packages_after.h"
#include "jobs/pauses.h"
#include "storage/account_actions.h"
#include "storage/attempts.h"

namespace jobs {

using domain::Change;
using domain::Delivery;
using domain::Reason;
using platforms::Outcome;

namespace {

/// When an object that its platform lets wait is told again, where it does not say (D60).
constexpr std::chrono::seconds k_awaited = std::chrono::hours(1);
constexpr int k_plans = 4;  // of an account, after surprises

}  // namespace

Visit::Visit(const Hands& hands, storage::ClaimedAccount account)
    : hands_(hands),
      account_(std::move(account)),
      guard_(hands.context, hands.integration, hands.provider, hands.metrics) {}

void Visit::arrive(storage::ClaimedAccount account, operations::AccountStanding standing,
                   std::vector<domain::Attempt> open) {
  account_ = std::move(account);
  standing_ = std::move(standing);
  std::ranges::move(open, std::back_inserter(open_));
  stale_ = planned_ = false;
  made_.clear();
}

Step Visit::next(const std::function<void()>& renew) {
  if (stopped_) return done();  // before all else: a turn that is over lets go what is not done
  if (stale_) return {.kind = Step::Kind::read};
  if (!open_.empty()) return next_open();
  if (!planned_) plan(renew);
  return next_change();
}

/// What became of earlier attempts is found out first.
Step Visit::next_open() {
  const auto& attempt = open_.front();
  const auto over = attempt.begun_at + hands_.patience.call + std::chrono::seconds(1);
  if (!attempt.ended_at && over > hands_.context.clock.now()) {
    due_at_ = over;
    return done();
  }
  const bool looks = attempt.change.kind == domain::CallKind::create &&
                     platforms::at(hands_.integration.gateway).telling.look != nullptr;
  return {.kind = looks ? Step::Kind::look : Step::Kind::tell,
          .change = attempt.change,
          .number = attempt.number,
          .open = attempt};
}

void Visit::plan(const std::function<void()>& renew) {
  if (plans_++ == k_plans)
    return fail({.delivery = Delivery::later,
                 .reason = Reason::again,
                 .message = "A plataforma mostra a conta de outro modo a cada consulta."});
  guard_.sift(standing_, account_, renew);
  if (guard_.holds_a_removal()) held_back_ = hands_.integration.single_package;
  planned_ = true;
  at_ = 0;
}

Step Visit::next_change() {
  while (!stopped_ && at_ < standing_.changes.size()) {
    const auto& change = standing_.changes[at_++];
    const bool creates = change.kind == domain::CallKind::create;
    if (creates && (held_back_ || !has_footing(change.after))) continue;
    const auto number = numbers_.find(change.key);
    return {.kind = Step::Kind::tell,
            .change = change,
            .number = creates && number != numbers_.end() ? number->second : 0};
  }
  return done();
}

Step Visit::done() {
  done_ = true;
  return {};
}

/// True when what the object stands on is there.
bool Visit::has_footing(const domain::RemoteObject& object) const {
  if (object.stands_on.empty() || made_.contains(object.stands_on)) return true;
  return std::ranges::any_of(standing_.objects, [&](const storage::ObjectRow& row) {
    return row.known && row.key == object.stands_on;
  });
}

void Visit::saw(const domain::Attempt& open, const platforms::Sight& sight) {
  using Kind = platforms::Sight::Kind;
  if (sight.kind == Kind::unseen) {
    // It stays open: whatever kept the platform from showing it, nothing else is told before.
    judge(sight.outcome);
    if (!stopped_) fail(sight.outcome);
    return;
  }
  if (sight.kind == Kind::absent) numbers_[open.change.key] = open.number;
  open_.pop_front();
  stale_ = open_.empty();
}

void Visit::told(const Step& step, const Outcome& outcome) {
  const auto& change = step.change;
  judge(outcome);
  const bool delivered = outcome.delivery == Delivery::delivered;
  if (step.open) {
    open_.pop_front();
    stale_ = open_.empty();
    return;
  }
  if (!delivered && change.kind == domain::CallKind::remove) held_back_ = hands_.integration.single_package;
  if (!delivered) return;
  delivered_.push_back(storage::planned_text(change));
  if (stands_after(change, outcome)) made_.insert(outcome.found ? outcome.found->key : change.after.key);
  // Something else stands there than was thought: it is planned anew.
  stale_ = outcome.found.has_value() || outcome.gone;
}

Outcome Visit::internal_fault(const std::exception& error) const {
  base::log::error("a platform's file failed", {{"gateway", hands_.integration.gateway},
                                                {"account", std::to_string(account_.id)},
                                                {"error", error.what()}});
  return {.delivery = Delivery::unknown,
          .reason = Reason::again,
          .message = "A resposta da plataforma não pôde ser lida; veja o registro do sistema (conta " +
                     std::to_string(account_.id) + ")."};
}

void Visit::judge(const Outcome& outcome) {
  switch (outcome.delivery) {
    case Delivery::delivered:
      return;
    case Delivery::rejected:
      if (outcome.reason != Reason::credential) {
        rejected_ = outcome;
        return;
      }
      refused_credential_ = outcome;
      stopped_ = true;
      return;
    case Delivery::later:
      if (outcome.reason == Reason::again) break;
      awaited_ = outcome;  // one object has to wait for its platform; the others go on
      return;
    case Delivery::not_sent:
    case Delivery::unknown:
      break;
  }
  fail(outcome);
}

void Visit::fail(const Outcome& outcome) {
  failed_ = outcome;
  stopped_ = true;
}

storage::Settlement Visit::settlement() const {
  const auto now = hands_.context.clock.now();
  storage::Settlement out{.dirty_seq = account_.dirty_seq, .due_at = standing_.next_at};
  if (due_at_) {
    out.due_at = due_at_;
    out.failures = account_.failures;
  } else if (refused_credential_) {
    out = {.dirty_seq = account_.dirty_seq,
           .due_at = now,
           .failures = account_.failures,
           .reason = Reason::credential,
           .message = refused_credential_->message};
  } else if (failed_) {
    out.failures = account_.failures + 1;
    out.due_at = now + pause_after(account_.failures, chance(), failed_->wait);
    out.reason = failed_->reason;
    out.message = failed_->message;
  } else if (awaited_) {
    out.due_at = now + awaited_->wait.value_or(k_awaited);
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
  if (guard_.waits() && !due_at_ && !refused_credential_ && !failed_) guard_.look_again(out, now);
  return out;
}

const storage::ObjectRow* Visit::refused_before() const {
  for (const auto& change : standing_.refused)
    for (const auto& row : standing_.objects)
      if (row.key == change.key) return &row;
  return nullptr;
}

bool Visit::is_delivered(const Change& change) const {
  return std::ranges::find(delivered_, storage::planned_text(change)) != delivered_.end();
}

/// Keys of objects that are not as they should be.
std::set<std::string> Visit::behind() const {
  std::set<std::string> keys;
  const auto note = [&](const Change& change) { keys.insert({change.key, change.after.key}); };
  for (const auto& change : standing_.refused) note(change);
  for (const auto& change : guard_.set_aside()) note(change);
  if (stopped_ || rejected_ || awaited_)
    for (const auto& change : standing_.changes)
      if (!is_delivered(change)) note(change);
  return keys;
}

void Visit::leave(const storage::Settlement& left,
                  std::map<std::uint64_t, domain::ToldPackage>& packages) const {
  const auto& tenant = hands_.context.tenant;
  const auto now = hands_.context.clock.now();
  if (account_.remake)
    storage::end_remake(tenant, account_.id, operations::known_of(standing_.objects).empty(), now);
  if (due_at_) return;
  guard_.settle(standing_, account_, [&](const Change& change) { return is_delivered(change); });
  packages.merge(packages_after(standing_, left, behind(), guard_.held_objects(), now));
}

}  // namespace jobs
