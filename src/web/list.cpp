#include "web/list.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "base/text.h"
#include "web/answers.h"
#include "web/budgets.h"
#include "web/csv.h"
#include "web/saved.h"

namespace web {

namespace {

constexpr std::array<std::uint32_t, 4> k_sizes{10, 25, 50, 100};
constexpr std::uint32_t k_csv_step = 500;

std::string not_a_day(const std::string& typed) {
  return "“" + typed + "” não é uma data. Escreva como 24/11/2026, ou deixe em branco.";
}

std::uint32_t size_of(const Context& context) {
  const auto text = context.query.get("itens");
  std::uint32_t wanted = 0;
  std::from_chars(text.data(), text.data() + text.size(), wanted);
  for (const auto size : k_sizes)
    if (size == wanted) return size;
  return 25;
}

storage::Page page_of(const Context& context) {
  return {.sort = context.query.get("ordem"),
          .descending = context.query.get("sentido") == "desc",
          .after = context.query.get("depois"),
          .before = context.query.get("antes"),
          .limit = size_of(context)};
}

/// url_with, turned to another page: behind a place, before one, or with neither the first.
std::string turned_to(const Context& context, const std::string& after, const std::string& before = "",
                      std::vector<std::pair<std::string, std::string>> changes = {}) {
  changes.insert(changes.end(), {{"depois", after}, {"antes", before}});
  return url_with(context, changes);
}

bool is_wrong_day(const Context& context, const Filter& filter) {
  return filter.is_day && !base::trim(context.query.get(filter.name)).empty() &&
         !filter_day(context, filter.name);
}

/// What is wrong with the days typed; empty when nothing is.
std::string wrong_days(const Context& context, const std::vector<Filter>& filters) {
  std::string text;
  for (const auto& filter : filters)
    if (is_wrong_day(context, filter))
      text += (text.empty() ? "" : " ") + filter.label + ": " + not_a_day(context.query.get(filter.name));
  return text;
}

void fill_day(const Context& context, View& view, const Filter& filter, const std::string& value) {
  auto place = view.each("DAY");
  place.set("NAME", filter.name).set("LABEL", filter.label).set("PLACEHOLDER", k_day_form);
  const auto day = filter_day(context, filter.name);
  place.set("VALUE", day ? base::to_br(*day) : value.empty() ? filter.otherwise : value);
  if (!is_wrong_day(context, filter)) return;
  view.show("WRONG_DAY");
  place.each("WRONG").set("NAME", filter.name).set("MESSAGE", not_a_day(value));
}

void fill_suggested(View& view, const Filter& filter) {
  if (filter.suggested.empty()) return;
  view.each("OFFERED").set("LIST", "sugeridos-" + filter.name);
  auto list = view.each("SUGGESTED");
  list.set("LIST", "sugeridos-" + filter.name);
  for (const auto& text : filter.suggested) list.each("SUGGESTION").set("TEXT", text);
}

void fill_filter(const Context& context, View view, const Filter& filter) {
  view.set("NAME", filter.name).set("LABEL", filter.label);
  const auto value = filter_value(context, filter);
  if (filter.is_day) {
    fill_day(context, view, filter, value);
    return;
  }
  if (filter.options.empty()) {
    auto text = view.each("TEXT");
    text.set("VALUE", value).set("PLACEHOLDER", filter.placeholder);
    fill_suggested(text, filter);
    return;
  }
  auto select = view.each("CHOICE");
  for (const auto& option : filter.options) {
    auto item = select.each("OPTION");
    item.set("OPTION_VALUE", option.value).set("OPTION_LABEL", option.label);
    item.show_if(option.value == value, "SELECTED");
  }
}

/// The first filter stands; on a phone the others fold away, unless one of them is in use.
void fill_filters(const Context& context, View& body, const ListSpec& spec) {
  constexpr std::string_view k_part = "parts/filter.html";
  if (spec.filters.empty()) return;
  body.show("FILTERS");
  fill_filter(context, body.include("FIRST", k_part), spec.filters.front());
  if (spec.filters.size() == 1) return;
  auto fold = body.each("FOLD");
  std::size_t used = 0;
  for (auto filter = spec.filters.begin() + 1; filter != spec.filters.end(); ++filter) {
    fill_filter(context, fold.include("REST", k_part), *filter);
    if (filter_value(context, *filter) != filter->otherwise) ++used;
  }
  if (used > 0) fold.each("USED").set("COUNT", used);
}

std::string_view class_of(Column::Kind kind) {
  switch (kind) {
    case Column::Kind::text:
      return "";
    case Column::Kind::title:
      return "title";
    case Column::Kind::number:
      return "number";
    case Column::Kind::code:
      return "code";
    case Column::Kind::token:
      return "code token";
    case Column::Kind::secondary:
      return "secondary";
    case Column::Kind::prose:
      return "prose";
  }
  return "";
}

/// By column: whether any cell has to be told.
std::vector<bool> told_columns(const ListSpec& spec, const std::vector<ListRow>& rows) {
  std::vector<bool> told;
  for (std::size_t i = 0; i < spec.columns.size(); ++i) {
    const auto usual = spec.columns[i].usual;
    told.push_back(usual.empty() || std::ranges::any_of(rows, [&](const ListRow& row) {
                     return row.cells.at(i).text != usual;
                   }));
  }
  return told;
}

/// What a list is sorted by until another order is asked for.
std::string_view usual_sort(const ListSpec& spec) {
  if (!spec.first_sort.empty()) return spec.first_sort;
  const auto is_usual = [&](const Column& column) {
    return !column.sort.empty() && (spec.newest_first || column.kind == Column::Kind::title);
  };
  const auto found = std::ranges::find_if(spec.columns, is_usual);
  return found == spec.columns.end() ? std::string_view() : found->sort;
}

void fill_heads(const Context& context, View& table, const ListSpec& spec, const std::vector<bool>& told,
                bool sorted) {
  const auto page = page_of(context);
  const auto sort = page.sort.empty() ? std::string(usual_sort(spec)) : page.sort;
  const bool descending = page.sort.empty() ? spec.newest_first : page.descending;
  for (std::size_t i = 0; i < spec.columns.size(); ++i) {
    if (!told[i]) continue;
    const auto& column = spec.columns[i];
    auto head = table.each("HEAD");
    head.set("HEAD_CLASS", class_of(column.kind));
    if (column.sort.empty()) {
      head.each("PLAIN").set("LABEL", column.label);
      continue;
    }
    const bool current = sorted && sort == column.sort;
    const bool down = current && !descending;
    auto link = head.each("SORT");
    link.set("LABEL", column.label)
        .set("HREF", turned_to(context, "", "",
                               {{"ordem", std::string(column.sort)}, {"sentido", down ? "desc" : ""}}));
    if (current) head.show(descending ? "DESCENDING" : "ASCENDING");
    if (current) link.show(descending ? "DOWN" : "UP");
  }
}

void fill_content(View& place, const Cell& cell, std::string_view href) {
  if (cell.tone != Cell::Tone::none) {
    auto state = place.include("STATE", "parts/state.html");
    fill_state(state, cell);
    return;
  }
  if (cell.of > 0) place.each("BAR").set("DONE", cell.done).set("OF", cell.of).set("TEXT", cell.text);
  const auto target = cell.href.empty() ? href : std::string_view(cell.href);
  if (!target.empty() && !cell.text.empty()) {
    place.each("LINK").set("TEXT", cell.text).set("HREF", target);
  } else {
    place.each("WORDS").set("TEXT", cell.text).set_or_hide("TITLE", cell.title);
  }
  if (cell.copy && !cell.text.empty()) place.each("COPY").set("TEXT", cell.text);
}

void fill_actions(const Context& context, View& row, const std::vector<RowAction>& actions,
                  std::size_t number) {
  std::optional<View> menu;
  for (const auto& action : actions) {
    if (!may_visit(context, action.href)) continue;
    if (!menu) {
      menu = row.each("MENU");
      menu->set("MENU_ID", "acoes-" + std::to_string(number));
    }
    auto item = menu->each("ITEM");
    const auto words = action.edits ? edit_words(context, action.href) : EditWords{action.label, action.icon};
    item.set("LABEL", words.label).set("HREF", action.href).set("ICON", words.icon);
    item.show_if(action.danger, "DANGER");
  }
}

bool is_saved(const Context& context, const ListRow& row) {
  const auto& record = row.record.empty() ? row.href : row.record;
  return !record.empty() && record == saved_record(context);
}

void fill_row(const Context& context, View& table, const ListSpec& spec, const std::vector<bool>& told,
              const ListRow& row, std::size_t number, bool actions) {
  auto view = table.each("ROW");
  const std::string_view href = may_visit(context, row.href) ? std::string_view(row.href) : "";
  view.set_or_hide("ROW_HREF", href);
  view.show_if(is_saved(context, row), "SAVED");
  std::string_view title;
  for (std::size_t i = 0; i < row.cells.size(); ++i) {
    const auto& column = spec.columns.at(i);
    const bool is_title = column.kind == Column::Kind::title;
    if (is_title) title = row.cells[i].text;
    if (!told[i]) continue;
    auto place = view.each("CELL");
    place.set("CELL_CLASS", class_of(column.kind)).set("CELL_LABEL", column.label);
    place.show_if(row.cells[i].text.empty() || row.cells[i].text == "—", "BLANK");
    fill_content(place, row.cells[i], is_title ? href : "");
  }
  if (!actions) return;
  auto last = view.each("LAST");
  last.set("ROW_NAME", title);
  fill_actions(context, last, row.actions, number);
}

std::string total_text(const storage::Counted& total) {
  if (total.n > storage::k_count_cap) return "mais de 10.000";
  return (total.at_least ? "ao menos " : "") + std::to_string(total.n);
}

/// Nothing there, or nothing yet: a search that is bounded goes on from where it ended.
void fill_empty(const Context& context, View& body, const ListSpec& spec, const std::string& next) {
  auto empty = body.each("EMPTY");
  if (next.empty()) {
    empty.set("EMPTY_TITLE", spec.empty_title).set("EMPTY_TEXT", spec.empty_text);
    return;
  }
  empty.set("EMPTY_TITLE", "Nada encontrado até aqui")
      .set("EMPTY_TEXT",
           "Quase nada passa por estes filtros juntos, e a busca vai por partes: continue de onde ela parou, "
           "ou use um filtro mais raro.");
  empty.each("GO_ON").set("HREF", turned_to(context, next));
}

void fill_pager(const Context& context, View& body, const ListRows& rows) {
  for (const auto size : k_sizes) {
    auto option = body.each("SIZE");
    option.set("SIZE_VALUE", size).show_if(size == size_of(context), "SIZE_SELECTED");
  }
  for (const auto& [name, value] : context.query.all())
    if (name != "itens" && name != "depois" && name != "antes")
      body.each("KEPT").set("KEPT_NAME", name).set("KEPT_VALUE", value);
  if (!rows.previous.empty()) {
    body.each("FIRST_PAGE").set("HREF", turned_to(context, ""));
    body.each("PREVIOUS_PAGE").set("HREF", turned_to(context, "", rows.previous));
  }
  if (!rows.next.empty()) body.each("NEXT_PAGE").set("HREF", turned_to(context, rows.next));
  body.set("CSV_HREF", turned_to(context, "", "", {{"formato", "csv"}}));
}

/// A page that is turned back to and begins with the list is its first, whole.
ListRows rows_of(const Context& context, const ListSpec& spec, storage::Page page) {
  if (spec.none) return {};
  auto rows = spec.fetch(context, page);
  if (!page.backwards() || !rows.previous.empty()) return rows;
  page.before.clear();
  page.after.clear();
  return spec.fetch(context, page);
}

std::string csv_of(const ListRows& rows) {
  std::string out;
  for (const auto& row : rows.rows) {
    std::vector<std::string> values;
    for (const auto& cell : row.cells) values.push_back(cell.text);
    out += csv_record(values);
  }
  return out;
}

/// By person, in whatever sessions: the door has counted sessions.
base::Shares& downloads() {
  static base::Shares shares(k_downloads);
  return shares;
}

}  // namespace

// Streamed: the whole list never stands in memory.
http::Response list_csv(const Context& context, const ListSpec& spec) {
  const auto share = downloads().take(std::to_string(context.provider.id),
                                      context.user ? std::to_string(context.user->id) : "");
  if (!share)
    return failure(context, 429, k_downloads_taken)
        .with("Retry-After", std::to_string(k_download_again.count()));
  http::Response response;
  response.with("Content-Type", "text/csv; charset=utf-8")
      .with("Content-Disposition", "attachment; filename=\"" + std::string(spec.file_name) + ".csv\"");
  response.stream = [kept = keep(context), spec, share](const std::function<bool(std::string_view)>& write) {
    const auto& own = *kept;
    std::vector<std::string> heads;
    for (const auto& column : spec.columns) heads.emplace_back(column.label);
    bool open = write("\xEF\xBB\xBF" + csv_record(heads));  // the mark that makes spreadsheets read UTF-8
    auto page = page_of(own);
    page.limit = k_csv_step;
    page.after.clear();
    page.before.clear();
    do {
      const auto rows = rows_of(own, spec, page);
      open = open && write(csv_of(rows));
      page.after = rows.next;
    } while (open && !page.after.empty());
  };
  return response;
}

std::string filter_value(const Context& context, const Filter& filter) {
  return context.query.find(filter.name).value_or(filter.otherwise);
}

std::optional<base::Date> filter_day(const Context& context, const std::string& name) {
  return base::date_typed(base::trim(context.query.get(name)));
}

bool has_wrong_day(const Context& context, const std::vector<Filter>& filters) {
  return !wrong_days(context, filters).empty();
}

Filter status_filter() {
  return {.name = "status",
          .label = std::string(k_status),
          .options = {{"ativo", "Ativo"}, {"inativo", "Inativo"}, {"todos", "Todos"}},
          .otherwise = "ativo"};
}

std::optional<bool> active_filter(const Context& context) {
  const auto value = filter_value(context, status_filter());
  if (value == "todos") return std::nullopt;
  return value != "inativo";
}

http::Response list_answer(const Context& context, Page& page, const ListSpec& spec) {
  const auto wrong = wrong_days(context, spec.filters);
  const bool csv = context.query.get("formato") == "csv";
  if (csv) return wrong.empty() ? list_csv(context, spec) : failure(context, 422, wrong);
  auto& body = page.body();
  fill_filters(context, body, spec);
  body.set("PATH", context.request.path);
  if (!wrong.empty()) {
    body.each("EMPTY").set("EMPTY_TITLE", "Nada foi buscado").set("EMPTY_TEXT", wrong);
    return page.answer(422);
  }
  offer_next_steps(context, page);
  const auto rows = rows_of(context, spec, page_of(context));
  const auto total = spec.count(context);
  body.set("TOTAL_LABEL", spec.total_label)
      .set("TOTAL", total_text(total))
      .set("SORT", context.query.get("ordem"))
      .set("DIRECTION", context.query.get("sentido"));
  if (rows.moving) page.look_again(body);
  if (rows.rows.empty()) {
    fill_empty(context, body, spec, rows.next);
    return page.answer();
  }
  auto table = body.each("TABLE");
  const auto told = told_columns(spec, rows.rows);
  fill_heads(context, table, spec, told, rows.sorted);
  if (!rows.sorted && !context.query.get("ordem").empty()) body.show("TOO_MANY_TO_SORT");
  const bool actions =
      std::ranges::any_of(rows.rows, [](const ListRow& row) { return !row.actions.empty(); });
  table.show_if(actions, "ACTIONS");
  for (std::size_t i = 0; i < rows.rows.size(); ++i)
    fill_row(context, table, spec, told, rows.rows[i], i, actions);
  if (spec.whole) return page.answer();
  table.show("PAGED");
  fill_pager(context, table, rows);
  return page.answer();
}

}  // namespace web
