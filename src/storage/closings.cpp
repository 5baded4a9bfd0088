#include "storage/closings.h"

#include "domain/waiting.h"
#include "storage/many.h"

namespace storage {

namespace {

Closing closing_of(const Row& row) {
  return {.integration_id = row.u32("integration_id"),
          .asked_by = row.text("asked_by"),
          .asked_at = row.instant("asked_at"),
          .accounts = row.u32("accounts")};
}

}  // namespace

constexpr std::string_view k_find = R"sql(
  SELECT integration_id, asked_by, asked_at, accounts FROM integration_closing
  WHERE provider_id = ? AND integration_id = ?)sql";

std::optional<Closing> find_closing(const Tenant& tenant, std::uint32_t integration_id) {
  return tenant.db.find(k_find, {tenant.provider_id, integration_id}, closing_of);
}

constexpr std::string_view k_ids = "SELECT integration_id FROM integration_closing WHERE provider_id = ?";

std::vector<std::uint32_t> list_closing_ids(const Tenant& tenant) {
  return tenant.db.list(k_ids, {tenant.provider_id},
                        [](const Row& row) { return row.u32("integration_id"); });
}

constexpr std::string_view k_insert = R"sql(
  INSERT INTO integration_closing (integration_id, provider_id, asked_by, asked_at, accounts) VALUES (?, ?, ?, ?, ?))sql";

void insert_closing(const Tenant& tenant, const Closing& closing) {
  tenant.db.execute(k_insert, {closing.integration_id, tenant.provider_id, closing.asked_by, closing.asked_at,
                               closing.accounts});
}

constexpr std::string_view k_delete =
    "DELETE FROM integration_closing WHERE provider_id = ? AND integration_id = ?";

bool delete_closing(const Tenant& tenant, std::uint32_t integration_id) {
  return tenant.db.execute(k_delete, {tenant.provider_id, integration_id}) == 1;
}

constexpr std::string_view k_there = R"sql(
  SELECT COUNT(*) AS n FROM (
    SELECT 1 FROM account a WHERE a.provider_id = ? AND a.integration_id = ?
      AND EXISTS (SELECT 1 FROM account_object o WHERE o.account_id = a.id AND o.attributes IS NOT NULL AND o.object_key <> ?)
    LIMIT ?) AS there)sql";

std::uint32_t count_accounts_there(const Tenant& tenant, std::uint32_t integration_id,
                                   std::string_view kept_key, std::uint32_t most) {
  return tenant.db
      .find(k_there, {tenant.provider_id, integration_id, kept_key, most},
            [](const Row& row) { return row.u32("n"); })
      .value();
}

const std::string k_emptied = R"sql(
  SELECT c.integration_id FROM integration_closing c
  WHERE c.provider_id = ?
    AND NOT EXISTS (SELECT 1 FROM job j WHERE j.provider_id = c.provider_id AND j.kind = ? AND j.subject_id = c.integration_id
                      AND j.status IN ('pendente', 'executando'))
    AND NOT EXISTS (SELECT 1 FROM account a
                    WHERE a.provider_id = c.provider_id AND a.integration_id = c.integration_id AND a.waits_as IN ({ids})))sql";

std::vector<std::uint32_t> list_emptied(const Tenant& tenant, std::string_view mark_kind) {
  Params params;
  for (const auto waiting : domain::k_waitings) params.emplace_back(domain::words_of(waiting).name);
  const auto sql = with_places(k_emptied, params.size());
  params.insert(params.begin(), {tenant.provider_id, mark_kind});
  return tenant.db.list(sql, params, [](const Row& row) { return row.u32("integration_id"); });
}

}  // namespace storage
