#include "operations/transmissions.h"

#include <algorithm>
#include <charconv>

#include "platforms/platform.h"
#include "web/answers.h"
#include "web/confirm.h"
#include "web/list.h"
#include "web/pages/account_page.h"
#include "web/pages/customer_page.h"
#include "web/pages/handlers.h"
#include "web/pages/held_losses.h"
#include "web/pages/integration_transmissions.h"
#include "web/pages/job_page.h"
#include "web/texts.h"

/// *Operação › Transmissões*: what platforms have yet to hear, and why (R19).
namespace web {

namespace {

using domain::Waiting;

constexpr std::string_view k_missing = "Esta integração não existe, ou não há uma espera com este nome.";
constexpr std::string_view k_in_error = "erro";
constexpr std::string_view k_under_way = "andamento";

std::uint32_t number_in(const std::string& text) {
  std::uint32_t number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

storage::TransmissionFilter filter_of(const Context& context) {
  const auto integration = number_in(context.query.get("integracao"));
  const auto situation = context.query.get("situacao");
  const auto reason = context.query.get("classe");
  storage::TransmissionFilter filter;
  for (const auto& queue : storage::list_queues(context.tenant()))
    if (integration == 0 || queue.integration_id == integration)
      filter.integration_ids.push_back(queue.integration_id);
  for (const auto waiting : domain::k_waitings) {
    const auto words = domain::words_of(waiting);
    if (situation == k_in_error && !words.error) continue;
    if (situation == k_under_way && words.error) continue;
    if (!reason.empty() && reason != domain::words_of(words.reason).name) continue;
    filter.waiting.push_back(waiting);
  }
  return filter;
}

std::vector<Option> integration_choices(const std::vector<storage::Queue>& queues) {
  std::vector<Option> options{{"", "Todas"}};
  for (const auto& queue : queues)
    if (platforms::at(queue.gateway).is_told())
      options.push_back({std::to_string(queue.integration_id), queue.description});
  return options;
}

std::vector<Option> reason_choices() {
  std::vector<Option> options{{"", "Todas"}};
  for (const auto waiting : domain::k_waitings) {
    const auto words = domain::words_of(domain::words_of(waiting).reason);
    const std::string name(words.name);
    if (std::ranges::find(options, name, &Option::value) == options.end())
      options.push_back({name, words.label.empty() ? "Ainda não tentada" : std::string(words.label)});
  }
  return options;
}

ListRow row_of(const Context& context, const storage::TransmissionLine& line, const storage::Queue* queue) {
  const auto path = account_path(line.account.id);
  const auto call = line.last.value_or(line.stands ? domain::CallKind::update : domain::CallKind::create);
  const bool held = line.waiting == Waiting::held;  // what was tried last is not what is held
  return {.href = path,
          .cells = {{.text = line.customer_name, .href = customer_path(line.account.customer_id)},
                    {.text = line.integration},
                    {.text = held ? "Suspender ou remover" : std::string(domain::words_of(call).label)},
                    waiting_cell(line),
                    {.text = line.message},
                    number_cell(line.failures),
                    {.text = next_attempt_text(context, line, queue)},
                    {.text = context.provider.zone.minute_br(line.since),
                     .title = age_text(context, line.since)}},
          .actions = {{"Ver a conta", path, "eye"},
                      {"Abrir o cliente", customer_path(line.account.customer_id), "person"},
                      {"Tentar de novo", path + "/transmitir", "arrow-repeat"}}};
}

ListRows fetch(const Context& context, const storage::Page& page) {
  const auto queues = storage::list_queues(context.tenant());
  const auto listed =
      storage::list_transmissions(context.tenant(), filter_of(context), page, context.house.clock.now());
  auto rows = place_of(listed);
  for (const auto& line : listed.lines)
    rows.rows.push_back(row_of(context, line, queue_of(queues, line.account.integration_id)));
  return rows;
}

storage::Counted count(const storage::TransmissionFilter& filter,
                       const std::vector<storage::WaitingCount>& counts) {
  storage::Counted total = 0;
  for (const auto& one : counts)
    if (std::ranges::find(filter.integration_ids, one.integration_id) != filter.integration_ids.end() &&
        std::ranges::find(filter.waiting, one.waiting) != filter.waiting.end()) {
      total.n += one.accounts;
      total.at_least = total.at_least || one.more;
    }
  return total;
}

void fill_summary(const Context& context, View& view, const std::vector<storage::Queue>& queues,
                  const std::vector<storage::WaitingCount>& counts) {
  fill_held_losses(context, view);
  for (const auto& queue : queues)
    if (const auto text = stop_text(context, queue); !text.empty())
      view.each("STOPPED")
          .set("INTEGRATION", queue.description)
          .set("HREF", "/plataformas/" + std::to_string(queue.integration_id))
          .set("TEXT", text);
  if (counts.empty()) return;
  auto table = view.each("CAUSES");
  for (const auto& count : counts) {
    const auto* queue = queue_of(queues, count.integration_id);
    if (queue == nullptr) continue;
    const auto words = domain::words_of(count.waiting);
    auto row = table.each("CAUSE");
    auto state = row.include("STATE", "parts/state.html");
    fill_state(state, waiting_cell({.waiting = count.waiting}));
    row.set("INTEGRATION", queue->description)
        .set("HREF", waiting_href(count.integration_id, count.waiting))
        .set("ACCOUNTS", accounts_text(count.accounts, count.more))
        .set("OLDEST", context.provider.zone.second_br(count.oldest))
        .set("AGE", age_text(context, count.oldest))
        .set("CURE", words.cure);
    const auto retry =
        "/plataformas/" + std::to_string(count.integration_id) + "/transmissoes/" + std::string(words.name);
    if (count.waiting == Waiting::held)
      row.each("DECIDE").set("HREF", held_losses_path(count.integration_id));
    else if (count.waiting != Waiting::queued && may_visit(context, retry))
      row.each("RETRY").set("HREF", retry);
  }
}

/// The cause that a retry of many names.
struct Cause {
  storage::Queue queue;
  Waiting waiting = Waiting::queued;
  std::uint64_t accounts = 0;
  bool more = false;
};
std::optional<Cause> cause_of(const Context& context) {
  const auto waiting = domain::waiting_from(context.arg("espera"));
  const auto queues = storage::list_queues(context.tenant());
  const auto* queue = queue_of(queues, static_cast<std::uint32_t>(context.id()));
  if (!waiting || queue == nullptr) return std::nullopt;
  Cause cause{*queue, *waiting};
  for (const auto& count : storage::count_waiting(context.tenant(), context.house.clock.now()))
    if (count.integration_id == queue->integration_id && count.waiting == *waiting) {
      cause.accounts = count.accounts;
      cause.more = count.more;
    }
  return cause;
}

}  // namespace

std::string waiting_href(std::uint32_t integration_id, Waiting waiting) {
  const auto words = domain::words_of(waiting);
  return "/transmissoes?integracao=" + std::to_string(integration_id) +
         "&situacao=" + std::string(words.error ? k_in_error : k_under_way) +
         "&classe=" + std::string(domain::words_of(words.reason).name);
}

http::Response transmission_list(Context& context) {
  Page page(context, "list.html", "Transmissões");
  page.lead("As contas que ainda não estão nas plataformas como deveriam, e por quê.");
  const auto queues = storage::list_queues(context.tenant());
  const auto counts = storage::count_waiting(context.tenant(), context.house.clock.now());
  auto summary = page.body().include("SUMMARY", "transmissions/summary.html");
  fill_summary(context, summary, queues, counts);
  return list_answer(
      context, page,
      {.total_label = "Total de Contas",
       .file_name = "transmissoes",
       .columns = {{"Cliente", "", Column::Kind::title},
                   {"Integração"},
                   {"O que espera", "", Column::Kind::secondary},
                   {"Causa"},
                   {"Mensagem", "", Column::Kind::prose},
                   {"Tentativas", "", Column::Kind::number},
                   {"Próxima tentativa", "", Column::Kind::secondary},
                   {"Desde", "", Column::Kind::secondary}},
       .filters = {{.name = "integracao", .label = "Integração", .options = integration_choices(queues)},
                   {.name = "situacao",
                    .label = std::string(k_status),
                    .options = {{"", "Todos"},
                                {std::string(k_in_error), "Precisam de alguém"},
                                {std::string(k_under_way), "Em andamento"}}},
                   {.name = "classe", .label = "Classe", .options = reason_choices()}},
       .empty_title = "Nada espera",
       .empty_text = "Com estes filtros, todas as contas estão nas plataformas como deveriam. Uma venda, uma "
                     "suspensão ou uma troca aparece aqui até que a plataforma a confirme.",
       .fetch = fetch,
       .count = [counts](const Context& of) { return count(filter_of(of), counts); }});
}

http::Response transmission_retry_ask(Context& context) {
  const auto cause = cause_of(context);
  if (!cause) return failure(context, 404, k_missing);
  const auto words = domain::words_of(cause->waiting);
  return confirm_answer(
      context,
      {.title = "Tentar de novo: " + std::string(words.label) + " em " + cause->queue.description + "?",
       .consequences = {accounts_text(cause->accounts, cause->more) +
                            (cause->accounts == 1 ? " conta volta" : " contas voltam") +
                            " à fila já, mesmo as que a plataforma recusou.",
                        "Se a causa não foi desfeita, são recusadas outra vez. " + std::string(words.cure)},
       .button = "Tentar todas",
       .danger = false,
       .action = context.request.path,
       .cancel_href = "/transmissoes"});
}

http::Response transmission_retry(Context& context) {
  const auto cause = cause_of(context);
  if (!cause) return failure(context, 404, k_missing);
  const auto job =
      operations::transmit_all_again(context.operations(), cause->queue.integration_id, cause->waiting);
  if (!job) return redirect_with(context, "/transmissoes", job.error().message, Tone::warning);
  return redirect_with(context, job_path(*job), "As contas voltam à fila em segundo plano.");
}

}  // namespace web
