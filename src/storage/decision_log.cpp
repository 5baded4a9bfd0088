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
          .weight = row.u32("weight"),
          .login_key = row.maybe_text("login_key")};
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

/// Which lines of those that fit are read: so many from one end.
struct Ends {
  std::uint32_t limit = 0;
  bool latest = true;
};
std::string_view order_of(const Ends& ends) { return ends.latest ? "DESC" : "ASC"; }

/// What a line of somebody is found as, before it is read whole.
struct Found {
  std::uint64_t id = 0;
  std::uint64_t weight = 1;
};

constexpr std::size_t k_keys_at_once = 16;

// One for each id or key, so that each ends at the limit: those of a login that somebody guesses at are many.
constexpr std::string_view k_latest_of = R"sql(
  (SELECT id, weight FROM decision FORCE INDEX ({index}) WHERE {conditions} AND {column} = ? ORDER BY id {order} LIMIT ?))sql";

/// The latest lines with one of the values in the column, each side by side in the index; in any order, and
/// some twice.
void find_latest(Db& db, const Conditions& where, std::string_view column, std::string_view index,
                 std::span<const std::string> values, const Ends& ends, std::vector<Found>& found) {
  const auto one =
      replaced(replaced(replaced(replaced(k_latest_of, "{index}", index), "{conditions}", where.sql),
                        "{column}", column),
               "{order}", order_of(ends));
  for (; !values.empty(); values = values.subspan(std::min(values.size(), k_keys_at_once))) {
    Params keys(values.begin(),
                values.begin() + static_cast<std::ptrdiff_t>(std::min(values.size(), k_keys_at_once)));
    fill_places(keys);
    std::string sql;
    Params params;
    for (const auto& key : keys) {
      sql += (sql.empty() ? "" : " UNION ALL ") + one;
      params.insert(params.end(), where.params.begin(), where.params.end());
      params.insert(params.end(), {key, ends.limit});
    }
    db.select(sql, params, [&](const Row& row) { found.push_back({row.u64("id"), row.u64("weight")}); });
  }
}

/// The latest lines of somebody that fit, the latest first; or the first ones, from the first.
std::vector<Found> latest_of(Db& db, const Conditions& where, const Asker& asker, const Ends& ends) {
  std::vector<Found> found;
  find_latest(db, where, "subscriber_id", "decision_subscriber", asker.subscriber_ids, ends, found);
  find_latest(db, where, "login_key", "decision_login", asker.login_keys, ends, found);
  std::sort(found.begin(), found.end(),
            [&](const Found& a, const Found& b) { return ends.latest ? a.id > b.id : a.id < b.id; });
  const auto same = [](const Found& a, const Found& b) { return a.id == b.id; };
  found.erase(std::unique(found.begin(), found.end(), same), found.end());
  if (found.size() > ends.limit) found.resize(ends.limit);
  return found;
}

// The page is cut out of the one table before anything is joined to it.
constexpr std::string_view k_lines = R"sql(
  SELECT d.id, d.at, d.integration_id, d.subscriber_id, d.product, d.question, d.reason, d.latency_us, d.weight,
    d.login_key, a.customer_id, c.name AS customer_name
  FROM (SELECT * FROM decision WHERE {conditions} ORDER BY id {order} LIMIT ?) d
  LEFT JOIN account a ON a.subscriber_id = d.subscriber_id AND a.provider_id = d.provider_id
  LEFT JOIN customer c ON c.id = a.customer_id
  ORDER BY d.id {order})sql";

std::string lines_sql(std::string_view conditions, const Ends& ends) {
  const auto sql = replaced(replaced(k_lines, "{conditions}", conditions), "{order}", order_of(ends));
  return replaced(sql, "{order}", order_of(ends));
}

std::vector<DecisionLine> lines_of(const Tenant& tenant, std::span<const Found> found, const Ends& ends) {
  if (found.empty()) return {};
  Params ids;
  for (const auto& each : found) ids.emplace_back(each.id);
  fill_places(ids);
  const auto sql = with_places(lines_sql("provider_id = ? AND id IN ({ids})", ends), ids.size());
  Params params{tenant.provider_id};
  params.insert(params.end(), ids.begin(), ids.end());
  params.emplace_back(found.size());
  return tenant.db.list(sql, params, line_of);
}

