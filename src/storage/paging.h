#pragma once
#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "storage/db.h"

namespace storage {

/// Which lines of a sorted list: at most `limit` behind the place where a page left off, or before the place
/// where one began.
struct Page {
  std::string sort = {};  ///< name of a sortable column; unknown or empty: the list's first
  bool descending = false;
  std::string after = {};   ///< `Listed::next` of the page before; empty or damaged: from the start
  std::string before = {};  ///< `Listed::previous` of the page behind; given: `after` means nothing
  std::uint32_t limit = 10;

  bool backwards() const { return !before.empty(); }
  const std::string& cursor() const { return backwards() ? before : after; }
  /// Whether its lines are read from the greatest down: a page that is turned back to is read from its end.
  bool reads_down() const { return descending != backwards(); }
};

/// A page of lines; where the next one begins and the one before ends (empty: there is none).
template <typename Line>
struct Listed {
  std::vector<Line> lines = {};
  std::string next = {};
  std::string previous = {};
  bool sorted = true;  ///< false: in the order of registration, whatever was asked for
};

/// A page of what is told newest first, unless an order is asked for.
Page newest_first(Page page);

/// The end of a statement for one page in the order of `key` and then `id` (SQL of both): " AND …" where the
/// page has a cursor, " ORDER BY … LIMIT ?", one line more than the page holds. No `id`: the key is unique.
struct Keyset {
  std::string sql = {};
  Params params = {};
};
Keyset keyset(const Page& page, std::string_view key, std::string_view id = {});
/// The same in the order of the id alone.
Keyset keyset_by_id(const Page& page, std::string_view id);

/// A statement over ids that says "id {beyond} ? ORDER BY id {order}": those above, ascending, or below,
/// descending.
std::string directed(std::string_view sql, bool down);

/// Makes a page of lines read by its keyset; `cursor` tells a line's.
template <typename Line, typename Cursor>
Listed<Line> cut_page(std::vector<Line> lines, const Page& page, Cursor cursor) {
  const bool more = lines.size() > page.limit;
  if (more) lines.pop_back();
  if (page.backwards()) std::ranges::reverse(lines);
  Listed<Line> listed{.lines = std::move(lines)};
  if (listed.lines.empty()) return listed;
  if (more || page.backwards()) listed.next = cursor(listed.lines.back());
  if (page.backwards() ? more : !page.after.empty()) listed.previous = cursor(listed.lines.front());
  return listed;
}

/// A column that a list can be sorted by: its name in Page and its column of the lines; never NULL.
struct SortColumn {
  std::string_view name = {};
  std::string_view column = {};
};

/// The SELECT and its parameters for one page of `lines_sql` (itself a SELECT with a column `id`), by keyset:
/// it asks for one line more than the page holds and names the sort value `sort_key`. For lists of a
/// catalogue's size: the lines are worked out before they are sorted.
struct PageQuery {
  std::string sql = {};
  Params params = {};
};
PageQuery page_query(std::string_view lines_sql, Params params, const std::vector<SortColumn>& sortable,
                     const Page& page);

/// The cursor of a line.
std::string cursor_of(std::uint64_t id, std::string_view sort_key);
/// Its id and sort value; nothing for an empty or damaged one.
std::optional<std::pair<std::uint64_t, std::string>> parsed_cursor(std::string_view cursor);

/// One page of `lines_sql`, mapped.
template <typename Line>
Listed<Line> list_page(Db& db, std::string_view lines_sql, const Params& params,
                       const std::vector<SortColumn>& sortable, const Page& page, Line (*map)(const Row&)) {
  const auto query = page_query(lines_sql, params, sortable, page);
  std::vector<std::pair<Line, std::string>> read;
  db.select(query.sql, query.params, [&](const Row& row) {
    read.emplace_back(map(row), cursor_of(row.u64("id"), row.text("sort_key")));
  });
  auto cut = cut_page(std::move(read), page, [](const auto& line) { return line.second; });
  Listed<Line> listed{.next = std::move(cut.next), .previous = std::move(cut.previous)};
  for (auto& line : cut.lines) listed.lines.push_back(std::move(line.first));
  return listed;
}

/// A pattern for LIKE that finds `text` anywhere; its own % and _ are not wildcards. Empty finds all.
std::string like_anywhere(std::string_view text);

/// Counts stop here; one more means "mais de 10.000".
inline constexpr std::uint32_t k_count_cap = 10'000;

/// How many lines a list has.
struct Counted {
  Counted(std::uint64_t number, bool more = false) : n(number), at_least(more) {}
  std::uint64_t n;
  bool at_least;  ///< counting was given up: there may be more
};

}  // namespace storage
