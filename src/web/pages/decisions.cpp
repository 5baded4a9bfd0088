#include "storage/decision_log.h"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <map>

#include "base/text.h"
#include "domain/answer.h"
#include "operations/attempts.h"
#include "storage/accounts.h"
#include "storage/customer_search.h"
#include "storage/customers.h"
#include "storage/products.h"
#include "web/integration_choice.h"
#include "web/list.h"
#include "web/pages/customer_page.h"
#include "web/pages/denial_page.h"
#include "web/pages/handlers.h"
#include "web/texts.h"
#include "web/verdicts.h"

/// *Validações* (R27): every question of a platform with its answer, and how many there were.
namespace web {

namespace {

using std::chrono::days;
using storage::CountStep;
using storage::DecisionLine;

// --- what is asked for
// ----------------------------------------------------------------------------------------------

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

Filter verdict_filter() {
  return {.name = "veredito",
          .label = "Veredito",
          .options = {{"", "Todos"}, {"liberado", "Liberado"}, {"negado", "Negado"}}};
}

Filter day_filter() { return {.name = "dia", .label = "ou Dia", .is_day = true}; }

/// From when until when, and the pieces it is counted in.
struct Period {
  enum class Piece : std::uint8_t { minute, hour, day };
  base::Instant from = base::k_long_ago;
  base::Instant until = base::k_open_end;
  Piece piece = Piece::hour;
};

Period day_of(const Context& context, base::Date day) {
  const auto& zone = context.provider.zone;
  return {zone.start_of(day), zone.start_of(base::Date(std::chrono::sys_days(day) + days(1)))};
}

/// A day that was typed goes before the period that was chosen.
Period period_of(const Context& context) {
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

/// Whom the filter *Assinante* means: the customers that are found by it, and whoever typed it as log-in.
class Wanted {
 public:
  explicit Wanted(const Context& context) {
    const auto typed = context.query.get("quem");
    const auto who = base::trim(typed);
    if (who.empty()) return;
    if (auto id = base::bytes_of_hex(who); id.size() == k_id_bytes) {
      asker_.subscriber_ids.push_back(std::move(id));
      return;
    }
    std::vector<std::uint64_t> ids;
    for (const auto& hit : storage::search_customers(context.tenant(), who, k_most_customers))
      ids.push_back(hit.id);
    for (const auto& account : storage::list_accounts_of(context.tenant(), ids))
      asker_.subscriber_ids.push_back(account.subscriber_id);
    for (auto& customer : storage::list_customers(context.tenant(), ids)) add(context, std::move(customer));
    for (auto& login : operations::log_in_keys_of_text(context.operations(), who))
      asker_.login_keys.push_back(std::move(login.key));
    if (asker_.anybody()) asker_.subscriber_ids.emplace_back(k_id_bytes, '\0');  // nobody
  }

  const storage::Asker& asker() const { return asker_; }

  struct Guess {
    const domain::Customer* customer = nullptr;
    std::string_view field = {};
  };
  /// Whose field the line's log-in is, where the answer tells nobody's.
  Guess guess(const DecisionLine& line) const {
    if (line.customer_id || !line.login_key) return {};
    const auto known = typed_.find(*line.login_key);
    return known == typed_.end() ? Guess{} : Guess{&customers_[known->second.first], known->second.second};
  }

 private:
  static constexpr std::uint32_t k_most_customers = 10;
  static constexpr std::size_t k_id_bytes = 16;

  void add(const Context& context, domain::Customer customer) {
    for (auto& login : operations::log_in_keys_of(context.operations(), customer.id)) {
      asker_.login_keys.push_back(login.key);
      typed_.try_emplace(std::move(login.key), customers_.size(), login.field);
    }
    customers_.push_back(std::move(customer));
  }

  storage::Asker asker_ = {};
  std::vector<domain::Customer> customers_ = {};
  std::map<std::string, std::pair<std::size_t, std::string_view>> typed_ =
      {};  ///< by key: of which customer, what
};

std::string product_of(const Context& context) {
  const auto typed = context.query.get("produto");
  return std::string(domain::product_code(base::trim(typed)));
}

std::optional<bool> allowed_of(const Context& context) {
  const auto wanted = context.query.get("veredito");
  if (wanted == "liberado") return true;
  return wanted == "negado" ? std::optional(false) : std::nullopt;
}

storage::DecisionFilter filter_of(const Context& context) {
  const auto period = period_of(context);
  const IntegrationChoice integrations(context);
  storage::DecisionFilter filter{.asker = Wanted(context).asker(),
                                 .product = product_of(context),
                                 .allowed = allowed_of(context),
                                 .reason = context.query.get("motivo"),
                                 .from = period.from,
                                 .until = period.until};
  if (const auto* chosen = integrations.chosen()) filter.integration_id = chosen->id;
  return filter;
}

// --- counts
// ---------------------------------------------------------------------------------------------------------

/// How many were allowed and denied in a piece of the period.
struct Piece {
  std::string label = {};
  std::uint64_t allowed = 0;
  std::uint64_t denied = 0;
};

/// Exact counts of the filtered period; nothing where only the lines can tell: of one subscriber, or of a
/// product that no integration has.
struct Counts {
  bool exact = true;
  std::uint64_t total = 0;
  std::map<std::string, std::uint64_t> by_reason = {};
  std::vector<Piece> pieces = {};

  bool say_none() const { return exact && total == 0; }
};

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
    if (pieces.empty() || pieces.back().label != label) pieces.push_back({.label = std::move(label)});
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

/// One bar a piece: denied ones stand on the allowed.
void fill_chart(View& view, const std::vector<Piece>& pieces) {
  constexpr std::uint64_t k_height = 100;
  constexpr std::uint64_t k_width = 10;
  std::uint64_t most = 1;
  for (const auto& piece : pieces) most = std::max(most, piece.allowed + piece.denied);
  auto chart = view.each("CHART");
  chart.set("WIDTH", pieces.size() * k_width).set("MOST", number_cell(most).text);
  chart.set("FIRST", pieces.front().label).set("LAST", pieces.back().label);
  std::uint64_t x = 1;
  for (const auto& piece : pieces) {
    const auto all = piece.allowed + piece.denied;
    const auto high = all == 0 ? 0 : std::max<std::uint64_t>(1, all * k_height / most);
    const auto denied = piece.denied == 0 ? 0 : std::max<std::uint64_t>(1, piece.denied * k_height / most);
    auto bar = chart.each("BAR");
    bar.set("X", x).set("Y", k_height - high).set("ALLOWED_HEIGHT", high - std::min(denied, high));
    bar.set("ALLOWED_Y", k_height - high + std::min(denied, high)).set("DENIED_HEIGHT", denied);
    x += k_width;
    if (all == 0) continue;
    chart.each("COUNT_ROW")
        .set("LABEL", piece.label)
        .set("ALLOWED", number_cell(piece.allowed).text)
        .set("DENIED", number_cell(piece.denied).text);
  }
}

std::string_view piece_name(Period::Piece piece) {
  return piece == Period::Piece::minute ? "minuto" : piece == Period::Piece::hour ? "hora" : "dia";
}

/// Whether lines stand for several is told by the newest.
constexpr std::uint32_t k_weighed = 1000;

void fill_summary(const Context& context, View& view, const storage::DecisionFilter& filter,
                  const Counts& counts) {
  if (counts.say_none()) return;
  if (storage::weigh_decisions(context.tenant(), filter, k_weighed).sampled) view.show("SAMPLED");
  if (!counts.exact) return;
  auto summary = view.each("COUNTED");
  summary.set("PIECE", piece_name(period_of(context).piece));
  for (const auto& [reason, decisions] : counts.by_reason) {
    auto item = summary.each("REASON");
    item.set("DECISIONS", number_cell(decisions).text);
    auto state = item.include("STATE", "parts/state.html");
    fill_state(state, verdict_badge(reason));
  }
  fill_chart(summary, counts.pieces);
}

// --- lines
// ----------------------------------------------------------------------------------------------------------

/// Whose line it is: the answer's customer, else the one who seems to have typed the log-in.
Cell customer_cell(const DecisionLine& line, const Wanted::Guess& guess) {
  if (line.customer_id) return {.text = line.customer_name, .href = customer_path(*line.customer_id)};
  if (guess.customer == nullptr) return {.text = "—"};
  return {.text = guess.customer->name + " (foi digitado " + std::string(guess.field) + ")",
          .href = customer_path(guess.customer->id)};
}

ListRow row_of(const Context& context, const IntegrationChoice& integrations, const Wanted& wanted,
               const DecisionLine& line) {
  const auto subscriber = base::hex_of(line.subscriber_id.value_or(""));
  const auto guess = wanted.guess(line);
  const auto customer_id = guess.customer == nullptr ? line.customer_id : std::optional(guess.customer->id);
  ListRow row{.cells = {{.text = context.provider.zone.second_br(line.at)},
                        {.text = integrations.description_of(line.integration_id)},
                        customer_cell(line, guess),
                        {.text = subscriber, .title = subscriber, .copy = true},
                        {.text = question_label(line.question)},
                        {.text = base::printable(line.product.value_or(""))},
                        verdict_badge(line.reason),
                        {.text = latency_text(line.latency_us)},
                        number_cell(line.weight)}};
  if (!customer_id) return row;
  row.href = line.product ? denial_path(*customer_id, line.integration_id, *line.product)
                          : denial_path(*customer_id);
  row.actions = {{"Por que foi negado?", row.href, "question-circle"},
                 {"Abrir o cliente", customer_path(*customer_id), "person"}};
  return row;
}

ListRows fetch(const Context& context, const storage::Page& page) {
  const Wanted wanted(context);
  auto filter = filter_of(context);
  std::from_chars(page.after.data(), page.after.data() + page.after.size(), filter.before_id);
  auto lines = storage::list_decisions(context.tenant(), filter, page.limit + 1);
  ListRows rows;
  const bool more = lines.size() > page.limit;
  if (more) lines.pop_back();
  const IntegrationChoice integrations(context);
  for (const auto& line : lines) rows.rows.push_back(row_of(context, integrations, wanted, line));
  if (more) rows.next = std::to_string(lines.back().id);
  return rows;
}

}  // namespace

http::Response decision_list(Context& context) {
  Page page(context, "list.html", "Validações");
  page.lead("Cada pergunta de uma plataforma à Callback URL, com a resposta que recebeu.");
  const auto filter = filter_of(context);
  const auto counts = counts_of(context, filter);
  if (!has_wrong_day(context, {day_filter()})) {
    auto summary = page.body().include("SUMMARY", "decisions/summary.html");
    fill_summary(context, summary, filter, counts);
  }
  return list_answer(
      context, page,
      {.total_label = "Total de Validações",
       .file_name = "validacoes",
       .columns = {{"Quando", "", Column::Kind::title},
                   {"Integração"},
                   {"Cliente"},
                   {"subscriber_id", "", Column::Kind::token},
                   {"Pergunta", "", Column::Kind::secondary},
                   {"Produto", "", Column::Kind::code},
                   {"Resultado"},
                   {"Tempo", "", Column::Kind::number},
                   {"Representa", "", Column::Kind::number}},
       .filters = {{.name = "quem",
                    .label = "Assinante",
                    .placeholder = "Nome, CPF, telefone, login ou subscriber_id…"},
                   IntegrationChoice(context).filter("Todas"),
                   {.name = "produto", .label = "Produto", .placeholder = "Código"},
                   verdict_filter(),
                   {.name = "motivo", .label = "Motivo", .options = verdict_options()},
                   period_filter(),
                   day_filter()},
       .empty_title = "Nenhuma validação encontrada",
       .empty_text =
           "No período e com os filtros escolhidos, nenhuma plataforma perguntou nada. Confira se a "
           "Callback URL da integração já foi enviada a ela.",
       // Millions of lines are not searched for what the counts say is not there.
       .none = counts.say_none(),
       .fetch = fetch,
       // Exact where the minute counts can tell, else what the lines stand for.
       .count = [&](const Context& of) {
         return counts.exact ? counts.total : storage::weigh_decisions(of.tenant(), filter).decisions;
       }});
}

}  // namespace web
