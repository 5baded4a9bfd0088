#include "storage/paging.h"

#include <algorithm>
#include <charconv>

namespace storage {

PageQuery page_query(std::string_view lines_sql, Params params, const std::vector<SortColumn>& sortable,
                     const Page& page) {
  const auto chosen = std::find_if(sortable.begin(), sortable.end(),
                                   [&](const SortColumn& column) { return column.name == page.sort; });
  const auto key = "line." + std::string((chosen == sortable.end() ? sortable.front() : *chosen).column);
  const std::string direction = page.descending ? " DESC" : "";
  const std::string beyond = page.descending ? " < " : " > ";
  PageQuery query{
      .sql = "SELECT line.*, " + key + " AS sort_key FROM (" + std::string(lines_sql) + ") AS line",
      .params = std::move(params)};
  if (const auto after = parsed_cursor(page.after)) {
    query.sql += " WHERE " + key + beyond + "? OR (" + key + " = ? AND line.id" + beyond + "?)";
    query.params.insert(query.params.end(), {after->second, after->second, after->first});
  }
  query.sql += " ORDER BY " + key + direction + ", line.id" + direction + " LIMIT ?";
  query.params.emplace_back(std::uint64_t{page.limit} + 1);
  return query;
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
