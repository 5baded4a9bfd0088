#include "storage/transmissions.h"

#include <array>
#include <nlohmann/json.hpp>

#include "storage/attempts.h"
#include "storage/many.h"

namespace storage {

namespace {

using domain::Change;
using domain::KnownObject;
using nlohmann::json;

ObjectRow object_of(const Row& row) {
  ObjectRow out{.key = row.text("object_key"),
                .refused_change = row.maybe_text("refused_change").value_or(""),
                .message = row.maybe_text("refused_message").value_or(""),
                .refused_at = row.maybe_instant("refused_at")};
  if (const auto reason = row.maybe_text("refused_reason")) out.reason = domain::reason_at(*reason);
  if (const auto attributes = row.maybe_text("attributes"))
    out.known = KnownObject{
        .object = {.key = out.key,
                   .suspended = row.flag("suspended"),
                   .attributes = json::parse(*attributes).get<std::map<std::string, std::string>>()},
        .platform_id = row.maybe_text("platform_id").value_or(""),
        .since = row.instant("since")};
  return out;
}

}  // namespace

Loss loss_of(const Row& row) {
  const auto cause = domain::loss_cause_from(row.maybe_text("loss_cause").value_or(""));
  return {.stand = static_cast<domain::LossStand>(row.u32("loss_stand")),
          .cause = cause.value_or(domain::LossCause::other),
          .since = row.maybe_instant("loss_since").value_or(base::Instant{})};
}

const std::string k_mark_of_customers = R"sql(
  UPDATE account SET dirty_seq = dirty_seq + 1, due_at = ?
  WHERE provider_id = ? AND told = 1 AND customer_id IN ({ids}))sql";

void mark_accounts(const Tenant& tenant, std::span<const std::uint64_t> customer_ids, base::Instant now) {
  change_by_ids(tenant.db, k_mark_of_customers, {now, tenant.provider_id}, customer_ids);
}

constexpr std::string_view k_of_integration = R"sql(
  SELECT id FROM account WHERE provider_id = ? AND integration_id = ? AND told = 1 AND id > ? ORDER BY id LIMIT ?)sql";

const std::string k_mark_by_ids =
    "UPDATE account SET dirty_seq = dirty_seq + 1, due_at = ? WHERE provider_id = ? AND id IN ({ids})";

Marked mark_accounts_of(const Tenant& tenant, std::uint32_t integration_id, std::uint64_t after,
                        std::uint32_t limit, base::Instant now) {
  const auto ids = tenant.db.list(
      k_of_integration,
      {tenant.provider_id, integration_id, after, std::min<std::uint32_t>(limit, k_ids_at_once)},
      [](const Row& row) { return row.u64("id"); });
  if (ids.empty()) return {};
  change_by_ids<std::uint64_t>(tenant.db, k_mark_by_ids, {now, tenant.provider_id}, ids);
  return {ids.back(), static_cast<std::uint32_t>(ids.size())};
}

// The first entry of a key for each integration. EXISTS would read the key of all accounts, every time.
constexpr std::string_view k_due_queues = R"sql(
  SELECT i.id, i.provider_id, i.gateway, COALESCE(q.unreachable, 0) AS unreachable
  FROM integration i LEFT JOIN transmission_queue q ON q.integration_id = i.id
  WHERE i.active = 1 AND q.paused_at IS NULL AND (q.probe_at IS NULL OR q.probe_at <= ?)
    AND (SELECT a.due_at FROM account a FORCE INDEX (account_due)
         WHERE a.due_integration_id = i.id ORDER BY a.due_at LIMIT 1) <= ?
  ORDER BY i.id)sql";

std::vector<DueQueue> list_due_queues(Db& db, base::Instant now) {
  return db.list(k_due_queues, {now, now}, [](const Row& row) -> DueQueue {
    return {row.u32("id"), row.u32("provider_id"), row.text("gateway"), row.u32("unreachable")};
  });
}

