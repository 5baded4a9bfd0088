#include "operations/other_account.h"

#include <algorithm>

#include "base/text.h"
#include "operations/act.h"
#include "operations/closings.h"
#include "operations/integration_parameters.h"
#include "operations/job_kinds.h"
#include "storage/account_actions.h"
#include "storage/integrations.h"

namespace operations {

namespace {

/// What decides whose account it is there.
bool gives_access(const platforms::Setting& setting) {
  return setting.url || setting.secret || (setting.required && setting.choices.empty());
}

std::string value_of(const ParameterValues& values, const platforms::Setting& setting) {
  const auto found = values.find(std::string(setting.name));
  return found == values.end() ? std::string(setting.default_value) : found->second;
}

}  // namespace

bool asks_which_account(const Context& context, std::uint32_t integration_id,
                        const base::Patch<std::vector<ParameterPut>>& parameters) {
  const auto integration = storage::find_integration_by_id(context.tenant, integration_id);
  if (!integration || !parameters.value) return false;
  const auto& platform = platforms::at(integration->gateway);
  if (!platform.is_told()) return false;
  const auto before = opened_parameters(context, integration_id);
  const bool other = std::ranges::any_of(*parameters.value, [&](const ParameterPut& put) {
    const auto* setting = platform.find_setting(base::trim(put.name));
    if (setting == nullptr || !gives_access(*setting)) return false;
    const std::string value(base::trim(put.value.value_or("")));
    return value_of(before, *setting) != (value.empty() ? std::string(setting->default_value) : value);
  });
  return other && accounts_there(context, integration_id) > 0;
}

void move_to_other_account(const Context& context, std::uint32_t integration_id) {
  auto state = storage::find_queue_state(context.tenant, integration_id);
  if (state.paused_by != storage::k_paused_by_person) {
    state.paused_by = storage::k_paused_by_move;
    state.paused_at = context.clock.now();
    state.message.clear();
    storage::save_queue_state(context.tenant, integration_id, state);
  }
  enqueue(context, JobKind::accounts_forget, integration_id);
  note(context,
       {.entity = domain::Entity::integration, .entity_id = integration_id, .action = "outra_conta"});
}

storage::Marked forget_accounts(const Context& context, std::uint32_t integration_id, std::uint64_t after,
                                std::uint32_t limit) {
  const auto forgotten =
      storage::forget_accounts_of(context.tenant, integration_id, after, limit, context.clock.now());
  if (forgotten.accounts > 0) return forgotten;
  auto state = storage::find_queue_state(context.tenant, integration_id);
  if (state.paused_by == storage::k_paused_by_move)
    storage::save_queue_state(context.tenant, integration_id, {});
  return forgotten;
}

std::optional<base::Problem> refuse_twin(const Context& context, const platforms::Platform& platform,
                                         const ParameterValues& values) {
  if (!platform.is_told()) return std::nullopt;
  const storage::IntegrationFilter filter{.gateway = std::string(platform.key), .active = false};
  for (const auto& other : storage::list_integrations(context.tenant, filter, {}).lines) {
    const auto theirs = opened_parameters(context, other.id);
    const bool same = std::ranges::all_of(platform.settings, [&](const platforms::Setting& setting) {
      return !gives_access(setting) || value_of(values, setting) == value_of(theirs, setting);
    });
    if (same && storage::has_accounts(context.tenant, other.id))
      return base::Problem::rule(
          "integracao_ja_existe",
          "A integração " + other.description + " (código " + other.code +
              "), inativa, tem este endereço e esta credencial. Ative-a: as contas dela "
              "são achadas de novo, e nenhuma é criada duas vezes.");
  }
  return std::nullopt;
}

}  // namespace operations
