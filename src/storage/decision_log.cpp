#include "storage/decision_log.h"

#include <algorithm>
#include <chrono>

namespace storage {

namespace {

/// Rows of one INSERT: as many as fit, then single ones for the rest.
constexpr std::size_t k_rows_at_once = 100;

constexpr std::string_view k_insert = R"sql(
  INSERT INTO decision (at, provider_id, integration_id, subscriber_id, product, question, reason, latency_us, weight)
  VALUES )sql";

constexpr std::string_view k_add_count = R"sql(
  INSERT INTO decision_count (minute, provider_id, integration_id, question, reason, product_id, decisions)
  VALUES (?, ?, ?, ?, ?, ?, ?) ON DUPLICATE KEY UPDATE decisions = decisions + VALUES(decisions))sql";

constexpr std::string_view k_note_conflict = R"sql(
  INSERT INTO login_conflict (integration_id, login_key, provider_id, first_at, last_at, times)
  VALUES (?, ?, ?, ?, ?, ?)
  ON DUPLICATE KEY UPDATE last_at = GREATEST(last_at, VALUES(last_at)), times = times + VALUES(times))sql";

constexpr std::string_view k_conflicts = R"sql(
  SELECT provider_id, integration_id, login_key, first_at, last_at, times FROM login_conflict
  WHERE provider_id = ? ORDER BY last_at DESC LIMIT ?)sql";

constexpr std::string_view k_lines = R"sql(
  SELECT id, at, integration_id, subscriber_id, product, question, reason, latency_us, weight
  FROM decision WHERE provider_id = ?)sql";

constexpr std::string_view k_count = R"sql(
  SELECT reason, CAST(SUM(decisions) AS UNSIGNED) AS decisions FROM decision_count
  WHERE provider_id = ? AND minute >= ? AND minute < ? AND (? IS NULL OR integration_id = ?)
  GROUP BY reason ORDER BY reason)sql";

void bind(Params& params, const Decision& decision) {
  params.insert(params.end(),
                {decision.at, decision.provider_id, decision.integration_id, decision.subscriber_id,
                 decision.product, decision.question, decision.reason, decision.latency_us, decision.weight});
}

DecisionLine line_of(const Row& row) {
  return {.id = row.u64("id"),
          .at = row.instant("at"),
          .integration_id = row.u32("integration_id"),
          .subscriber_id = row.maybe_text("subscriber_id"),
          .product = row.maybe_text("product"),
          .question = row.text("question"),
          .reason = row.text("reason"),
          .latency_us = row.u32("latency_us"),
          .weight = row.u32("weight")};
}

struct Narrowed {
  std::string sql = {};
  Params params = {};
};

/// `select` with the conditions of the filter.
Narrowed narrowed(std::string_view select, std::uint32_t provider_id, const DecisionFilter& filter) {
  Narrowed query{.sql = std::string(select), .params = {provider_id}};
  const auto narrow = [&](std::string_view condition, Param value) {
    query.sql.append(" AND ").append(condition);
    query.params.push_back(std::move(value));
  };
  if (filter.integration_id) narrow("integration_id = ?", *filter.integration_id);
  if (!filter.subscriber_ids.empty()) {
    query.sql += " AND subscriber_id IN (" + placeholders(filter.subscriber_ids.size()) + ")";
    query.params.insert(query.params.end(), filter.subscriber_ids.begin(), filter.subscriber_ids.end());
  }
  if (!filter.product.empty()) narrow("product = ?", filter.product);
  if (!filter.reason.empty()) narrow("reason = ?", filter.reason);
  if (filter.from) narrow("at >= ?", *filter.from);
  if (filter.until) narrow("at < ?", *filter.until);
  if (filter.before_id != 0) narrow("id < ?", filter.before_id);
  return query;
}

}  // namespace

void insert_decisions(Db& db, std::span<const Decision> decisions) {
  static const std::string k_many = std::string(k_insert) + placeholders(k_rows_at_once, 9);
  static const std::string k_one = std::string(k_insert) + placeholders(1, 9);
  while (!decisions.empty()) {
    const bool many = decisions.size() >= k_rows_at_once;
    const auto now = decisions.first(many ? k_rows_at_once : 1);
    Params params;
    for (const auto& decision : now) bind(params, decision);
    db.execute(many ? k_many : k_one, params);
    decisions = decisions.subspan(now.size());
  }
}

void add_decision_counts(Db& db, std::span<const DecisionCount> counts) {
  for (const auto& count : counts)
    db.execute(k_add_count,
               {base::Instant(std::chrono::floor<std::chrono::minutes>(count.minute)), count.provider_id,
                count.integration_id, count.question, count.reason, count.product_id, count.decisions});
}

void note_login_conflict(Db& db, const LoginConflict& conflict) {
  db.execute(k_note_conflict, {conflict.integration_id, conflict.login_key, conflict.provider_id,
                               conflict.first_at, conflict.last_at, conflict.times});
}

std::vector<LoginConflict> list_login_conflicts(Db& db, std::uint32_t provider_id, std::uint32_t limit) {
  return db.list(k_conflicts, {provider_id, limit}, [](const Row& row) -> LoginConflict {
    return {row.u32("provider_id"),  row.u32("integration_id"), row.text("login_key"),
            row.instant("first_at"), row.instant("last_at"),    row.u64("times")};
  });
}

std::vector<DecisionLine> list_decisions(Db& db, std::uint32_t provider_id, const DecisionFilter& filter,
                                         std::uint32_t limit) {
  auto query = narrowed(k_lines, provider_id, filter);
  query.params.emplace_back(limit);
  return db.list(query.sql + " ORDER BY id DESC LIMIT ?", query.params, line_of);
}

std::uint64_t count_decision_rows(Db& db, std::uint32_t provider_id, const DecisionFilter& filter) {
  auto query = narrowed("SELECT weight FROM decision WHERE provider_id = ?", provider_id, filter);
  query.params.emplace_back(k_count_cap + 1);
  const auto sql = "SELECT CAST(COALESCE(SUM(weight), 0) AS UNSIGNED) AS n FROM (" + query.sql +
                   " ORDER BY id DESC LIMIT ?) AS some";
  return db.find(sql, query.params, [](const Row& row) { return row.u64("n"); }).value();
}

std::vector<ReasonCount> count_decisions(Db& db, std::uint32_t provider_id,
                                         std::optional<std::uint32_t> integration_id, base::Instant from,
                                         base::Instant until) {
  return db.list(k_count, {provider_id, from, until, integration_id, integration_id},
                 [](const Row& row) -> ReasonCount {
                   return {row.text("reason"), row.u64("decisions")};
                 });
}

}  // namespace storage
