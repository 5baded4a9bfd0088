#include "storage/losses.h"

#include "storage/many.h"

namespace storage {

namespace {

using domain::LossCause;
using domain::LossStand;

/// Losses are counted by these.
constexpr std::chrono::seconds k_slot{10};

base::Instant slot_of(base::Instant at) {
  return std::chrono::floor<std::chrono::seconds>(at - at.time_since_epoch() % k_slot);
}

std::string_view name_of(LossCause cause) { return domain::words_of(cause).name; }

}  // namespace

constexpr std::string_view k_make_guard =
    "INSERT INTO loss_guard (integration_id, provider_id) VALUES (?, ?) ON DUPLICATE KEY UPDATE live = live";
constexpr std::string_view k_lock_guard =
    "SELECT live, live_at, shut_at FROM loss_guard WHERE provider_id = ? AND integration_id = ? FOR UPDATE";

LossGuard lock_loss_guard(const Tenant& tenant, std::uint32_t integration_id) {
  const auto lock = [&] {
    return tenant.db.find(
        k_lock_guard, {tenant.provider_id, integration_id}, [](const Row& row) -> LossGuard {
          return {row.u32("live"), row.maybe_instant("live_at"), row.maybe_instant("shut_at")};
        });
  };
  if (const auto guard = lock()) return *guard;
  tenant.db.execute(k_make_guard, {integration_id, tenant.provider_id});
  return lock().value();
}

constexpr std::string_view k_save_guard = R"sql(
  UPDATE loss_guard SET live = ?, live_at = ?, shut_at = ? WHERE provider_id = ? AND integration_id = ?)sql";

void save_loss_guard(const Tenant& tenant, std::uint32_t integration_id, const LossGuard& guard) {
  tenant.db.execute(k_save_guard,
                    {guard.live, guard.live_at, guard.shut_at, tenant.provider_id, integration_id});
}

constexpr std::string_view k_live =
    "SELECT COUNT(*) AS n FROM account WHERE provider_id = ? AND integration_id = ? AND live = 1";

std::uint32_t count_live_accounts(const Tenant& tenant, std::uint32_t integration_id) {
  return tenant.db
      .find(k_live, {tenant.provider_id, integration_id}, [](const Row& row) { return row.u32("n"); })
      .value();
}

constexpr std::string_view k_find_loss =
    "SELECT loss_stand, loss_cause, loss_since FROM account WHERE provider_id = ? AND id = ?";

Loss find_loss(const Tenant& tenant, std::uint64_t account_id) {
  return tenant.db.find(k_find_loss, {tenant.provider_id, account_id}, loss_of).value();
}

constexpr std::string_view k_save_loss = R"sql(
  UPDATE account SET loss_stand = ?, loss_cause = ?, loss_since = ? WHERE provider_id = ? AND id = ?)sql";

void save_loss(const Tenant& tenant, std::uint64_t account_id, const Loss& loss) {
  tenant.db.execute(k_save_loss, {static_cast<unsigned>(loss.stand), name_of(loss.cause), loss.since,
                                  tenant.provider_id, account_id});
}

constexpr std::string_view k_clear_loss = R"sql(
  UPDATE account SET loss_stand = 0, loss_cause = NULL, loss_since = NULL
  WHERE provider_id = ? AND id = ? AND loss_stand = ?)sql";

bool clear_loss(const Tenant& tenant, std::uint64_t account_id, LossStand as_read) {
  return tenant.db.execute(k_clear_loss, {tenant.provider_id, account_id, static_cast<unsigned>(as_read)}) ==
         1;
}

constexpr std::string_view k_known = R"sql(
  SELECT CAST(COALESCE(SUM(losses), 0) AS UNSIGNED) AS n,
         CAST(COALESCE(SUM(IF(slot > ?, losses, 0)), 0) AS UNSIGNED) AS fresh
  FROM loss_count WHERE provider_id = ? AND integration_id = ? AND slot > ?)sql";

LossesKnown count_losses(const Tenant& tenant, std::uint32_t integration_id, base::Instant now) {
  const auto slot = slot_of(now);
  return tenant.db
      .find(k_known,
            {slot - domain::k_new_for, tenant.provider_id, integration_id, slot - domain::k_loss_window},
            [](const Row& row) -> LossesKnown {
              return {row.u32("n"), row.u32("fresh")};
            })
      .value();
}

constexpr std::string_view k_add = R"sql(
  INSERT INTO loss_count (integration_id, slot, provider_id, losses) VALUES (?, ?, ?, 1)
  ON DUPLICATE KEY UPDATE losses = losses + 1)sql";

void add_loss(const Tenant& tenant, std::uint32_t integration_id, base::Instant since) {
  tenant.db.execute(k_add, {integration_id, slot_of(since), tenant.provider_id});
}

constexpr std::string_view k_take_off = R"sql(
  UPDATE loss_count SET losses = losses - 1
  WHERE provider_id = ? AND integration_id = ? AND slot = ? AND losses > 0)sql";

void take_off_loss(const Tenant& tenant, std::uint32_t integration_id, base::Instant since) {
  tenant.db.execute(k_take_off, {tenant.provider_id, integration_id, slot_of(since)});
}

constexpr std::string_view k_forget_old =
    "DELETE FROM loss_count WHERE provider_id = ? AND integration_id = ? AND slot <= ?";

void forget_old_losses(const Tenant& tenant, std::uint32_t integration_id, base::Instant now) {
  tenant.db.execute(k_forget_old, {tenant.provider_id, integration_id, slot_of(now) - domain::k_loss_window});
}

