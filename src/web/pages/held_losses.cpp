#include "web/pages/held_losses.h"

#include <algorithm>

#include "operations/integrations.h"
#include "platforms/platform.h"
#include "storage/providers.h"
#include "web/answers.h"
#include "web/confirm.h"
#include "web/pages/handlers.h"
#include "web/pages/integration_transmissions.h"
#include "web/pages/job_page.h"
#include "web/texts.h"

/// *Contas retidas* of an integration: a person lets them go, one cause at a time, or drops those that are
/// right again.
namespace web {

namespace {

using domain::LossCause;
using operations::HeldLosses;

constexpr std::string_view k_missing = "Esta integração não existe, ou nada é transmitido a ela.";
constexpr std::string_view k_no_cause = "Não há uma causa de retenção com este nome.";
constexpr std::string_view k_nothing_held = "Nenhuma conta está mais retida por esta causa.";

std::string accounts(std::uint64_t n) { return count_text(n, "conta", "contas"); }

/// Only of integrations that are told by us.
std::optional<operations::IntegrationView> find(const Context& context) {
  auto view =
      operations::find_integration_by_id(context.operations(), static_cast<std::uint32_t>(context.id()));
  if (!view || !view->platform->is_told()) return std::nullopt;
  return view;
}

/// What the platform hears of each account of a cause.
std::string_view what_is_sent(LossCause cause, const platforms::Platform& platform) {
  if (cause == LossCause::other)
    return "o que o cadastro pedir: suspensão, remoção ou retirada de um produto";
  const bool suspends = domain::words_of(cause).suspends && platform.can.suspends;
  return suspends ? "a suspensão" : "a remoção da conta ou do produto";
}

const storage::LossHold* hold_of(const std::optional<HeldLosses>& held, LossCause cause) {
  if (!held) return nullptr;
  const auto found = std::ranges::find(held->causes, cause, &storage::LossHold::cause);
  return found == held->causes.end() ? nullptr : &*found;
}

std::string cured_text(std::uint32_t n) {
  return accounts(n) + (n == 1 ? " voltou ao que era" : " voltaram ao que eram");
}

std::string let_go_text(std::uint32_t n) {
  if (n == 0) return "nenhuma foi liberada";
  return accounts(n) + (n == 1 ? " foi liberada por alguém" : " foram liberadas por alguém");
}

void fill_held(const Context& context, View& body, const HeldLosses& held,
               const platforms::Platform& platform) {
  auto part = body.each("SHUT");
  part.set("ACCOUNTS", accounts(held.total.held))
      .set("VERB", held.total.held == 1 ? "está retida" : "estão retidas")
      .set("SINCE", context.provider.zone.minute_br(held.since))
      .set("LIST", waiting_href(held.integration_id, domain::Waiting::held));
  if (held.total.cured > 0)
    part.each("GONE").set("TEXT", cured_text(held.total.cured) + ": nada foi enviado.");
  if (held.total.let_go > 0) part.each("GONE").set("TEXT", let_go_text(held.total.let_go) + ".");
  part.show_if(operations::answers_checks(context.operations()), "CHECKS");
  for (const auto& hold : held.causes) {
    const auto words = domain::words_of(hold.cause);
    const auto path = held_losses_path(held.integration_id) + "/" + std::string(words.name) + "/liberar";
    auto row = part.each("CAUSE");
    row.set("LABEL", words.label)
        .set("ACCOUNTS", number_cell(hold.held).text)
        .set("SENT", what_is_sent(hold.cause, platform));
    if (may_visit(context, path)) row.each("LET_GO").set("HREF", path);
  }
}

/// How the last time ended, for who comes after it.
void fill_last(const Context& context, View& body, std::uint32_t integration_id) {
  const auto guards = storage::list_guards(context.tenant());
  const auto guard = std::ranges::find(guards, integration_id, &storage::GuardState::integration_id);
  if (guard == guards.end() || !guard->last_open_at || !guard->last_shut_at) return;
  const auto& zone = context.provider.zone;
  body.each("LAST")
      .set("FROM", zone.minute_br(*guard->last_shut_at))
      .set("UNTIL", zone.minute_br(*guard->last_open_at))
      .set("ACCOUNTS", accounts(guard->last_accounts) + (guard->last_accounts == 1 ? " retida" : " retidas"))
      .set("CURED", cured_text(guard->last_accounts - guard->last_let_go))
      .set("LET_GO", let_go_text(guard->last_let_go));
}

http::Response to_job(const Context& context, const base::Result<std::uint64_t>& job, std::string_view said) {
  if (!job)
    return redirect_with(context, held_losses_path(static_cast<std::uint32_t>(context.id())),
                         job.error().message, Tone::warning);
  return redirect_with(context, job_path(*job), said);
}

}  // namespace

std::string held_losses_path(std::uint32_t integration_id) {
  return "/plataformas/" + std::to_string(integration_id) + "/retidas";
}

void fill_held_losses(const Context& context, View& body) {
  const auto all = operations::list_held_losses(context.operations());
  if (all.empty()) return;
  auto part = body.include("HELD_LOSSES", "transmissions/held.html");
  const bool checks = operations::answers_checks(context.operations());
  for (const auto& held : all) {
    auto notice = part.each("HELD");
    notice.set("INTEGRATION", held.integration)
        .set("HREF", held_losses_path(held.integration_id))
        .set("ACCOUNTS", accounts(held.total.held) + (held.total.held == 1 ? " retida" : " retidas"))
        .set("SINCE", context.provider.zone.minute_br(held.since))
        .show_if(checks, "CHECKS");
  }
}

http::Response held_losses(Context& context) {
  const auto view = find(context);
  if (!view) return failure(context, 404, k_missing);
  const auto id = view->integration.id;
  Page page(context, "integrations/held.html", "Contas retidas de " + view->integration.description);
  page.under(view->integration.description, "/plataformas/" + std::to_string(id));
  page.lead("Quando muitas suspensões e remoções chegam de uma vez, esperam aqui que alguém as confira.");
  const auto held = operations::find_held_losses(context.operations(), id);
  if (held) page.side_action("Descartar as corrigidas", held_losses_path(id) + "/descartar", "arrow-repeat");
  page.section("Alterações", "/plataformas/" + std::to_string(id) + "/historico", false)
      .section("Transmissões", "/plataformas/" + std::to_string(id) + "/transmissoes", false)
      .section("Contas retidas", held_losses_path(id), true);
  auto& body = page.body();
  const auto provider = storage::find_provider(context.tenant().db, context.tenant().provider_id).value();
  body.set("LEAST", number_cell(provider.guard_least).text)
      .set("PERCENT", std::to_string(provider.guard_percent));
  if (held)
    fill_held(context, body, *held, *view->platform);
  else
    body.show("OPEN");
  fill_last(context, body, id);
  return page.answer();
}

http::Response held_losses_let_go_ask(Context& context) {
  const auto view = find(context);
  if (!view) return failure(context, 404, k_missing);
  const auto cause = domain::loss_cause_from(context.arg("causa"));
  if (!cause) return failure(context, 404, k_no_cause);
  const auto back = held_losses_path(view->integration.id);
  const auto held = operations::find_held_losses(context.operations(), view->integration.id);
  const auto* hold = hold_of(held, *cause);
  if (hold == nullptr) return redirect_with(context, back, k_nothing_held, Tone::warning);
  const auto words = domain::words_of(*cause);
  const auto& name = view->integration.description;
  return confirm_answer(
      context,
      {.title = "Liberar " + accounts(hold->held) + " em " + name + "?",
       .consequences = {std::string(words.label) + ": " + accounts(hold->held) + ".",
                        name + " recebe " + std::string(what_is_sent(*cause, *view->platform)) +
                            " de cada uma, uma vez só, em segundo plano. O acesso acaba lá em seguida.",
                        "Vale o cadastro do momento do envio: uma conta que já voltou ao que era não gera "
                        "nenhuma chamada.",
                        "As outras causas continuam retidas, e o que for retido depois de agora também."},
       .button = "Liberar " + accounts(hold->held),
       .action = context.request.path,
       .cancel_href = back});
}

http::Response held_losses_let_go(Context& context) {
  const auto view = find(context);
  if (!view) return failure(context, 404, k_missing);
  const auto cause = domain::loss_cause_from(context.arg("causa"));
  if (!cause) return failure(context, 404, k_no_cause);
  return to_job(context, operations::let_losses_go(context.operations(), view->integration.id, *cause),
                "As contas são liberadas em segundo plano.");
}

http::Response held_losses_drop_ask(Context& context) {
  const auto view = find(context);
  if (!view) return failure(context, 404, k_missing);
  const auto back = held_losses_path(view->integration.id);
  const auto held = operations::find_held_losses(context.operations(), view->integration.id);
  if (!held) return redirect_with(context, back, k_nothing_held, Tone::warning);
  return confirm_answer(
      context,
      {.title = "Descartar as retenções corrigidas de " + view->integration.description + "?",
       .consequences =
           {accounts(held->total.held) +
                (held->total.held == 1 ? " retida é conferida" : " retidas são conferidas") +
                " outra vez. Nenhuma suspensão ou remoção é enviada.",
            "As que o cadastro já quer como estão na plataforma saem da lista.",
            "As que o cadastro ainda quer suspensas ou removidas continuam retidas: corrija a origem "
            "(o ERP) ou libere a causa."},
       .button = "Descartar as corrigidas",
       .danger = false,
       .action = context.request.path,
       .cancel_href = back});
}

http::Response held_losses_drop(Context& context) {
  const auto view = find(context);
  if (!view) return failure(context, 404, k_missing);
  return to_job(context, operations::drop_losses(context.operations(), view->integration.id),
                "As contas retidas são conferidas em segundo plano.");
}

}  // namespace web
