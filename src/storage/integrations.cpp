#include "storage/integrations.h"

#include "storage/live.h"

namespace storage {

namespace {

const std::string k_select = R"sql(
  SELECT id, code, gateway, description, single_package, suspend_enabled, partial_suspends, requests_per_second, active,
    credential_source, credential_generation, tidy_from, building_source, building_generation, erp_sent, created_at, updated_at
  FROM integration WHERE provider_id = ?)sql";

const std::string k_find = k_select + " AND code = ?";
const std::string k_find_by_id = k_select + " AND id = ?";
const std::string k_share = k_find_by_id + " LOCK IN SHARE MODE";

const std::string k_filter = R"sql(
  AND (description LIKE ? OR CONVERT(code USING utf8mb4) LIKE ?) AND (? = '' OR gateway = ?)
  AND (? IS NULL OR active = ?))sql";

const std::string k_list = k_select + k_filter;

constexpr std::uint32_t k_window = 20'000;

const std::vector<SortColumn> k_sortable{{"descricao", "description"}, {"id", "id"}, {"gateway", "gateway"}};

domain::Integration integration_of(const Row& row) {
  return {.id = row.u32("id"),
          .code = row.text("code"),
          .gateway = row.text("gateway"),
          .description = row.text("description"),
          .single_package = row.flag("single_package"),
          .suspend_enabled = row.flag("suspend_enabled"),
          .partial_suspends = row.flag("partial_suspends"),
          .requests_per_second = row.u32("requests_per_second"),
          .active = row.flag("active"),
          .credential_source = row.text("credential_source"),
          .credential_generation = row.u32("credential_generation"),
          .tidy_from = row.u32("tidy_from"),
          .building_source = row.maybe_text("building_source"),
          .building_generation = row.maybe_u32("building_generation"),
          .erp_sent = row.maybe_text("erp_sent").value_or(""),
          .created_at = row.instant("created_at"),
          .updated_at = row.instant("updated_at")};
}

Params filter_params(std::uint32_t provider_id, const IntegrationFilter& filter) {
  const auto pattern = like_anywhere(filter.text);
  return {provider_id, pattern, pattern, filter.gateway, filter.gateway, filter.active, filter.active};
}

}  // namespace

std::optional<domain::Integration> find_integration(const Tenant& tenant, std::string_view code) {
  return tenant.db.find(k_find, {tenant.provider_id, code}, integration_of);
}

std::optional<domain::Integration> find_integration_by_id(const Tenant& tenant, std::uint32_t id) {
  return tenant.db.find(k_find_by_id, {tenant.provider_id, id}, integration_of);
}

const std::string k_lock = k_find + " FOR UPDATE";

std::optional<domain::Integration> lock_integration(const Tenant& tenant, std::string_view code) {
  return tenant.db.find(k_lock, {tenant.provider_id, code}, integration_of);
}

std::optional<domain::Integration> share_integration(const Tenant& tenant, std::uint32_t id) {
  return tenant.db.find(k_share, {tenant.provider_id, id}, integration_of);
}

constexpr std::string_view k_insert = R"sql(
  INSERT INTO integration (provider_id, code, gateway, description, single_package, suspend_enabled, partial_suspends,
    requests_per_second, active, credential_source, credential_generation, erp_sent, created_at, updated_at)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?))sql";

std::uint32_t insert_integration(const Tenant& tenant, const domain::Integration& integration) {
  return static_cast<std::uint32_t>(tenant.db.insert(
      k_insert, {tenant.provider_id, integration.code, integration.gateway, integration.description,
                 integration.single_package, integration.suspend_enabled, integration.partial_suspends,
                 integration.requests_per_second, integration.active, integration.credential_source,
                 integration.credential_generation, text_or_null(integration.erp_sent),
                 integration.created_at, integration.updated_at}));
}

constexpr std::string_view k_update = R"sql(
  UPDATE integration SET description = ?, single_package = ?, suspend_enabled = ?, partial_suspends = ?,
    requests_per_second = ?, active = ?, credential_source = ?, credential_generation = ?, building_source = ?,
    building_generation = ?, erp_sent = ?, updated_at = ?
  WHERE provider_id = ? AND id = ?)sql";