// Reads a key alone.
constexpr std::string_view k_unseen = R"sql(
  SELECT COUNT(*) AS n FROM (
    SELECT id FROM account
    WHERE provider_id = ? AND integration_id = ? AND live = 1 AND loss_since IS NULL AND due_at <= ? AND id <> ?
    LIMIT ?) AS found)sql";

std::uint32_t count_unseen(const Tenant& tenant, std::uint32_t integration_id, std::uint64_t account_id,
                           base::Instant now, std::uint32_t most) {
  return tenant.db
      .find(k_unseen, {tenant.provider_id, integration_id, now, account_id, most},
            [](const Row& row) { return row.u32("n"); })
      .value();
}

constexpr std::string_view k_change_hold = R"sql(
  INSERT INTO loss_hold (integration_id, cause, provider_id, held, cured, let_go) VALUES (?, ?, ?, ?, ?, ?)
  ON DUPLICATE KEY UPDATE held = held + ?, cured = cured + ?, let_go = let_go + ?)sql";

void change_hold(const Tenant& tenant, std::uint32_t integration_id, LossCause cause,
                 const HoldChange& change) {
  const auto at_first = [](std::int32_t n) { return std::max(n, 0); };
  tenant.db.execute(k_change_hold, {integration_id, name_of(cause), tenant.provider_id, at_first(change.held),
                                    at_first(change.cured), at_first(change.let_go), change.held,
                                    change.cured, change.let_go});
}

constexpr std::string_view k_holds = R"sql(
  SELECT integration_id, cause, held, cured, let_go FROM loss_hold
  WHERE provider_id = ? AND (? = 0 OR integration_id = ?) ORDER BY integration_id, cause)sql";

std::vector<LossHold> list_holds(const Tenant& tenant, std::uint32_t integration_id) {
  return tenant.db.list(k_holds, {tenant.provider_id, integration_id, integration_id},
                        [](const Row& row) -> LossHold {
                          return {.integration_id = row.u32("integration_id"),
                                  .cause = domain::loss_cause_from(row.text("cause")).value(),
                                  .held = row.u32("held"),
                                  .cured = row.u32("cured"),
                                  .let_go = row.u32("let_go")};
                        });
}

constexpr std::string_view k_open = R"sql(
  UPDATE loss_guard SET last_shut_at = shut_at, last_open_at = ?, last_accounts = ?, last_let_go = ?, shut_at = NULL
  WHERE provider_id = ? AND integration_id = ?)sql";
constexpr std::string_view k_forget_holds =
    "DELETE FROM loss_hold WHERE provider_id = ? AND integration_id = ?";

void open_loss_guard(const Tenant& tenant, std::uint32_t integration_id, base::Instant now,
                     const LossHold& total) {
  tenant.db.execute(k_open,
                    {now, total.cured + total.let_go, total.let_go, tenant.provider_id, integration_id});
  tenant.db.execute(k_forget_holds, {tenant.provider_id, integration_id});
}

constexpr std::string_view k_guards = R"sql(
  SELECT integration_id, shut_at, last_shut_at, last_open_at, last_accounts, last_let_go FROM loss_guard
  WHERE provider_id = ? ORDER BY integration_id)sql";

std::vector<GuardState> list_guards(const Tenant& tenant) {
  return tenant.db.list(k_guards, {tenant.provider_id}, [](const Row& row) -> GuardState {
    return {.integration_id = row.u32("integration_id"),
            .shut_at = row.maybe_instant("shut_at"),
            .last_shut_at = row.maybe_instant("last_shut_at"),
            .last_open_at = row.maybe_instant("last_open_at"),
            .last_accounts = row.u32("last_accounts"),
            .last_let_go = row.u32("last_let_go")};
  });
}

constexpr std::string_view k_lock_held = R"sql(
  SELECT id, loss_since FROM account
  WHERE provider_id = ? AND integration_id = ? AND loss_stand = 2 AND loss_cause = ? AND id > ? AND loss_since <= ?
  ORDER BY id LIMIT ? FOR UPDATE)sql";

std::vector<HeldAccount> lock_held_accounts(const Tenant& tenant, std::uint32_t integration_id,
                                            LossCause cause, base::Instant until, std::uint64_t after,
                                            std::uint32_t limit) {
  static_assert(static_cast<unsigned>(LossStand::held) == 2);
  return tenant.db.list(k_lock_held,
                        {tenant.provider_id, integration_id, name_of(cause), after, until, limit},
                        [](const Row& row) -> HeldAccount {
                          return {row.u64("id"), row.instant("loss_since")};
                        });
}

const std::string k_let_go = R"sql(
  UPDATE account SET loss_stand = 4, dirty_seq = dirty_seq + 1, due_at = ?, reason = NULL, message = NULL,
    failing_since = NULL
  WHERE provider_id = ? AND loss_stand = 2 AND id IN ({ids}))sql";

void let_go_losses(const Tenant& tenant, std::span<const std::uint64_t> account_ids, base::Instant now) {
  static_assert(static_cast<unsigned>(LossStand::let_go) == 4);
  while (!account_ids.empty()) {
    const auto these = account_ids.first(std::min(account_ids.size(), k_ids_at_once));
    Params ids(these.begin(), these.end());
    fill_places(ids);
    const auto sql = with_places(k_let_go, ids.size());
    ids.insert(ids.begin(), {now, tenant.provider_id});
    tenant.db.execute(sql, ids);
    account_ids = account_ids.subspan(these.size());
  }
}

}  // namespace storage
