#include "operations/service_packages.h"

#include "base/text.h"
#include "platforms/platform.h"
#include "storage/customers.h"
#include "storage/integrations.h"
#include "storage/plans.h"
#include "storage/services.h"
#include "web/answers.h"
#include "web/badges.h"
#include "web/choice.h"
#include "web/confirm.h"
#include "web/consequences.h"
#include "web/form.h"
#include "web/form_reader.h"
#include "web/history.h"
#include "web/list.h"
#include "web/pages/handlers.h"
#include "web/parameters.h"
#include "web/service_card.h"
#include "web/texts.h"

namespace web {

namespace {

using domain::RemovedBy;
using storage::Service;
using storage::SoldPackage;

std::string list_path(const Service& service) { return service_path(service.external_id, "/pacotes"); }
std::string path_of(const SoldPackage& sold) {
  return service_path(sold.service_external_id, "/pacotes/" + std::to_string(sold.row.id));
}

std::optional<Service> find_service(const Context& context) {
  return storage::find_service_by_external(context.db, context.provider.id, context.id());
}

/// The sold package of the path, if it is on the service of the path.
std::optional<SoldPackage> find_sold(const Context& context) {
  auto sold = storage::find_sold_package(context.db, context.provider.id, context.id("pacote"));
  if (!sold || sold->service_external_id != context.id()) return std::nullopt;
  return sold;
}

http::Response no_such_service(const Context& context) {
  return failure(context, 404, "Este serviço não existe.");
}
http::Response no_such_package(const Context& context) {
  return failure(context, 404, "Este pacote não existe neste serviço.");
}

storage::Customer customer_of(const Context& context, std::uint64_t id) {
  return storage::find_customer(context.db, context.provider.id, id).value();
}

void place(const Context& context, Page& page, const Service& service, bool below_list) {
  const auto customer = customer_of(context, service.customer_id);
  page.under(customer.name, "/clientes/" + std::to_string(customer.id))
      .under("Serviço " + std::to_string(service.external_id), service_path(service.external_id));
  if (below_list) page.under("Pacotes", list_path(service));
}

// --- the list
// -------------------------------------------------------------------------------------------------------

Filter kept_filter() {
  return {.name = "status",
          .label = "Status",
          .options = {{"ativos", "No serviço"}, {"removidos", "Removidos"}, {"todos", "Todos"}},
          .otherwise = "ativos"};
}

std::vector<SoldPackage> listed_packages(const Context& context) {
  const auto service = find_service(context);
  if (!service) return {};
  const auto wanted = filter_value(context, kept_filter());
  std::vector<SoldPackage> packages;
  for (auto& sold : storage::list_sold_packages_of_service(context.db, context.provider.id, service->id)) {
    const bool there = sold.row.removed_by == RemovedBy::nobody;
    if (wanted == "todos" || there == (wanted != "removidos")) packages.push_back(std::move(sold));
  }
  return packages;
}

ListRow row_of(const Context& context, const SoldPackage& sold) {
  const auto& zone = context.provider.zone;
  const auto path = path_of(sold);
  ListRow row{.cells = {{.text = sold.row.description},
                        money_cell(sold.row.value_cents),
                        package_badge(sold),
                        {.text = operations::shown_status(sold).message},
                        {.text = sold.integration.empty() ? "Nenhuma" : sold.integration},
                        {.text = zone.minute_br(sold.row.created_at)},
                        {.text = sold.row.limit_on ? base::to_br(*sold.row.limit_on) : ""},
                        {.text = sold.row.removed_at ? zone.minute_br(*sold.row.removed_at) : ""}}};
  if (sold.row.removed_by == RemovedBy::nobody) {
    row.href = path;
    row.actions = {{"Editar", path, "pencil"}, {"Remover", path + "/remover", "trash", true}};
  } else {
    row.actions = {{"Reativar", path + "/reativar", "arrow-repeat"}};
  }
  row.actions.push_back({"Histórico(s)", path + "/historico", "clock-history"});
  return row;
}

ListRows fetch(const Context& context, const storage::Page&) {
  ListRows rows;
  for (const auto& sold : listed_packages(context)) rows.rows.push_back(row_of(context, sold));
  return rows;
}

std::uint64_t count(const Context& context) { return listed_packages(context).size(); }

// --- the form
// -------------------------------------------------------------------------------------------------------

constexpr std::string_view k_parameter_error = "cliente_servico_pacote_parametro";

/// True once the platform has heard of the package: what it froze stays as it is.
bool is_transmitted(const platforms::Platform& platform, const SoldPackage& sold) {
  const auto& status = sold.row.status;
  return !platform.can.passive && status != "aguardando_cadastro" && status != "aguardando_habilitacao" &&
         status != "pendencia_cadastro";
}

std::vector<ParameterField> declared_for(const platforms::Platform* platform, const SoldPackage* sold) {
  std::vector<ParameterField> fields;
  if (platform == nullptr) return fields;
  for (const auto& parameter : platform->package_parameters)
    fields.push_back({.name = std::string(parameter.name),
                      .hint = std::string(parameter.hint),
                      .default_value = std::string(parameter.default_value),
                      .choices = {parameter.choices.begin(), parameter.choices.end()},
                      .readonly = parameter.frozen_once_transmitted && sold != nullptr &&
                                  is_transmitted(*platform, *sold)});
  return fields;
}

/// What the form of a new sale begins with: the declared parameters with their defaults, the customer's
/// e-mail, and the integration's own `usuario` (D13).
std::vector<ParameterRow> prefilled(const Context& context, const platforms::Platform* platform,
                                    std::uint32_t integration_id, const storage::Customer& customer) {
  std::vector<ParameterRow> rows;
  if (platform == nullptr) return rows;
  for (const auto& parameter : platform->package_parameters) {
    auto value = std::string(parameter.default_value);
    if (parameter.prefilled_email) value = customer.email.value_or("");
    if (parameter.name == platforms::k_source_setting)
      for (const auto& row :
           storage::list_integration_parameters(context.db, context.provider.id, integration_id))
        if (row.name == parameter.name && !row.sealed) value = row.value;
    rows.emplace_back(parameter.name, value);
  }
  return rows;
}

/// The rows that were filled in.
storage::PackageParameters typed_parameters(const http::Params& form) {
  storage::PackageParameters parameters;
  for (const auto& [name, value] : parameter_rows(form))
    if (const auto text = base::trim(value); !text.empty()) parameters[name] = std::string(text);
  return parameters;
}

void add_fields(Form& form, const std::vector<ParameterField>& declared, bool any_name) {
  form.line({{.name = "pacote_descricao", .label = "Pacote", .kind = Field::Kind::fixed, .wide = true},
             {.name = "valor", .label = "Valor", .kind = Field::Kind::money, .required = true}});
  form.line({{.name = "descricao", .label = "Descrição", .wide = true},
             {.name = "data_limite",
              .label = "Data limite",
              .kind = Field::Kind::date,
              .hint = "O acesso termina às 00:00 deste dia. Em branco: sem fim."}});
  if (!declared.empty() || any_name) add_parameter_rows(form, declared, any_name);
}

bool takes_any_name(const platforms::Platform* platform) {
  return platform != nullptr && platform->can.other_parameters;
}

std::string label_of(const storage::SalePackage& package) {
  return package.description + " - (" + base::money_br(package.value_cents) + ")";
}

http::Response add_form(Context& context, const Service& service, const operations::Offer& offer,
                        http::Params values, const base::Problem* problem) {
  Page page(context, "form.html", "Adicionar Pacote");
  place(context, page, service, true);
  values.set("pacote_descricao", label_of(offer.package));
  const auto at_rows =
      problem == nullptr ? base::Problem{} : at_parameter_rows(*problem, values, k_parameter_error);
  Form form(context, page, context.request.path, values, problem == nullptr ? nullptr : &at_rows);
  form.hidden("pacote", std::to_string(offer.package.id));
  for (const auto& warning : offer.warnings) form.custom("parts/warning.html").set("MESSAGE", warning);
  const auto* platform = platforms::find(offer.package.gateway);
  add_fields(form, declared_for(platform, nullptr), takes_any_name(platform));
  return form.answer("Adicionar Pacote", list_path(service));
}

std::optional<operations::Offer> find_offer(const Context& context, const Service& service,
                                            const std::string& package_id) {
  for (auto& offer : operations::list_offers(context.operations(), service.id))
    if (std::to_string(offer.package.id) == package_id) return std::move(offer);
  return std::nullopt;
}

http::Response choose(const Context& context, const Service& service) {
  Page page(context, "choice.html", "Adicionar Pacote");
  place(context, page, service, true);
  page.lead("Escolha o pacote. O que não está à venda para este serviço diz por quê.");
  std::vector<Choice> choices;
  for (const auto& offer : operations::list_offers(context.operations(), service.id))
    choices.push_back({.label = label_of(offer.package),
                       .detail = offer.package.integration,
                       .href = context.request.path + "?pacote=" + std::to_string(offer.package.id),
                       .refusal = offer.refusal ? offer.refusal->message : "",
                       .warnings = offer.refusal ? std::vector<std::string>{} : offer.warnings});
  return choice_answer(context, page, choices,
                       "Nenhum pacote cadastrado: comece em Configuração › Geral › Pacotes.");
}

http::Response edit_form(Context& context, const SoldPackage& sold, http::Params values,
                         const base::Problem* problem) {
  const auto service = storage::find_service(context.db, context.provider.id, sold.row.service_id).value();
  Page page(context, "form.html", sold.row.description);
  place(context, page, service, true);
  values.set("pacote_descricao", sold.package_description);
  const auto at_rows =
      problem == nullptr ? base::Problem{} : at_parameter_rows(*problem, values, k_parameter_error);
  Form form(context, page, context.request.path, values, problem == nullptr ? nullptr : &at_rows);
  const auto* platform = platforms::find(sold.gateway);
  add_fields(form, declared_for(platform, &sold), takes_any_name(platform));
  return form.answer("Salvar Alterações", list_path(service));
}

http::Params values_of(const Context& context, const SoldPackage& sold) {
  http::Params values;
  values.set("valor", money_field(sold.row.value_cents));
  values.set("descricao", sold.row.description);
  values.set("data_limite", sold.row.limit_on ? base::to_iso(*sold.row.limit_on) : "");
  std::vector<ParameterRow> rows;
  for (const auto& [name, value] : storage::list_parameters(context.db, sold.row.id))
    rows.emplace_back(name, value);
  set_parameter_rows(values, rows);
  return values;
}

// --- removing and restoring
// -----------------------------------------------------------------------------------------

using Preview = base::Result<operations::ServicePreview> (*)(const operations::Context&, std::uint64_t);
using Act = base::Result<operations::PackageWritten> (*)(const operations::Context&, std::uint64_t);

http::Response ask(Context& context, const std::string& verb, bool danger, Preview preview) {
  const auto sold = find_sold(context);
  if (!sold) return no_such_package(context);
  const auto back = service_path(sold->service_external_id, "/pacotes");
  const auto seen = preview(context.operations(), sold->row.id);
  if (!seen) return redirect_with(context, back, seen.error().message, Tone::warning);
  auto lines = consequences_of(*seen);
  const auto* platform = platforms::find(sold->gateway);
  if (platform != nullptr && !platform->can.passive && !(seen->loses.empty() && seen->gains.empty()))
    lines.push_back("A mudança segue para " + sold->integration + " na próxima transmissão.");
  return confirm_answer(context, {.title = verb + " “" + sold->row.description + "” do serviço " +
                                           std::to_string(sold->service_external_id) + "?",
                                  .consequences = std::move(lines),
                                  .button = verb,
                                  .danger = danger,
                                  .action = context.request.path,
                                  .cancel_href = back});
}

http::Response act(Context& context, Act act, std::string_view done) {
  const auto sold = find_sold(context);
  if (!sold) return no_such_package(context);
  const auto back = service_path(sold->service_external_id, "/pacotes");
  const auto written = act(context.operations(), sold->row.id);
  if (!written) return redirect_with(context, back, written.error().message, Tone::warning);
  return redirect_with(context, back, done);
}

http::Response saved(const Context& context, const Service& service,
                     const operations::PackageWritten& written, std::string text) {
  for (const auto& warning : written.warnings) text += " " + warning;
  return redirect_with(context, list_path(service), text,
                       written.warnings.empty() ? Tone::success : Tone::warning);
}

}  // namespace

http::Response service_package_list(Context& context) {
  const auto service = find_service(context);
  if (!service) return no_such_service(context);
  const auto plan = storage::find_plan_by_id(context.db, context.provider.id, service->plan_id).value();
  Page page(context, "list.html", "Pacotes");
  place(context, page, *service, false);
  page.lead("Serviço " + std::to_string(service->external_id) + ", " + plan.description +
            (plan.lock_packages ? ": só os pacotes deste plano podem ser vinculados." : "."));
  if (service->state != domain::ServiceState::over)
    page.action("Adicionar Pacote", list_path(*service) + "/adicionar");
  return list_answer(context, page,
                     {.total_label = "Total de Pacotes",
                      .file_name = "pacotes-" + std::to_string(service->external_id),
                      .columns = {{"Pacote", "", Column::Kind::title},
                                  {"Valor", "", Column::Kind::number},
                                  {"Status"},
                                  {"Situação", "", Column::Kind::secondary},
                                  {"Integração"},
                                  {"Data cadastro", "", Column::Kind::secondary},
                                  {"Data limite"},
                                  {"Data remoção", "", Column::Kind::secondary}},
                      .filters = {kept_filter()},
                      .whole = true,
                      .empty_title = "Nenhum pacote aqui",
                      .empty_text = "Adicione um pacote a este serviço ou mude o filtro.",
                      .fetch = fetch,
                      .count = count});
}

http::Response service_package_new(Context& context) {
  const auto service = find_service(context);
  if (!service) return no_such_service(context);
  const auto offer = find_offer(context, *service, context.query.get("pacote"));
  if (!offer) return choose(context, *service);
  if (offer->refusal)
    return redirect_with(context, context.request.path, offer->refusal->message, Tone::warning);
  http::Params values;
  values.set("valor", money_field(offer->package.value_cents));
  values.set("descricao", offer->package.description);
  const auto* platform = platforms::find(offer->package.gateway);
  set_parameter_rows(values, prefilled(context, platform, offer->package.integration_id.value_or(0),
                                       customer_of(context, service->customer_id)));
  return add_form(context, *service, *offer, values, nullptr);
}

http::Response service_package_create(Context& context) {
  const auto service = find_service(context);
  if (!service) return no_such_service(context);
  const auto offer = find_offer(context, *service, context.form.get("pacote"));
  if (!offer) return redirect_with(context, context.request.path, "Escolha o pacote.", Tone::warning);
  FormReader read(context.form);
  const operations::PackageSale sale{.service_external_id = service->external_id,
                                     .package_id = offer->package.id,
                                     .description = read.text("descricao"),
                                     .value = read.money("valor"),
                                     .limit_on = read.date("data_limite"),
                                     .parameters = typed_parameters(context.form)};
  const auto result =
      carry_out(context.db, read, [&] { return operations::add_package(context.operations(), sale); });
  if (!result) return add_form(context, *service, *offer, context.form, &result.error());
  return saved(context, *service, *result, "Pacote adicionado: " + offer->package.description + ".");
}

http::Response service_package_edit(Context& context) {
  const auto sold = find_sold(context);
  if (!sold) return no_such_package(context);
  return edit_form(context, *sold, values_of(context, *sold), nullptr);
}

http::Response service_package_save(Context& context) {
  const auto sold = find_sold(context);
  if (!sold) return no_such_package(context);
  FormReader read(context.form);
  const operations::PackageEdit edit{.description = read.text("descricao"),
                                     .value = read.money("valor"),
                                     .limit_on = read.date("data_limite"),
                                     .parameters = typed_parameters(context.form)};
  const auto result = carry_out(
      context.db, read, [&] { return operations::edit_package(context.operations(), sold->row.id, edit); });
  if (!result) return edit_form(context, *sold, context.form, &result.error());
  const auto service = storage::find_service(context.db, context.provider.id, sold->row.service_id).value();
  return saved(context, service, *result, result->changed ? "Pacote salvo." : "Nada mudou.");
}

http::Response service_package_remove_ask(Context& context) {
  return ask(context, "Remover", true, operations::preview_removal);
}
http::Response service_package_remove(Context& context) {
  return act(context, operations::remove_package, "Pacote removido.");
}
http::Response service_package_restore_ask(Context& context) {
  return ask(context, "Reativar", false, operations::preview_restoration);
}
http::Response service_package_restore(Context& context) {
  return act(context, operations::restore_package, "Pacote reativado.");
}

http::Response service_package_history(Context& context) {
  const auto sold = find_sold(context);
  if (!sold) return no_such_package(context);
  Page page(context, "history.html", "Histórico(s)");
  const auto service = storage::find_service(context.db, context.provider.id, sold->row.service_id).value();
  place(context, page, service, true);
  page.lead(sold->row.description);
  return history_answer(context, page, "pacote_servico", sold->row.id);
}

}  // namespace web