void update_integration(const Tenant& tenant, const domain::Integration& integration) {
  tenant.db.execute(
      k_update,
      {integration.description, integration.single_package, integration.suspend_enabled,
       integration.partial_suspends, integration.requests_per_second, integration.active,
       integration.credential_source, integration.credential_generation, integration.building_source,
       integration.building_generation, text_or_null(integration.erp_sent), integration.updated_at,
       tenant.provider_id, integration.id});
}

Listed<domain::Integration> list_integrations(const Tenant& tenant, const IntegrationFilter& filter,
                                              const Page& page) {
  return list_page<domain::Integration>(tenant.db, k_list, filter_params(tenant.provider_id, filter),
                                        k_sortable, page, integration_of);
}

const std::string k_count = "SELECT COUNT(*) AS n FROM integration WHERE provider_id = ?" + k_filter;

std::uint32_t count_integrations(const Tenant& tenant, const IntegrationFilter& filter) {
  return tenant.db
      .find(k_count, filter_params(tenant.provider_id, filter), [](const Row& row) { return row.u32("n"); })
      .value();
}

std::string parameter_context(std::uint32_t integration_id, std::string_view name) {
  return "integration_parameter:" + std::to_string(integration_id) + ":" + std::string(name);
}

constexpr std::string_view k_parameters = R"sql(
  SELECT p.name, p.value, p.sealed, p.updated_at FROM integration i
  JOIN integration_parameter p ON p.integration_id = i.id WHERE i.provider_id = ? AND i.id = ? ORDER BY p.name)sql";

std::vector<domain::IntegrationParameter> list_integration_parameters(const Tenant& tenant,
                                                                      std::uint32_t integration_id) {
  return tenant.db.list(k_parameters, {tenant.provider_id, integration_id}, [](const Row& row) {
    return domain::IntegrationParameter{row.text("name"), row.text("value"), row.flag("sealed"),
                                        row.instant("updated_at")};
  });
}

constexpr std::string_view k_save_parameter = R"sql(
  INSERT INTO integration_parameter (integration_id, name, value, sealed, updated_at)
  SELECT id, ?, ?, ?, ? FROM integration WHERE provider_id = ? AND id = ?
  ON DUPLICATE KEY UPDATE value = VALUES(value), sealed = VALUES(sealed), updated_at = VALUES(updated_at))sql";

void save_integration_parameter(const Tenant& tenant, std::uint32_t integration_id,
                                const domain::IntegrationParameter& parameter) {
  tenant.db.execute(k_save_parameter, {parameter.name, parameter.value, parameter.sealed,
                                       parameter.updated_at, tenant.provider_id, integration_id});
}

constexpr std::string_view k_delete_parameter = R"sql(
  DELETE FROM integration_parameter WHERE integration_id IN (SELECT id FROM integration WHERE provider_id = ? AND id = ?)
    AND name = ?)sql";

void delete_integration_parameter(const Tenant& tenant, std::uint32_t integration_id, std::string_view name) {
  tenant.db.execute(k_delete_parameter, {tenant.provider_id, integration_id, name});
}

std::string callback_context(std::uint32_t integration_id) {
  return "integration_callback:" + std::to_string(integration_id);
}

constexpr std::string_view k_callbacks = R"sql(
  SELECT token_hash, token_sealed, created_at, expires_at FROM integration_callback
  WHERE provider_id = ? AND integration_id = ? AND (expires_at IS NULL OR expires_at > ?)
  ORDER BY expires_at IS NOT NULL, created_at DESC, token_hash)sql";

std::vector<IntegrationCallback> list_integration_callbacks(const Tenant& tenant,
                                                            std::uint32_t integration_id, base::Instant now) {
  return tenant.db.list(k_callbacks, {tenant.provider_id, integration_id, now}, [](const Row& row) {
    return IntegrationCallback{row.text("token_hash"), row.text("token_sealed"), row.instant("created_at"),
                               row.maybe_instant("expires_at")};
  });
}

constexpr std::string_view k_save_callback = R"sql(
  INSERT INTO integration_callback (token_hash, provider_id, integration_id, token_sealed, created_at, expires_at)
  VALUES (?, ?, ?, ?, ?, NULL) ON DUPLICATE KEY UPDATE expires_at = NULL)sql";

void save_integration_callback(const Tenant& tenant, std::uint32_t integration_id,
                               const IntegrationCallback& callback) {
  tenant.db.execute(k_save_callback, {callback.token_hash, tenant.provider_id, integration_id,
                                      callback.token_sealed, callback.created_at});
}

