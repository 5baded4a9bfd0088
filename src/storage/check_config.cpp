#include "storage/check_config.h"

#include "base/text.h"
#include "storage/checks.h"

namespace storage {

namespace {

constexpr int k_attempts = 10;

CheckedIntegration integration_of(const Row& row) {
  return {.id = row.u32("id"),
          .provider_id = row.u32("provider_id"),
          .active = row.flag("active"),
          .suspend_enabled = row.flag("suspend_enabled"),
          .partial_suspends = row.flag("partial_suspends"),
          .denials_as_200 = row.flag("denials_as_200"),
          .requests_per_second = row.u32("requests_per_second"),
          .source = domain::credential_source_from(row.text("credential_source")).value(),
          .generation = row.u32("credential_generation"),
          .form = domain::login_form_of(row.u32("credential_generation"), row.u32("tidy_from"))};
}

const std::string k_integrations = R"sql(
  SELECT i.id, i.provider_id, i.active AND p.active AS active, i.suspend_enabled, i.partial_suspends,
    i.requests_per_second, i.credential_source, i.credential_generation, i.tidy_from,
    COALESCE(n.value, '') = '200' AS denials_as_200
  FROM integration i
  JOIN provider p ON p.id = i.provider_id
  LEFT JOIN integration_parameter n ON n.integration_id = i.id AND n.name = 'http_status_negativa')sql";

constexpr std::string_view k_products = "SELECT id, integration_id, code FROM product";

constexpr std::string_view k_callbacks =
    "SELECT token_hash, integration_id, expires_at FROM integration_callback";

constexpr std::string_view k_hosts = R"sql(
  SELECT provider_id, host FROM provider_host
  UNION ALL SELECT id, SUBSTRING_INDEX(SUBSTRING_INDEX(public_address, '://', -1), ':', 1) FROM provider
  WHERE public_address IS NOT NULL)sql";

CheckConfig read_once(Db& db) {
  CheckConfig config;
  db.select(k_integrations, {}, [&](const Row& row) {
    auto integration = integration_of(row);
    config.integrations.emplace(integration.id, std::move(integration));
  });
  db.select(k_products, {}, [&](const Row& row) {
    const auto owner = config.integrations.find(row.u32("integration_id"));
    if (owner != config.integrations.end()) owner->second.products.emplace(row.text("code"), row.u32("id"));
  });
  db.select(k_callbacks, {}, [&](const Row& row) {
    config.callbacks.emplace(row.text("token_hash"),
                             CheckedCallback{row.u32("integration_id"), row.maybe_instant("expires_at")});
  });
  db.select(k_hosts, {},
            [&](const Row& row) { config.hosts[row.u32("provider_id")].insert(row.text("host")); });
  return config;
}

}  // namespace

bool CheckConfig::answers_under(std::uint32_t provider_id, std::string_view host) const {
  if (host.empty()) return true;
  const auto known = hosts.find(provider_id);
  return known != hosts.end() && known->second.contains(base::to_lower(host.substr(0, host.find(':'))));
}

const CheckedIntegration* CheckConfig::find(const std::string& token_hash, base::Instant now) const {
  const auto callback = callbacks.find(token_hash);
  if (callback == callbacks.end()) return nullptr;
  if (callback->second.expires_at && now >= *callback->second.expires_at) return nullptr;
  const auto integration = integrations.find(callback->second.integration_id);
  return integration == integrations.end() ? nullptr : &integration->second;
}

domain::Facts facts_of(const CheckedIntegration& integration) {
  return {.integration_active = integration.active,
          .suspend_enabled = integration.suspend_enabled,
          .partial_suspends = integration.partial_suspends};
}

const std::string k_integration = k_integrations + " WHERE i.provider_id = ? AND i.id = ?";

constexpr std::string_view k_products_of =
    "SELECT id, code FROM product WHERE provider_id = ? AND integration_id = ?";

std::optional<CheckedIntegration> find_checked_integration(const Tenant& tenant,
                                                           std::uint32_t integration_id) {
  auto found = tenant.db.find(k_integration, {tenant.provider_id, integration_id}, integration_of);
  if (!found) return std::nullopt;
  tenant.db.select(k_products_of, {tenant.provider_id, integration_id},
                   [&](const Row& row) { found->products.emplace(row.text("code"), row.u32("id")); });
  return found;
}

const std::string k_integrations_of = k_integrations + " WHERE i.provider_id = ? ORDER BY i.id";

std::vector<CheckedIntegration> list_checked_integrations(const Tenant& tenant) {
  return tenant.db.list(k_integrations_of, {tenant.provider_id}, integration_of);
}

CheckConfig load_check_config(Db& db) {
  // Every change of these tables raises the version in its own transaction: the same version before and after
  // means nothing changed in between.
  for (int attempt = 0; attempt < k_attempts; ++attempt) {
    const auto version = find_config_version(db);
    auto config = read_once(db);
    if (find_config_version(db) != version) continue;
    config.version = version;
    return config;
  }
  throw Unavailable("settings keep changing while they are read");
}

}  // namespace storage
