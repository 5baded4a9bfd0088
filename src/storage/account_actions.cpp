#include "storage/account_actions.h"

#include "storage/many.h"

namespace storage {

constexpr std::string_view k_ask_remake = "UPDATE account SET remake = 1 WHERE provider_id = ? AND id = ?";

void ask_remake(const Tenant& tenant, std::uint64_t account_id) {
  tenant.db.execute(k_ask_remake, {tenant.provider_id, account_id});
}

constexpr std::string_view k_end_remake = R"sql(
  UPDATE account a SET remake = 0, dirty_seq = dirty_seq + 1, due_at = ?
  WHERE provider_id = ? AND id = ? AND remake = 1
    AND (? OR NOT EXISTS (SELECT 1 FROM account_object o WHERE o.account_id = a.id AND o.attributes IS NOT NULL)))sql";

void end_remake(const Tenant& tenant, std::uint64_t account_id, bool was_empty, base::Instant now) {
  tenant.db.execute(k_end_remake, {now, tenant.provider_id, account_id, was_empty});
}

const std::string k_forget_objects =
    "DELETE FROM account_object WHERE provider_id = ? AND account_id IN ({ids})";
const std::string k_close_attempts =
    "UPDATE attempt SET open = 0 WHERE provider_id = ? AND open = 1 AND account_id IN ({ids})";
const std::string k_take_lease = R"sql(
  UPDATE account SET lease = NULL, lease_until = NULL, failures = 0, reason = NULL, message = NULL, failing_since = NULL
  WHERE provider_id = ? AND id IN ({ids}))sql";
constexpr std::string_view k_ids_up_to = R"sql(
  SELECT id FROM account WHERE provider_id = ? AND integration_id = ? AND told = 1 AND id > ? AND id <= ?)sql";

Marked forget_accounts_of(const Tenant& tenant, std::uint32_t integration_id, std::uint64_t after,
                          std::uint32_t limit, base::Instant now) {
  const auto marked = mark_accounts_of(tenant, integration_id, after, limit, now);
  if (marked.accounts == 0) return marked;
  const auto ids = tenant.db.list(k_ids_up_to, {tenant.provider_id, integration_id, after, marked.last},
                                  [](const Row& row) { return row.u64("id"); });
  for (const auto* statement : {&k_forget_objects, &k_close_attempts, &k_take_lease}) {
    Params params(ids.begin(), ids.end());
    fill_places(params);
    const auto text = with_places(*statement, params.size());
    params.insert(params.begin(), tenant.provider_id);
    tenant.db.execute(text, params);
  }
  return marked;
}

constexpr std::string_view k_interrupt =
    "UPDATE account SET lease = NULL, lease_until = NULL WHERE provider_id = ? AND id = ?";
constexpr std::string_view k_pass_numbers = R"sql(
  UPDATE account t JOIN account f ON f.provider_id = t.provider_id AND f.id = ?
  SET t.next_number = GREATEST(t.next_number, f.next_number) WHERE t.provider_id = ? AND t.id = ?)sql";

void pass_numbers(const Tenant& tenant, std::uint64_t from, std::uint64_t to) {
  tenant.db.execute(k_interrupt, {tenant.provider_id, from});
  tenant.db.execute(k_pass_numbers, {from, tenant.provider_id, to});
}

constexpr std::string_view k_holding = R"sql(
  SELECT a.id FROM account a JOIN account_object o ON o.account_id = a.id
  WHERE a.provider_id = ? AND a.integration_id = ? AND a.id <> ? AND o.platform_id = ? LIMIT 1)sql";

std::optional<std::uint64_t> find_account_holding(const Tenant& tenant, std::uint32_t integration_id,
                                                  std::string_view platform_id, std::uint64_t except_id) {
  return tenant.db.find(k_holding, {tenant.provider_id, integration_id, except_id, platform_id},
                        [](const Row& row) { return row.u64("id"); });
}

}  // namespace storage
