#include "operations/code_desk.h"

#include "operations/integration_callbacks.h"
#include "storage/authorization_codes.h"
#include "storage/providers.h"

namespace operations {

std::string CodeDesk::callback_url() {
  const auto& tenant = context_.tenant;
  const auto tokens = storage::list_integration_callbacks(tenant, integration_id_, context_.clock.now());
  const auto provider = storage::find_provider(tenant.db, tenant.provider_id).value();
  return operations::callback_url(provider.address, opened_token(context_, integration_id_, tokens.at(0)));
}

std::optional<std::string> CodeDesk::take() {
  const auto sealed = storage::take_code(context_.tenant, integration_id_);
  if (!sealed) return std::nullopt;
  return context_.keyring.opened(*sealed, storage::authorization_context(integration_id_));
}

bool CodeDesk::ask() { return storage::ask_for_code(context_.tenant, integration_id_, context_.clock.now()); }

void CodeDesk::withdraw() { storage::use_up_code(context_.tenant, integration_id_); }

}  // namespace operations
