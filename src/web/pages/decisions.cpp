#include "storage/decision_log.h"

#include <algorithm>
#include <chrono>
#include <set>

#include "base/text.h"
#include "storage/accounts.h"
#include "storage/checks.h"
#include "storage/customer_search.h"
#include "storage/customers.h"
#include "storage/integrations.h"
#include "web/answers.h"
#include "web/list.h"
#include "web/pages/handlers.h"
#include "web/verdicts.h"

namespace web {

namespace {

using std::chrono::days;
using storage::DecisionFilter;
using storage::DecisionLine;

constexpr std::uint32_t k_most_integrations = 200;

std::vector<storage::Integration> integrations_of(const Context& context) {
  return storage::list_integrations(context.db, context.provider.id, {}, {.limit = k_most_integrations})
      .lines;
}

Filter integration_filter(const Context& context) {
  Filter filter{.name = "integracao", .label = "Integração", .options = {{"", "Todas"}}};
  for (const auto& integration : integrations_of(context))
    filter.options.push_back({std::to_string(integration.id), integration.description});
  return filter;
}

Filter period_filter() {
  return {.name = "periodo",
          .label = "Período",
          .options = {{"hoje", "Hoje"},
                      {"ontem", "Ontem"},
                      {"7", "Últimos 7 dias"},
                      {"30", "Últimos 30 dias"},
                      {"tudo", "Tudo o que está guardado"}},
          .otherwise = "hoje"};
}

/// From when and until when, by the provider's days.
struct Period {
  base::Instant from = base::k_long_ago;
  base::Instant until = base::k_open_end;
};

Period period_of(const Context& context) {
  const auto& zone = context.provider.zone;
  const auto today = std::chrono::sys_days(zone.day_of(context.house.clock.now()));
  const auto start = [&](days back) { return zone.start_of(base::Date(today - back)); };
  const auto wanted = filter_value(context, period_filter());
  if (wanted == "tudo") return {};
  if (wanted == "ontem") return {start(days(1)), start(days(0))};
  if (wanted == "7") return {.from = start(days(6))};
  if (wanted == "30") return {.from = start(days(29))};
  return {.from = start(days(0))};
}

std::optional<std::uint32_t> integration_of(const Context& context) {
  const auto wanted = context.query.get("integracao");
  for (const auto& integration : integrations_of(context))
    if (std::to_string(integration.id) == wanted) return integration.id;
  return std::nullopt;
}

/// The subscriber_ids that the filter *Cliente* means; one that nobody has when it means nothing.
std::vector<std::string> subscribers_of(const Context& context) {
  constexpr std::uint32_t k_most_customers = 10;
  constexpr std::size_t k_id_bytes = 16;
  const auto typed = context.query.get("quem");
  const auto who = base::trim(typed);
  if (who.empty()) return {};
  if (auto id = base::bytes_of_hex(who); id.size() == k_id_bytes) return {std::move(id)};
  std::vector<std::string> ids;
  for (const auto& hit : storage::search_customers(context.db, context.provider.id, who, k_most_customers))
    for (const auto& account : storage::list_accounts_of(context.db, context.provider.id, hit.id))
      ids.push_back(account.subscriber_id);
  if (ids.empty()) ids.emplace_back(k_id_bytes, '\0');
  return ids;
}

DecisionFilter filter_of(const Context& context) {
  const auto period = period_of(context);
  DecisionFilter filter{.integration_id = integration_of(context),
                        .subscriber_ids = subscribers_of(context),
                        .product = std::string(base::trim(context.query.get("produto"))),
                        .reason = context.query.get("motivo")};
  if (period.from != base::k_long_ago) filter.from = period.from;
  if (period.until != base::k_open_end) filter.until = period.until;
  return filter;
}

std::string question_label(std::string_view question) {
  constexpr std::pair<std::string_view, std::string_view> k_labels[] = {{"existencia", "Existe?"},
                                                                        {"produto", "Tem o produto?"},
                                                                        {"lista", "Quais produtos?"},
                                                                        {"invalida", "Inválida"}};
  for (const auto& [name, label] : k_labels)
    if (name == question) return std::string(label);
  return std::string(question);
}

/// "1,4 ms".
std::string latency_text(std::uint32_t microseconds) {
  const auto tenths = (microseconds + 50) / 100;
  return std::to_string(tenths / 10) + "," + std::to_string(tenths % 10) + " ms";
}

std::string name_of_integration(const std::vector<storage::Integration>& integrations, std::uint32_t id) {
  const auto found =
      std::find_if(integrations.begin(), integrations.end(), [&](const auto& each) { return each.id == id; });
  return found == integrations.end() ? "" : found->description;
}

ListRow row_of(const Context& context, const std::vector<storage::Integration>& integrations,
               const DecisionLine& line) {
  const auto subscriber = base::hex_of(line.subscriber_id.value_or(""));
  ListRow row{.cells = {{.text = context.provider.zone.second_br(line.at)},
                        {.text = name_of_integration(integrations, line.integration_id)},
                        {.text = question_label(line.question)},
                        {.text = subscriber},
                        {.text = base::printable(line.product.value_or(""))},
                        verdict_badge(line.reason),
                        {.text = latency_text(line.latency_us)},
                        number_cell(line.weight)}};
  if (subscriber.empty()) return row;
  row.actions.push_back({"Abrir o cliente", "/busca?q=" + subscriber, "person"});
  if (line.product)
    row.actions.insert(row.actions.begin(),
                       {"Por que foi negado?",
                        "/validacoes/por-que-foi-negado?integracao=" + std::to_string(line.integration_id) +
                            "&quem=" + subscriber + "&produto=" + http::url_encode(*line.product),
                        "question-circle"});
  return row;
}

std::uint64_t number_from(std::string_view text) {
  std::uint64_t number = 0;
  for (const char c : text.substr(0, 18)) {
    if (c < '0' || c > '9') return 0;
    number = number * 10 + static_cast<std::uint64_t>(c - '0');
  }
  return number;
}

ListRows fetch(const Context& context, const storage::Page& page) {
  auto filter = filter_of(context);
  filter.before_id = number_from(page.after);
  auto lines = storage::list_decisions(context.db, context.provider.id, filter, page.limit + 1);
  ListRows rows;
  const bool more = lines.size() > page.limit;
  if (more) lines.pop_back();
  const auto integrations = integrations_of(context);
  for (const auto& line : lines) rows.rows.push_back(row_of(context, integrations, line));
  if (more) rows.next = std::to_string(lines.back().id);
  return rows;
}

std::vector<storage::ReasonCount> exact_counts(const Context& context) {
  const auto period = period_of(context);
  return storage::count_decisions(context.db, context.provider.id, integration_of(context), period.from,
                                  period.until);
}

/// Exact where the minute counts can tell; else what the rows stand for.
std::uint64_t count(const Context& context) {
  const auto filter = filter_of(context);
  if (!filter.subscriber_ids.empty() || !filter.product.empty())
    return storage::count_decision_rows(context.db, context.provider.id, filter);
  std::uint64_t total = 0;
  for (const auto& line : exact_counts(context))
    if (filter.reason.empty() || filter.reason == line.reason) total += line.decisions;
  return total;
}

/// "Contagem exata: 1.200 liberado · 3 suspenso."
std::string counts_text(const Context& context) {
  std::string text;
  for (const auto& line : exact_counts(context))
    text += (text.empty() ? "" : " · ") + number_cell(line.decisions).text + " " + verdict_label(line.reason);
  return text.empty() ? "Nenhuma validação no período." : "Contagem exata do período: " + text + ".";
}

bool has_samples(const Context& context) {
  constexpr std::uint32_t k_looked_at = 100;
  const auto lines =
      storage::list_decisions(context.db, context.provider.id, filter_of(context), k_looked_at);
  return std::any_of(lines.begin(), lines.end(), [](const DecisionLine& line) { return line.weight > 1; });
}

void fill_sections(const Context& context, Page& page) {
  constexpr std::pair<std::string_view, std::string_view> k_sections[] = {
      {"Validações", "/validacoes"},
      {"Por que foi negado?", "/validacoes/por-que-foi-negado"},
      {"Conflitos de login", "/validacoes/conflitos"}};
  for (const auto& [label, href] : k_sections) page.section(label, href, context.request.path == href);
}

// --- conflicts of log-ins
// ---------------------------------------------------------------------------------------------

/// Who has the log-in now; a conflict that was mended leaves one customer or none.
std::set<std::uint64_t> holders_of(const Context& context, const storage::LoginConflict& conflict,
                                   const storage::Integration& integration) {
  const storage::LoginKey key{integration.id, integration.credential_generation, conflict.login_key};
  std::set<std::uint64_t> customers;
  for (const auto& row : storage::find_logins(context.db, {&key, 1}).rows) customers.insert(row.customer_id);
  return customers;
}

void fill_conflict(const Context& context, View& body, const storage::LoginConflict& conflict) {
  const auto integration =
      storage::find_integration_by_id(context.db, context.provider.id, conflict.integration_id);
  if (!integration) return;
  auto row = body.each("CONFLICT");
  row.set("INTEGRATION", integration->description)
      .set("FIRST", context.provider.zone.minute_br(conflict.first_at))
      .set("LAST", context.provider.zone.minute_br(conflict.last_at))
      .set("TIMES", number_cell(conflict.times).text);
  const auto holders = holders_of(context, conflict, *integration);
  row.show(holders.size() > 1 ? "OPEN" : "MENDED");
  for (const auto id : holders) {
    const auto customer = storage::find_customer(context.db, context.provider.id, id);
    if (customer)
      row.each("HOLDER").set("NAME", customer->name).set("HREF", "/clientes/" + std::to_string(id));
  }
}

}  // namespace

http::Response decision_list(Context& context) {
  Page page(context, "list.html", "Validações");
  fill_sections(context, page);
  auto lead = counts_text(context);
  if (has_samples(context))
    lead += " Nas horas de pico as linhas são uma amostra: Representa diz quantas validações cada uma vale.";
  page.lead(lead);
  return list_answer(
      context, page,
      {.total_label = "Total de Validações",
       .file_name = "validacoes",
       .columns = {{"Quando", "", Column::Kind::title},
                   {"Integração"},
                   {"Pergunta"},
                   {"subscriber_id", "", Column::Kind::code},
                   {"Produto", "", Column::Kind::code},
                   {"Resultado"},
                   {"Tempo", "", Column::Kind::number},
                   {"Representa", "", Column::Kind::number}},
       .filters = {{.name = "quem", .label = "Cliente", .placeholder = "Nome, CPF, login ou subscriber_id…"},
                   integration_filter(context),
                   {.name = "produto", .label = "Produto", .placeholder = "Código"},
                   {.name = "motivo", .label = "Resultado", .options = verdict_options()},
                   period_filter()},
       .empty_title = "Nenhuma validação encontrada",
       .empty_text =
           "Cada pergunta de uma plataforma à Callback URL aparece aqui com a resposta que recebeu.",
       .fetch = fetch,
       .count = count});
}

http::Response decision_conflicts(Context& context) {
  constexpr std::uint32_t k_most = 500;
  Page page(context, "decisions/conflicts.html", "Conflitos de login");
  fill_sections(context, page);
  page.lead("Um login que é de mais de um cliente é negado a todos eles. Corrija o cadastro de um deles.");
  const auto conflicts = storage::list_login_conflicts(context.db, context.provider.id, k_most);
  auto& body = page.body();
  if (conflicts.empty()) {
    body.show("NONE");
    return page.answer();
  }
  auto table = body.each("TABLE");
  for (const auto& conflict : conflicts) fill_conflict(context, table, conflict);
  return page.answer();
}

}  // namespace web