const std::string k_objects = R"sql(
  SELECT account_id, object_key, suspended, attributes, platform_id, since,
    refused_change, refused_reason, refused_message, refused_at
  FROM account_object WHERE provider_id = ? AND account_id IN ({ids}) ORDER BY account_id, object_key)sql";

std::map<std::uint64_t, std::vector<ObjectRow>> list_account_objects(
    const Tenant& tenant, std::span<const std::uint64_t> account_ids) {
  std::map<std::uint64_t, std::vector<ObjectRow>> objects;
  for (auto& [account, object] : list_by_ids(tenant, k_objects, account_ids, [](const Row& row) {
         return std::pair(row.u64("account_id"), object_of(row));
       }))
    objects[account].push_back(std::move(object));
  return objects;
}

std::vector<ObjectRow> list_account_objects(const Tenant& tenant, std::uint64_t account_id) {
  auto objects = list_account_objects(tenant, std::span(&account_id, 1));
  return objects.empty() ? std::vector<ObjectRow>{} : std::move(objects.begin()->second);
}

constexpr std::string_view k_save_object = R"sql(
  INSERT INTO account_object (account_id, object_key, provider_id, suspended, attributes, platform_id, since))sql";
constexpr std::string_view k_or_replace_object = R"sql(
  ON DUPLICATE KEY UPDATE suspended = VALUES(suspended), attributes = VALUES(attributes),
    platform_id = VALUES(platform_id), since = COALESCE(since, VALUES(since)),
    refused_change = NULL, refused_reason = NULL, refused_message = NULL, refused_at = NULL)sql";

void save_account_objects(const Tenant& tenant, std::span<const StandingObject> objects) {
  std::vector<Params> rows;
  for (const auto& [account_id, known] : objects)
    rows.push_back({account_id, known.object.key, tenant.provider_id, known.object.suspended,
                    json(known.object.attributes).dump(), text_or_null(known.platform_id), known.since});
  insert_rows(tenant.db, k_save_object, rows, k_or_replace_object);
}

void save_account_object(const Tenant& tenant, std::uint64_t account_id, const KnownObject& known) {
  save_account_objects(tenant, std::array{StandingObject{account_id, known}});
}

constexpr std::string_view k_save_refusal = R"sql(
  INSERT INTO account_object (account_id, object_key, provider_id, refused_change, refused_reason, refused_message, refused_at)
  VALUES (?, ?, ?, ?, ?, ?, ?)
  ON DUPLICATE KEY UPDATE refused_change = VALUES(refused_change), refused_reason = VALUES(refused_reason),
    refused_message = VALUES(refused_message), refused_at = VALUES(refused_at))sql";

void save_refusal(const Tenant& tenant, std::uint64_t account_id, const Change& change, domain::Reason reason,
                  const std::string& message, base::Instant now) {
  tenant.db.execute(k_save_refusal, {account_id, change.key, tenant.provider_id, planned_text(change),
                                     domain::words_of(reason).name, kept_text(message, k_most_message), now});
}

const std::string k_delete_object =
    "DELETE FROM account_object WHERE provider_id = ? AND object_key = ? AND account_id IN ({ids})";

void delete_account_objects(const Tenant& tenant, std::span<const std::uint64_t> account_ids,
                            std::string_view key) {
  change_by_ids(tenant.db, k_delete_object, {tenant.provider_id, key}, account_ids);
}

constexpr std::string_view k_forget_empty =
    "DELETE FROM account_object WHERE provider_id = ? AND account_id = ? AND attributes IS NULL";
constexpr std::string_view k_forget = R"sql(
  UPDATE account_object SET refused_change = NULL, refused_reason = NULL, refused_message = NULL, refused_at = NULL
  WHERE provider_id = ? AND account_id = ?)sql";

void forget_refusals(const Tenant& tenant, std::uint64_t account_id) {
  tenant.db.execute(k_forget_empty, {tenant.provider_id, account_id});
  tenant.db.execute(k_forget, {tenant.provider_id, account_id});
}