constexpr std::string_view k_expire_callbacks = R"sql(
  UPDATE integration_callback SET expires_at = ?
  WHERE provider_id = ? AND integration_id = ? AND expires_at IS NULL)sql";

void expire_integration_callbacks(const Tenant& tenant, std::uint32_t integration_id,
                                  base::Instant expires_at) {
  tenant.db.execute(k_expire_callbacks, {expires_at, tenant.provider_id, integration_id});
}

constexpr std::string_view k_live_accounts = R"sql(
  SELECT COUNT(*) AS n FROM (
    SELECT 1 FROM account a WHERE a.provider_id = ? AND a.integration_id = ?
      AND EXISTS (SELECT 1 FROM entitlement e WHERE e.subscriber_id = a.subscriber_id AND e.held_until > ?)
    LIMIT ?) AS live)sql";

std::uint32_t count_live_accounts(const Tenant& tenant, std::uint32_t integration_id, base::Instant now) {
  return tenant.db
      .find(k_live_accounts, {tenant.provider_id, integration_id, now, k_count_cap + 1},
            [](const Row& row) { return row.u32("n"); })
      .value();
}

constexpr std::string_view k_any_account =
    "SELECT 1 AS one FROM account WHERE provider_id = ? AND integration_id = ? LIMIT 1";

bool has_accounts(const Tenant& tenant, std::uint32_t integration_id) {
  return tenant.db.find(k_any_account, {tenant.provider_id, integration_id}, [](const Row&) { return true; })
      .has_value();
}

constexpr std::string_view k_last_generation = R"sql(
  SELECT generation FROM credential WHERE provider_id = ? AND integration_id = ? ORDER BY generation DESC LIMIT 1)sql";

std::uint32_t last_credential_generation(const Tenant& tenant, std::uint32_t integration_id) {
  return tenant.db
      .find(k_last_generation, {tenant.provider_id, integration_id},
            [](const Row& row) { return row.u32("generation"); })
      .value_or(0);
}

// customers a look: some 0.2 s on a cold database

constexpr std::string_view k_window_end = R"sql(
  SELECT COUNT(*) AS customers, COALESCE(MAX(id), 0) AS last_id FROM (
    SELECT id FROM customer WHERE provider_id = ? AND id > ? ORDER BY id LIMIT ?) AS looked_at)sql";

// By range of customers, whatever the optimiser thinks of it: the work is then bounded.
const std::string k_violations = R"sql(
  SELECT STRAIGHT_JOIN c.id, c.code, c.name, GROUP_CONCAT(p.description ORDER BY sp.id SEPARATOR ', ') AS packages
  FROM service_package sp FORCE INDEX (service_package_customer)
  JOIN package p ON p.id = sp.package_id
  JOIN customer c ON c.id = sp.customer_id
  WHERE sp.provider_id = ? AND p.integration_id = ? AND sp.customer_id > ? AND sp.customer_id <= ?
    AND )sql" + std::string(k_live) +
                                 R"sql(
  GROUP BY c.id, c.code, c.name HAVING COUNT(*) > 1 ORDER BY c.id LIMIT ?)sql";

SinglePackageViolations list_single_package_violations(const Tenant& tenant, std::uint32_t integration_id,
                                                       base::Date today, std::uint64_t after_customer_id,
                                                       std::uint32_t limit) {
  SinglePackageViolations seen;
  const auto last =
      tenant.db.find(k_window_end, {tenant.provider_id, after_customer_id, k_window}, [&](const Row& row) {
        if (row.u32("customers") == k_window) seen.next_customer_id = row.u64("last_id");
        return row.u64("last_id");
      });
  seen.found = tenant.db.list(
      k_violations, {tenant.provider_id, integration_id, after_customer_id, last.value(), today, limit},
      [](const Row& row) {
        return SinglePackageViolation{row.u64("id"), row.text("code"), row.text("name"),
                                      row.text("packages")};
      });
  if (seen.found.size() == limit) seen.next_customer_id = seen.found.back().customer_id;
  return seen;
}

constexpr std::string_view k_raise = "UPDATE config_version SET version = version + 1 WHERE id = 1";

void raise_config_version(Db& db) { db.execute(k_raise); }

}  // namespace storage
