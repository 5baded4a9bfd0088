#include "storage/entitlements.h"

#include <algorithm>

#include "storage/integrations.h"
#include "storage/many.h"

namespace storage {

namespace {

Cause cause_of(const Row& row) {
  return {.customer_id = row.u64("customer_id"),
          .service_id = row.u64("service_id"),
          .service_state = static_cast<domain::ServiceState>(row.u64("state")),
          .integration_id = row.u32("integration_id"),
          .gateway = row.text("gateway"),
          .product_id = row.u32("product_id"),
          .activated = !row.is_null("activated_at"),
          .removed_by = domain::removed_by_from(row.maybe_text("removed_by").value_or("")),
          .removed_at = row.maybe_instant("removed_at"),
          .limit_on = row.maybe_date("limit_on"),
          .courtesy_ends_on = row.maybe_date("courtesy_ends_on")};
}

}  // namespace

constexpr std::string_view k_causes = R"sql(
  SELECT sp.customer_id, sp.service_id, cs.state, p.integration_id, i.gateway, pp.product_id, sp.activated_at, sp.removed_by,
         sp.removed_at, sp.limit_on, k.ends_on AS courtesy_ends_on
  FROM service_package sp
  JOIN customer_service cs ON cs.id = sp.service_id
  LEFT JOIN courtesy k ON k.service_id = cs.id AND k.ended_at IS NULL
  JOIN package p ON p.id = sp.package_id
  JOIN integration i ON i.id = p.integration_id
  JOIN package_product pp ON pp.package_id = sp.package_id
  WHERE sp.provider_id = ? AND sp.customer_id IN ({ids})
    AND (sp.removed_by IS NULL OR sp.removed_by <> 'pessoa')
  ORDER BY sp.customer_id, sp.id, pp.product_id)sql";

std::vector<Cause> list_causes(const Tenant& tenant, std::span<const std::uint64_t> customer_ids) {
  return list_by_ids(tenant, k_causes, customer_ids, cause_of);
}

constexpr std::string_view k_list = R"sql(
  SELECT customer_id, subscriber_id, product_id, integration_id, active_until, partial_until, held_until, ended_by
  FROM entitlement WHERE provider_id = ? AND customer_id IN ({ids})
  ORDER BY customer_id, subscriber_id, product_id)sql";

std::vector<EntitlementRow> list_entitlements(const Tenant& tenant,
                                              std::span<const std::uint64_t> customer_ids) {
  return list_by_ids(tenant, k_list, customer_ids, [](const Row& row) -> EntitlementRow {
    return {.customer_id = row.u64("customer_id"),
            .subscriber_id = row.text("subscriber_id"),
            .product_id = row.u32("product_id"),
            .integration_id = row.u32("integration_id"),
            .entitlement = {.active_until = row.instant("active_until"),
                            .partial_until = row.instant("partial_until"),
                            .held_until = row.instant("held_until"),
                            .ended_by = static_cast<domain::EndedBy>(row.u64("ended_by"))}};
  });
}

constexpr std::string_view k_held_beside_packages = R"sql(
  SELECT e.customer_id, e.held_until, COALESCE(MAX(sp.id IS NOT NULL AND sp.limit_on IS NULL), 0) AS without_end,
         MAX(sp.limit_on) AS given_until
  FROM entitlement e
  LEFT JOIN (package_product pp
    JOIN service_package sp ON sp.package_id = pp.package_id AND sp.removed_at IS NULL
    JOIN customer_service cs ON cs.id = sp.service_id AND cs.state <> 4)
    ON pp.product_id = e.product_id AND sp.customer_id = e.customer_id
  WHERE e.provider_id = ? AND e.customer_id IN ({ids})
  GROUP BY e.subscriber_id, e.product_id, e.customer_id, e.held_until)sql";

std::vector<HeldBesidePackages> list_held_beside_packages(const Tenant& tenant,
                                                          std::span<const std::uint64_t> customer_ids) {
  return list_by_ids(tenant, k_held_beside_packages, customer_ids, [](const Row& row) -> HeldBesidePackages {
    return {.customer_id = row.u64("customer_id"),
            .held_until = row.instant("held_until"),
            .given_without_end = row.flag("without_end"),
            .given_until = row.maybe_date("given_until")};
  });
}

constexpr std::string_view k_save = R"sql(
  REPLACE INTO entitlement (subscriber_id, product_id, provider_id, integration_id, customer_id, active_until, partial_until,
    held_until, ended_by))sql";

void save_entitlements(const Tenant& tenant, std::span<const EntitlementRow> rows) {
  std::vector<Params> all;
  for (const auto& row : rows) {
    const auto& e = row.entitlement;
    all.push_back({row.subscriber_id, row.product_id, tenant.provider_id, row.integration_id, row.customer_id,
                   e.active_until, e.partial_until, e.held_until, static_cast<unsigned>(e.ended_by)});
  }
  insert_rows(tenant.db, k_save, all);
}

