#include "osm/storage/credentials.h"

#include "storage/many.h"

namespace osm {

using storage::Row;
using storage::Tenant;

namespace {

Credential credential_of(const Row& row) {
  return {.id = row.u64("id"),
          .subscriber_id = row.u64("subscriber_id"),
          .email = row.maybe_text("email"),
          .access_key = row.maybe_text("access_key"),
          .password_hash = row.text("password_hash"),
          .created_at = row.instant("created_at"),
          .updated_at = row.instant("updated_at")};
}

}  // namespace

constexpr std::string_view k_list = R"sql(
  SELECT id, subscriber_id, email, access_key, password_hash, created_at, updated_at FROM osm_credential
  WHERE provider_id = ? AND subscriber_id IN ({ids}) ORDER BY subscriber_id, id)sql";

std::vector<Credential> list_credentials(const Tenant& tenant,
                                         std::span<const std::uint64_t> subscriber_ids) {
  return storage::list_by_ids(tenant, k_list, subscriber_ids, credential_of);
}

constexpr std::string_view k_insert = R"sql(
  INSERT INTO osm_credential (provider_id, subscriber_id, email, access_key, password_hash, created_at, updated_at)
  VALUES (?, ?, ?, ?, ?, ?, ?))sql";

std::uint64_t insert_credential(const Tenant& tenant, const Credential& credential) {
  return tenant.db.insert(
      k_insert, {tenant.provider_id, credential.subscriber_id, credential.email, credential.access_key,
                 credential.password_hash, credential.created_at, credential.updated_at});
}

constexpr std::string_view k_update = R"sql(
  UPDATE osm_credential SET email = ?, access_key = ?, password_hash = ?, updated_at = ?
  WHERE provider_id = ? AND id = ?)sql";

void update_credential(const Tenant& tenant, const Credential& credential) {
  tenant.db.execute(k_update, {credential.email, credential.access_key, credential.password_hash,
                               credential.updated_at, tenant.provider_id, credential.id});
}

constexpr std::string_view k_delete = "DELETE FROM osm_credential WHERE provider_id = ? AND id = ?";

void delete_credential(const Tenant& tenant, std::uint64_t id) {
  tenant.db.execute(k_delete, {tenant.provider_id, id});
}

constexpr std::string_view k_holder =
    "SELECT subscriber_id FROM osm_log_in WHERE provider_id = ? AND log_in = ?";

std::optional<std::uint64_t> find_log_in_holder(const Tenant& tenant, std::string_view log_in) {
  return tenant.db.find(k_holder, {tenant.provider_id, log_in},
                        [](const Row& row) { return row.u64("subscriber_id"); });
}

constexpr std::string_view k_log_ins =
    "SELECT log_in FROM osm_log_in WHERE provider_id = ? AND subscriber_id = ?";

constexpr std::string_view k_delete_log_in =
    "DELETE FROM osm_log_in WHERE provider_id = ? AND subscriber_id = ? AND log_in = ?";

constexpr std::string_view k_insert_log_in =
    "INSERT INTO osm_log_in (provider_id, log_in, subscriber_id) VALUES (?, ?, ?)";

void replace_log_ins(const Tenant& tenant, std::uint64_t subscriber_id,
                     const std::set<std::string>& log_ins) {
  auto missing = log_ins;
  for (const auto& held : tenant.db.list(k_log_ins, {tenant.provider_id, subscriber_id},
                                         [](const Row& row) { return row.text("log_in"); }))
    if (missing.erase(held) == 0)
      tenant.db.execute(k_delete_log_in, {tenant.provider_id, subscriber_id, held});
  for (const auto& log_in : missing)
    tenant.db.execute(k_insert_log_in, {tenant.provider_id, log_in, subscriber_id});
}

}  // namespace osm
