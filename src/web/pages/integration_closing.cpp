#include "operations/closings.h"
#include "operations/integrations.h"
#include "web/answers.h"
#include "web/confirm.h"
#include "web/pages/handlers.h"
#include "web/texts.h"

/// *Remover as contas* of an integration, and keeping them after all (D58).
namespace web {

namespace {

constexpr std::string_view k_missing = "Esta integração não existe.";

std::optional<operations::IntegrationView> find(const Context& context) {
  auto view =
      operations::find_integration_by_id(context.operations(), static_cast<std::uint32_t>(context.id()));
  return view && view->platform->is_told() ? std::move(view) : std::nullopt;
}

std::string back_path(const operations::IntegrationView& view) {
  return "/plataformas/" + std::to_string(view.integration.id) + "/transmissoes";
}

http::Response done_or_why(const Context& context, const operations::IntegrationView& view,
                           const base::Result<base::Done>& done, std::string_view said) {
  if (!done) return redirect_with(context, back_path(view), done.error().message, Tone::warning);
  return redirect_with(context, back_path(view), said);
}

}  // namespace

http::Response integration_empty_ask(Context& context) {
  const auto view = find(context);
  if (!view) return failure(context, 404, k_missing);
  if (!view->integration.active)
    return redirect_with(context, back_path(*view),
                         "A integração está inativa e nada transmite: ative-a antes de remover as contas.",
                         Tone::warning);
  const auto there = operations::accounts_there(context.operations(), view->integration.id);
  return confirm_answer(
      context,
      {.title = "Remover as contas de " + view->integration.description + "?",
       .consequences =
           {count_text(there, "conta é removida", "contas são removidas") +
                " da plataforma, uma a uma: os clientes perdem o acesso lá.",
            "Enquanto isso nenhum pacote da integração é vendido, e nada mais é criado lá.",
            "Quando a última sair, a integração fica inativa. Os pacotes continuam nos serviços: se a "
            "integração for ativada de novo, as contas são criadas outra vez.",
            "Até lá dá para voltar atrás em Manter as contas; o que já saiu é criado de novo."},
       .button = "Remover as contas",
       .action = context.request.path,
       .cancel_href = back_path(*view)});
}

http::Response integration_empty(Context& context) {
  const auto view = find(context);
  if (!view) return failure(context, 404, k_missing);
  return done_or_why(context, *view, operations::remove_accounts(context.operations(), view->integration.id),
                     "As contas estão sendo removidas; esta página mostra quantas faltam.");
}

http::Response integration_keep_ask(Context& context) {
  const auto view = find(context);
  if (!view) return failure(context, 404, k_missing);
  return confirm_answer(
      context,
      {.title = "Manter as contas de " + view->integration.description + "?",
       .consequences = {"A remoção para aqui, e a integração continua ativa.",
                        "As contas que já saíram e ainda são devidas são criadas de novo na plataforma."},
       .button = "Manter as contas",
       .danger = false,
       .action = context.request.path,
       .cancel_href = back_path(*view)});
}

http::Response integration_keep(Context& context) {
  const auto view = find(context);
  if (!view) return failure(context, 404, k_missing);
  return done_or_why(context, *view, operations::keep_accounts(context.operations(), view->integration.id),
                     "As contas ficam; as que já tinham saído são criadas de novo.");
}

}  // namespace web
