#include "storage/decision_log.h"

#include <algorithm>
#include <map>

#include "base/text.h"
#include "domain/answer.h"
#include "operations/attempts.h"
#include "storage/accounts.h"
#include "storage/customer_search.h"
#include "storage/customers.h"
#include "web/integration_choice.h"
#include "web/list.h"
#include "web/pages/customer_page.h"
#include "web/pages/decision_counts.h"
#include "web/pages/denial_page.h"
#include "web/pages/handlers.h"
#include "web/product_choice.h"
#include "web/texts.h"
#include "web/verdicts.h"

/// *Validações* (R27): every question of a platform with its answer, and how many there were.
namespace web {

namespace {

using storage::DecisionLine;

// --- what is asked for
// ----------------------------------------------------------------------------------------------

Filter verdict_filter() {
  return {.name = "veredito",
          .label = "Veredito",
          .options = {{"", "Todos"}, {"liberado", "Liberado"}, {"negado", "Negado"}}};
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
  const ProductChoice products(context);
  return std::string(domain::product_code(products.code_of(context.query.get("produto"))));
}

Filter product_filter(const Context& context) {
  return {.name = "produto",
          .label = "Produto",
          .placeholder = "Nome ou código…",
          .suggested = ProductChoice(context).labels()};
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
  const auto listed = storage::list_decisions(context.tenant(), filter_of(context), page);
  auto rows = place_of(listed);
  const IntegrationChoice integrations(context);
  for (const auto& line : listed.lines) rows.rows.push_back(row_of(context, integrations, wanted, line));
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
       .columns = {{"Quando", "quando", Column::Kind::title},
                   {"Integração"},
                   {"Cliente"},
                   {"subscriber_id", "", Column::Kind::token},
                   {"Pergunta", "", Column::Kind::secondary},
                   {"Produto", "", Column::Kind::code},
                   {"Resultado"},
                   {"Tempo", "", Column::Kind::number},
                   {"Representa", "", Column::Kind::number, "1"}},
       .filters = {{.name = "quem",
                    .label = "Assinante",
                    .placeholder = "Nome, CPF, telefone, login ou subscriber_id…"},
                   IntegrationChoice(context).filter("Todas"),
                   product_filter(context),
                   verdict_filter(),
                   {.name = "motivo", .label = "Motivo", .options = verdict_options()},
                   period_filter(),
                   day_filter(),
                   hour_filter()},
       .newest_first = true,
       .empty_title = "Nenhuma validação encontrada",
       .empty_text =
           "No período e com os filtros escolhidos, nenhuma plataforma perguntou nada. Confira se a "
           "Callback URL da integração já foi enviada a ela.",
       // Millions of lines are not searched for what the counts say is not there.
       .none = counts.say_none(),
       .fetch = fetch,
       // Exact where the minute counts can tell, else what the lines stand for.
       .count = [exact = counts.exact, total = counts.total, filter](const Context& of) {
         return exact ? total : storage::weigh_decisions(of.tenant(), filter).decisions;
       }});
}

}  // namespace web
