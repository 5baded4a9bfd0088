#pragma once
#include <algorithm>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "storage/tenant.h"

/// Many rows in few statements, whose sizes are powers of two so that few are prepared.
namespace storage {

/// "…{ids}…" with `count` placeholders instead.
std::string with_places(std::string_view sql, std::size_t count);

/// Repeats the last parameter up to a power of two; `ids` is not empty.
void fill_places(Params& ids);

/// INSERT or REPLACE: `head` is all of it before VALUES, `tail` what comes behind (ON DUPLICATE KEY …); each
/// row has the same number of columns.
void insert_rows(Db& db, std::string_view head, std::span<const Params> rows, std::string_view tail = {});
/// INSERT into a table with the AUTO_INCREMENT column `id`; the new ids in the order of the rows.
std::vector<std::uint64_t> insert_rows_with_ids(Db& db, std::string_view head, std::span<const Params> rows);

/// The most ids that one statement is given.
inline constexpr std::size_t k_ids_at_once = 512;

/// The rows of a SELECT with "provider_id = ? AND … IN ({ids})", mapped; in its order within each
/// k_ids_at_once ids (numbers or codes).
template <typename Id, typename Map>
auto list_by_ids(const Tenant& tenant, std::string_view sql, std::span<const Id> ids, Map map) {
  std::vector<std::invoke_result_t<Map, const Row&>> out;
  while (!ids.empty()) {
    const auto now = ids.first(std::min(ids.size(), k_ids_at_once));
    Params params(now.begin(), now.end());
    fill_places(params);
    const auto text = with_places(sql, params.size());
    params.insert(params.begin(), tenant.provider_id);
    tenant.db.select(text, params, [&](const Row& row) { out.push_back(map(row)); });
    ids = ids.subspan(now.size());
  }
  return out;
}

/// Runs an UPDATE or DELETE whose placeholders end with "… IN ({ids})"; `others` are those before. The number
/// of rows matched.
template <typename Id>
std::uint64_t change_by_ids(Db& db, std::string_view sql, const Params& others, std::span<const Id> ids) {
  std::uint64_t matched = 0;
  while (!ids.empty()) {
    const auto now = ids.first(std::min(ids.size(), k_ids_at_once));
    Params params(now.begin(), now.end());
    fill_places(params);
    const auto text = with_places(sql, params.size());
    params.insert(params.begin(), others.begin(), others.end());
    matched += db.execute(text, params);
    ids = ids.subspan(now.size());
  }
  return matched;
}

}  // namespace storage
