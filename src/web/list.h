#pragma once
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/money.h"
#include "storage/paging.h"
#include "web/form.h"
#include "web/page.h"

namespace web {

/// A column of a list. `sort` is its name in storage::Page; empty: not sortable.
struct Column {
  enum class Kind : std::uint8_t { text, title, number, code, token, secondary, prose };
  std::string_view label;
  std::string_view sort = {};
  Kind kind =
      Kind::text;  ///< one column is the title: it carries the row's link; a token shows its beginning
  std::string_view usual = {};  ///< left out of the screen where every cell of it reads so
};

/// What stands in one place of a list: text, or a state as badge (never colour alone: tone, icon and word).
struct Cell {
  enum class Tone : std::uint8_t { none, good, waiting, bad, muted, suspended };
  std::string text = {};
  Tone tone = Tone::none;
  std::string title = {};  ///< more on hover, such as the full instant
  std::string href = {};
  bool copy = false;  ///< with a copy button
  std::uint64_t done = 0;
  std::uint64_t of = 0;  ///< more than 0: with a bar, `done` of so many
};

Cell money_cell(base::Cents cents);
Cell number_cell(std::uint64_t number);
/// "Ativo" or "Inativo".
Cell active_cell(bool active);
Cell yes_no_cell(bool yes);

/// Fills "parts/state.html": a state beside other content.
void fill_state(View& view, const Cell& cell);

/// An entry of a row's ⋮ menu; shown only to those who may follow it.
struct RowAction {
  std::string label = {};
  std::string href = {};
  std::string icon = {};
  bool danger = false;
  bool edits = false;  ///< it is said by edit_words()
};
RowAction edit_action(std::string href);

struct ListRow {
  std::string href = {};  ///< where a click leads: the link of the title
  std::vector<Cell> cells = {};
  std::vector<RowAction> actions = {};
  std::string record = {};  ///< where the record stands, if there is no page of it
};
struct ListRows {
  std::vector<ListRow> rows = {};
  std::string next = {};      ///< storage::Listed::next
  std::string previous = {};  ///< storage::Listed::previous
  bool sorted = true;         ///< storage::Listed::sorted
  bool moving = false;        ///< something in it goes on by itself: the page looks again every few seconds
};

/// Without a row yet: where the page of these lines lies in the list.
template <typename Line>
ListRows place_of(const storage::Listed<Line>& listed) {
  return {.next = listed.next, .previous = listed.previous, .sorted = listed.sorted};
}

/// A field of "Filtros de Busca": free text, a day, or a choice when it has options. A list is not asked by a
/// day that cannot be read.
struct Filter {
  std::string name = {};
  std::string label = {};
  std::string placeholder = {};
  std::vector<Option> options = {};
  std::string otherwise = {};  ///< the choice in force when the query names none
  bool is_day = false;
  std::vector<std::string> suggested = {};  ///< of a text: what a browser offers while one types
};

/// A list: filters in the URL, sortable heads, keyset pages, totals, CSV of what is filtered, an empty state.
struct ListSpec {
  std::string_view total_label = {};  ///< "Total de Integrações"
  std::string_view file_name = {};    ///< of the CSV, without extension
  std::vector<Column> columns = {};
  std::vector<Filter> filters = {};
  std::string_view first_sort = {};  ///< by which it stands at first, where that is not the title
  bool whole = false;                ///< always all of it: no pages, no CSV
  bool newest_first = false;         ///< until another order is asked for, by its first sortable column
  std::string_view empty_title = {};
  std::string_view empty_text = {};
  bool none = false;  ///< known to be empty: nothing is asked
  /// A plain function, since a CSV asks for its pages when the handler has returned: it knows the context
  /// only.
  ListRows (*fetch)(const Context& context, const storage::Page& page) = nullptr;
  std::function<storage::Counted(const Context& context)> count = {};
};

/// The page's own URL with some parameters changed; an empty value removes one.
std::string url_with(const Context& context, const std::vector<std::pair<std::string, std::string>>& changes);

/// The value of a filter in force.
std::string filter_value(const Context& context, const Filter& filter);
/// The day in a filter; nothing when there is none that can be read.
std::optional<base::Date> filter_day(const Context& context, const std::string& name);
/// Something was typed into a filter of days that is none.
bool has_wrong_day(const Context& context, const std::vector<Filter>& filters);
/// What the state of a record is called, in every list and filter.
inline constexpr std::string_view k_status = "Status";
/// "ativo" -> true, "inativo" -> false, else nothing: the usual Status filter.
Filter status_filter();
std::optional<bool> active_filter(const Context& context);

/// All of a list as CSV, page by page while it is sent.
http::Response list_csv(const Context& context, const ListSpec& spec);
/// The page with the list (template "list.html"), or its CSV when the query says `formato=csv`.
http::Response list_answer(const Context& context, Page& page, const ListSpec& spec);

}  // namespace web
