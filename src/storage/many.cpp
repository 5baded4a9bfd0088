#include "storage/many.h"

#include <algorithm>
#include <bit>

namespace storage {

namespace {

constexpr std::size_t k_rows_at_once = 64;
constexpr std::string_view k_ids = "{ids}";

std::string with_values(std::string_view head, std::span<const Params> rows) {
  return std::string(head) + " VALUES " + placeholders(rows.size(), rows.front().size());
}

Params joined(std::span<const Params> rows) {
  Params all;
  all.reserve(rows.size() * rows.front().size());
  for (const auto& row : rows) all.insert(all.end(), row.begin(), row.end());
  return all;
}

}  // namespace

std::string with_places(std::string_view sql, std::size_t count) {
  std::string text(sql);
  return text.replace(text.find(k_ids), k_ids.size(), placeholders(count));
}

void fill_places(Params& ids) { ids.resize(std::bit_ceil(ids.size()), ids.back()); }

void insert_rows(Db& db, std::string_view head, std::span<const Params> rows, std::string_view tail) {
  while (!rows.empty()) {
    const auto now = rows.first(std::min(k_rows_at_once, std::bit_floor(rows.size())));
    db.execute(with_values(head, now) + std::string(tail), joined(now));
    rows = rows.subspan(now.size());
  }
}

std::vector<std::uint64_t> insert_rows_with_ids(Db& db, std::string_view head, std::span<const Params> rows) {
  std::vector<std::uint64_t> ids;
  while (!rows.empty()) {
    const auto now = rows.first(std::min(db.rows_with_ids(), rows.size()));
    const auto made = db.insert_all(with_values(head, now), joined(now));
    ids.insert(ids.end(), made.begin(), made.end());
    rows = rows.subspan(now.size());
  }
  return ids;
}

}  // namespace storage