DecisionWeight weight_of(std::span<const Found> found) {
  DecisionWeight weight;
  for (const auto& each : found) {
    weight.decisions += each.weight;
    weight.sampled = weight.sampled || each.weight > 1;
  }
  return weight;
}

}  // namespace

constexpr std::string_view k_insert = R"sql(
  INSERT INTO decision (at, provider_id, integration_id, subscriber_id, product, question, reason, latency_us, weight,
    login_key))sql";

void insert_decisions(Db& db, std::span<const Decision> decisions) {
  std::vector<Params> rows;
  rows.reserve(decisions.size());
  for (const auto& decision : decisions)
    rows.push_back({decision.at, decision.provider_id, decision.integration_id, decision.subscriber_id,
                    decision.product, decision.question, decision.reason, decision.latency_us,
                    decision.weight, decision.login_key});
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

constexpr std::string_view k_standing = R"sql(
  SELECT 1 FROM login_conflict k
  WHERE k.provider_id = ? AND k.integration_id = ? AND k.login_key = ? AND NOT EXISTS (
    SELECT 1 FROM credential l JOIN customer_service s ON s.id = l.service_id
    WHERE l.provider_id = k.provider_id AND l.integration_id = k.integration_id AND l.generation = ?
      AND l.login_key = k.login_key AND s.updated_at > k.last_at))sql";

bool is_login_conflict_standing(const Tenant& tenant, std::uint32_t integration_id, std::uint32_t generation,
                                const std::string& login_key) {
  return tenant.db
      .find(k_standing, {tenant.provider_id, integration_id, login_key, generation},
            [](const Row& row) { return row.u64_at(1); })
      .has_value();
}

namespace {

std::vector<DecisionLine> read_lines(const Tenant& tenant, Conditions where, const Asker& asker,
                                     const Ends& ends) {
  if (!asker.anybody()) return lines_of(tenant, latest_of(tenant.db, where, asker, ends), ends);
  where.params.emplace_back(ends.limit);
  return tenant.db.list(lines_sql(where.sql, ends), where.params, line_of);
}

}  // namespace

std::vector<DecisionLine> list_decisions(const Tenant& tenant, const DecisionFilter& filter,
                                         std::uint32_t limit) {
  return read_lines(tenant, conditions_of(tenant, filter), filter.asker, {.limit = limit});
}

Listed<DecisionLine> list_decisions(const Tenant& tenant, const DecisionFilter& filter, const Page& asked) {
  const auto page = newest_first(asked);
  auto where = conditions_of(tenant, filter);
  if (const auto place = parsed_cursor(page.cursor()))
    where.add(page.reads_down() ? "id < ?" : "id > ?", place->first);
  auto lines = read_lines(tenant, std::move(where), filter.asker,
                          {.limit = page.limit + 1, .latest = page.reads_down()});
  return cut_page(std::move(lines), page, [](const DecisionLine& line) { return cursor_of(line.id, ""); });
}

std::vector<DecisionLine> list_attempts(const Tenant& tenant, const Asker& asker, std::uint32_t limit) {
  const Conditions where{.sql = "provider_id = ? AND login_key IS NOT NULL", .params = {tenant.provider_id}};
  const Ends latest{.limit = limit};
  return lines_of(tenant, latest_of(tenant.db, where, asker, latest), latest);
}

std::optional<DecisionLine> find_decision(const Tenant& tenant, std::uint64_t id) {
  return tenant.db.find(lines_sql("provider_id = ? AND id = ?", {.limit = 1}), {tenant.provider_id, id, 1},
                        line_of);
}

constexpr std::string_view k_weight = R"sql(
  SELECT CAST(COALESCE(SUM(weight), 0) AS UNSIGNED) AS decisions, COALESCE(MAX(weight), 1) > 1 AS sampled
  FROM (SELECT weight FROM decision WHERE {conditions} ORDER BY id DESC LIMIT ?) some)sql";

DecisionWeight weigh_decisions(const Tenant& tenant, const DecisionFilter& filter, std::uint32_t most) {
  auto where = conditions_of(tenant, filter);
  if (!filter.asker.anybody())
    return weight_of(latest_of(tenant.db, where, filter.asker, {.limit = most + 1}));
  where.params.emplace_back(most + 1);
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
