#include "storage/decision_log.h"

#include <algorithm>
#include <chrono>

#include "domain/answer.h"
#include "storage/many.h"

namespace storage {

namespace {

std::string replaced(std::string_view text, std::string_view mark, std::string_view by) {
  std::string out(text);
  return out.replace(out.find(mark), mark.size(), by);
}

DecisionLine line_of(const Row& row) {
  return {.id = row.u64("id"),
          .at = row.instant("at"),
          .integration_id = row.u32("integration_id"),
          .subscriber_id = row.maybe_text("subscriber_id"),
          .customer_id = row.maybe_u64("customer_id"),
          .customer_name = row.maybe_text("customer_name").value_or(""),
          .product = row.maybe_text("product"),
          .question = row.text("question"),
          .reason = row.text("reason"),
          .latency_us = row.u32("latency_us"),
          .weight = row.u32("weight")};
}

struct Conditions {
  std::string sql = "provider_id = ?";
  Params params = {};

  void add(std::string_view condition, Param value) {
    sql.append(" AND ").append(condition);
    params.push_back(std::move(value));
  }
};

/// Lines come nearly in the order of their time: at most this late, when the database was away.
constexpr std::chrono::hours k_latest{1};

constexpr std::string_view k_first_since = "SELECT id FROM decision WHERE at >= ? ORDER BY at, id LIMIT 1";

/// Narrows a period to the ids it can have, so that its lines are not looked for among all others.
void bound_ids(Db& db, const DecisionFilter& filter, Conditions& where) {
  const auto first_since = [&](base::Instant at) {
    return db.find(k_first_since, {at}, [](const Row& row) { return row.u64("id"); });
  };
  if (filter.from)
    if (const auto id = first_since(*filter.from - k_latest)) where.add("id >= ?", *id);
  if (filter.until)
    if (const auto id = first_since(*filter.until + k_latest)) where.add("id < ?", *id);
}

Conditions conditions_of(const Tenant& tenant, const DecisionFilter& filter) {
  Conditions where{.params = {tenant.provider_id}};
  bound_ids(tenant.db, filter, where);
  if (filter.integration_id) where.add("integration_id = ?", *filter.integration_id);
  if (!filter.subscriber_ids.empty()) {
    where.sql += " AND subscriber_id IN (" + placeholders(filter.subscriber_ids.size()) + ")";
    where.params.insert(where.params.end(), filter.subscriber_ids.begin(), filter.subscriber_ids.end());
  }
  if (!filter.product.empty()) {
    where.add("product IN (?, ?)", filter.product);
    where.params.emplace_back(std::string(domain::k_product_prefix) + filter.product);
  }
  if (filter.allowed) where.add(*filter.allowed ? "reason = ?" : "reason <> ?", "liberado");
  if (!filter.reason.empty()) where.add("reason = ?", filter.reason);
  if (filter.from) where.add("at >= ?", *filter.from);
  if (filter.until) where.add("at < ?", *filter.until);
  if (filter.before_id != 0) where.add("id < ?", filter.before_id);
  return where;
}

}  // namespace

constexpr std::string_view k_insert = R"sql(
  INSERT INTO decision (at, provider_id, integration_id, subscriber_id, product, question, reason, latency_us, weight))sql";

void insert_decisions(Db& db, std::span<const Decision> decisions) {
  std::vector<Params> rows;
  rows.reserve(decisions.size());
  for (const auto& decision : decisions)
    rows.push_back({decision.at, decision.provider_id, decision.integration_id, decision.subscriber_id,
                    decision.product, decision.question, decision.reason, decision.latency_us,
                    decision.weight});
  insert_rows(db, k_insert, rows);
}

constexpr std::string_view k_add_count = R"sql(
  INSERT INTO decision_count (minute, provider_id, integration_id, question, reason, product_id, decisions)
  VALUES (?, ?, ?, ?, ?, ?, ?) ON DUPLICATE KEY UPDATE decisions = decisions + VALUES(decisions))sql";

void add_decision_counts(Db& db, std::span<const DecisionCount> counts) {
  for (const auto& count : counts)
    db.execute(k_add_count,
               {base::Instant(std::chrono::floor<std::chrono::minutes>(count.minute)), count.provider_id,
                count.integration_id, count.question, count.reason, count.product_id, count.decisions});
}

