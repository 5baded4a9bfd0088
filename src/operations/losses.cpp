#include "operations/losses.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "operations/act.h"
#include "operations/job_kinds.h"
#include "platforms/platform.h"
#include "storage/integrations.h"
#include "storage/transmission_list.h"

namespace operations {

namespace {

using domain::LossCause;
using storage::LossHold;

bool is_staff(const std::string& actor) { return actor.starts_with("usuario:"); }

/// True when the platform had the package and is to have it no longer, or suspended.
bool is_lost(const platforms::HeldPackage& package, const domain::ToldPackage& told) {
  if (!told.there) return false;
  return !package.wanted || (package.suspended && !told.suspended);
}

/// Who spoke last of what made the package go.
bool is_by_staff(const Context& context, const platforms::HeldPackage& package,
                 const domain::LossFacts& facts) {
  const bool taken_off = !facts.wanted && facts.removed_by == domain::RemovedBy::person;
  return is_staff(taken_off ? storage::find_removing_actor(context.tenant, package.id)
                            : storage::find_status_actor(context.tenant, package.service_id));
}

LossHold total_of(const std::vector<LossHold>& holds) {
  LossHold total;
  for (const auto& hold : holds) {
    total.held += hold.held;
    total.cured += hold.cured;
    total.let_go += hold.let_go;
  }
  return total;
}

void note_guard(const Context& context, std::uint32_t integration_id, std::string action,
                storage::Changes changes) {
  note(context, {.entity = domain::Entity::integration,
                 .entity_id = integration_id,
                 .action = std::move(action),
                 .changes = changes.take()});
}

}  // namespace

LossCause loss_cause_of(const Context& context, const AccountStanding& standing) {
  auto first = LossCause::other;
  for (const auto& package : standing.view.packages) {
    if (!is_lost(package, standing.told.at(package.id))) continue;
    auto facts = standing.lost.at(package.id);
    if (domain::cause_of(facts) != LossCause::limit) facts.by_staff = is_by_staff(context, package, facts);
    first = std::min(first, domain::cause_of(facts));
  }
  return first;
}

std::vector<HeldLosses> list_held_losses(const Context& context) {
  std::vector<HeldLosses> out;
  const auto guards = storage::list_guards(context.tenant);
  if (guards.empty()) return out;
  const auto holds = storage::list_holds(context.tenant);
  for (const auto& queue : storage::list_queues(context.tenant)) {
    const auto guard = std::ranges::find(guards, queue.integration_id, &storage::GuardState::integration_id);
    if (guard == guards.end() || !guard->shut_at) continue;
    HeldLosses held{.integration_id = queue.integration_id,
                    .integration = queue.description,
                    .gateway = queue.gateway,
                    .since = *guard->shut_at};
    std::vector<LossHold> mine;
    std::ranges::copy_if(holds, std::back_inserter(mine),
                         [&](const LossHold& hold) { return hold.integration_id == queue.integration_id; });
    held.total = total_of(mine);
    for (const auto cause : domain::k_loss_causes)
      for (const auto& hold : mine)
        if (hold.cause == cause && hold.held > 0) held.causes.push_back(hold);
    out.push_back(std::move(held));
  }
  return out;
}

std::optional<HeldLosses> find_held_losses(const Context& context, std::uint32_t integration_id) {
  for (auto& held : list_held_losses(context))
    if (held.integration_id == integration_id) return std::move(held);
  return std::nullopt;
}

bool answers_checks(const Context& context) {
  return std::ranges::any_of(storage::list_queues(context.tenant), [](const storage::Queue& queue) {
    return queue.active && platforms::at(queue.gateway).can.passive;
  });
}

base::Result<std::uint64_t> let_losses_go(const Context& context, std::uint32_t integration_id,
                                          LossCause cause) {
  return context.tenant.db.transaction([&]() -> base::Result<std::uint64_t> {
    std::uint32_t accounts = 0;
    for (const auto& hold : storage::list_holds(context.tenant, integration_id))
      if (hold.cause == cause) accounts = hold.held;
    if (accounts == 0)
      return base::Unexpected{base::Problem::rule(
          "nada_retido", "Nenhuma conta está mais retida por esta causa: nada foi liberado.")};
    const auto until = base::to_sql(context.clock.now());
    const auto job = enqueue(context, JobKind::losses_let_go, integration_id,
                             nlohmann::json{{"causa", domain::words_of(cause).name}, {"ate", until}}.dump());
    storage::Changes changes;
    changes.noted("causa", "", std::string(domain::words_of(cause).label));
    changes.noted("contas", "", std::to_string(accounts));
    note_guard(context, integration_id, "retidas_liberadas", std::move(changes));
    return job;
  });
}

base::Result<std::uint64_t> drop_losses(const Context& context, std::uint32_t integration_id) {
  return context.tenant.db.transaction([&]() -> base::Result<std::uint64_t> {
    const auto total = total_of(storage::list_holds(context.tenant, integration_id));
    if (total.held == 0)
      return base::Unexpected{base::Problem::rule("nada_retido", "Nenhuma conta está mais retida.")};
    const auto job =
        enqueue(context, JobKind::transmit_again, integration_id, payload_of(domain::Waiting::held));
    storage::Changes changes;
    changes.noted("contas", "", std::to_string(total.held));
    note_guard(context, integration_id, "retidas_descartadas", std::move(changes));
    return job;
  });
}

LossRelease loss_release_from(std::string_view payload) {
  const auto json = nlohmann::json::parse(payload);
  return {.cause = domain::loss_cause_from(json.at("causa").get<std::string>()).value(),
          .until = base::instant_from_sql(json.at("ate").get<std::string>()).value()};
}

storage::Marked let_go_step(const Context& context, std::uint32_t integration_id, const LossRelease& release,
                            std::uint64_t after, std::uint32_t limit) {
  const auto& tenant = context.tenant;
  const auto accounts =
      storage::lock_held_accounts(tenant, integration_id, release.cause, release.until, after, limit);
  if (accounts.empty()) return {};
  std::vector<std::uint64_t> ids;
  for (const auto& account : accounts) ids.push_back(account.id);
  storage::let_go_losses(tenant, ids, context.clock.now());
  storage::lock_loss_guard(tenant, integration_id);
  for (const auto& account : accounts) storage::take_off_loss(tenant, integration_id, account.since);
  const auto n = static_cast<std::int32_t>(ids.size());
  leave_hold(context, integration_id, release.cause, {.held = -n, .let_go = n});
  return {ids.back(), static_cast<std::uint32_t>(ids.size())};
}

void leave_hold(const Context& context, std::uint32_t integration_id, LossCause cause,
                const storage::HoldChange& change) {
  storage::change_hold(context.tenant, integration_id, cause, change);
  const auto total = total_of(storage::list_holds(context.tenant, integration_id));
  if (total.held > 0) return;
  storage::open_loss_guard(context.tenant, integration_id, context.clock.now(), total);
  storage::Changes changes;
  changes.noted("contas", "", std::to_string(total.cured + total.let_go));
  changes.noted("liberadas", "", std::to_string(total.let_go));
  changes.noted("sem_envio", "", std::to_string(total.cured));
  note_guard(context, integration_id, "guarda_aberta", std::move(changes));
}

}  // namespace operations
