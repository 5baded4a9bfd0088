#include "storage/attempts.h"

#include <array>
#include <nlohmann/json.hpp>

#include "storage/many.h"

namespace storage {

namespace {

using domain::Attempt;
using domain::Change;
using domain::Exchange;
using domain::RemoteObject;
using nlohmann::json;

json json_of(const RemoteObject& object) {
  return {{"chave", object.key}, {"suspenso", object.suspended}, {"atributos", object.attributes}};
}

RemoteObject object_of(const json& object) {
  return {.key = object.at("chave"),
          .suspended = object.at("suspenso"),
          .attributes = object.at("atributos").get<std::map<std::string, std::string>>()};
}

Change change_of(const std::string& planned) {
  const auto change = json::parse(planned);
  return {.kind = domain::call_kind_at(change.at("chamada").get<std::string>()),
          .key = change.at("chave"),
          .before = object_of(change.at("antes")),
          .after = object_of(change.at("depois")),
          .platform_id = change.at("id_externo")};
}

Attempt attempt_of(const Row& row) {
  const auto delivery = row.maybe_text("delivery");
  const auto reason = row.maybe_text("reason");
  return {.id = row.u64("id"),
          .integration_id = row.u32("integration_id"),
          .account_id = row.u64("account_id"),
          .change = change_of(row.text("planned")),
          .number = row.u32("number"),
          .begun_at = row.instant("begun_at"),
          .ended_at = row.maybe_instant("ended_at"),
          .delivery = delivery ? std::optional(domain::delivery_at(*delivery)) : std::nullopt,
          .reason = reason ? domain::reason_at(*reason) : domain::Reason::none,
          .message = row.maybe_text("message").value_or("")};
}

Params row_of(const Tenant& tenant, std::uint64_t attempt_id, const Exchange& exchange) {
  return {tenant.provider_id,  attempt_id,      exchange.method,   kept_text(exchange.url, 1000),
          exchange.request,    exchange.status, exchange.response, kept_text(exchange.failure, 255),
          exchange.duration_ms};
}

/// As k_end_attempts takes it.
json end_of(const Attempt& attempt) {
  const auto delivery = attempt.delivery.value();
  json end{{"id", attempt.id},
           {"begun_at", base::to_sql(attempt.begun_at)},
           {"ended_at", base::to_sql(attempt.ended_at.value())},
           {"delivery", domain::words_of(delivery).name},
           {"reason", domain::words_of(attempt.reason).name},
           {"open", delivery == domain::Delivery::unknown ? 1 : 0}};
  if (!attempt.message.empty()) end["message"] = kept_text(attempt.message, k_most_message);
  return end;
}

}  // namespace

std::string kept_text(std::string text, std::size_t bytes) {
  if (text.size() <= bytes) return text;
  while (bytes > 0 && (static_cast<unsigned char>(text[bytes]) & 0xC0U) == 0x80U) --bytes;
  text.resize(bytes);
  return text;
}

std::string planned_text(const Change& change) {
  return json{{"chamada", domain::words_of(change.kind).name},
              {"chave", change.key},
              {"antes", json_of(change.before)},
              {"depois", json_of(change.after)},
              {"id_externo", change.platform_id}}
      .dump();
}

constexpr std::string_view k_insert_attempt = R"sql(
  INSERT INTO attempt (provider_id, integration_id, account_id, object_key, kind, planned, number, lease, begun_at))sql";

void insert_attempts(const Tenant& tenant, std::span<Attempt> attempts, std::string_view lease) {
  std::vector<Params> rows;
  for (const auto& attempt : attempts)
    rows.push_back({tenant.provider_id, attempt.integration_id, attempt.account_id, attempt.change.key,
                    domain::words_of(attempt.change.kind).name, planned_text(attempt.change), attempt.number,
                    lease, attempt.begun_at});
  const auto ids = insert_rows_with_ids(tenant.db, k_insert_attempt, rows);
  for (std::size_t i = 0; i < ids.size(); ++i) attempts[i].id = ids[i];
}

constexpr std::string_view k_next_number =
    "UPDATE account SET next_number = next_number + 1 WHERE provider_id = ? AND id = ? AND lease = ?";
constexpr std::string_view k_number = "SELECT next_number FROM account WHERE provider_id = ? AND id = ?";

std::uint64_t insert_attempt(const Tenant& tenant, Attempt& attempt, std::string_view lease) {
  if (attempt.number == 0) {
    attempt.number = tenant.db
                         .find(k_number, {tenant.provider_id, attempt.account_id},
                               [](const Row& row) { return row.u32("next_number"); })
                         .value();
    tenant.db.execute(k_next_number, {tenant.provider_id, attempt.account_id, lease});
  }
  insert_attempts(tenant, std::span(&attempt, 1), lease);
  return attempt.id;
}

// One statement for all. They come as a JSON array.
constexpr std::string_view k_end_attempts = R"sql(
  UPDATE JSON_TABLE(?, '$[*]' COLUMNS (
      id BIGINT UNSIGNED PATH '$.id', begun_at DATETIME(3) PATH '$.begun_at', ended_at DATETIME(3) PATH '$.ended_at',
      delivery VARCHAR(16) PATH '$.delivery', reason VARCHAR(24) PATH '$.reason',
      message VARCHAR(500) PATH '$.message', open TINYINT PATH '$.open')) e
  STRAIGHT_JOIN attempt a ON a.id = e.id
  SET a.begun_at = e.begun_at, a.ended_at = e.ended_at, a.delivery = e.delivery, a.reason = e.reason,
    a.message = e.message, a.open = e.open
  WHERE a.provider_id = ?)sql";