constexpr std::string_view k_refused_of = R"sql(
  SELECT DISTINCT a.id FROM account a JOIN account_object o ON o.account_id = a.id AND o.refused_change IS NOT NULL
  WHERE a.provider_id = ? AND a.integration_id = ? AND a.id > ? AND a.id <= ?)sql";

void forget_refusals_of(const Tenant& tenant, std::uint32_t integration_id, std::uint64_t after,
                        std::uint64_t last) {
  for (const auto id : tenant.db.list(k_refused_of, {tenant.provider_id, integration_id, after, last},
                                      [](const Row& row) { return row.u64("id"); }))
    forget_refusals(tenant, id);
}

constexpr std::string_view k_save_told = R"sql(
  INSERT INTO told_package (service_package_id, provider_id, there, suspended, reason, message, since))sql";
constexpr std::string_view k_or_replace_told = R"sql(
  ON DUPLICATE KEY UPDATE there = VALUES(there), suspended = VALUES(suspended), reason = VALUES(reason),
    message = VALUES(message), since = VALUES(since))sql";

void save_told_packages(const Tenant& tenant, const std::map<std::uint64_t, domain::ToldPackage>& told) {
  std::vector<Params> rows;
  for (const auto& [id, package] : told) {
    const bool well = package.reason == domain::Reason::none;
    rows.push_back({id, tenant.provider_id, package.there, package.suspended,
                    well ? Param(nullptr) : Param(domain::words_of(package.reason).name),
                    text_or_null(kept_text(package.message, k_most_message)), package.since});
  }
  insert_rows(tenant.db, k_save_told, rows, k_or_replace_told);
}

constexpr std::string_view k_queue_state = R"sql(
  SELECT paused_by, paused_at, paused_message, unreachable, probe_at FROM transmission_queue
  WHERE provider_id = ? AND integration_id = ?)sql";

QueueState find_queue_state(const Tenant& tenant, std::uint32_t integration_id) {
  return tenant.db
      .find(k_queue_state, {tenant.provider_id, integration_id},
            [](const Row& row) -> QueueState {
              return {.paused_by = row.maybe_text("paused_by").value_or(""),
                      .paused_at = row.maybe_instant("paused_at"),
                      .message = row.maybe_text("paused_message").value_or(""),
                      .unreachable = row.u32("unreachable"),
                      .probe_at = row.maybe_instant("probe_at")};
            })
      .value_or(QueueState{});
}

constexpr std::string_view k_save_queue = R"sql(
  INSERT INTO transmission_queue (integration_id, provider_id, paused_by, paused_at, paused_message, unreachable, probe_at)
  VALUES (?, ?, ?, ?, ?, ?, ?)
  ON DUPLICATE KEY UPDATE paused_by = VALUES(paused_by), paused_at = VALUES(paused_at),
    paused_message = VALUES(paused_message), unreachable = VALUES(unreachable), probe_at = VALUES(probe_at))sql";

void save_queue_state(const Tenant& tenant, std::uint32_t integration_id, const QueueState& state) {
  tenant.db.execute(k_save_queue, {integration_id, tenant.provider_id, text_or_null(state.paused_by),
                                   state.paused_at, text_or_null(kept_text(state.message, k_most_message)),
                                   state.unreachable, state.probe_at});
}

constexpr std::string_view k_pause = R"sql(
  INSERT INTO transmission_queue (integration_id, provider_id, paused_by, paused_message, paused_at) VALUES (?, ?, ?, ?, ?)
  ON DUPLICATE KEY UPDATE paused_by = IF(paused_at IS NULL, VALUES(paused_by), paused_by),
    paused_message = IF(paused_at IS NULL, VALUES(paused_message), paused_message),
    paused_at = COALESCE(paused_at, VALUES(paused_at)))sql";

void pause_queue(const Tenant& tenant, std::uint32_t integration_id, const std::string& message,
                 base::Instant now) {
  tenant.db.execute(k_pause, {integration_id, tenant.provider_id, k_paused_by_credential,
                              kept_text(message, k_most_message), now});
}

