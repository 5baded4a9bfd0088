#include <array>

#include "base/text.h"
#include "web/list.h"

/// What stands in one place of a list.
namespace web {

namespace {

struct ToneLook {
  Cell::Tone tone;
  std::string_view name;
  std::string_view icon;
};
constexpr std::array<ToneLook, 5> k_looks{{{Cell::Tone::good, "good", "check-circle-fill"},
                                           {Cell::Tone::waiting, "waiting", "hourglass-split"},
                                           {Cell::Tone::bad, "bad", "x-circle-fill"},
                                           {Cell::Tone::muted, "muted", "dash-circle"},
                                           {Cell::Tone::suspended, "muted", "pause-circle"}}};

const ToneLook& look_of(Cell::Tone tone) {
  for (const auto& look : k_looks)
    if (look.tone == tone) return look;
  return k_looks.front();
}

}  // namespace

void fill_state(View& view, const Cell& cell) {
  const auto& look = look_of(cell.tone);
  view.set("TEXT", cell.text).set("TONE", look.name).set("ICON", look.icon).set_or_hide("TITLE", cell.title);
}

RowAction edit_action(std::string href) { return {.href = std::move(href), .edits = true}; }

Cell money_cell(base::Cents cents) { return {.text = base::money_br(cents)}; }

Cell number_cell(std::uint64_t number) { return {.text = base::grouped(number)}; }

Cell active_cell(bool active) {
  return active ? Cell{.text = "Ativo", .tone = Cell::Tone::good}
                : Cell{.text = "Inativo", .tone = Cell::Tone::muted};
}

Cell yes_no_cell(bool yes) { return {.text = yes ? "Sim" : "Não"}; }

}  // namespace web