constexpr std::string_view k_insert_exchange = R"sql(
  INSERT INTO exchange (provider_id, attempt_id, method, url, request, status, response, failure, duration_ms))sql";

void end_attempts(const Tenant& tenant, std::span<const EndedAttempt> ended) {
  if (ended.empty()) return;
  auto rows = json::array();
  std::vector<Params> exchanges;
  for (const auto& [attempt, said] : ended) {
    rows.push_back(end_of(attempt));
    for (const auto& each : said) exchanges.push_back(row_of(tenant, attempt.id, each));
  }
  tenant.db.execute(k_end_attempts,
                    {rows.dump(-1, ' ', false, json::error_handler_t::replace), tenant.provider_id});
  insert_rows(tenant.db, k_insert_exchange, exchanges);
}

void end_attempt(const Tenant& tenant, const Attempt& attempt, const std::vector<Exchange>& exchanges) {
  end_attempts(tenant, std::array{EndedAttempt{attempt, exchanges}});
}

void append_exchanges(const Tenant& tenant, std::uint64_t attempt_id,
                      const std::vector<Exchange>& exchanges) {
  std::vector<Params> rows;
  for (const auto& each : exchanges) rows.push_back(row_of(tenant, attempt_id, each));
  insert_rows(tenant.db, k_insert_exchange, rows);
}

constexpr std::string_view k_close = R"sql(
  UPDATE attempt SET open = 0, ended_at = COALESCE(ended_at, ?), delivery = ? WHERE provider_id = ? AND id = ?)sql";

void close_attempt(const Tenant& tenant, std::uint64_t attempt_id, domain::Delivery delivery,
                   base::Instant now) {
  tenant.db.execute(k_close, {now, domain::words_of(delivery).name, tenant.provider_id, attempt_id});
}

const std::string k_open = "UPDATE attempt SET open = 1 WHERE provider_id = ? AND id IN ({ids})";

void open_attempts(const Tenant& tenant, std::span<const std::uint64_t> attempt_ids) {
  change_by_ids(tenant.db, k_open, {tenant.provider_id}, attempt_ids);
}

const std::string k_delete_attempts = "DELETE FROM attempt WHERE provider_id = ? AND id IN ({ids})";

void delete_attempts(const Tenant& tenant, std::span<const std::uint64_t> attempt_ids) {
  change_by_ids(tenant.db, k_delete_attempts, {tenant.provider_id}, attempt_ids);
}

const std::string k_attempts = R"sql(
  SELECT id, integration_id, account_id, planned, number, begun_at, ended_at, delivery, reason, message FROM attempt
  WHERE provider_id = ?)sql";

const std::string k_open_attempts = k_attempts + " AND account_id IN ({ids}) AND open = 1 ORDER BY id";

constexpr std::string_view k_move_attempt = R"sql(
  UPDATE attempt SET account_id = ?, object_key = ?, planned = ? WHERE provider_id = ? AND id = ?)sql";

void move_attempt(const Tenant& tenant, const Attempt& attempt, std::uint64_t account_id) {
  tenant.db.execute(k_move_attempt, {account_id, attempt.change.key, planned_text(attempt.change),
                                     tenant.provider_id, attempt.id});
}

std::vector<Attempt> list_open_attempts(const Tenant& tenant, std::span<const std::uint64_t> account_ids) {
  return list_by_ids(tenant, k_open_attempts, account_ids, attempt_of);
}

const std::string k_newest_attempts =
    k_attempts + " AND account_id = ? AND (? = 0 OR id < ?) ORDER BY id DESC LIMIT ?";

std::vector<Attempt> list_attempts(const Tenant& tenant, std::uint64_t account_id, std::uint64_t before,
                                   std::uint32_t limit) {
  return tenant.db.list(k_newest_attempts, {tenant.provider_id, account_id, before, before, limit},
                        attempt_of);
}

const std::string k_of_an_integration =
    k_attempts + " AND integration_id = ? AND (? = 0 OR id < ?) ORDER BY id DESC LIMIT ?";

std::vector<Attempt> list_attempts_of(const Tenant& tenant, std::uint32_t integration_id,
                                      std::uint64_t before, std::uint32_t limit) {
  return tenant.db.list(k_of_an_integration, {tenant.provider_id, integration_id, before, before, limit},
                        attempt_of);
}

constexpr std::string_view k_exchanges = R"sql(
  SELECT method, url, request, status, response, failure, duration_ms FROM exchange
  WHERE provider_id = ? AND attempt_id = ? ORDER BY id)sql";

std::vector<Exchange> list_exchanges(const Tenant& tenant, std::uint64_t attempt_id) {
  return tenant.db.list(k_exchanges, {tenant.provider_id, attempt_id}, [](const Row& row) -> Exchange {
    return {.method = row.text("method"),
            .url = row.text("url"),
            .request = row.text("request"),
            .status = static_cast<int>(row.u32("status")),
            .response = row.text("response"),
            .failure = row.text("failure"),
            .duration_ms = row.u32("duration_ms")};
  });
}

}  // namespace storage
