#include "base/text.h"
#include "operations/plan_services.h"
#include "operations/plans.h"
#include "web/answers.h"
#include "web/confirm.h"
#include "web/form_reader.h"
#include "web/pages/handlers.h"
#include "web/pages/job_page.h"
#include "web/texts.h"

/// *Reajustar Valores* and *Renovar Vigência Contratual* (D24): typed, previewed, confirmed.
namespace web {

namespace {

constexpr std::string_view k_missing = "Este plano não existe.";
constexpr std::uint32_t k_most_months = 1200;

std::optional<operations::PlanView> find(const Context& context) {
  return operations::find_plan_by_id(context.operations(), static_cast<std::uint32_t>(context.id()));
}

void lead_to(Page& page, const operations::PlanView& view) {
  page.under(view.plan.description, "/planos/" + std::to_string(view.plan.id));
}

/// Money with an optional minus, which a plain amount does not take.
base::Patch<base::Cents> signed_money(FormReader& reader, const http::Params& form, const std::string& name) {
  const auto text = std::string(base::trim(form.get(name)));
  if (!text.starts_with('-')) return reader.money(name);
  http::Params positive;
  positive.set(name, text.substr(1));
  FormReader inner(positive);
  const auto read = inner.money(name);
  for (const auto& error : inner.errors().items()) reader.refuse(name, error.message);
  return read.value ? base::Patch<base::Cents>(-*read.value) : base::Patch<base::Cents>{};
}

operations::Adjustment adjustment_of(FormReader& reader, const http::Params& form) {
  return {.percent_hundredths = signed_money(reader, form, "percentual").value,
          .amount = signed_money(reader, form, "valor").value};
}

operations::Renewal renewal_of(FormReader& reader) {
  return {.months = reader.number("meses", k_most_months).value, .until = reader.date("ate").value};
}

http::Response adjust_form(const Context& context, const operations::PlanView& view,
                           const http::Params& values, const base::Problem* problem) {
  Page page(context, "form.html", "Reajustar Valores");
  lead_to(page, view);
  page.lead("Valor atual do plano: " + base::money_br(view.plan.value_cents) + ".");
  Form form(context, page, context.request.path, values, problem);
  form.line({{.name = "percentual",
              .label = "Percentual",
              .hint = "Como 4,5; com sinal de menos, reduz.",
              .suffix = "%"},
             {.name = "valor",
              .label = "ou Valor",
              .kind = Field::Kind::money,
              .hint = "Somado ao valor do plano."}});
  form.line({{.name = "com_servicos",
              .label = "Reajustar também os serviços existentes",
              .kind = Field::Kind::flag,
              .hint = "Sem marcar, só as próximas vendas usam o novo valor."}});
  return form.answer("Ver Prévia", "/planos");
}

http::Response renew_form(const Context& context, const operations::PlanView& view,
                          const http::Params& values, const base::Problem* problem) {
  Page page(context, "form.html", "Renovar Vigência Contratual");
  lead_to(page, view);
  page.lead("Estende a data de fim de contrato dos serviços ativos deste plano.");
  Form form(context, page, context.request.path, values, problem);
  form.line(
      {{.name = "meses", .label = "Meses a acrescentar", .kind = Field::Kind::number, .suffix = "meses"},
       {.name = "ate", .label = "ou nova data de fim", .kind = Field::Kind::date}});
  return form.answer("Ver Prévia", "/planos");
}

http::Response confirm_adjustment(const Context& context, const operations::AdjustedPlan& line) {
  Confirmation question{.title = "Reajustar " + line.description + "?",
                        .button = "Reajustar",
                        .danger = false,
                        .action = context.request.path,
                        .cancel_href = "/planos"};
  question.consequences.push_back("O valor do plano passa de " + base::money_br(line.before) + " para " +
                                  base::money_br(line.after) + ".");
  question.consequences.push_back(context.form.get("com_servicos") == "1"
                                      ? count_text(line.services, "serviço existente é reajustado também.",
                                                   "serviços existentes são reajustados também.")
                                      : count_text(line.services, "serviço existente mantém o valor que tem.",
                                                   "serviços existentes mantêm o valor que têm."));
  for (const auto* name : {"percentual", "valor", "com_servicos"})
    question.hidden.emplace_back(name, context.form.get(name));
  question.hidden.emplace_back("esperado", std::to_string(line.before));
  return confirm_answer(context, question);
}

std::string day_or(const std::optional<base::Date>& day, std::string_view none) {
  return day ? base::to_br(*day) : std::string(none);
}

http::Response confirm_renewal(const Context& context, const operations::PlanView& view,
                               const operations::RenewalPreview& preview) {
  Confirmation question{.title = "Renovar a vigência dos serviços de " + view.plan.description + "?",
                        .button = "Renovar",
                        .danger = false,
                        .action = context.request.path,
                        .cancel_href = "/planos"};
  question.consequences.push_back(
      count_text(preview.services, "serviço é renovado.", "serviços são renovados."));
  question.consequences.push_back("Os fins de contrato, hoje de " + day_or(preview.first_end, "nenhum") +
                                  " a " + day_or(preview.last_end, "nenhum") + ", passam a ir de " +
                                  day_or(preview.first_end_after, "nenhum") + " a " +
                                  day_or(preview.last_end_after, "nenhum") + ".");
  if (preview.without_end > 0)
    question.consequences.push_back(
        context.form.get("ate").empty()
            ? count_text(preview.without_end, "serviço não tem data de fim e continua assim.",
                         "serviços não têm data de fim e continuam assim.")
            : count_text(preview.without_end, "serviço não tem data de fim e passa a ter.",
                         "serviços não têm data de fim e passam a ter."));
  for (const auto* name : {"meses", "ate"}) question.hidden.emplace_back(name, context.form.get(name));
  question.hidden.emplace_back("confirmado", "1");
  return confirm_answer(context, question);
}

}  // namespace

http::Response plan_adjust(Context& context) {
  const auto view = find(context);
  if (!view) return failure(context, 404, k_missing);
  return adjust_form(context, *view, {}, nullptr);
}

http::Response plan_adjust_save(Context& context) {
  const auto view = find(context);
  if (!view) return failure(context, 404, k_missing);
  FormReader reader(context.form);
  const auto adjustment = adjustment_of(reader, context.form);
  const auto expected = context.form.get("esperado");
  operations::PlanToAdjust plan{.code = view->plan.code};
  if (!expected.empty()) plan.expected = std::strtoll(expected.c_str(), nullptr, 10);
  const auto done = carry_out(context.db, reader, [&] {
    if (expected.empty()) return operations::preview_adjustment(context.operations(), {plan}, adjustment);
    return operations::adjust_plans(context.operations(), {plan}, adjustment, reader.flag("com_servicos"));
  });
  if (!done) return adjust_form(context, *view, context.form, &done.error());
  if (expected.empty()) return confirm_adjustment(context, done->front());
  const auto& line = done->front();
  const auto text = "Valor reajustado para " + base::money_br(line.after) + ".";
  if (!line.job_id) return redirect_with(context, "/planos", text);
  return redirect_with(context, job_path(*line.job_id), text + " Os serviços mudam em segundo plano.");
}

http::Response plan_renew(Context& context) {
  const auto view = find(context);
  if (!view) return failure(context, 404, k_missing);
  return renew_form(context, *view, {}, nullptr);
}

http::Response plan_renew_save(Context& context) {
  const auto view = find(context);
  if (!view) return failure(context, 404, k_missing);
  FormReader reader(context.form);
  const auto renewal = renewal_of(reader);
  const auto preview = carry_out(context.db, reader, [&] {
    return operations::preview_renewal(context.operations(), view->plan.code, renewal);
  });
  if (!preview) return renew_form(context, *view, context.form, &preview.error());
  if (context.form.get("confirmado") != "1") return confirm_renewal(context, *view, *preview);
  const auto started = operations::renew_contracts(context.operations(), view->plan.code, renewal);
  if (!started) return redirect_with(context, "/planos", started.error().message, Tone::warning);
  return redirect_with(context, job_path(*started),
                       "Renovação iniciada: os serviços mudam em segundo plano.");
}

}  // namespace web
