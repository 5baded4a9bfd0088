#include "operations/closings.h"
#include "operations/integrations.h"
#include "web/answers.h"
#include "web/confirm.h"
#include "web/form_reader.h"
#include "web/pages/handlers.h"
#include "web/saved.h"
#include "web/texts.h"

namespace web {

namespace {

constexpr std::string_view k_missing = "Esta integração não existe.";

std::optional<operations::IntegrationView> find(const Context& context) {
  return operations::find_integration_by_id(context.operations(), static_cast<std::uint32_t>(context.id()));
}

http::Response switch_active(Context& context, bool active) {
  const auto view = find(context);
  if (!view) return failure(context, 404, k_missing);
  const auto done = operations::set_integration_active(context.operations(), view->integration.code, active);
  if (!done) return redirect_with(context, "/plataformas", done.error().message, Tone::warning);
  return saved_in_list(
      context, "/plataformas", view->integration.id, Saved::changed,
      (active ? "Integração ativada: " : "Integração inativada: ") + view->integration.description + ".");
}

/// How long the old URL may go on working.
void fill_rotation(const Context& context, View view) {
  constexpr std::pair<std::string_view, std::string_view> k_hours[] = {
      {"0", "nada: deixa de valer agora"}, {"24", "1 dia"}, {"168", "7 dias"}, {"720", "30 dias"}};
  view.set("ACTION", context.request.path);
  const auto typed = context.form.find("sobreposicao_horas").value_or("168");
  for (const auto& [hours, label] : k_hours) {
    auto option = view.each("HOURS");
    option.set("VALUE", hours).set("LABEL", label).show_if(hours == typed, "SELECTED");
  }
}

}  // namespace

http::Response integration_deactivate_ask(Context& context) {
  const auto view = find(context);
  if (!view) return failure(context, 404, k_missing);
  const bool told = view->platform->is_told();
  const auto live =
      told ? operations::accounts_there(context.operations(), view->integration.id)
           : storage::count_live_accounts(context.tenant(), view->integration.id, context.house.clock.now());
  Confirmation question{
      .title = "Inativar a integração " + view->integration.description + "?",
      .consequences =
          {told ? "Nada mais é transmitido e toda validação passa a ser negada, já na próxima chamada."
                : "Toda validação passa a ser negada, já na próxima chamada.",
           told ? count_text(live, "conta continua", "contas continuam") + " na plataforma."
                : count_text(live, "cliente com acesso o perde.", "clientes com acesso o perdem."),
           "Os pacotes que a usam deixam de ser vendidos; quem já os tem continua com eles."},
      .button = "Inativar",
      .action = context.request.path,
      .cancel_href = "/plataformas"};
  if (told && live > 0 && view->integration.active) {
    question.consequences.push_back(
        "O que mudar enquanto isso fica anotado e é transmitido quando ela for ativada de novo; até lá, quem "
        "tem conta lá continua com acesso, e a plataforma pode cobrá-la. Para que não fiquem, remova as "
        "contas "
        "antes: com a última, a integração fica inativa sozinha.");
    question.first_label = "Remover as contas antes";
    question.first_href = "/plataformas/" + std::to_string(view->integration.id) + "/remover-contas";
    question.button = "Inativar e deixar as contas";
  }
  return confirm_answer(context, question);
}

http::Response integration_deactivate(Context& context) { return switch_active(context, false); }

http::Response integration_activate_ask(Context& context) {
  const auto view = find(context);
  if (!view) return failure(context, 404, k_missing);
  Confirmation question{.title = "Ativar a integração " + view->integration.description + "?",
                        .consequences = {"As validações voltam a seguir o direito de cada cliente."},
                        .button = "Ativar",
                        .danger = false,
                        .action = context.request.path,
                        .cancel_href = "/plataformas"};
  if (view->platform->is_told())
    question.consequences.push_back("O que mudou enquanto estava inativa é transmitido.");
  return confirm_answer(context, question);
}

http::Response integration_activate(Context& context) { return switch_active(context, true); }

http::Response integration_callback(Context& context) {
  const auto view = find(context);
  if (!view) return failure(context, 404, k_missing);
  Page page(context, "integrations/callback.html", "Callback URL");
  page.under(view->integration.description, "/plataformas/" + std::to_string(view->integration.id));
  page.lead("Envie este endereço à plataforma: é por ele que ela consulta o Catraca.");
  auto& body = page.body();
  body.set("URL", callback_url(context.provider, view->callback_token));
  for (const auto& old : view->old_callbacks) {
    auto item = body.each("OLD");
    item.set("URL", callback_url(context.provider, old.token))
        .set("UNTIL", context.provider.zone.minute_br(old.expires_at));
  }
  if (!view->platform->callback_setting.empty())
    body.each("DERIVED").set("SETTING", view->platform->callback_setting);
  else if (may_use(context, http::Method::post, context.request.path))
    fill_rotation(context, body.each("ROTATE"));
  return page.answer();
}

http::Response integration_callback_rotate(Context& context) {
  const auto view = find(context);
  if (!view) return failure(context, 404, k_missing);
  FormReader reader(context.form);
  const auto hours = reader.number("sobreposicao_horas", 720).value.value_or(168);
  const auto done =
      operations::rotate_callback(context.operations(), view->integration.code, std::chrono::hours(hours));
  if (!done) return redirect_with(context, context.request.path, done.error().message, Tone::warning);
  return redirect_with(context, context.request.path,
                       "Callback URL trocada. Envie a nova à plataforma antes que a antiga deixe de valer.");
}

}  // namespace web
