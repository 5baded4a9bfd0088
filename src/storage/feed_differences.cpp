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

constexpr std::string_view k_list = R"sql(
  SELECT id, entity, record_id, field, since FROM feed_difference WHERE provider_id = ? AND id < ?
  ORDER BY id DESC LIMIT ?)sql";

constexpr std::string_view k_list_of = R"sql(
  SELECT id, entity, record_id, field, since FROM feed_difference WHERE provider_id = ? AND entity = ? AND id < ?
  ORDER BY id DESC LIMIT ?)sql";

Listed<FeedDifference> list_feed_differences(const Tenant& tenant, std::optional<domain::Entity> entity,
                                             const Page& page) {
  constexpr std::uint64_t k_newest = 1ULL << 62U;
  const auto cursor = parsed_cursor(page.after);
  const auto before = cursor ? cursor->first : k_newest;
  const auto limit = std::uint64_t{page.limit} + 1;
  Listed<FeedDifference> listed;
  listed.lines =
      !entity ? tenant.db.list(k_list, {tenant.provider_id, before, limit}, difference_of)
              : tenant.db.list(k_list_of, {tenant.provider_id, domain::words_of(*entity).name, before, limit},
                               difference_of);
  if (listed.lines.size() < limit) return listed;
  listed.lines.pop_back();
  listed.next = cursor_of(listed.lines.back().id, "");
  return listed;
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
