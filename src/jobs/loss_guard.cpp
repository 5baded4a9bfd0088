#include "jobs/loss_guard.h"

#include <algorithm>

#include "base/log.h"
#include "operations/act.h"

namespace jobs {

namespace {

using domain::LossStand;

/// How old the number of live accounts may be.
constexpr std::chrono::minutes k_live_for{1};
/// And where it says that the limit can never be passed.
constexpr std::chrono::seconds k_few_live_for{1};

/// A person has said of the account, or of all of the integration's, that it goes (D53, D58).
bool is_asked_for(const storage::ClaimedAccount& account) { return account.remake || account.closing; }

bool is_counted(const storage::Loss& loss) { return loss.stand != LossStand::none; }

std::string_view name_of(LossStand stand) {
  switch (stand) {
    case LossStand::waiting:
      return "espera";
    case LossStand::held:
      return "retida";
    case LossStand::none:
    case LossStand::passed:
    case LossStand::let_go:
      break;
  }
  return "passou";
}

}  // namespace

void LossGuard::sift(operations::AccountStanding& standing, storage::ClaimedAccount& account,
                     const std::function<void()>& renew) {
  sifted_ = true;
  aside_.clear();
  stand_ = LossStand::none;
  if (is_asked_for(account)) return;
  const auto list = platforms::at(integration_.gateway).can.product_list;
  if (!domain::is_loss(standing.changes, list)) return;
  cause_ = operations::loss_cause_of(context_, standing);
  const bool decided = account.loss.stand == LossStand::held || account.loss.stand == LossStand::let_go;
  if (!decided || account.loss.cause != cause_)
    context_.tenant.db.transaction([&] {
      renew();
      account.loss = weigh(storage::find_loss(context_.tenant, account.id), account.id, cause_);
    });
  stand_ = account.loss.stand;
  if (stand_ == LossStand::passed || stand_ == LossStand::let_go) return;
  std::erase_if(standing.changes, [&](const domain::Change& change) {
    if (!domain::takes_away(change, list)) return false;
    aside_.push_back(change);
    return true;
  });
}

storage::Loss LossGuard::weigh(storage::Loss loss, std::uint64_t account_id, domain::LossCause cause) {
  const auto before = loss;
  if (loss.stand == LossStand::let_go && loss.cause == cause) return loss;
  auto guard = storage::lock_loss_guard(context_.tenant, integration_.id);
  if (!is_counted(loss) || loss.stand == LossStand::let_go) {
    loss.since = context_.clock.now();
    storage::add_loss(context_.tenant, integration_.id, loss.since);
  }
  if (loss.stand == LossStand::passed && !guard.shut_at) return loss;
  const auto counted = count(guard, loss, account_id);
  loss.stand = domain::judge(counted);
  loss.cause = cause;
  if (loss.stand == LossStand::held) hold(guard, counted, before, cause);
  if (loss.stand != before.stand || loss.cause != before.cause || loss.since != before.since) {
    storage::save_loss(context_.tenant, account_id, loss);
    metrics_
        .counter("catraca_losses_total", "Accounts about to lose something, by what the guard said.",
                 {{"provedor", provider_.slug},
                  {"integracao", integration_.code},
                  {"gateway", integration_.gateway},
                  {"resultado", std::string(name_of(loss.stand))}})
        .Increment();
  }
  return loss;
}

domain::LossCount LossGuard::count(storage::LossGuard& guard, const storage::Loss& loss,
                                   std::uint64_t account_id) {
  const auto& tenant = context_.tenant;
  const auto now = context_.clock.now();
  domain::LossCount counted{.least = provider_.guard_least,
                            .percent = provider_.guard_percent,
                            .live = guard.live,
                            .shut = guard.shut_at.has_value(),
                            .waited = std::chrono::floor<std::chrono::seconds>(now - loss.since)};
  const auto old = guard.live_at ? now - *guard.live_at : k_live_for;
  if (old >= k_live_for || (counted.live <= loss_limit(counted) && old >= k_few_live_for)) {
    counted.live = guard.live = storage::count_live_accounts(tenant, integration_.id);
    guard.live_at = now;
    storage::save_loss_guard(tenant, integration_.id, guard);
    storage::forget_old_losses(tenant, integration_.id, now);
  }
  const auto known = storage::count_losses(tenant, integration_.id, now);
  counted.known = known.all;
  counted.fresh = known.fresh;
  const auto few = few_losses(counted);
  if (!counted.shut && counted.fresh <= few)
    counted.unseen = storage::count_unseen(tenant, integration_.id, account_id, now, few + 1);
  return counted;
}

void LossGuard::hold(storage::LossGuard& guard, const domain::LossCount& counted, const storage::Loss& before,
                     domain::LossCause cause) {
  const auto& tenant = context_.tenant;
  if (!guard.shut_at) {
    guard.shut_at = context_.clock.now();
    storage::save_loss_guard(tenant, integration_.id, guard);
    storage::Changes changes;
    changes.noted("causa", "", std::string(domain::words_of(cause).label));
    changes.noted("limite", "", std::to_string(domain::loss_limit(counted)));
    changes.noted("contas_vivas", "", std::to_string(counted.live));
    operations::note(context_, {.entity = domain::Entity::integration,
                                .entity_id = integration_.id,
                                .action = "guarda_fechada",
                                .changes = changes.take()});
    base::log::warn("an integration's losses are held", {{"integration", std::to_string(integration_.id)},
                                                         {"losses", std::to_string(counted.known)}});
  }
  if (before.stand == LossStand::held)
    storage::change_hold(tenant, integration_.id, before.cause, {.held = -1});
  storage::change_hold(tenant, integration_.id, cause, {.held = 1});
}

bool LossGuard::holds_a_removal() const {
  return std::ranges::any_of(
      aside_, [](const domain::Change& change) { return change.kind == domain::CallKind::remove; });
}

std::string LossGuard::message() const {
  if (waits()) return "Espera alguns segundos: muitas suspensões ou remoções chegaram juntas.";
  return "Muitas contas perderiam acesso de uma vez (" + std::string(domain::words_of(cause_).label) +
         "): nada foi enviado.";
}

HeldObjects LossGuard::held_objects() const {
  HeldObjects held;
  if (!holds()) return held;
  for (const auto& change : aside_) held.keys.insert({change.key, change.after.key});
  held.message = message();
  return held;
}

void LossGuard::look_again(storage::Settlement& left, base::Instant now) const {
  const auto at = now + domain::k_look_again;
  left.due_at = left.due_at ? std::min<base::Instant>(*left.due_at, at) : at;
  if (!left.message.empty()) return;
  left.reason = domain::Reason::again;
  left.message = message();
}

void LossGuard::settle(const operations::AccountStanding& standing, const storage::ClaimedAccount& account,
                       const std::function<bool(const domain::Change&)>& is_done) const {
  const auto& loss = account.loss;
  if (!sifted_ || loss.stand == LossStand::none || !aside_.empty()) return;
  const auto list = platforms::at(integration_.gateway).can.product_list;
  const bool to_come =
      stand_ != LossStand::none && std::ranges::any_of(standing.changes, [&](const domain::Change& change) {
        return domain::takes_away(change, list) && !is_done(change);
      });
  if (to_come || !storage::clear_loss(context_.tenant, account.id, loss.stand)) return;
  if (loss.stand != LossStand::waiting && loss.stand != LossStand::held) return;
  storage::lock_loss_guard(context_.tenant, integration_.id);
  storage::take_off_loss(context_.tenant, integration_.id, loss.since);
  if (loss.stand != LossStand::held) return;
  const bool sent = is_asked_for(account);
  operations::leave_hold(context_, integration_.id, loss.cause,
                         {.held = -1, .cured = sent ? 0 : 1, .let_go = sent ? 1 : 0});
}

}  // namespace jobs
