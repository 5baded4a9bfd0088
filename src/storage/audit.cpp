#include "storage/audit.h"

#include <nlohmann/json.hpp>

namespace storage {

namespace {

constexpr std::string_view k_insert = R"sql(
  INSERT INTO audit (provider_id, at, actor, entity, entity_id, customer_id, action, changes)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?))sql";

constexpr std::string_view k_of_record = R"sql(
  SELECT id, at, actor, entity, entity_id, customer_id, action, changes FROM audit
  WHERE provider_id = ? AND entity = ? AND entity_id = ? AND id < ? ORDER BY id DESC LIMIT ?)sql";

constexpr std::string_view k_of_customer = R"sql(
  SELECT id, at, actor, entity, entity_id, customer_id, action, changes FROM audit
  WHERE provider_id = ? AND customer_id = ? AND id < ? ORDER BY id DESC LIMIT ?)sql";

constexpr std::string_view k_list = R"sql(
  SELECT id, at, actor, entity, entity_id, customer_id, action, changes FROM audit
  WHERE provider_id = ? AND at >= ? AND (? = '' OR entity = ?) AND actor LIKE ?
    AND (at < ? OR (at = ? AND id < ?))
  ORDER BY at DESC, id DESC LIMIT ?)sql";

constexpr std::string_view k_count = R"sql(
  SELECT COUNT(*) AS n FROM (
    SELECT 1 FROM audit WHERE provider_id = ? AND at >= ? AND (? = '' OR entity = ?) AND actor LIKE ? LIMIT ?) AS counted)sql";

std::uint64_t upper_bound_of(std::uint64_t before_id) {
  return before_id == 0 ? ~std::uint64_t{0} : before_id;
}

AuditLine line_of(const Row& row) {
  AuditLine line{.id = row.u64("id"), .at = row.instant("at"), .actor = row.text("actor")};
  line.entry = {.entity = row.text("entity"),
                .entity_id = row.u64("entity_id"),
                .customer_id = row.maybe_u64("customer_id"),
                .action = row.text("action")};
  for (const auto& change : nlohmann::json::parse(row.text("changes")))
    line.entry.changes.push_back({change.at(0), change.at(1), change.at(2)});
  return line;
}

}  // namespace

void insert_audit(Db& db, std::uint32_t provider_id, base::Instant at, std::string_view actor,
                  const AuditEntry& entry) {
  auto changes = nlohmann::json::array();
  for (const auto& change : entry.changes) changes.push_back({change.field, change.before, change.after});
  db.execute(k_insert, {provider_id, at, actor, entry.entity, entry.entity_id, entry.customer_id,
                        entry.action, changes.dump()});
}

std::vector<AuditLine> list_audit_of(Db& db, std::uint32_t provider_id, std::string_view entity,
                                     std::uint64_t entity_id, std::uint64_t before_id, std::uint32_t limit) {
  return db.list(k_of_record, {provider_id, entity, entity_id, upper_bound_of(before_id), limit}, line_of);
}

std::vector<AuditLine> list_audit_of_customer(Db& db, std::uint32_t provider_id, std::uint64_t customer_id,
                                              std::uint64_t before_id, std::uint32_t limit) {
  return db.list(k_of_customer, {provider_id, customer_id, upper_bound_of(before_id), limit}, line_of);
}

Listed<AuditLine> list_audit(Db& db, std::uint32_t provider_id, const AuditFilter& filter, const Page& page) {
  const auto place = parsed_cursor(page.after);
  const auto at = place ? base::instant_from_sql(place->second).value_or(base::k_open_end) : base::k_open_end;
  const auto lines =
      db.list(k_list,
              {provider_id, filter.since, filter.entity, filter.entity, like_anywhere(filter.actor), at, at,
               place ? place->first : 0, std::uint64_t{page.limit} + 1},
              line_of);
  Listed<AuditLine> listed{.lines = lines};
  if (lines.size() > page.limit) {
    listed.lines.pop_back();
    listed.next = cursor_of(listed.lines.back().id, base::to_sql(listed.lines.back().at));
  }
  return listed;
}

std::uint32_t count_audit(Db& db, std::uint32_t provider_id, const AuditFilter& filter) {
  return db
      .find(k_count,
            {provider_id, filter.since, filter.entity, filter.entity, like_anywhere(filter.actor),
             k_count_cap + 1},
            [](const Row& row) { return row.u32("n"); })
      .value_or(0);
}

Changes& Changes::field(std::string_view name, const std::string& before, const std::string& after) {
  if (before != after) items_.push_back({std::string(name), before, after});
  return *this;
}

Changes& Changes::noted(std::string_view name, std::string before_shown, std::string after_shown) {
  items_.push_back({std::string(name), std::move(before_shown), std::move(after_shown)});
  return *this;
}

}  // namespace storage
