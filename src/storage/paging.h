#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "storage/db.h"

namespace storage {

/// Which lines of a sorted list: at most `limit` behind the place a page before left off.
struct Page {
  std::string sort = {};  ///< name of a sortable column; unknown or empty: the list's first
  bool descending = false;
  std::string after = {};  ///< `Listed::next` of the page before; empty or damaged: from the start
  std::uint32_t limit = 10;
};

/// A page of lines, and where the next one begins (empty: there is none).
template <typename Line>
struct Listed {
  std::vector<Line> lines = {};
  std::string next = {};
};

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

/// The cursor behind a line.
std::string cursor_of(std::uint64_t id, std::string_view sort_key);
/// Its id and sort value; nothing for an empty or damaged one.
std::optional<std::pair<std::uint64_t, std::string>> parsed_cursor(std::string_view cursor);

/// One page of `lines_sql`, mapped.
template <typename Line>
Listed<Line> list_page(Db& db, std::string_view lines_sql, const Params& params,
                       const std::vector<SortColumn>& sortable, const Page& page, Line (*map)(const Row&)) {
  const auto query = page_query(lines_sql, params, sortable, page);
  Listed<Line> listed;
  std::string last;
  db.select(query.sql, query.params, [&](const Row& row) {
    if (listed.lines.size() == page.limit) {
      listed.next = last;
      return;
    }
    listed.lines.push_back(map(row));
    last = cursor_of(row.u64("id"), row.text("sort_key"));
  });
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
