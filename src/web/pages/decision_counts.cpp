#include "web/pages/decision_counts.h"

#include <algorithm>
#include <charconv>
#include <chrono>

#include "storage/products.h"
#include "web/integration_choice.h"
#include "web/texts.h"
#include "web/verdicts.h"

namespace web {

namespace {

using std::chrono::days;
using storage::CountStep;

Period day_of(const Context& context, base::Date day) {
  const auto& zone = context.provider.zone;
  return {zone.start_of(day), zone.start_of(base::Date(std::chrono::sys_days(day) + days(1)))};
}

/// A day that was typed goes before the period that was chosen.
Period days_of(const Context& context) {
  if (const auto typed = filter_day(context, "dia")) return day_of(context, *typed);
  const auto now = context.house.clock.now();
  const auto today = std::chrono::sys_days(context.provider.zone.day_of(now));
  const auto wanted = filter_value(context, period_filter());
  if (wanted == "hora") {
    const base::Instant minute = std::chrono::floor<std::chrono::minutes>(now);
    return {minute - std::chrono::minutes(59), minute + std::chrono::minutes(1), Period::Piece::minute};
  }
  if (wanted == "ontem") return day_of(context, base::Date(today - days(1)));
  auto period = day_of(context, base::Date(today));
  if (wanted != "7" && wanted != "30") return period;
  period.from = context.provider.zone.start_of(base::Date(today - days(wanted == "7" ? 6 : 29)));
  period.piece = Period::Piece::day;
  return period;
}

std::string label_of(const Context& context, Period::Piece piece, base::Instant at) {
  const auto minute = context.provider.zone.minute_br(at);
  return piece == Period::Piece::day ? minute.substr(0, 5) : minute.substr(11);
}

/// The pieces of the period up to now, empty ones included.
std::vector<Piece> pieces_of(const Context& context, const Period& period) {
  const auto step = period.piece == Period::Piece::minute ? base::Instant::duration(std::chrono::minutes(1))
                                                          : base::Instant::duration(std::chrono::hours(1));
  std::vector<Piece> pieces;
  for (auto at = period.from; at < period.until; at += step) {
    auto label = label_of(context, period.piece, at);
    if (pieces.empty() || pieces.back().label != label)
      pieces.push_back({.label = std::move(label), .at = at});
  }
  return pieces;
}

bool is_wanted(const storage::DecisionFilter& filter, const std::string& reason) {
  if (filter.allowed && *filter.allowed != (reason == "liberado")) return false;
  return filter.reason.empty() || filter.reason == reason;
}

bool is_counted(const Context& context, const storage::DecisionFilter& filter) {
  if (!filter.asker.anybody()) return false;
  if (filter.product.empty()) return true;
  const IntegrationChoice integrations(context);
  return std::any_of(integrations.all().begin(), integrations.all().end(), [&](const auto& integration) {
    return storage::find_product(context.tenant(), integration.id, filter.product).has_value();
  });
}

/// The list of what a bar counts: of an hour, or of a day; a minute has none.
std::string piece_url(const Context& context, Period::Piece kind, const Piece& piece) {
  if (kind == Period::Piece::minute) return "";
  const auto& zone = context.provider.zone;
  return url_with(context, {{"dia", base::to_br(zone.day_of(piece.at))},
                            {"hora", kind == Period::Piece::hour ? piece.label.substr(0, 2) : ""},
                            {"periodo", ""},
                            {"depois", ""},
                            {"antes", ""}});
}

/// A bar: denied ones stand on the allowed.
void fill_bar(View bar, const Piece& piece, std::uint64_t most, std::uint64_t x, const std::string& href) {
  constexpr std::uint64_t k_height = 100;
  const auto all = piece.allowed + piece.denied;
  const auto high = all == 0 ? 0 : std::max<std::uint64_t>(1, all * k_height / most);
  const auto denied = piece.denied == 0 ? 0 : std::max<std::uint64_t>(1, piece.denied * k_height / most);
  bar.set("ROOM_X", x - 1).set("X", x);
  bar.set("Y", k_height - high).set("ALLOWED_HEIGHT", high - std::min(denied, high));
  bar.set("ALLOWED_Y", k_height - high + std::min(denied, high)).set("DENIED_HEIGHT", denied);
  bar.set("WORDS", piece.label + ": " + number_cell(piece.allowed).text + " liberadas, " +
                       number_cell(piece.denied).text + " negadas");
  if (href.empty() || all == 0) return;
  bar.each("LINK").set("HREF", href);
  bar.show("LINK_END");
}

void fill_chart(const Context& context, View& view, Period::Piece kind, const std::vector<Piece>& pieces) {
  constexpr std::uint64_t k_width = 10;
  Piece whole;
  std::uint64_t most = 1;
  for (const auto& piece : pieces) {
    most = std::max(most, piece.allowed + piece.denied);
    whole.allowed += piece.allowed;
    whole.denied += piece.denied;
  }
  auto chart = view.each("CHART");
  chart.set("WIDTH", pieces.size() * k_width).set("MOST", number_cell(most).text);
  chart.set("FIRST", pieces.front().label).set("LAST", pieces.back().label);
  chart.set("ALL_ALLOWED", number_cell(whole.allowed).text).set("ALL_DENIED", number_cell(whole.denied).text);
  std::uint64_t x = 1;
  for (const auto& piece : pieces) {
    const auto href = piece_url(context, kind, piece);
    fill_bar(chart.each("BAR"), piece, most, x, href);
    x += k_width;
    if (piece.allowed + piece.denied == 0) continue;
    auto row = chart.each("COUNT_ROW");
    row.set("ALLOWED", number_cell(piece.allowed).text).set("DENIED", number_cell(piece.denied).text);
    row.each(href.empty() ? "PLAIN" : "LINK").set("LABEL", piece.label).set("HREF", href);
  }
}

std::string_view piece_name(Period::Piece piece) {
  return piece == Period::Piece::minute ? "minuto" : piece == Period::Piece::hour ? "hora" : "dia";
}

/// Whether lines stand for several is told by the newest.
constexpr std::uint32_t k_weighed = 1000;

}  // namespace

Filter period_filter() {
  return {.name = "periodo",
          .label = "Período",
          .options = {{"hora", "Última hora"},
                      {"hoje", "Hoje"},
                      {"ontem", "Ontem"},
                      {"7", "Últimos 7 dias"},
                      {"30", "Últimos 30 dias"}},
          .otherwise = "hoje"};
}

Filter day_filter() { return {.name = "dia", .label = "ou Dia", .is_day = true}; }

Filter hour_filter() {
  Filter filter{.name = "hora", .label = "Hora", .options = {{"", "O dia todo"}}};
  for (int hour = 0; hour < 24; ++hour) {
    auto text = std::to_string(100 + hour).substr(1);
    filter.options.push_back({text, text + "h"});
  }
  return filter;
}

Period period_of(const Context& context) {
  auto period = days_of(context);
  const auto typed = context.query.get("hora");
  int hour = -1;
  std::from_chars(typed.data(), typed.data() + typed.size(), hour);
  if (period.piece != Period::Piece::hour || hour < 0 || hour > 23) return period;
  period.from += std::chrono::hours(hour);
  period.until = period.from + std::chrono::hours(1);
  period.piece = Period::Piece::minute;
  return period;
}

Counts counts_of(const Context& context, const storage::DecisionFilter& filter) {
  const auto period = period_of(context);
  Counts counts{.exact = is_counted(context, filter)};
  if (!counts.exact) return counts;
  counts.pieces = pieces_of(context, period);
  std::map<std::string_view, Piece*> by_label;
  for (auto& piece : counts.pieces) by_label.emplace(piece.label, &piece);
  const auto lines =
      storage::count_decisions(context.tenant(),
                               {.integration_id = filter.integration_id,
                                .product = filter.product,
                                .from = period.from,
                                .until = period.until},
                               period.piece == Period::Piece::minute ? CountStep::minute : CountStep::hour);
  for (const auto& line : lines) {
    if (!is_wanted(filter, line.reason)) continue;
    counts.total += line.decisions;
    counts.by_reason[line.reason] += line.decisions;
    const auto piece = by_label.find(label_of(context, period.piece, line.at));
    if (piece == by_label.end()) continue;
    (line.reason == "liberado" ? piece->second->allowed : piece->second->denied) += line.decisions;
  }
  return counts;
}

void fill_summary(const Context& context, View& view, const storage::DecisionFilter& filter,
                  const Counts& counts) {
  if (counts.say_none()) return;
  if (storage::weigh_decisions(context.tenant(), filter, k_weighed).sampled) view.show("SAMPLED");
  if (!counts.exact) return;
  auto summary = view.each("COUNTED");
  summary.set("PIECE", piece_name(period_of(context).piece));
  for (const auto& [reason, decisions] : counts.by_reason) {
    auto item = summary.each("REASON");
    const bool chosen = filter.reason == reason;
    item.set("DECISIONS", number_cell(decisions).text).show_if(chosen, "CHOSEN");
    item.set("HREF", url_with(context, {{"motivo", chosen ? "" : reason}, {"depois", ""}, {"antes", ""}}))
        .set("HINT", chosen ? "Mostrar as outras também" : "Mostrar só estas");
    auto state = item.include("STATE", "parts/state.html");
    fill_state(state, verdict_badge(reason));
  }
  fill_chart(context, summary, period_of(context).piece, counts.pieces);
}

}  // namespace web
