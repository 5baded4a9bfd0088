#include "operations/closings.h"

#include "operations/act.h"
#include "operations/integrations.h"
#include "operations/job_kinds.h"
#include "platforms/account_calls.h"
#include "storage/integrations.h"

namespace operations {

namespace {

using base::Problem;
using base::Unexpected;

/// The integration, its row held.
base::Result<domain::Integration> held(const Context& context, std::uint32_t integration_id) {
  const auto found = storage::find_integration_by_id(context.tenant, integration_id);
  if (!found) return Unexpected{Problem::missing("Esta integração não existe.")};
  if (!platforms::at(found->gateway).is_told())
    return Unexpected{Problem::rule(
        "nao_transmite", "Nada é transmitido a esta plataforma: não há contas para remover de lá.")};
  return storage::lock_integration(context.tenant, found->code).value();
}

std::uint32_t count_there(const Context& context, const domain::Integration& integration,
                          std::uint32_t most) {
  const auto& calls = platforms::account_calls(platforms::at(integration.gateway));
  return storage::count_accounts_there(context.tenant, integration.id, calls.kept_key, most);
}

void note_integration(const Context& context, std::uint32_t integration_id, std::string action,
                      storage::Changes changes = {}) {
  note(context, {.entity = domain::Entity::integration,
                 .entity_id = integration_id,
                 .action = std::move(action),
                 .changes = changes.take()});
}

/// Anybody may have stopped it meanwhile, or an account may have come back to life.
void end(const Context& context, std::uint32_t integration_id) {
  context.tenant.db.transaction([&] {
    const auto integration = held(context, integration_id);
    if (!integration || !storage::find_closing(context.tenant, integration_id)) return;
    if (count_there(context, *integration, 1) > 0) {
      enqueue(context, JobKind::accounts_mark, integration_id);  // some mark was lost
      return;
    }
    storage::delete_closing(context.tenant, integration_id);
    note_integration(context, integration_id, "contas_removidas");
    if (const auto done = set_integration_active(context, integration->code, false); !done)
      throw std::runtime_error(done.error().message);
  });
}

}  // namespace

std::uint32_t accounts_there(const Context& context, std::uint32_t integration_id) {
  const auto integration = storage::find_integration_by_id(context.tenant, integration_id);
  return integration ? count_there(context, *integration, storage::k_count_cap + 1) : 0;
}

std::optional<ClosingProgress> closing_progress(const Context& context, std::uint32_t integration_id) {
  auto closing = storage::find_closing(context.tenant, integration_id);
  if (!closing) return std::nullopt;
  return ClosingProgress{std::move(*closing), accounts_there(context, integration_id)};
}

base::Result<base::Done> remove_accounts(const Context& context, std::uint32_t integration_id) {
  return context.tenant.db.transaction([&]() -> base::Result<base::Done> {
    const auto integration = held(context, integration_id);
    if (!integration) return Unexpected{integration.error()};
    if (!integration->active)
      return Unexpected{
          Problem::rule("integracao_inativa",
                        "A integração está inativa e nada transmite. Ative-a antes: as contas que "
                        "ficaram na plataforma podem então ser removidas.")};
    if (storage::find_closing(context.tenant, integration_id)) return base::Done{};
    const auto accounts = count_there(context, *integration, storage::k_count_cap + 1);
    storage::insert_closing(context.tenant, {.integration_id = integration_id,
                                             .asked_by = context.actor,
                                             .asked_at = context.clock.now(),
                                             .accounts = accounts});
    enqueue(context, JobKind::accounts_mark, integration_id);
    storage::Changes changes;
    changes.noted("contas", "", std::to_string(accounts));
    note_integration(context, integration_id, "remocao_das_contas", std::move(changes));
    return base::Done{};
  });
}

base::Result<base::Done> keep_accounts(const Context& context, std::uint32_t integration_id) {
  return context.tenant.db.transaction([&]() -> base::Result<base::Done> {
    const auto integration = held(context, integration_id);
    if (!integration) return Unexpected{integration.error()};
    if (!storage::delete_closing(context.tenant, integration_id))
      return Unexpected{
          Problem::rule("nao_encerra", "As contas desta integração não estão sendo removidas.")};
    enqueue(context, JobKind::accounts_mark, integration_id);
    note_integration(context, integration_id, "contas_mantidas");
    return base::Done{};
  });
}

void end_closings(const Context& context) {
  for (const auto id : storage::list_emptied(context.tenant, name_of(JobKind::accounts_mark)))
    end(context, id);
}

}  // namespace operations
