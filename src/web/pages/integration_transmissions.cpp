#include "web/pages/integration_transmissions.h"

#include <algorithm>
#include <map>

#include "operations/closings.h"
#include "operations/product_sync.h"
#include "operations/transmissions.h"
#include "storage/account_actions.h"
#include "storage/attempts.h"
#include "storage/transmissions.h"
#include "web/answers.h"
#include "web/confirm.h"
#include "web/history.h"
#include "web/pages/account_page.h"
#include "web/pages/attempt_lines.h"
#include "web/pages/handlers.h"
#include "web/pages/held_losses.h"
#include "web/texts.h"

namespace web {

namespace {

constexpr std::string_view k_missing = "Esta integração não existe, ou nada é transmitido a ela.";
constexpr std::uint32_t k_attempts = 25;

std::string path_of(std::uint32_t id) { return "/plataformas/" + std::to_string(id); }

/// Only of integrations that are told by us.
std::optional<operations::IntegrationView> find(const Context& context) {
  auto view =
      operations::find_integration_by_id(context.operations(), static_cast<std::uint32_t>(context.id()));
  if (!view || !view->platform->is_told()) return std::nullopt;
  return view;
}

storage::Queue queue_now(const Context& context, std::uint32_t integration_id) {
  return *queue_of(storage::list_queues(context.tenant()), integration_id);
}

/// All that waits for an integration, whatever for.
storage::WaitingCount waiting_of(const std::vector<storage::WaitingCount>& counts,
                                 std::uint32_t integration_id) {
  storage::WaitingCount all{.integration_id = integration_id};
  for (const auto& count : counts) {
    if (count.integration_id != integration_id) continue;
    all.accounts += count.accounts;
    all.more = all.more || count.more;
  }
  return all;
}

/// How far *Remover as contas* is.
void fill_closing(const Context& context, View& body, std::uint32_t id) {
  const auto progress = operations::closing_progress(context.operations(), id);
  if (!progress) return;
  const auto all = std::max(progress->closing.accounts, progress->left);
  auto closing = body.each("CLOSING");
  closing.set("LEFT", count_text(progress->left, "conta", "contas"))
      .set("ALL", number_cell(all).text)
      .set("DONE", all - progress->left)
      .set("MOST", all)
      .set("SINCE", context.provider.zone.minute_br(progress->closing.asked_at));
}

void fill_queue(const Context& context, View& body, const operations::IntegrationView& view) {
  const auto queue = queue_now(context, view.integration.id);
  const auto counts = storage::count_waiting(context.tenant(), context.house.clock.now());
  auto state = body.include("STATE", "parts/state.html");
  fill_state(state, queue_cell(*view.platform, queue, counts));
  if (const auto text = stop_text(context, queue); !text.empty()) body.each("STOPPED").set("TEXT", text);
  fill_closing(context, body, view.integration.id);
  std::optional<View> waiting;
  for (const auto& count : counts) {
    if (count.integration_id != view.integration.id) continue;
    if (!waiting) waiting = body.each("WAITING");
    auto cause = waiting->each("CAUSE");
    auto badge = cause.include("STATE", "parts/state.html");
    fill_state(badge, waiting_cell({.waiting = count.waiting}));
    cause.set("ACCOUNTS", accounts_text(count.accounts, count.more))
        .set("HREF", waiting_href(count.integration_id, count.waiting))
        .set("AGE", "a mais antiga " + age_text(context, count.oldest));
  }
}

void fill_attempts(const Context& context, View& body, std::uint32_t integration_id) {
  const auto attempts =
      storage::list_attempts_of(context.tenant(), integration_id, before_of(context), k_attempts);
  auto lines = body.include("ATTEMPT_LINES", "accounts/attempts.html");
  std::map<std::uint64_t, std::string> customers;
  for (const auto& attempt : attempts) customers[attempt.account_id];
  std::vector<std::uint64_t> ids;
  for (const auto& [id, _] : customers) ids.push_back(id);
  for (auto& line : storage::list_transmissions_of(context.tenant(), ids, context.house.clock.now()))
    customers[line.account.id] = std::move(line.customer_name);
  for (const auto& attempt : attempts) fill_attempt(context, lines, attempt, customers[attempt.account_id]);
  lines.show_if(attempts.empty(), "NONE");
  if (attempts.size() == k_attempts)
    lines.each("OLDER").set("HREF", context.request.path + "?antes=" + std::to_string(attempts.back().id));
}

// --- Testar/Sincronizar
// ----------------------------------------------------------------------------------------------

/// Who must act before the platform answers as it should.
std::string_view who_acts(domain::Reason reason) {
  switch (reason) {
    case domain::Reason::credential:
      return "um administrador deste provedor, nos parâmetros da integração; se estiverem certos, a "
             "plataforma, "
             "que precisa liberar a credencial.";
    case domain::Reason::registry:
    case domain::Reason::permanent:
    case domain::Reason::conflict:
    case domain::Reason::commercial:
      return "a plataforma: mostre a ela a chamada abaixo.";
    case domain::Reason::none:
    case domain::Reason::held:
    case domain::Reason::again:
      break;
  }
  return "em geral ninguém: tente de novo em alguns minutos. Se continuar, confira o endereço nos parâmetros "
         "e mostre à plataforma a chamada abaixo.";
}

struct Asked {
  operations::ProductsAsked answer = {};
  operations::ProductChanges changes = {};
};

void fill_answer(View& body, const Asked& asked) {
  body.show("CALLS");
  for (const auto& exchange : asked.answer.exchanges) fill_exchange(body, exchange);
  if (const auto& failure = asked.answer.said.failure)
    body.each("FAILED").set("TEXT", failure->message).set("WHO", who_acts(failure->reason));
}

void add_change(View& list, std::string_view what, const std::string& name, const std::string& code,
                const std::vector<storage::PackageName>& packages = {}) {
  auto change = list.each("CHANGE");
  change.set("WHAT", what).set("NAME", name).set("CODE", code);
  std::string names;
  for (const auto& package : packages) names += (names.empty() ? "" : ", ") + package.description;
  if (!names.empty()) change.each("PACKAGES").set("TEXT", "usado por " + names);
}

void fill_changes(View& body, const operations::ProductChanges& changes, std::string_view title) {
  if (changes.empty() && changes.unusable.empty()) return;
  auto list = body.each("CHANGES");
  list.set("TITLE", title);
  for (const auto& one : changes.vanished)
    add_change(list, "Inativar", one.product.name, one.product.code, one.packages);
  for (const auto& one : changes.added) add_change(list, "Adicionar", one.name, one.code);
  for (const auto& one : changes.changed) add_change(list, "Atualizar", one.name, one.code);
  for (const auto& code : changes.unusable) add_change(list, "Não serve como código", "", code);
}

void fill_buttons(const Context& context, View& body, std::uint32_t id, std::optional<std::size_t> gone) {
  const auto test = path_of(id) + "/testar";
  const auto sync = path_of(id) + "/produtos/sincronizar";
  if (may_use(context, http::Method::post, test)) body.each("TEST").set("ACTION", test);
  if (!may_use(context, http::Method::post, sync)) return;
  auto button = body.each("SYNC");
  button.set("ACTION", sync).set("LABEL", gone ? "Sincronizar mesmo assim" : "Sincronizar produtos");
  if (gone) button.each("CONFIRMED").set("GONE", *gone);
}

constexpr std::string_view k_test_file = "integrations/active_test.html";
constexpr auto k_test_title = "Testar / Sincronizar";

void fill_head(const Context& context, Page& page, const operations::IntegrationView& view) {
  const auto path = path_of(view.integration.id);
  page.under(view.integration.description, path);
  page.lead("Chama a plataforma de verdade, com os parâmetros salvos, e mostra o que ela respondeu.");
  page.side_action("Produtos", path + "/produtos", "grid-3x3-gap")
      .side_action("Transmissões", path + "/transmissoes", "broadcast");
  auto state = page.body().include("STATE", "parts/state.html");
  fill_state(state, queue_cell(*view.platform, queue_now(context, view.integration.id),
                               storage::count_waiting(context.tenant(), context.house.clock.now())));
}

Asked ask(const Context& context, const operations::IntegrationView& view) {
  const auto operations = context.operations();
  Asked asked{.answer = operations::ask_products(operations, view.integration, context.house.outbound)};
  if (!asked.answer.said.failure)
    asked.changes = operations::changes_of(operations, view.integration.id, asked.answer.said.products);
  return asked;
}

http::Response switch_queue(Context& context, bool paused) {
  const auto view = find(context);
  if (!view) return failure(context, 404, k_missing);
  const auto back = path_of(view->integration.id) + "/transmissoes";
  const auto done = paused ? operations::pause_queue(context.operations(), view->integration.id)
                           : operations::resume_queue(context.operations(), view->integration.id);
  if (!done) return redirect_with(context, back, done.error().message, Tone::warning);
  return redirect_with(context, back, paused ? "Transmissões pausadas." : "Transmissões retomadas.");
}

}  // namespace

Cell queue_cell(const platforms::Platform& platform, const storage::Queue& queue,
                const std::vector<storage::WaitingCount>& counts) {
  if (!platform.is_told()) return {.text = "—"};
  if (!queue.active) return {.text = "Inativa", .tone = Cell::Tone::muted};
  if (queue.state.paused_by == storage::k_paused_by_person)
    return {.text = "Pausada", .tone = Cell::Tone::suspended};
  if (queue.state.paused_by == storage::k_paused_by_move)
    return {.text = "Trocando de conta", .tone = Cell::Tone::waiting};
  if (queue.state.paused_at)
    return {.text = "Credencial recusada", .tone = Cell::Tone::bad, .title = queue.state.message};
  if (queue.held > 0)
    return {.text = number_cell(queue.held).text + (queue.held == 1 ? " retida" : " retidas"),
            .tone = Cell::Tone::bad,
            .title = std::string(domain::words_of(domain::Waiting::held).cure)};
  const auto waiting = waiting_of(counts, queue.integration_id);
  if (waiting.accounts == 0) return {.text = "Em ordem", .tone = Cell::Tone::good};
  return {.text = accounts_text(waiting.accounts, waiting.more) +
                  (waiting.accounts == 1 ? " pendente" : " pendentes"),
          .tone = Cell::Tone::waiting};
}

std::string accounts_text(std::uint64_t accounts, bool more) {
  return (more ? "mais de " : "") + number_cell(accounts).text;
}

std::string stop_text(const Context& context, const storage::Queue& queue) {
  const auto& state = queue.state;
  if (!queue.active) return "";
  if (state.paused_by == storage::k_paused_by_person && state.paused_at)
    return "transmissões pausadas por alguém em " + context.provider.zone.minute_br(*state.paused_at) +
           "; nada sai até que um administrador as retome.";
  if (state.paused_by == storage::k_paused_by_move)
    return "a integração passa a outra conta da plataforma: o que foi transmitido é esquecido, e cada conta "
           "é "
           "procurada ou criada lá.";
  if (state.paused_at)
    return state.message + " As transmissões esperam até que os parâmetros sejam salvos corrigidos.";
  if (state.probe_at && *state.probe_at > context.house.clock.now())
    return "a plataforma não responde; uma conta tenta de novo em " +
           context.provider.zone.second_br(*state.probe_at) + ", e com ela as outras seguem.";
  return "";
}

http::Response active_test(const Context& context, const operations::IntegrationView& view) {
  Page page(context, k_test_file, k_test_title);
  fill_head(context, page, view);
  if (view.platform->telling.products == nullptr)
    page.body().show("NO_TEST");
  else
    fill_buttons(context, page.body(), view.integration.id, std::nullopt);
  return page.answer();
}

http::Response active_test_run(const Context& context, const operations::IntegrationView& view) {
  if (view.platform->telling.products == nullptr) return active_test(context, view);
  const auto asked = ask(context, view);
  if (!asked.answer.said.failure) operations::resume_after_success(context.operations(), view.integration.id);
  Page page(context, k_test_file, k_test_title);
  fill_head(context, page, view);
  auto& body = page.body();
  fill_answer(body, asked);
  if (!asked.answer.said.failure) {
    const auto products = asked.answer.said.products.size();
    body.each("WENT_WELL")
        .set("TEXT",
             "A plataforma aceitou a credencial e listou " + count_text(products, "produto.", "produtos."));
    fill_changes(body, asked.changes, "O que Sincronizar mudaria");
  }
  fill_buttons(context, body, view.integration.id, std::nullopt);
  return page.answer();
}

http::Response product_sync(Context& context) {
  const auto view = find(context);
  if (!view || view->platform->telling.products == nullptr) return failure(context, 404, k_missing);
  const auto asked = ask(context, *view);
  std::optional<std::size_t> doubt;
  const auto confirmed = context.form.find("confirmados");
  const auto gone = asked.changes.vanished.size();
  if (asked.changes.doubtful && confirmed != std::to_string(gone)) doubt = gone;
  std::optional<base::Problem> refusal;
  if (!asked.answer.said.failure && !doubt)
    if (const auto done = operations::apply(context.operations(), view->integration.code, asked.changes);
        !done)
      refusal = done.error();
  Page page(context, k_test_file, k_test_title);
  fill_head(context, page, *view);
  auto& body = page.body();
  fill_answer(body, asked);
  fill_buttons(context, body, view->integration.id, doubt);
  if (refusal) body.each("DOUBTFUL").set("TEXT", "Nada foi mudado: " + refusal->message);
  if (asked.answer.said.failure || refusal) return page.answer();
  if (doubt)
    body.each("DOUBTFUL")
        .set("TEXT", "Nada foi mudado ainda: a lista que veio inativaria " +
                         count_text(gone, "produto", "produtos") +
                         ", mais de 20 % do que está à venda. Confira com a plataforma se é isso mesmo.");
  else
    body.each("WENT_WELL")
        .set("TEXT", asked.changes.empty() ? "Os produtos já estavam iguais aos da plataforma."
                                           : "Produtos sincronizados. Nada foi apagado.");
  fill_changes(body, asked.changes, doubt ? "O que mudaria" : "O que mudou");
  return page.answer();
}

http::Response integration_transmissions(Context& context) {
  const auto view = find(context);
  if (!view) return failure(context, 404, k_missing);
  const auto path = path_of(view->integration.id);
  Page page(context, "integrations/transmissions.html", "Transmissões de " + view->integration.description);
  page.under(view->integration.description, path);
  page.side_action("Testar / Sincronizar", path + "/testar", "plug");
  const auto queue = queue_now(context, view->integration.id);
  if (queue.state.paused_at || queue.state.probe_at) page.action("Retomar", path + "/retomar", "play");
  if (queue.state.paused_by != storage::k_paused_by_person)
    page.side_action("Pausar", path + "/pausar", "pause-circle");
  page.section("Alterações", path + "/historico", false)
      .section("Transmissões", path + "/transmissoes", true)
      .section("Contas retidas", held_losses_path(view->integration.id), false);
  const bool closing = storage::find_closing(context.tenant(), view->integration.id).has_value();
  if (closing)
    page.side_action("Manter as contas", path + "/manter-contas", "slash-circle");
  else if (view->integration.active)
    page.side_action("Remover as contas", path + "/remover-contas", "trash");
  fill_queue(context, page.body(), *view);
  if (closing) page.look_again(page.body());
  fill_attempts(context, page.body(), view->integration.id);
  return page.answer();
}

http::Response integration_pause_ask(Context& context) {
  const auto view = find(context);
  if (!view) return failure(context, 404, k_missing);
  return confirm_answer(
      context, {.title = "Pausar as transmissões de " + view->integration.description + "?",
                .consequences = {"Nada mais é enviado à plataforma: quem compra espera, e quem é suspenso ou "
                                 "removido continua com acesso lá.",
                                 "Nada se perde: ao retomar, cada conta é levada ao estado daquele momento."},
                .button = "Pausar",
                .action = context.request.path,
                .cancel_href = path_of(view->integration.id) + "/transmissoes"});
}

http::Response integration_pause(Context& context) { return switch_queue(context, true); }

http::Response integration_resume_ask(Context& context) {
  const auto view = find(context);
  if (!view) return failure(context, 404, k_missing);
  const auto waiting =
      waiting_of(storage::count_waiting(context.tenant(), context.house.clock.now()), view->integration.id);
  return confirm_answer(context,
                        {.title = "Retomar as transmissões de " + view->integration.description + "?",
                         .consequences = {accounts_text(waiting.accounts, waiting.more) +
                                          (waiting.accounts == 1 ? " conta espera" : " contas esperam") +
                                          " e voltam a ser transmitidas já."},
                         .button = "Retomar",
                         .danger = false,
                         .action = context.request.path,
                         .cancel_href = path_of(view->integration.id) + "/transmissoes"});
}

http::Response integration_resume(Context& context) { return switch_queue(context, false); }

}  // namespace web