constexpr std::string_view k_delete = R"sql(
  DELETE FROM entitlement WHERE provider_id = ? AND subscriber_id = ? AND product_id = ?)sql";

void delete_entitlement(const Tenant& tenant, const EntitlementRow& row) {
  tenant.db.execute(k_delete, {tenant.provider_id, row.subscriber_id, row.product_id});
}

constexpr std::string_view k_credentials = R"sql(
  SELECT customer_id, integration_id, generation, login_key, service_id, subscriber_id, password_digest
  FROM credential WHERE provider_id = ? AND customer_id IN ({ids}))sql";

std::vector<CredentialRow> list_credentials(const Tenant& tenant,
                                            std::span<const std::uint64_t> customer_ids) {
  auto rows = list_by_ids(tenant, k_credentials, customer_ids, [](const Row& row) -> CredentialRow {
    return {row.u64("customer_id"),     row.u32("integration_id"), row.u32("generation"),
            row.text("login_key"),      row.u64("service_id"),     row.text("subscriber_id"),
            row.text("password_digest")};
  });
  std::sort(rows.begin(), rows.end());
  return rows;
}

constexpr std::string_view k_insert_credentials = R"sql(
  INSERT INTO credential (integration_id, generation, login_key, service_id, provider_id, customer_id, subscriber_id,
    password_digest))sql";

void insert_credentials(const Tenant& tenant, std::span<const CredentialRow> rows) {
  std::vector<Params> all;
  for (const auto& row : rows)
    all.push_back({row.integration_id, row.generation, row.login_key, row.service_id, tenant.provider_id,
                   row.customer_id, row.subscriber_id, row.password_digest});
  insert_rows(tenant.db, k_insert_credentials, all);
}

constexpr std::string_view k_delete_credential = R"sql(
  DELETE FROM credential
  WHERE provider_id = ? AND integration_id = ? AND generation = ? AND login_key = ? AND service_id = ?)sql";

void delete_credential(const Tenant& tenant, const CredentialRow& row) {
  tenant.db.execute(k_delete_credential,
                    {tenant.provider_id, row.integration_id, row.generation, row.login_key, row.service_id});
}

// Shared locks: whoever switches a generation waits for transactions that still write the old one.
constexpr std::string_view k_generations = R"sql(
  SELECT id, gateway, credential_generation, credential_source, tidy_from, building_generation, building_source
  FROM integration
  WHERE provider_id = ? ORDER BY id LOCK IN SHARE MODE)sql";

std::vector<CredentialGeneration> list_credential_generations(const Tenant& tenant) {
  std::vector<CredentialGeneration> generations;
  tenant.db.select(k_generations, {tenant.provider_id}, [&](const Row& row) {
    const auto id = row.u32("id");
    const auto gateway = row.text("gateway");
    const auto add = [&](std::uint32_t generation, std::string source) {
      generations.push_back({id, generation, std::move(source), gateway,
                             domain::login_form_of(generation, row.u32("tidy_from"))});
    };
    add(row.u32("credential_generation"), row.text("credential_source"));
    if (const auto building = row.maybe_u32("building_generation"))
      add(*building, row.text("building_source"));
  });
  return generations;
}

constexpr std::string_view k_switch = R"sql(
  UPDATE integration SET credential_source = building_source, credential_generation = ?, building_source = NULL,
    building_generation = NULL
  WHERE provider_id = ? AND id = ? AND building_generation = ?)sql";

bool switch_credential_generation(const Tenant& tenant, std::uint32_t integration_id,
                                  std::uint32_t generation) {
  if (tenant.db.execute(k_switch, {generation, tenant.provider_id, integration_id, generation}) == 0)
    return false;
  raise_config_version(tenant.db);
  return true;
}

constexpr std::string_view k_dead_generations = R"sql(
  SELECT DISTINCT c.generation FROM credential c JOIN integration i ON i.id = c.integration_id
  WHERE i.provider_id = ? AND c.integration_id = ? AND c.generation <> i.credential_generation
    AND (i.building_generation IS NULL OR c.generation <> i.building_generation))sql";

constexpr std::string_view k_delete_generation = R"sql(
  DELETE FROM credential WHERE provider_id = ? AND integration_id = ? AND generation = ? LIMIT 5000)sql";

std::uint64_t delete_other_generations(const Tenant& tenant, std::uint32_t integration_id) {
  std::uint64_t deleted = 0;
  for (const auto generation : tenant.db.list(k_dead_generations, {tenant.provider_id, integration_id},
                                              [](const Row& row) { return row.u32("generation"); }))
    deleted += tenant.db.execute(k_delete_generation, {tenant.provider_id, integration_id, generation});
  return deleted;
}

}  // namespace storage
