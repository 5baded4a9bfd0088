#include "storage/providers.h"

namespace storage {

Provider provider_of(const Row& row) {
  return {.id = row.u32("id"),
          .slug = row.text("slug"),
          .name = row.text("name"),
          .time_zone = row.text("time_zone"),
          .charge_own_suspension = row.flag("charge_own_suspension"),
          .migration_moves_defaults = row.flag("migration_moves_defaults"),
          .decision_log_days = row.u32("decision_log_days"),
          .transmission_log_days = row.u32("transmission_log_days"),
          .erp_url_template = row.maybe_text("erp_url_template"),
          .public_address = row.maybe_text("public_address"),
          .guard_least = row.u32("guard_least"),
          .guard_percent = row.u32("guard_percent"),
          .demands_second_factor = row.flag("demands_second_factor"),
          .active = row.flag("active"),
          .address = row.text("address")};
}

const std::string k_by_host = "SELECT " + std::string(k_provider_columns) + R"sql(
  FROM provider_host h JOIN provider p ON p.id = h.provider_id WHERE h.host = ? AND p.active = 1)sql";

std::optional<Provider> find_provider_by_host(Db& db, std::string_view host) {
  return db.find(k_by_host, {host}, provider_of);
}

const std::string k_by_id =
    "SELECT " + std::string(k_provider_columns) + R"sql( FROM provider p WHERE p.id = ?)sql";

std::optional<Provider> find_provider(Db& db, std::uint32_t id) {
  return db.find(k_by_id, {id}, provider_of);
}

const std::string k_lock = k_by_id + " FOR UPDATE";

Provider lock_provider(const Tenant& tenant) {
  return tenant.db.find(k_lock, {tenant.provider_id}, provider_of).value();
}

const std::string k_by_slug =
    "SELECT " + std::string(k_provider_columns) + R"sql( FROM provider p WHERE p.slug = ?)sql";

std::optional<Provider> find_provider_by_slug(Db& db, std::string_view slug) {
  return db.find(k_by_slug, {slug}, provider_of);
}

const std::string k_list =
    "SELECT " + std::string(k_provider_columns) + R"sql( FROM provider p ORDER BY p.slug)sql";

std::vector<Provider> list_providers(Db& db) { return db.list(k_list, {}, provider_of); }

constexpr std::string_view k_insert = R"sql(
  INSERT INTO provider (slug, name, time_zone, charge_own_suspension, migration_moves_defaults, decision_log_days,
    transmission_log_days, erp_url_template, public_address, guard_least, guard_percent, demands_second_factor, active,
    created_at)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?))sql";

std::uint32_t insert_provider(Db& db, const Provider& provider, base::Instant at) {
  return static_cast<std::uint32_t>(db.insert(
      k_insert,
      {provider.slug, provider.name, provider.time_zone, provider.charge_own_suspension,
       provider.migration_moves_defaults, provider.decision_log_days, provider.transmission_log_days,
       provider.erp_url_template, provider.public_address, provider.guard_least, provider.guard_percent,
       provider.demands_second_factor, provider.active, at}));
}

constexpr std::string_view k_update = R"sql(
  UPDATE provider SET slug = ?, name = ?, time_zone = ?, charge_own_suspension = ?, migration_moves_defaults = ?, decision_log_days = ?,
    transmission_log_days = ?, erp_url_template = ?, public_address = ?, guard_least = ?, guard_percent = ?, demands_second_factor = ?,
    active = ? WHERE id = ?)sql";

void update_provider(Db& db, const Provider& provider) {
  db.execute(k_update,
             {provider.slug, provider.name, provider.time_zone, provider.charge_own_suspension,
              provider.migration_moves_defaults, provider.decision_log_days, provider.transmission_log_days,
              provider.erp_url_template, provider.public_address, provider.guard_least,
              provider.guard_percent, provider.demands_second_factor, provider.active, provider.id});
}

constexpr std::string_view k_hosts = "SELECT host FROM provider_host WHERE provider_id = ? ORDER BY host";

std::vector<std::string> list_provider_hosts(const Tenant& tenant) {
  return tenant.db.list(k_hosts, {tenant.provider_id}, [](const Row& row) { return row.text("host"); });
}

constexpr std::string_view k_insert_host = "INSERT INTO provider_host (host, provider_id) VALUES (?, ?)";

void insert_provider_host(const Tenant& tenant, std::string_view host) {
  tenant.db.execute(k_insert_host, {host, tenant.provider_id});
}

constexpr std::string_view k_delete_host = "DELETE FROM provider_host WHERE host = ? AND provider_id = ?";

bool delete_provider_host(const Tenant& tenant, std::string_view host) {
  return tenant.db.execute(k_delete_host, {host, tenant.provider_id}) == 1;
}

}  // namespace storage
