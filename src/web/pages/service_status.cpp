#include "domain/status.h"
#include "operations/service_preview.h"
#include "storage/customers.h"
#include "storage/services.h"
#include "web/answers.h"
#include "web/confirm.h"
#include "web/consequences.h"
#include "web/form.h"
#include "web/pages/customer_page.h"
#include "web/pages/handlers.h"
#include "web/texts.h"

/// *Alterar Status* of a service: chosen, its consequences named, confirmed. Ending a service is one of them.
namespace web {

namespace {

constexpr std::string_view k_missing = "Este serviço não existe.";

/// A service with its holder.
struct Found {
  domain::Service service;
  domain::Customer customer;
};

std::optional<Found> find(const Context& context) {
  auto service = storage::find_service(context.tenant(), context.id());
  if (!service) return std::nullopt;
  auto customer = storage::find_customer(context.tenant(), service->customer_id);
  if (!customer) return std::nullopt;
  return Found{std::move(*service), std::move(*customer)};
}

http::Response choice_form(const Context& context, const Found& found, const http::Params& values,
                           const base::Problem* problem) {
  Page page(context, "form.html", "Alterar Status");
  page.under(customer_title(found.customer), customer_path(found.customer.id))
      .under("Serviço " + std::to_string(found.service.erp_id), service_path(found.service.id));
  page.lead("Hoje: " + service_status_cell(found.service.status_prefix).text + ", desde " +
            context.provider.zone.minute_br(found.service.status_at) +
            ". Antes de mudar, você vê o que o cliente perde e o que continua.");
  Form form(context, page, context.request.path, values, problem);
  form.field(
      {.name = "status_prefixo",
       .label = "Novo status",
       .kind = Field::Kind::select,
       .hint = "Vale até alguém alterar de novo ou o ERP enviar um status: quem fala por último decide.",
       .options = service_status_options()});
  return form.answer("Continuar", customer_path(found.customer.id));
}

http::Response question(const Context& context, const Found& found, const domain::ServiceStatus& status,
                        const operations::ServicePreview& preview, const http::Params& form) {
  const bool ends = status.state == domain::ServiceState::over;
  const std::string label(status.label);
  const auto service = "o serviço " + std::to_string(found.service.erp_id);
  auto asked = confirmation_of(preview);
  asked.title = ends ? "Encerrar " + service + " (" + label + ")?"
                     : "Alterar o status d" + service + " para " + label + "?";
  asked.button = ends ? "Encerrar Serviço" : "Alterar Status";
  asked.danger = asked.danger || ends;
  asked.action = context.request.path;
  asked.cancel_href = customer_path(found.customer.id);
  carry(asked, form);
  asked.consequences.insert(asked.consequences.begin(),
                            customer_title(found.customer) + ": de " +
                                service_status_cell(found.service.status_prefix).text + " para " + label +
                                ".");
  return confirm_answer(context, asked);
}

/// What the status that the form names does, and whether that is meant.
http::Response ask(const Context& context, const Found& found, const domain::ServiceStatus& status,
                   const http::Params& form) {
  const auto preview = operations::preview_service(context.operations(), found.service.erp_id,
                                                   {.status_prefix = form.get("status_prefixo")});
  return preview ? question(context, found, status, *preview, form)
                 : choice_form(context, found, form, &preview.error());
}

}  // namespace

http::Response service_status(Context& context) {
  const auto found = find(context);
  if (!found) return failure(context, 404, k_missing);
  http::Params values;
  const auto wanted = context.query.get("para");  // by a button that names it
  values.set("status_prefixo", wanted);
  const auto* status = domain::find_status(wanted);
  if (status != nullptr) return ask(context, *found, *status, values);
  values.set("status_prefixo", found->service.status_prefix);
  return choice_form(context, *found, values, nullptr);
}

http::Response service_status_save(Context& context) {
  const auto found = find(context);
  if (!found) return failure(context, 404, k_missing);
  const auto prefix = context.form.get("status_prefixo");
  const auto erp_id = found->service.erp_id;
  const auto* status = domain::find_status(prefix);
  if (status == nullptr) {
    const auto problem = base::Problem::field("status_prefixo", "não existe");
    return choice_form(context, *found, context.form, &problem);
  }
  if (is_taken_back(context.form)) return choice_form(context, *found, context.form, nullptr);
  if (!is_confirmed(context.form)) return ask(context, *found, *status, context.form);
  const auto done = operations::set_service_status(context.operations(), erp_id, prefix);
  if (!done) return choice_form(context, *found, context.form, &done.error());
  return redirect_with(context, customer_path(found->customer.id),
                       "Serviço " + std::to_string(erp_id) + ": " + service_status_cell(prefix).text + ".");
}

}  // namespace web
