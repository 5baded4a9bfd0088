#include "storage/many.h"

#include <algorithm>
#include <bit>

namespace storage {

namespace {

constexpr std::size_t k_rows_at_once = 64;
constexpr std::string_view k_ids = "{ids}";

}  // namespace

std::string with_places(std::string_view sql, std::size_t count) {
  std::string text(sql);
  return text.replace(text.find(k_ids), k_ids.size(), placeholders(count));
}

void fill_places(Params& ids) { ids.resize(std::bit_ceil(ids.size()), ids.back()); }

void insert_rows(Db& db, std::string_view head, std::span<const Params> rows) {
  while (!rows.empty()) {
    const auto now = rows.first(std::min(k_rows_at_once, std::bit_floor(rows.size())));
    const auto columns = now.front().size();
    Params params;
    params.reserve(now.size() * columns);
    for (const auto& row : now) params.insert(params.end(), row.begin(), row.end());
    db.execute(std::string(head) + " VALUES " + placeholders(now.size(), columns), params);
    rows = rows.subspan(now.size());
  }
}

}  // namespace storage
