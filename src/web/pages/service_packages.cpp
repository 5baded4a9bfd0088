#include "operations/service_packages.h"

#include "base/text.h"
#include "operations/integrations.h"
#include "operations/service_preview.h"
#include "platforms/platform.h"
#include "storage/customers.h"
#include "storage/services.h"
#include "web/answers.h"
#include "web/confirm.h"
#include "web/consequences.h"
#include "web/form_reader.h"
#include "web/history.h"
#include "web/list.h"
#include "web/money.h"
#include "web/pages/customer_page.h"
#include "web/pages/handlers.h"
#include "web/parameters.h"
#include "web/texts.h"

namespace web {

namespace {

constexpr std::string_view k_no_service = "Este serviço não existe.";
constexpr std::string_view k_missing = "Este pacote não está neste serviço.";
constexpr std::string_view k_parameters = "cliente_servico_pacote_parametro";  // as operations name the rows

std::string list_path(std::uint64_t service_id) { return service_path(service_id) + "/pacotes"; }

std::string path_of(const storage::SoldPackage& sold) {
  return list_path(sold.row.service_id) + "/" + std::to_string(sold.row.id);
}

/// A service and who holds it.
struct Holder {
  domain::Service service;
  domain::Customer customer;
};
std::optional<Holder> find_holder(const Context& context) {
  auto service = storage::find_service(context.tenant(), context.id());
  if (!service) return std::nullopt;
  auto customer = storage::find_customer(context.tenant(), service->customer_id);
  if (!customer) return std::nullopt;
  return Holder{std::move(*service), std::move(*customer)};
}

/// The package that the path names, if it is on the service that the path names.
struct Found {
  Holder holder;
  storage::SoldPackage sold;
};
std::optional<Found> find(const Context& context) {
  auto holder = find_holder(context);
  auto sold = storage::find_sold_package(context.tenant(), context.id("pacote"));
  if (!holder || !sold || sold->row.service_id != holder->service.id) return std::nullopt;
  return Found{std::move(*holder), std::move(*sold)};
}

void lead_to(Page& page, const Holder& holder) {
  page.under(customer_title(holder.customer), customer_path(holder.customer.id))
      .under("Serviço " + std::to_string(holder.service.erp_id), service_path(holder.service.id));
}

Filter shown_filter() {
  return {.name = "exibir",
          .label = "Exibir",
          .options = {{"atuais", "Atuais"}, {"todos", "Todos, também removidos"}},
          .otherwise = "atuais"};
}

bool is_on_service(const Context& context, const storage::SoldPackage& sold) {
  return operations::is_on_service(context.operations(), sold.row);
}

std::vector<RowAction> actions_of(const Context& context, const storage::SoldPackage& sold) {
  const auto path = path_of(sold);
  const RowAction history{"Histórico(s)", path + "/historico", "clock-history"};
  if (!is_on_service(context, sold)) return {{"Restaurar", path + "/restaurar", "arrow-repeat"}, history};
  return {{"Editar", path, "pencil"}, {"Remover", path + "/remover", "trash", true}, history};
}

ListRow row_of(const Context& context, const storage::SoldPackage& sold) {
  const auto& row = sold.row;
  const auto path = path_of(sold);
  return {.href = path,
          .cells = {{.text = std::to_string(row.id)},
                    {.text = row.description},
                    {.text = sold.integration.empty() ? "Sem integração" : sold.integration},
                    sold_value_cell(sold),
                    {.text = context.provider.zone.minute_br(row.created_at)},
                    {.text = row.limit_on ? base::to_br(*row.limit_on) : "—"},
                    sold_status_cell(context, sold)},
          .actions = actions_of(context, sold)};
}

std::vector<storage::SoldPackage> shown_packages(const Context& context) {
  auto packages = storage::list_sold_packages_of_service(context.tenant(), context.id());
  if (filter_value(context, shown_filter()) == "todos") return packages;
  std::erase_if(packages, [&](const auto& sold) { return !is_on_service(context, sold); });
  return packages;
}

ListRows fetch(const Context& context, const storage::Page&) {
  ListRows rows;
  for (const auto& sold : shown_packages(context)) rows.rows.push_back(row_of(context, sold));
  return rows;
}

std::uint64_t count(const Context& context) { return shown_packages(context).size(); }

/// What the integration says its accounts' password is made of: prefills the package's own row (D13).
std::string source_of(const Context& context, std::optional<std::uint32_t> integration_id) {
  if (!integration_id) return "";
  const auto view = operations::find_integration_by_id(context.operations(), *integration_id);
  if (!view) return "";
  for (const auto& row : view->parameters)
    if (row.name == platforms::k_source_setting) return row.value;
  return "";
}

std::vector<ParameterField> declared_of(const platforms::Platform* platform) {
  std::vector<ParameterField> declared;
  if (platform == nullptr) return declared;
  for (const auto& row : platform->package_parameters) {
    ParameterField field{.name = std::string(row.name),
                         .hint = std::string(row.hint),
                         .default_value = std::string(row.default_value)};
    for (const auto choice : row.choices) field.choices.emplace_back(choice);
    declared.push_back(std::move(field));
  }
  return declared;
}

/// The rows a sale begins with: every declared parameter, prefilled.
std::vector<ParameterRow> first_rows(const Context& context, const platforms::Platform* platform,
                                     const domain::Customer& customer,
                                     std::optional<std::uint32_t> integration_id) {
  std::vector<ParameterRow> rows;
  if (platform == nullptr) return rows;
  for (const auto& row : platform->package_parameters) {
    auto value = row.prefilled_email ? customer.email.value_or("") : std::string(row.default_value);
    if (row.name == platforms::k_source_setting)
      if (const auto source = source_of(context, integration_id); !source.empty()) value = source;
    rows.emplace_back(std::string(row.name), std::move(value));
  }
  return rows;
}

domain::PackageParameters parameters_of(const http::Params& form) {
  domain::PackageParameters parameters;
  for (const auto& [name, value] : parameter_rows(form))
    if (!base::trim(value).empty()) parameters[name] = std::string(base::trim(value));
  return parameters;
}

void add_fields(Form& form, const platforms::Platform* platform) {
  form.line({{.name = "pacote_nome", .label = "Pacote", .kind = Field::Kind::fixed, .wide = true},
             {.name = "valor", .label = "Valor", .kind = Field::Kind::money, .required = true}});
  form.line({{.name = "descricao", .label = "Descrição", .wide = true},
             {.name = "data_limite",
              .label = "Data limite",
              .kind = Field::Kind::date,
              .hint = "O pacote termina no início deste dia. Em branco: sem fim."}});
  const bool any_name = platform != nullptr && platform->can.other_parameters;
  const auto declared = declared_of(platform);
  if (!declared.empty() || any_name) add_parameter_rows(form, declared, any_name);
}

const platforms::Platform* platform_of(const std::string& gateway) {
  return gateway.empty() ? nullptr : platforms::find(gateway);
}

const operations::Offer* find_offer(const std::vector<operations::Offer>& offers, std::string_view id) {
  for (const auto& offer : offers)
    if (std::to_string(offer.package.id) == id) return &offer;
  return nullptr;
}

http::Response sale_form(const Context& context, const Holder& holder, const operations::Offer& offer,
                         const http::Params& values, const base::Problem* problem) {
  Page page(context, "form.html", "Adicionar Pacote");
  lead_to(page, holder);
  page.under("Pacotes", list_path(holder.service.id));
  Form form(context, page, context.request.path, values, problem);
  form.creates().hidden("pacote", std::to_string(offer.package.id));
  for (const auto& warning : offer.warnings)
    form.custom("parts/warning.html").set("MESSAGE", sentence_of(warning));
  add_fields(form, platform_of(offer.package.gateway));
  return form.answer("Adicionar Pacote", list_path(holder.service.id));
}

/// Every package, those on offer first; of the others it says why not (R11).
http::Response offer_choice(const Context& context, const Holder& holder,
                            const std::vector<operations::Offer>& offers) {
  Page page(context, "services/offers.html", "Adicionar Pacote");
  lead_to(page, holder);
  page.under("Pacotes", list_path(holder.service.id));
  auto& body = page.body();
  const auto text = context.query.get("filtro");
  const auto wanted = base::fold(text);
  body.set("PATH", context.request.path).set("SEARCHED", text);
  std::size_t shown = 0;
  for (const auto& offer : offers) {
    const auto& package = offer.package;
    if (base::fold(package.description + " " + package.code).find(wanted) == std::string::npos) continue;
    auto item = body.each(offer.refusal ? "REFUSED" : "OFFER");
    item.set("NAME", package.description).set("VALUE", base::money_br(package.value_cents));
    item.set("INTEGRATION", package.integration.empty() ? "Sem integração" : package.integration);
    item.set("HREF", context.request.path + "?pacote=" + std::to_string(package.id));
    if (offer.refusal) item.set("REASON", offer.refusal->message);
    for (const auto& warning : offer.warnings) item.each("WARNING").set("MESSAGE", sentence_of(warning));
    ++shown;
  }
  body.show_if(shown == 0, "NO_OFFERS");
  return page.answer();
}

std::string written_text(std::string_view done, const operations::PackageWritten& written) {
  std::string text(done);
  for (const auto& warning : written.warnings) text += " " + sentence_of(warning);
  return text;
}

http::Response edit_form(const Context& context, const Found& found, const http::Params& values,
                         const base::Problem* problem) {
  Page page(context, "form.html", found.sold.row.description);
  lead_to(page, found.holder);
  page.under("Pacotes", list_path(found.holder.service.id));
  const bool editable = is_on_service(context, found.sold);
  if (!editable)
    page.lead("Este pacote saiu do serviço: para alterá-lo, restaure-o antes.")
        .action("Restaurar", path_of(found.sold) + "/restaurar", "arrow-repeat");
  Form form(context, page, context.request.path, values, problem);
  if (!editable) form.lock();
  add_fields(form, platform_of(found.sold.gateway));
  return form.answer("Salvar", list_path(found.holder.service.id));
}

http::Params values_of(const Context& context, const Found& found) {
  http::Params values;
  const auto& row = found.sold.row;
  values.set("pacote_nome", found.sold.package_description);
  values.set("valor", money_field(row.value_cents));
  values.set("descricao", row.description);
  values.set("data_limite", row.limit_on ? base::to_iso(*row.limit_on) : "");
  const auto stored = storage::list_parameters(context.tenant(), row.id);
  std::vector<ParameterRow> rows(stored.begin(), stored.end());
  set_parameter_rows(values, rows);
  return values;
}

/// What is asked before a package comes, changes or goes. `verb`: "Remover".
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

http::Response ask_to_sell(const Context& context, const Holder& holder, const operations::Offer& offer,
                           const operations::ServicePreview& preview) {
  auto question = question_of(context, holder, "Adicionar", offer.package.description, preview);
  carry(question, context.form);
  return confirm_answer(context, question);
}

std::string limit_text(const std::optional<base::Date>& limit_on) {
  return limit_on ? base::to_br(*limit_on) : "sem fim";
}

/// True for an edit that may change what is paid or allowed.
bool needs_asking(const domain::ServicePackage& row, const operations::PackageEdit& edit) {
  return edit.limit_on.given || (edit.value.given && edit.value.value != row.value_cents);
}

http::Response ask_to_edit(const Context& context, const Found& found, const operations::PackageEdit& edit,
                           const operations::ServicePreview& preview) {
  const auto& row = found.sold.row;
  auto question = question_of(context, found.holder, "Alterar", row.description, preview);
  if (edit.value.value && *edit.value.value != row.value_cents)
    question.consequences.push_back("O valor passa de " + base::money_br(row.value_cents) + " para " +
                                    base::money_br(*edit.value.value) + ".");
  if (edit.limit_on.given)
    question.consequences.push_back("A data limite passa de " + limit_text(row.limit_on) + " para " +
                                    limit_text(edit.limit_on.value) + ".");
  carry(question, context.form);
  return confirm_answer(context, question);
}

/// `limit_on` is the date it is to have, where one was asked for.
http::Response ask_to_restore(const Context& context, const Found& found,
                              const operations::ServicePreview& preview,
                              const base::Patch<base::Date>& limit_on) {
  auto question = question_of(context, found.holder, "Restaurar", found.sold.row.description, preview);
  question.consequences.push_back(
      "O pacote volta com o valor e os parâmetros que tinha; as regras de venda valem de novo.");
  if (limit_on.given) {
    question.consequences.push_back(limit_on.value ? "Data limite: " + base::to_br(*limit_on.value) + "."
                                                   : "Sem data limite: o pacote não termina sozinho.");
    carry(question, context.form);
  }
  return confirm_answer(context, question);
}

/// The package's date has passed: it comes back with another one, or without.
http::Response date_form(const Context& context, const Found& found, const http::Params& values,
                         const base::Problem* problem) {
  Page page(context, "form.html", "Restaurar " + found.sold.row.description);
  lead_to(page, found.holder);
  page.under("Pacotes", list_path(found.holder.service.id));
  if (found.sold.row.limit_on)
    page.lead("A data limite deste pacote, " + base::to_br(*found.sold.row.limit_on) +
              ", já passou. Antes de restaurar, você vê o que o cliente ganha.");
  Form form(context, page, context.request.path, values, problem);
  form.field({.name = "data_limite",
              .label = "Nova data limite",
              .kind = Field::Kind::date,
              .hint = "O pacote termina no início deste dia. Em branco: sem fim."});
  return form.answer("Continuar", list_path(found.holder.service.id));
}

}  // namespace

http::Response service_package_list(Context& context) {
  const auto holder = find_holder(context);
  if (!holder) return failure(context, 404, k_no_service);
  Page page(context, "list.html", "Pacotes");
  lead_to(page, *holder);
  if (holder->service.state != domain::ServiceState::over)
    page.action("Adicionar Pacote", list_path(holder->service.id) + "/novo");
  return list_answer(context, page,
                     {.total_label = "Total de Pacotes",
                      .file_name = "pacotes-do-servico",
                      .columns = {{"ID", "", Column::Kind::secondary},
                                  {"Pacote", "", Column::Kind::title},
                                  {"Integração"},
                                  {"Valor", "", Column::Kind::number},
                                  {"Data de cadastro", "", Column::Kind::secondary},
                                  {"Data limite", "", Column::Kind::secondary},
                                  {"Status"}},
                      .filters = {shown_filter()},
                      .whole = true,
                      .empty_title = "Nenhum pacote neste serviço",
                      .empty_text = "Adicione um pacote avulso; os do plano entram sozinhos na venda.",
                      .fetch = fetch,
                      .count = count});
}

http::Response service_package_new(Context& context) {
  const auto holder = find_holder(context);
  if (!holder) return failure(context, 404, k_no_service);
  const auto offers = operations::list_offers(context.operations(), holder->service.id);
  const auto* offer = find_offer(offers, context.query.get("pacote"));
  if (offer == nullptr || offer->refusal) return offer_choice(context, *holder, offers);
  http::Params values;
  values.set("pacote_nome", offer->package.description);
  values.set("valor", money_field(offer->package.value_cents));
  set_parameter_rows(values, first_rows(context, platform_of(offer->package.gateway), holder->customer,
                                        offer->package.integration_id));
  return sale_form(context, *holder, *offer, values, nullptr);
}

http::Response service_package_create(Context& context) {
  const auto holder = find_holder(context);
  if (!holder) return failure(context, 404, k_no_service);
  const auto offers = operations::list_offers(context.operations(), holder->service.id);
  const auto* offer = find_offer(offers, context.form.get("pacote"));
  if (offer == nullptr) return redirect(context.request.path);
  FormReader reader(context.form);
  operations::PackageSale sale{.service_erp_id = holder->service.erp_id,
                               .package_id = offer->package.id,
                               .description = reader.text("descricao"),
                               .value = reader.money("valor"),
                               .limit_on = reader.date("data_limite")};
  if (!sale.description.value) sale.description = {};
  if (!sale.limit_on.value) sale.limit_on = {};
  sale.parameters = parameters_of(context.form);
  auto values = context.form;
  values.set("pacote_nome", offer->package.description);
  const auto refused = [&](const base::Problem& why) {
    const auto problem = at_parameter_rows(why, context.form, k_parameters);
    return sale_form(context, *holder, *offer, values, &problem);
  };
  const auto operations = context.operations();
  if (is_taken_back(context.form)) return sale_form(context, *holder, *offer, values, nullptr);
  if (!is_confirmed(context.form)) {
    const auto preview =
        carry_out(context.db, reader, [&] { return operations::preview_sale(operations, sale); });
    return preview ? ask_to_sell(context, *holder, *offer, *preview) : refused(preview.error());
  }
  const auto done = carry_out(context.db, reader, [&] { return operations::add_package(operations, sale); });
  if (!done) return refused(done.error());
  return redirect_with(context, list_path(holder->service.id), written_text("Pacote adicionado.", *done));
}

http::Response service_package_edit(Context& context) {
  const auto found = find(context);
  if (!found) return failure(context, 404, k_missing);
  return edit_form(context, *found, values_of(context, *found), nullptr);
}

http::Response service_package_save(Context& context) {
  const auto found = find(context);
  if (!found) return failure(context, 404, k_missing);
  FormReader reader(context.form);
  operations::PackageEdit edit{.description = reader.text("descricao"),
                               .value = reader.money("valor"),
                               .limit_on = reader.date("data_limite")};
  if (reader.errors().empty() && edit.limit_on.value == found->sold.row.limit_on) edit.limit_on = {};
  edit.parameters = parameters_of(context.form);
  auto values = context.form;
  values.set("pacote_nome", found->sold.package_description);
  const auto refused = [&](const base::Problem& why) {
    const auto problem = at_parameter_rows(why, context.form, k_parameters);
    return edit_form(context, *found, values, &problem);
  };
  const auto operations = context.operations();
  const auto id = found->sold.row.id;
  if (is_taken_back(context.form)) return edit_form(context, *found, values, nullptr);
  if (needs_asking(found->sold.row, edit) && !is_confirmed(context.form)) {
    const auto preview =
        carry_out(context.db, reader, [&] { return operations::preview_edit(operations, id, edit); });
    return preview ? ask_to_edit(context, *found, edit, *preview) : refused(preview.error());
  }
  const auto done =
      carry_out(context.db, reader, [&] { return operations::edit_package(operations, id, edit); });
  if (!done) return refused(done.error());
  return redirect_with(context, list_path(found->holder.service.id), written_text("Pacote salvo.", *done));
}

http::Response service_package_remove_ask(Context& context) {
  const auto found = find(context);
  if (!found) return failure(context, 404, k_missing);
  const auto preview = operations::preview_removal(context.operations(), found->sold.row.id);
  const auto back = list_path(found->holder.service.id);
  if (!preview) return redirect_with(context, back, preview.error().message, Tone::warning);
  auto question = question_of(context, found->holder, "Remover", found->sold.row.description, *preview);
  question.consequences.push_back("A cobrança é por dia, até ontem: o dia da remoção não conta.");
  return confirm_answer(context, question);
}

http::Response service_package_remove(Context& context) {
  const auto found = find(context);
  if (!found) return failure(context, 404, k_missing);
  const auto done = operations::remove_package(context.operations(), found->sold.row.id);
  const auto back = list_path(found->holder.service.id);
  if (!done) return redirect_with(context, back, done.error().message, Tone::warning);
  return redirect_with(context, back, written_text("Pacote removido.", *done));
}

http::Response service_package_restore_ask(Context& context) {
  const auto found = find(context);
  if (!found) return failure(context, 404, k_missing);
  const auto preview = operations::preview_restoration(context.operations(), found->sold.row.id);
  if (preview) return ask_to_restore(context, *found, *preview, {});
  if (preview.error().code == "data_limite_vencida") return date_form(context, *found, {}, nullptr);
  return redirect_with(context, list_path(found->holder.service.id), preview.error().message, Tone::warning);
}

http::Response service_package_restore(Context& context) {
  const auto found = find(context);
  if (!found) return failure(context, 404, k_missing);
  FormReader reader(context.form);
  const auto limit_on = reader.date("data_limite");
  const auto id = found->sold.row.id;
  const auto operations = context.operations();
  if (is_taken_back(context.form)) return date_form(context, *found, context.form, nullptr);
  if (limit_on.given && !is_confirmed(context.form)) {
    const auto preview = carry_out(context.db, reader,
                                   [&] { return operations::preview_restoration(operations, id, limit_on); });
    if (!preview) return date_form(context, *found, context.form, &preview.error());
    return ask_to_restore(context, *found, *preview, limit_on);
  }
  const auto done =
      carry_out(context.db, reader, [&] { return operations::restore_package(operations, id, limit_on); });
  const auto back = list_path(found->holder.service.id);
  if (!done) return redirect_with(context, back, done.error().message, Tone::warning);
  return redirect_with(context, back, written_text("Pacote restaurado.", *done));
}

http::Response service_package_history(Context& context) {
  const auto found = find(context);
  if (!found) return failure(context, 404, k_missing);
  Page page(context, "history.html", "Histórico(s)");
  lead_to(page, found->holder);
  page.under("Pacotes", list_path(found->holder.service.id))
      .under(found->sold.row.description, path_of(found->sold));
  return history_answer(context, page, "pacote_servico", found->sold.row.id);
}

}  // namespace web
