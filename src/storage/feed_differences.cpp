#include "storage/feed_differences.h"

#include "storage/many.h"

namespace storage {

namespace {

FeedDifference difference_of(const Row& row) {
  return {.id = row.u64("id"),
          .entity = domain::entity_at(row.text("entity")),
          .record_id = row.u64("record_id"),
          .field = row.text("field"),
          .since = row.instant("since")};
}

}  // namespace

constexpr std::string_view k_insert =
    "INSERT IGNORE INTO feed_difference (provider_id, entity, record_id, field, "
    "since)";

void insert_feed_differences(const Tenant& tenant, domain::Entity entity, std::uint64_t record_id,
                             const std::vector<std::string>& fields, base::Instant since) {
  std::vector<Params> rows;
  for (const auto& field : fields)
    rows.push_back({tenant.provider_id, domain::words_of(entity).name, record_id, field, since});
  insert_rows(tenant.db, k_insert, rows);
}

constexpr std::string_view k_delete =
    "DELETE FROM feed_difference WHERE provider_id = ? AND entity = ? AND record_id = ? AND field IN ({ids})";

void delete_feed_differences(const Tenant& tenant, domain::Entity entity, std::uint64_t record_id,
                             const std::vector<std::string>& fields) {
  Params params(fields.begin(), fields.end());
  fill_places(params);
  const auto sql = with_places(k_delete, params.size());
  params.insert(params.begin(), {tenant.provider_id, domain::words_of(entity).name, record_id});
  tenant.db.execute(sql, params);
}

constexpr std::string_view k_list =
    "SELECT id, entity, record_id, field, since FROM feed_difference WHERE provider_id = ?";

Listed<FeedDifference> list_feed_differences(const Tenant& tenant, std::optional<domain::Entity> entity,
                                             const Page& asked) {
  const auto page = newest_first(asked);
  const auto cut = keyset_by_id(page, "id");
  Params params{tenant.provider_id};
  if (entity) params.emplace_back(domain::words_of(*entity).name);
  params.insert(params.end(), cut.params.begin(), cut.params.end());
  const auto sql = std::string(k_list) + (entity ? " AND entity = ?" : "") + cut.sql;
  return cut_page(tenant.db.list(sql, params, difference_of), page,
                  [](const FeedDifference& line) { return cursor_of(line.id, ""); });
}

constexpr std::string_view k_count = R"sql(
  SELECT COUNT(*) AS n FROM
    (SELECT id FROM feed_difference WHERE provider_id = ? AND (? = '' OR entity = ?) LIMIT ?) AS found)sql";

std::uint32_t count_feed_differences(const Tenant& tenant, std::optional<domain::Entity> entity) {
  const auto name = entity ? domain::words_of(*entity).name : "";
  return tenant.db
      .find(k_count, {tenant.provider_id, name, name, k_count_cap + 1},
            [](const Row& row) { return row.u32("n"); })
      .value();
}

}  // namespace storage
