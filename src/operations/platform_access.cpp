#include "operations/platform_access.h"

#include <utility>

#include "storage/transmissions.h"

namespace operations {

PlatformAccess::PlatformAccess(const Context& context, std::uint32_t integration_id)
    : context_(context), integration_id_(integration_id), codes_(context, integration_id) {
  session_.line = std::to_string(integration_id);
  const auto row = storage::find_integration_session(context.tenant, integration_id);
  if (!row) return;
  kept_sealed_ = row->token_sealed;
  if (row->expires_at <= context.clock.now()) return;
  auto token = context.keyring.open(row->token_sealed, storage::session_context(integration_id));
  session_.token = token.value_or("");
  session_.expires_at = row->expires_at;
}

platforms::Wire PlatformAccess::line(const platforms::HttpClient& client, std::chrono::milliseconds within) {
  return {client, within, session_, context_.clock.now(), &codes_};
}

void PlatformAccess::keep() {
  if (!std::exchange(session_.changed, false)) return;
  if (session_.token.empty())
    return storage::delete_refused_session(context_.tenant, integration_id_, kept_sealed_);
  kept_sealed_ = context_.keyring.seal(session_.token, storage::session_context(integration_id_));
  storage::save_integration_session(context_.tenant, integration_id_, {kept_sealed_, session_.expires_at});
}

}  // namespace operations