constexpr std::string_view k_note_conflict = R"sql(
  INSERT INTO login_conflict (integration_id, login_key, provider_id, first_at, last_at, times)
  VALUES (?, ?, ?, ?, ?, ?)
  ON DUPLICATE KEY UPDATE last_at = GREATEST(last_at, VALUES(last_at)), times = times + VALUES(times))sql";

void note_login_conflict(Db& db, const LoginConflict& conflict) {
  db.execute(k_note_conflict, {conflict.integration_id, conflict.login_key, conflict.provider_id,
                               conflict.first_at, conflict.last_at, conflict.times});
}

constexpr std::string_view k_conflicts = R"sql(
  SELECT provider_id, integration_id, login_key, first_at, last_at, times FROM login_conflict
  WHERE provider_id = ? ORDER BY last_at DESC LIMIT ?)sql";

std::vector<LoginConflict> list_login_conflicts(const Tenant& tenant, std::uint32_t limit) {
  return tenant.db.list(k_conflicts, {tenant.provider_id, limit}, [](const Row& row) -> LoginConflict {
    return {row.u32("provider_id"),  row.u32("integration_id"), row.text("login_key"),
            row.instant("first_at"), row.instant("last_at"),    row.u64("times")};
  });
}

// The page is cut out of the one table before anything is joined to it.
constexpr std::string_view k_lines = R"sql(
  SELECT d.id, d.at, d.integration_id, d.subscriber_id, d.product, d.question, d.reason, d.latency_us, d.weight,
    a.customer_id, c.name AS customer_name
  FROM (SELECT * FROM decision WHERE {conditions} ORDER BY id DESC LIMIT ?) d
  LEFT JOIN account a ON a.subscriber_id = d.subscriber_id AND a.provider_id = d.provider_id
  LEFT JOIN customer c ON c.id = a.customer_id
  ORDER BY d.id DESC)sql";

std::vector<DecisionLine> list_decisions(const Tenant& tenant, const DecisionFilter& filter,
                                         std::uint32_t limit) {
  auto where = conditions_of(tenant, filter);
  where.params.emplace_back(limit);
  return tenant.db.list(replaced(k_lines, "{conditions}", where.sql), where.params, line_of);
}

std::optional<DecisionLine> find_decision(const Tenant& tenant, std::uint64_t id) {
  return tenant.db.find(replaced(k_lines, "{conditions}", "provider_id = ? AND id = ?"),
                        {tenant.provider_id, id, 1}, line_of);
}

constexpr std::string_view k_weight = R"sql(
  SELECT CAST(COALESCE(SUM(weight), 0) AS UNSIGNED) AS decisions, COALESCE(MAX(weight), 1) > 1 AS sampled
  FROM (SELECT weight FROM decision WHERE {conditions} ORDER BY id DESC LIMIT ?) some)sql";

DecisionWeight weigh_decisions(const Tenant& tenant, const DecisionFilter& filter) {
  auto where = conditions_of(tenant, filter);
  where.params.emplace_back(k_count_cap + 1);
  return tenant.db
      .find(replaced(k_weight, "{conditions}", where.sql), where.params,
            [](const Row& row) -> DecisionWeight {
              return {row.u64("decisions"), row.flag("sampled")};
            })
      .value();
}

// Grouped by a number: formatting a moment takes as long as all the rest.
constexpr std::string_view k_counts = R"sql(
  SELECT MIN(minute) AS at, reason, CAST(SUM(decisions) AS UNSIGNED) AS decisions FROM decision_count
  WHERE provider_id = ? AND minute >= ? AND minute < ? AND (? IS NULL OR integration_id = ?)
    AND (? = '' OR product_id IN (SELECT id FROM product WHERE provider_id = ? AND code = ?))
  GROUP BY {step}, reason ORDER BY at, reason)sql";

std::vector<CountLine> count_decisions(const Tenant& tenant, const CountFilter& filter, CountStep step) {
  const bool by_hour = step == CountStep::hour;
  return tenant.db.list(
      replaced(k_counts, "{step}", by_hour ? "TO_DAYS(minute) * 24 + HOUR(minute)" : "minute"),
      {tenant.provider_id, filter.from, filter.until, filter.integration_id, filter.integration_id,
       filter.product, tenant.provider_id, filter.product},
      [&](const Row& row) -> CountLine {
        const auto at = row.instant("at");
        return {by_hour ? base::Instant(std::chrono::floor<std::chrono::hours>(at)) : at, row.text("reason"),
                row.u64("decisions")};
      });
}

}  // namespace storage
