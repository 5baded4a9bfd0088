#include "storage/leases.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "storage/attempts.h"
#include "storage/many.h"

namespace storage {

namespace {

ClaimedAccount claimed_of(const Row& row) {
  return {.id = row.u64("id"),
          .integration_id = row.u32("integration_id"),
          .customer_id = row.u64("customer_id"),
          .subscriber_id = row.text("subscriber_id"),
          .dirty_seq = row.u64("dirty_seq"),
          .next_number = row.u32("next_number"),
          .resets = row.u32("resets"),
          .failures = row.u32("failures"),
          .remake = row.flag("remake"),
          .closing = row.flag("closing"),
          .loss = loss_of(row)};
}

std::vector<std::uint64_t> ids_of(std::span<const ClaimedAccount> accounts) {
  std::vector<std::uint64_t> ids;
  for (const auto& account : accounts) ids.push_back(account.id);
  return ids;
}

}  // namespace

const std::string k_columns = R"sql(
  SELECT id, integration_id, customer_id, subscriber_id, dirty_seq, next_number, resets, failures, remake,
    loss_stand, loss_cause, loss_since,
    EXISTS (SELECT 1 FROM integration_closing c WHERE c.integration_id = account.integration_id) AS closing
  FROM account)sql";

// Nobody waits for another hand that claims at the same moment: it goes by the rows that one holds.
const std::string k_candidates = k_columns + R"sql(
  FORCE INDEX (account_due)
  WHERE due_integration_id = ? AND provider_id = ? AND due_at <= ? AND (lease_until IS NULL OR lease_until < ?)
  ORDER BY due_at LIMIT ? FOR UPDATE SKIP LOCKED)sql";

const std::string k_claim =
    "UPDATE account SET lease = ?, lease_until = ? WHERE provider_id = ? AND id IN ({ids})";

std::vector<ClaimedAccount> claim_accounts(const Tenant& tenant, std::uint32_t integration_id,
                                           std::string_view lease, base::Instant now, base::Instant until,
                                           std::uint32_t most) {
  return tenant.db.transaction([&] {
    auto accounts =
        tenant.db.list(k_candidates, {integration_id, tenant.provider_id, now, now, most}, claimed_of);
    change_by_ids<std::uint64_t>(tenant.db, k_claim, {lease, until, tenant.provider_id}, ids_of(accounts));
    return accounts;
  });
}

const std::string k_find = k_columns + " WHERE provider_id = ? AND id IN ({ids}) ORDER BY id";

std::vector<ClaimedAccount> list_accounts_to_tell(const Tenant& tenant,
                                                  std::span<const std::uint64_t> account_ids) {
  return list_by_ids(tenant, k_find, account_ids, claimed_of);
}

std::optional<ClaimedAccount> find_account_to_tell(const Tenant& tenant, std::uint64_t account_id) {
  auto found = list_accounts_to_tell(tenant, std::span(&account_id, 1));
  if (found.empty()) return std::nullopt;
  return std::move(found.front());
}

// It counts them, since a row that stays as it is counts as none.
const std::string k_hold = R"sql(
  UPDATE account SET lease_until = ?, renewals = renewals + 1
  WHERE provider_id = ? AND lease = ? AND id IN ({ids}))sql";
const std::string k_held = "SELECT id, lease FROM account WHERE provider_id = ? AND id IN ({ids})";

std::vector<std::uint64_t> hold_leases(const Tenant& tenant, std::span<const std::uint64_t> account_ids,
                                       std::string_view lease, base::Instant until) {
  std::vector<std::uint64_t> ids(account_ids.begin(), account_ids.end());
  if (change_by_ids(tenant.db, k_hold, {until, tenant.provider_id, lease}, account_ids) == ids.size())
    return ids;
  ids.clear();
  for (const auto& [id, holder] : list_by_ids(tenant, k_held, account_ids, [](const Row& row) {
         return std::pair(row.u64("id"), row.maybe_text("lease"));
       }))
    if (holder == lease) ids.push_back(id);
  return ids;
}

const std::string k_take_numbers = R"sql(
  UPDATE account SET next_number = next_number + 1 WHERE provider_id = ? AND lease = ? AND id IN ({ids}))sql";

void take_numbers(const Tenant& tenant, std::span<const std::uint64_t> account_ids, std::string_view lease) {
  change_by_ids(tenant.db, k_take_numbers, {tenant.provider_id, lease}, account_ids);
}

// One statement for all, whatever each is left with. The accounts come as a JSON array.
constexpr std::string_view k_settle = R"sql(
  UPDATE JSON_TABLE(?, '$[*]' COLUMNS (
      id BIGINT UNSIGNED PATH '$.id', failures INT UNSIGNED PATH '$.failures',
      reason VARCHAR(24) PATH '$.reason', message VARCHAR(500) PATH '$.message',
      dirty_seq BIGINT UNSIGNED PATH '$.dirty_seq', due_at DATETIME(3) PATH '$.due_at')) l
  STRAIGHT_JOIN account a ON a.id = l.id
  SET a.lease = NULL, a.lease_until = NULL, a.failures = l.failures, a.reason = l.reason, a.message = l.message,
    a.failing_since = IF(l.reason IS NULL, NULL, COALESCE(a.failing_since, ?)),
    a.due_at = IF(a.dirty_seq = l.dirty_seq, l.due_at, a.due_at),
    a.live = EXISTS(SELECT 1 FROM account_object o WHERE o.account_id = a.id AND o.attributes IS NOT NULL)
  WHERE a.provider_id = ? AND a.lease = ?)sql";

void settle_accounts(const Tenant& tenant, std::span<const SettledAccount> accounts, std::string_view lease,
                     base::Instant now) {
  if (accounts.empty()) return;
  auto rows = nlohmann::json::array();
  for (const auto& [id, left] : accounts) {
    nlohmann::json row{{"id", id}, {"failures", left.failures}, {"dirty_seq", left.dirty_seq}};
    if (left.due_at) row["due_at"] = base::to_sql(*left.due_at);
    if (!left.message.empty()) {
      row["reason"] = domain::words_of(left.reason).name;
      row["message"] = kept_text(left.message, k_most_message);
    }
    rows.push_back(std::move(row));
  }
  tenant.db.execute(k_settle, {rows.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace), now,
                               tenant.provider_id, lease});
}

const std::string k_release = R"sql(
  UPDATE account SET lease = NULL, lease_until = NULL WHERE provider_id = ? AND lease = ? AND id IN ({ids}))sql";

void release_accounts(const Tenant& tenant, std::span<const std::uint64_t> account_ids,
                      std::string_view lease) {
  change_by_ids(tenant.db, k_release, {tenant.provider_id, lease}, account_ids);
}

}  // namespace storage
