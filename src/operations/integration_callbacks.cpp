#include "operations/integration_callbacks.h"

#include "operations/catalogue.h"

namespace operations {

using domain::Integration;
using platforms::Platform;

namespace {

/// The token of the callback URL: derived from the gateway's setting (D19), or random.
std::string callback_token(const Context& context, const Integration& integration, const Platform& platform,
                           const ParameterValues& values) {
  if (platform.callback_setting.empty()) return base::random_token();
  const auto from = values.find(std::string(platform.callback_setting));
  return base::base64url(context.keyring.mac(
      "callback",
      std::to_string(integration.id) + ":" + (from == values.end() ? std::string() : from->second)));
}

void make_current(const Context& context, std::uint32_t integration_id, const std::string& token,
                  std::chrono::hours overlap) {
  const auto now = context.clock.now();
  storage::expire_integration_callbacks(context.tenant, integration_id, now + overlap);
  storage::save_integration_callback(
      context.tenant, integration_id,
      {.token_hash = base::token_hash(token),
       .token_sealed = context.keyring.seal(token, storage::callback_context(integration_id)),
       .created_at = now});
}

}  // namespace

base::Problem no_integration(std::string_view code) {
  return base::Problem::missing("A integração \"" + std::string(code) +
                                "\" não existe; veja os códigos em Plataformas de Conteúdo.");
}

void follow_setting(const Context& context, const Integration& integration, const Platform& platform,
                    const ParameterValues& before, const ParameterValues& after, bool created) {
  const std::string setting(platform.callback_setting);
  const bool moved = !setting.empty() && before.contains(setting) && after.contains(setting) &&
                     before.at(setting) != after.at(setting);
  if (created || moved)
    make_current(context, integration.id, callback_token(context, integration, platform, after),
                 k_callback_overlap);
}

std::string callback_url(std::string_view provider_address, std::string_view token) {
  return std::string(provider_address) + "/callback/" + std::string(token);
}

std::string opened_token(const Context& context, std::uint32_t integration_id,
                         const storage::IntegrationCallback& callback) {
  return context.keyring.opened(callback.token_sealed, storage::callback_context(integration_id));
}

base::Result<std::string> rotate_callback(const Context& context, std::string_view code,
                                          std::chrono::hours overlap) {
  if (overlap < std::chrono::hours{0} || overlap > k_callback_overlap_most)
    return base::Unexpected{
        base::Problem::field("sobreposicao_horas", "deve estar entre 0 e 720 horas (30 dias)")};
  return context.tenant.db.transaction([&]() -> base::Result<std::string> {
    const auto integration = storage::lock_integration(context.tenant, code);
    if (!integration) return base::Unexpected{no_integration(code)};
    const auto& platform = platforms::at(integration->gateway);
    if (!platform.callback_setting.empty())
      return base::Unexpected{base::Problem::rule(
          "callback_derivado",
          "A URL de callback de " + std::string(platform.name) + " é gerada a partir do parâmetro " +
              std::string(platform.callback_setting) +
              ": para trocá-la, substitua esse parâmetro; a URL anterior continua valendo "
              "por 7 dias.")};
    const auto token = base::random_token();
    make_current(context, integration->id, token, overlap);
    storage::Changes changes;
    changes.field("callback_url", "definida",
                  "substituída; a anterior vale por mais " + std::to_string(overlap.count()) + " horas");
    audit_put(context, domain::Entity::integration, {.id = integration->id, .changed = true},
              std::move(changes));
    storage::raise_config_version(context.tenant.db);
    return token;
  });
}

}  // namespace operations
