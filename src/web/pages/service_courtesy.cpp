#include "operations/courtesies.h"
#include "operations/service_preview.h"
#include "web/answers.h"
#include "web/audit_words.h"
#include "web/confirm.h"
#include "web/consequences.h"
#include "web/form_reader.h"
#include "web/pages/customer_page.h"
#include "web/pages/handlers.h"
#include "web/pages/service_package_form.h"
#include "web/texts.h"

/// *Liberar até* (D41): access in spite of the ERP's suspension, granted, replaced and taken back; what it
/// does is named first.
namespace web {

namespace {

using domain::Courtesy;

/// What people mostly give who wait for a payment.
constexpr std::chrono::days k_usual{3};

std::string path_of(const Holder& holder) { return service_path(holder.service.id) + "/liberar"; }

base::Date days_ahead(const Context& context, std::chrono::days days) {
  return std::chrono::sys_days{context.provider.zone.day_of(context.house.clock.now())} + days;
}

std::optional<Courtesy> standing_of(const Context& context, const Holder& holder) {
  return operations::courtesy_in_force(context.operations(), holder.service);
}

http::Params values_of(const Context& context, const std::optional<Courtesy>& standing) {
  http::Params values;
  values.set("ate", base::to_br(standing ? domain::last_day_of(*standing) : days_ahead(context, k_usual)));
  values.set("motivo", standing ? standing->reason : "");
  values.set("isenta_cobranca", standing && standing->free_of_charge ? "1" : "");
  return values;
}

std::string lead_of(const Context& context, const Holder& holder, const std::optional<Courtesy>& standing) {
  const auto status = service_status_cell(holder.service.status_prefix).text;
  if (standing)
    return "Hoje: " + status + ", " + courtesy_text(*standing) + " por " + actor_label(standing->author) +
           " (" + standing->reason + "). O que você gravar aqui substitui isso.";
  return "Hoje: " + status + ", desde " + context.provider.zone.minute_br(holder.service.status_at) +
         ". Até o fim do último dia, uma suspensão conta como habilitado; o status continua o do ERP.";
}

http::Response grant_form(const Context& context, const Holder& holder, const http::Params& values,
                          const base::Problem* problem) {
  Page page(context, "form.html", "Liberar até");
  lead_to(page, holder);
  const auto standing = standing_of(context, holder);
  page.lead(lead_of(context, holder, standing));
  if (standing) page.side_action("Encerrar liberação", path_of(holder) + "/encerrar", "lock");
  Form form(context, page, context.request.path, values, problem);
  form.line({{.name = "ate",
              .label = "Liberar até",
              .kind = Field::Kind::date,
              .required = true,
              .hint = "Último dia com acesso: até " +
                      base::to_br(days_ahead(context, operations::k_longest_courtesy)) + "."},
             {.name = "motivo", .label = "Motivo", .required = true, .wide = true}});
  form.field({.name = "isenta_cobranca",
              .label = "Isentar de cobrança",
              .kind = Field::Kind::flag,
              .hint = "Os pacotes do serviço não são cobrados nestes dias. Sem isso, a cobrança é a de um "
                      "serviço habilitado."});
  return form.answer("Continuar", customer_path(holder.customer.id));
}

operations::CourtesyGrant grant_of(FormReader& reader) {
  return {.last_day = reader.date("ate"),
          .reason = reader.text("motivo"),
          .free_of_charge = reader.flag("isenta_cobranca")};
}

Confirmation asked_about(const Context& context, const Holder& holder,
                         const operations::ServicePreview& preview) {
  auto question = confirmation_of(preview);
  question.action = context.request.path;
  question.cancel_href = customer_path(holder.customer.id);
  question.consequences.insert(question.consequences.begin(),
                               customer_title(holder.customer) + ", serviço " +
                                   std::to_string(holder.service.erp_id) + ": " +
                                   service_status_cell(holder.service.status_prefix).text + ".");
  return question;
}

http::Response ask_to_grant(const Context& context, const Holder& holder,
                            const operations::CourtesyGrant& grant,
                            const operations::ServicePreview& preview) {
  auto question = asked_about(context, holder, preview);
  const auto day = base::to_br(*grant.last_day.value);
  question.title = "Liberar o serviço " + std::to_string(holder.service.erp_id) + " até " + day + "?";
  question.button = "Liberar";
  question.consequences.push_back("Uma suspensão não tira o acesso até o fim de " + day +
                                  "; depois disso ela volta a valer sozinha.");
  question.consequences.push_back(grant.free_of_charge ? "Estes dias não são cobrados."
                                                       : "Estes dias são cobrados como habilitados.");
  if (const auto standing = standing_of(context, holder))
    question.consequences.push_back("Substitui a liberação de agora: " + courtesy_text(*standing) + ".");
  carry(question, context.form);
  return confirm_answer(context, question);
}

http::Response back_to_customer(const Context& context, const Holder& holder, const std::string& text,
                                Tone tone = Tone::success) {
  return redirect_with(context, customer_path(holder.customer.id), text, tone);
}

}  // namespace

http::Response service_courtesy(Context& context) {
  const auto holder = find_holder(context);
  if (!holder) return failure(context, 404, k_no_service);
  return grant_form(context, *holder, values_of(context, standing_of(context, *holder)), nullptr);
}

http::Response service_courtesy_save(Context& context) {
  const auto holder = find_holder(context);
  if (!holder) return failure(context, 404, k_no_service);
  FormReader reader(context.form);
  const auto grant = grant_of(reader);
  const auto erp_id = holder->service.erp_id;
  const auto with = context.operations();
  if (is_taken_back(context.form)) return grant_form(context, *holder, context.form, nullptr);
  if (!is_confirmed(context.form)) {
    const auto preview =
        carry_out(context.db, reader, [&] { return operations::preview_courtesy(with, erp_id, grant); });
    return preview ? ask_to_grant(context, *holder, grant, *preview)
                   : grant_form(context, *holder, context.form, &preview.error());
  }
  const auto done =
      carry_out(context.db, reader, [&] { return operations::grant_courtesy(with, erp_id, grant); });
  if (!done) return grant_form(context, *holder, context.form, &done.error());
  return back_to_customer(
      context, *holder,
      "Serviço " + std::to_string(erp_id) + " liberado até " + base::to_br(*grant.last_day.value) + ".");
}

http::Response service_courtesy_end_ask(Context& context) {
  const auto holder = find_holder(context);
  if (!holder) return failure(context, 404, k_no_service);
  const auto preview = operations::preview_courtesy_end(context.operations(), holder->service.erp_id);
  if (!preview) return back_to_customer(context, *holder, preview.error().message, Tone::warning);
  auto question = asked_about(context, *holder, *preview);
  question.title = "Encerrar a liberação do serviço " + std::to_string(holder->service.erp_id) + "?";
  question.button = "Encerrar liberação";
  const auto standing = standing_of(context, *holder);
  question.consequences.push_back(standing ? "O serviço deixa de estar " + courtesy_text(*standing) +
                                                 ": o status do ERP volta a valer agora."
                                           : "Não há liberação em vigor: nada muda.");
  return confirm_answer(context, question);
}

http::Response service_courtesy_end(Context& context) {
  const auto holder = find_holder(context);
  if (!holder) return failure(context, 404, k_no_service);
  const auto done = operations::withdraw_courtesy(context.operations(), holder->service.erp_id);
  if (!done) return back_to_customer(context, *holder, done.error().message, Tone::warning);
  return back_to_customer(context, *holder,
                          done->changed ? "Liberação encerrada." : "Não havia liberação em vigor.");
}

}  // namespace web
