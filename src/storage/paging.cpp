#include "storage/paging.h"

#include <algorithm>
#include <charconv>

namespace storage {

PageQuery page_query(std::string_view lines_sql, Params params, const std::vector<SortColumn>& sortable,
                     const Page& page) {
  const auto chosen = std::find_if(sortable.begin(), sortable.end(),
                                   [&](const SortColumn& column) { return column.name == page.sort; });
  const auto key = "line." + std::string((chosen == sortable.end() ? sortable.front() : *chosen).column);
  auto cut = keyset(page, key, "line.id");
  params.insert(params.end(), cut.params.begin(), cut.params.end());
  return {.sql = "SELECT line.*, " + key + " AS sort_key FROM (" + std::string(lines_sql) +
                 ") AS line WHERE TRUE" + cut.sql,
          .params = std::move(params)};
}

Page newest_first(Page page) {
  if (page.sort.empty()) page.descending = true;
  return page;
}

std::string directed(std::string_view sql, bool down) {
  std::string text(sql);
  const auto fill = [&](std::string_view place, std::string_view by) {
    for (auto at = text.find(place); at != std::string::npos; at = text.find(place, at + by.size()))
      text.replace(at, place.size(), by);
  };
  fill("{beyond}", down ? "<" : ">");
  fill("{order}", down ? "DESC" : "ASC");
  return text;
}

namespace {

std::string behind(std::string_view key, bool down) {
  return directed(std::string(key) + " {beyond} ?", down);
}

Keyset ordered(std::string from, Params params, const std::string& order, const Page& page) {
  Keyset cut{.sql = std::move(from), .params = std::move(params)};
  cut.sql += directed(" ORDER BY " + order + " LIMIT ?", page.reads_down());
  cut.params.emplace_back(std::uint64_t{page.limit} + 1);
  return cut;
}

}  // namespace

Keyset keyset(const Page& page, std::string_view key_sql, std::string_view id_sql) {
  const std::string key(key_sql);
  const auto down = page.reads_down();
  const auto order = key + " {order}" + (id_sql.empty() ? "" : ", " + std::string(id_sql) + " {order}");
  const auto place = parsed_cursor(page.cursor());
  if (!place) return ordered("", {}, order, page);
  if (id_sql.empty()) return ordered(" AND " + behind(key, down), {place->second}, order, page);
  return ordered(" AND (" + behind(key, down) + " OR (" + key + " = ? AND " + behind(id_sql, down) + "))",
                 {place->second, place->second, place->first}, order, page);
}

Keyset keyset_by_id(const Page& page, std::string_view id) {
  const auto order = std::string(id) + " {order}";
  const auto place = parsed_cursor(page.cursor());
  if (!place) return ordered("", {}, order, page);
  return ordered(" AND " + behind(id, page.reads_down()), {place->first}, order, page);
}

std::string cursor_of(std::uint64_t id, std::string_view sort_key) {
  return std::to_string(id) + ":" + std::string(sort_key);
}

std::optional<std::pair<std::uint64_t, std::string>> parsed_cursor(std::string_view cursor) {
  std::uint64_t id = 0;
  const auto* const end = cursor.data() + cursor.size();
  const auto read = std::from_chars(cursor.data(), end, id);
  if (read.ec != std::errc{} || read.ptr == end || *read.ptr != ':') return std::nullopt;
  return std::pair{id, std::string(read.ptr + 1, end)};
}

std::string like_anywhere(std::string_view text) {
  std::string pattern = "%";
  for (const char c : text) {
    if (c == '%' || c == '_' || c == '\\') pattern += '\\';
    pattern += c;
  }
  return text.empty() ? pattern : pattern + "%";
}

}  // namespace storage
