#include <algorithm>

#include "base/documents.h"
#include "base/text.h"
#include "domain/answer.h"
#include "operations/attempts.h"
#include "operations/brake.h"
#include "platforms/platform.h"
#include "web/pages/customer_page.h"
#include "web/pages/denial_page.h"
#include "web/pages/denial_parts.h"
#include "web/texts.h"
#include "web/verdicts.h"

namespace web {

namespace {

using domain::Verdict;
using operations::LogInState;

bool is_passive(const domain::Integration& integration) {
  const auto* platform = platforms::find(integration.gateway);
  return platform != nullptr && platform->can.passive;
}

std::string trial_words(domain::Met met) {
  switch (met) {
    case domain::Met::one_customer:
      return "Senha confere";
    case domain::Met::wrong_password:
      return "Senha não confere";
    case domain::Met::conflict:
      return "Conflito: login e senha são de mais de um cliente";
    case domain::Met::unknown:
    case domain::Met::nothing_asked:
      break;
  }
  return "Login desconhecido";
}

/// What of the customer's registry was typed in place of his log-in.
std::string_view typed_field(const Context& context, const Trial& trial, const Call* call) {
  if (call == nullptr) return {};
  const auto asked = operations::log_in_keys_of_text(context.operations(), trial.login);
  for (const auto& known : operations::log_in_keys_of(context.operations(), call->customer.id))
    for (const auto& each : asked)
      if (each.key == known.key) return known.field;
  return {};
}

std::string trial_text(const Context& context, const Trial& trial, const Call* call) {
  const auto met = trial.tried->met;
  if (met == domain::Met::one_customer)
    return trial.tried->answer.verdict == Verdict::liberado
               ? "A plataforma encontra o cliente com este login e senha."
               : "Mas a integração está inativa: tudo é negado.";
  if (met == domain::Met::wrong_password)
    return "O login existe, a senha é outra. Maiúsculas e minúsculas contam.";
  if (met == domain::Met::conflict)
    return "A plataforma não sabe qual dos dois entra, e nega a ambos, até que um deles mude.";
  const auto field = typed_field(context, trial, call);
  const auto* asked = call == nullptr ? nullptr : call->find(trial.integration_id);
  if (field.empty() || asked == nullptr || field == operations::field_of(asked->source))
    return "Nenhum serviço vigente com pacote desta integração tem este login.";
  return "Parece " + std::string(field) + " deste cliente; nesta integração entra-se com " +
         std::string(operations::field_of(asked->source)) + ".";
}

/// Whose it is, the customer in question among them or not.
void fill_trial_customers(const Context& context, View& view, const Trial& trial, const Call* call) {
  const auto& ids = trial.tried->customers;
  bool own = call == nullptr;
  for (std::size_t i = 0; i < ids.size(); ++i) {
    own = own || ids[i] == call->customer.id;
    if (i >= k_most_named) continue;
    if (const auto customer = storage::find_customer(context.tenant(), ids[i]))
      view.each("WHOSE").set("NAME", customer_title(*customer)).set("HREF", customer_path(ids[i]));
  }
  if (ids.size() > k_most_named) view.each("MORE_WHOSE").set("COUNT", ids.size() - k_most_named);
  view.show_if(!own && !ids.empty(), "SOMEBODY_ELSE");
}

void fill_tried(const Context& context, View& view, const Trial& trial, const Call* call) {
  const bool in = trial.tried->answer.verdict == Verdict::liberado;
  auto result = view.each("TRIED");
  result.set("TONE", in ? "good" : "bad").set("ICON", in ? "check-circle-fill" : "x-circle-fill");
  result.set("HEAD", trial_words(trial.tried->met)).set("TEXT", trial_text(context, trial, call));
  result.set("STATUS", static_cast<std::uint64_t>(trial.tried->answer.http_status));
  if (!in) result.each("WIRE").set("WORD", domain::name_of(trial.tried->answer.verdict));
  result.show_if(trial.tried->met == domain::Met::conflict, "CONFLICT");
  fill_trial_customers(context, result, trial, call);
}

/// The integration that the form is sent for, unless another one is chosen: one that the customer has.
std::uint32_t tried_integration(const IntegrationChoice& integrations, const Call* call, const Trial* trial) {
  if (trial != nullptr) return trial->integration_id;
  if (integrations.chosen() != nullptr) return integrations.chosen()->id;
  if (call != nullptr)
    for (const auto& each : call->verdicts.integrations)
      if (each.passive && each.touched()) return each.integration.id;
  return 0;
}

}  // namespace

void fill_trial(const Context& context, View& body, const IntegrationChoice& integrations, const Call* call,
                const Trial* trial) {
  if (!may_use(context, http::Method::post, k_denial_root)) return;
  if (std::none_of(integrations.all().begin(), integrations.all().end(), is_passive)) return;
  auto view = body.each("TRIAL");
  view.set("PATH", k_denial_root);
  view.set("LOGIN", trial == nullptr ? "" : base::printable(trial->login));
  if (call != nullptr) view.each("ABOUT").set("ID", call->customer.id);
  const auto chosen = tried_integration(integrations, call, trial);
  for (const auto& integration : integrations.all())
    if (is_passive(integration))
      view.each("OPTION")
          .set("VALUE", integration.id)
          .set("LABEL", integration.description)
          .show_if(integration.id == chosen, "SELECTED");
  if (trial == nullptr) return;
  view.set_or_hide("PROBLEM", trial->problem);
  if (trial->tried) fill_tried(context, view, *trial, call);
}

Trial try_typed(const Context& context) {
  Trial trial{.integration_id = static_cast<std::uint32_t>(number_of(context.form, "integracao")),
              .login = context.form.get("login")};
  const auto password = context.form.get("senha");
  if (base::trim(trial.login).empty() || password.empty()) {
    trial.problem = "Digite o login e a senha como o cliente os digita.";
    return trial;
  }
  trial.tried = operations::try_log_in(context.operations(), {trial.integration_id, trial.login, password});
  if (!trial.tried) {
    trial.problem = "Escolha a integração.";
  } else if (trial.tried->wait.count() > 0) {
    trial.problem = "Foram muitas senhas erradas seguidas. " + operations::wait_text(trial.tried->wait);
    trial.tried.reset();
  }
  return trial;
}

}  // namespace web
