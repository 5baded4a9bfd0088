#include "web/pages/service_package_form.h"

#include "base/text.h"
#include "storage/customers.h"
#include "storage/services.h"
#include "web/consequences.h"
#include "web/pages/customer_page.h"
#include "web/parameters.h"

namespace web {

namespace {

std::vector<ParameterField> declared_of(const platforms::Platform* platform,
                                        const std::vector<operations::FrozenParameter>& frozen) {
  std::vector<ParameterField> declared;
  if (platform == nullptr) return declared;
  for (const auto& row : platform->package_parameters) {
    ParameterField field{.name = std::string(row.name),
                         .hint = std::string(row.hint),
                         .default_value = std::string(row.default_value)};
    for (const auto choice : row.choices) field.choices.emplace_back(choice);
    field.transmitted = operations::is_frozen(frozen, row.name);
    if (field.transmitted)
      field.hint = "Já transmitido à " + std::string(platform->name) +
                   ": não muda mais. Para outro valor, abra a conta do cliente na plataforma e use Recriar "
                   "conta.";
    declared.push_back(std::move(field));
  }
  return declared;
}

}  // namespace

std::string list_path(std::uint64_t service_id) { return service_path(service_id) + "/pacotes"; }

std::optional<Holder> find_holder(const Context& context) {
  auto service = storage::find_service(context.tenant(), context.id());
  if (!service) return std::nullopt;
  auto customer = storage::find_customer(context.tenant(), service->customer_id);
  if (!customer) return std::nullopt;
  return Holder{std::move(*service), std::move(*customer)};
}

std::optional<SoldHere> find_sold(const Context& context) {
  auto holder = find_holder(context);
  auto sold = storage::find_sold_package(context.tenant(), context.id("pacote"));
  if (!holder || !sold || sold->row.service_id != holder->service.id) return std::nullopt;
  return SoldHere{std::move(*holder), std::move(*sold)};
}

std::string sold_path(const domain::ServicePackage& row) {
  return list_path(row.service_id) + "/" + std::to_string(row.id);
}

void lead_to(Page& page, const Holder& holder) {
  page.under(customer_title(holder.customer), customer_path(holder.customer.id))
      .under("Serviço " + std::to_string(holder.service.erp_id), service_path(holder.service.id));
}

domain::PackageParameters parameters_of(const http::Params& form) {
  domain::PackageParameters parameters;
  for (const auto& [name, value] : parameter_rows(form))
    if (!base::trim(value).empty()) parameters[name] = std::string(base::trim(value));
  return parameters;
}

void set_fixed(http::Params& values, const std::string& package,
               const std::vector<operations::FrozenParameter>& frozen) {
  values.set("pacote_nome", package);
  for (const auto& each : frozen) set_transmitted(values, each.name, each.value);
}

void add_fields(Form& form, const platforms::Platform* platform,
                const std::vector<operations::FrozenParameter>& frozen, std::vector<Field> of_a_sold_one) {
  form.line({{.name = "pacote_nome", .label = "Pacote", .kind = Field::Kind::fixed, .wide = true},
             {.name = "valor", .label = "Valor", .kind = Field::Kind::money, .required = true}});
  form.line({{.name = "descricao", .label = "Descrição", .wide = true},
             {.name = "data_limite",
              .label = "Data limite",
              .kind = Field::Kind::date,
              .hint = "O pacote termina no início deste dia. Em branco: sem fim."}});
  if (!of_a_sold_one.empty()) form.line(std::move(of_a_sold_one));
  const bool any_name = platform != nullptr && platform->can.other_parameters;
  const auto declared = declared_of(platform, frozen);
  if (!declared.empty() || any_name) add_parameter_rows(form, declared, any_name);
}

const platforms::Platform* platform_of(const std::string& gateway) {
  return gateway.empty() ? nullptr : platforms::find(gateway);
}

Confirmation question_of(const Context& context, const Holder& holder, const std::string& verb,
                         const std::string& package, const operations::ServicePreview& preview) {
  auto question = confirmation_of(preview);
  question.title = verb + " " + package + "?";
  question.button = verb + " Pacote";
  question.danger = question.danger || !preview.ends.empty();
  question.action = context.request.path;
  question.cancel_href = list_path(holder.service.id);
  question.consequences.insert(
      question.consequences.begin(),
      customer_title(holder.customer) + ", serviço " + std::to_string(holder.service.erp_id) + ".");
  return question;
}

std::string written_text(std::string_view done, const operations::PackageWritten& written) {
  std::string text(done);
  for (const auto& warning : written.warnings) text += " " + sentence_of(warning);
  return text;
}

}  // namespace web