constexpr std::string_view k_save_reach = R"sql(
  INSERT INTO transmission_queue (integration_id, provider_id, unreachable, probe_at) VALUES (?, ?, ?, ?)
  ON DUPLICATE KEY UPDATE unreachable = VALUES(unreachable), probe_at = VALUES(probe_at))sql";

void save_reach(const Tenant& tenant, std::uint32_t integration_id, std::uint32_t unreachable,
                const std::optional<base::Instant>& probe_at) {
  tenant.db.execute(k_save_reach, {integration_id, tenant.provider_id, unreachable, probe_at});
}

std::string session_context(std::uint32_t integration_id) {
  return "integration_session:" + std::to_string(integration_id);
}

constexpr std::string_view k_session = R"sql(
  SELECT token_sealed, expires_at FROM integration_session WHERE provider_id = ? AND integration_id = ?)sql";

std::optional<SessionRow> find_integration_session(const Tenant& tenant, std::uint32_t integration_id) {
  return tenant.db.find(k_session, {tenant.provider_id, integration_id}, [](const Row& row) -> SessionRow {
    return {row.text("token_sealed"), row.instant("expires_at")};
  });
}

constexpr std::string_view k_save_session = R"sql(
  INSERT INTO integration_session (integration_id, provider_id, token_sealed, expires_at) VALUES (?, ?, ?, ?)
  ON DUPLICATE KEY UPDATE token_sealed = VALUES(token_sealed), expires_at = VALUES(expires_at))sql";

void save_integration_session(const Tenant& tenant, std::uint32_t integration_id, const SessionRow& row) {
  tenant.db.execute(k_save_session, {integration_id, tenant.provider_id, row.token_sealed, row.expires_at});
}

constexpr std::string_view k_delete_session =
    "DELETE FROM integration_session WHERE provider_id = ? AND integration_id = ?";

void delete_integration_session(const Tenant& tenant, std::uint32_t integration_id) {
  tenant.db.execute(k_delete_session, {tenant.provider_id, integration_id});
}

constexpr std::string_view k_delete_refused = R"sql(
  DELETE FROM integration_session WHERE provider_id = ? AND integration_id = ? AND token_sealed = ?)sql";

void delete_refused_session(const Tenant& tenant, std::uint32_t integration_id,
                            std::string_view token_sealed) {
  tenant.db.execute(k_delete_refused, {tenant.provider_id, integration_id, token_sealed});
}

const std::string k_edited = R"sql(
  SELECT p.service_package_id, p.name, p.value, p.edited_at
  FROM service_package sp JOIN service_package_parameter p ON p.service_package_id = sp.id
  WHERE sp.provider_id = ? AND sp.customer_id IN ({ids}))sql";

std::vector<EditedParameter> list_edited_parameters(const Tenant& tenant,
                                                    std::span<const std::uint64_t> customer_ids) {
  return list_by_ids(tenant, k_edited, customer_ids, [](const Row& row) -> EditedParameter {
    return {row.u64("service_package_id"), row.text("name"), row.text("value"), row.instant("edited_at")};
  });
}

const std::string k_product_codes = R"sql(
  SELECT pp.package_id, pr.code FROM package pk
  JOIN package_product pp ON pp.package_id = pk.id JOIN product pr ON pr.id = pp.product_id
  WHERE pk.provider_id = ? AND pk.id IN ({ids}) ORDER BY pr.code)sql";

std::map<std::uint32_t, std::vector<std::string>> list_product_codes(
    const Tenant& tenant, std::span<const std::uint32_t> package_ids) {
  std::map<std::uint32_t, std::vector<std::string>> codes;
  for (auto& [package, code] : list_by_ids(tenant, k_product_codes, package_ids, [](const Row& row) {
         return std::pair(row.u32("package_id"), row.text("code"));
       }))
    codes[package].push_back(std::move(code));
  return codes;
}

}  // namespace storage
