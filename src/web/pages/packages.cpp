#include "operations/packages.h"

#include <algorithm>

#include "operations/integrations.h"
#include "web/answers.h"
#include "web/confirm.h"
#include "web/form_reader.h"
#include "web/history.h"
#include "web/list.h"
#include "web/pages/handlers.h"
#include "web/pages/job_page.h"
#include "web/saved.h"
#include "web/texts.h"

namespace web {

namespace {

constexpr std::string_view k_missing = "Este pacote não existe.";
constexpr std::uint32_t k_most_integrations = 500;

std::string path_of(std::uint32_t id) { return "/pacotes/" + std::to_string(id); }

std::optional<operations::PackageView> find(const Context& context) {
  return operations::find_package_by_id(context.operations(), static_cast<std::uint32_t>(context.id()));
}

std::vector<operations::IntegrationLine> integrations_of(const Context& context) {
  return operations::list_integrations(context.operations(), {}, {.limit = k_most_integrations}).lines;
}

std::vector<Option> class_options(std::string first) {
  std::vector<Option> options{{"", std::move(first)}};
  for (const auto name : operations::regulatory_classes())
    options.push_back({std::string(name), std::string(name)});
  return options;
}

std::optional<std::uint32_t> integration_filter(const Context& context) {
  http::Params query = context.query;
  return FormReader(query).number("integracao", ~std::uint32_t{0}).value;
}

storage::PackageFilter filter_of(const Context& context) {
  return {.text = context.query.get("busca"),
          .active = active_filter(context),
          .integration_id = integration_filter(context),
          .regulatory_class = context.query.get("classe")};
}

ListRow row_of(const storage::PackageLine& line) {
  const auto& package = line.package;
  const auto path = path_of(package.id);
  return {.href = path,
          .cells = {{.text = package.description},
                    {.text = package.code},
                    money_cell(package.value_cents),
                    {.text = line.integration.empty() ? "Sem integração" : line.integration},
                    {.text = line.products},
                    {.text = or_none(package.regulatory_class, "—")},
                    active_cell(package.active)},
          .actions = {edit_action(path),
                      {"Histórico(s)", path + "/historico", "clock-history"},
                      package.active ? RowAction{"Inativar", path + "/inativar", "slash-circle", true}
                                     : RowAction{"Ativar", path + "/ativar", "check-circle"}}};
}

ListRows fetch(const Context& context, const storage::Page& page) {
  const auto listed = storage::list_packages(context.tenant(), filter_of(context), page);
  auto rows = place_of(listed);
  for (const auto& line : listed.lines) rows.rows.push_back(row_of(line));
  return rows;
}

std::uint64_t count(const Context& context) {
  return storage::count_packages(context.tenant(), filter_of(context));
}

/// "produto.33.HBO": the tick of a product of an integration.
std::string product_field(std::uint32_t integration_id, std::string_view code) {
  return "produto." + std::to_string(integration_id) + "." + std::string(code);
}

/// The products of every integration; only those of the chosen one count, and with a script only they are
/// seen.
/// Up to so many are seen at a glance.
constexpr std::size_t k_few = 8;

void add_products(const Context& context, Form& form,
                  const std::vector<operations::IntegrationLine>& integrations) {
  auto view = form.custom("packages/products.html");
  view.set_or_hide("ERROR", form.error_of("produtos", "Produtos"));
  for (const auto& line : integrations) {
    const auto products = storage::list_all_products(context.tenant(), line.integration.id);
    auto group = view.each("GROUP");
    group.set("CODE", line.integration.code).set("NAME", line.integration.description);
    group.show_if(line.platform->can.one_product_per_package || line.integration.single_package, "ONE_ONLY");
    group.show_if(products.empty(), "NONE").show_if(products.size() > k_few, "MANY");
    for (const auto& product : products) {
      const auto name = product_field(line.integration.id, product.code);
      const bool chosen = form.values().get(name) == "1";
      if (!product.active && !chosen) continue;
      auto item = group.each("PRODUCT");
      item.set("FIELD_NAME", name).set("PRODUCT_NAME", product.name).set("PRODUCT_CODE", product.code);
      item.set("PRODUCT_ID", product.id);
      item.show_if(chosen, "CHECKED").show_if(!product.active, "INACTIVE");
    }
  }
}

std::vector<Field> composition_fields(const std::string& number) {
  const auto name = "composicao." + number + ".";
  return {{.name = name + "descricao", .label = "Descrição", .wide = true},
          {.name = name + "tipo", .label = "Tipo"},
          {.name = name + "valor", .label = "Valor", .kind = Field::Kind::money}};
}

void add_composition(Form& form) {
  form.heading("Composição fiscal",
               "A soma das linhas é o valor do pacote. Valide a composição com a contabilidade.",
               "composicao");
  FormRows rows(form, "", "Adicionar linha");
  std::size_t next = 0;
  for (const auto& number : FormReader(form.values()).rows("composicao")) {
    rows.row(composition_fields(number));
    next = std::max<std::size_t>(next, std::stoul(number) + 1);
  }
  rows.template_row(composition_fields("__N__"), next);
}

http::Response package_form(const Context& context, const std::string& title, bool is_new,
                            const http::Params& values, const base::Problem* problem) {
  const auto integrations = integrations_of(context);
  std::vector<Option> choices{{"", "Sem integração"}};
  for (const auto& line : integrations)
    if (line.integration.active || line.integration.code == values.get("plataforma"))
      choices.push_back({line.integration.code, line.integration.description});
  Page page(context, "form.html", title);
  Form form(context, page, context.request.path, values, problem);
  if (is_new) form.creates();
  form.part("Geral");
  form.line({{.name = "descricao", .label = "Descrição", .required = true, .wide = true},
             is_new ? Field{.name = "codigo",
                            .label = "Código",
                            .hint = "Em branco, é criado a partir da descrição. Não muda depois."}
                    : Field{.name = "codigo", .label = "Código", .kind = Field::Kind::fixed}});
  form.line({{.name = "valor",
              .label = "Valor",
              .kind = Field::Kind::money,
              .required = true,
              .hint = "Use 0 para um pacote sem cobrança."}});
  add_composition(form);
  form.part("Integração");
  form.line({{.name = "plataforma",
              .label = "Integração",
              .kind = Field::Kind::select,
              .hint = "Sem integração, o pacote é cobrado e nada é transmitido.",
              .options = choices}});
  add_products(context, form, integrations);
  form.part("DICI");
  form.line({{.name = "classe_regulatoria",
              .label = "Classe regulatória",
              .kind = Field::Kind::select,
              .hint = "Como o pacote é informado à Anatel.",
              .options = class_options("Não informada")}});
  return form.answer("Salvar", "/pacotes");
}

std::vector<std::string> chosen_products(const Context& context, const std::string& integration_code) {
  std::vector<std::string> codes;
  const auto integration = storage::find_integration(context.tenant(), integration_code);
  if (!integration) return codes;
  const auto prefix = product_field(integration->id, "");
  for (const auto& [name, value] : context.form.all())
    if (name.starts_with(prefix) && value == "1") codes.push_back(name.substr(prefix.size()));
  return codes;
}

operations::PackagePut put_of(const Context& context, FormReader& reader) {
  operations::PackagePut put{.description = reader.text("descricao"),
                             .value = reader.money("valor"),
                             .regulatory_class = reader.text("classe_regulatoria"),
                             .integration = reader.text("plataforma")};
  put.products = chosen_products(context, put.integration.value.value_or(""));
  std::vector<domain::CompositionPart> rows;
  for (const auto& number : reader.rows("composicao")) {
    const auto name = "composicao." + number + ".";
    const auto value = reader.money(name + "valor");
    rows.push_back({.description = reader.text(name + "descricao").value.value_or(""),
                    .kind = reader.text(name + "tipo").value.value_or(""),
                    .value_cents = value.value.value_or(0)});
  }
  put.composition = rows;
  return put;
}

/// "composicao[1].valor" of the operation is the field "composicao.7.valor" of the second row typed.
base::Problem at_rows(const base::Problem& problem, const http::Params& form) {
  std::map<std::string, std::string> names;
  std::size_t index = 0;
  for (const auto& number : FormReader(form).rows("composicao")) {
    const auto from = "composicao[" + std::to_string(index++) + "].";
    for (const auto* field : {"descricao", "tipo", "valor"})
      names[from + field] = "composicao." + number + "." + field;
  }
  return renamed(problem, names);
}

http::Params values_of(const operations::PackageView& view) {
  http::Params values;
  const auto& package = view.package;
  values.set("codigo", package.code);
  values.set("descricao", package.description);
  values.set("valor", money_field(package.value_cents));
  values.set("classe_regulatoria", package.regulatory_class.value_or(""));
  values.set("plataforma", view.integration ? view.integration->code : "");
  for (const auto& product : view.products)
    values.set(product_field(product.integration_id, product.code), "1");
  for (std::size_t i = 0; i < view.composition.size(); ++i) {
    const auto name = "composicao." + std::to_string(i) + ".";
    values.set(name + "descricao", view.composition[i].description);
    values.set(name + "tipo", view.composition[i].kind);
    values.set(name + "valor", money_field(view.composition[i].value_cents));
  }
  return values;
}

http::Response switch_active(Context& context, bool active) {
  const auto view = find(context);
  if (!view) return failure(context, 404, k_missing);
  const auto done = operations::set_package_active(context.operations(), view->package.code, active);
  if (!done) return redirect_with(context, "/pacotes", done.error().message, Tone::warning);
  return saved_in_list(
      context, "/pacotes", view->package.id, Saved::changed,
      (active ? "Pacote ativado: " : "Pacote inativado: ") + view->package.description + ".");
}

}  // namespace

http::Response package_list(Context& context) {
  std::vector<Option> integrations{{"", "Todas"}};
  for (const auto& line : integrations_of(context))
    integrations.push_back({std::to_string(line.integration.id), line.integration.description});
  Page page(context, "list.html", "Pacotes");
  page.action("Adicionar", "/pacotes/novo");
  return list_answer(
      context, page,
      {.total_label = "Total de Pacotes",
       .file_name = "pacotes",
       .columns = {{"Descrição", "descricao", Column::Kind::title},
                   {"Código", "codigo", Column::Kind::code},
                   {"Valor", "valor", Column::Kind::number},
                   {"Integração", "integracao"},
                   {"Produtos", "", Column::Kind::secondary},
                   {"DICI", "classe", Column::Kind::secondary},
                   {k_status}},
       .filters = {{.name = "busca", .label = "Procurar", .placeholder = "Descrição ou código…"},
                   {.name = "integracao", .label = "Integração", .options = integrations},
                   {.name = "classe", .label = "DICI", .options = class_options("Todas")},
                   status_filter()},
       .empty_title = "Nenhum pacote encontrado",
       .empty_text =
           "Um pacote é o que se vende: produtos de uma integração e um valor. Comece por Adicionar.",
       .fetch = fetch,
       .count = count});
}

http::Response package_new(Context& context) {
  return package_form(context, "Novo Pacote", true, {}, nullptr);
}

http::Response package_create(Context& context) {
  FormReader reader(context.form);
  const auto put = put_of(context, reader);
  const auto code = reader.text("codigo").value.value_or("");
  const auto done = carry_out(context.db, reader, [&] {
    return operations::put_package(context.operations(), code, put, operations::Expect::absent);
  });
  if (done)
    return saved_in_list(context, "/pacotes", done->id, Saved::made,
                         "Pacote criado: " + put.description.value.value_or("") + ".");
  const auto problem = at_rows(done.error(), context.form);
  return package_form(context, "Novo Pacote", true, context.form, &problem);
}

http::Response package_edit(Context& context) {
  const auto view = find(context);
  if (!view) return failure(context, 404, k_missing);
  return package_form(context, view->package.description, false, values_of(*view), nullptr);
}

http::Response package_save(Context& context) {
  const auto view = find(context);
  if (!view) return failure(context, 404, k_missing);
  FormReader reader(context.form);
  const auto put = put_of(context, reader);
  const auto done = carry_out(context.db, reader, [&] {
    return operations::put_package(context.operations(), view->package.code, put,
                                   operations::Expect::present);
  });
  const auto said = "Pacote salvo: " + put.description.value.value_or(view->package.description) + ".";
  if (done && done->job_id)
    return redirect_with(context, job_path(*done->job_id),
                         said + " Os clientes que o têm são atualizados em segundo plano.");
  if (done) return saved_in_list(context, "/pacotes", view->package.id, Saved::changed, said);
  auto values = context.form;
  values.set("codigo", view->package.code);
  const auto problem = at_rows(done.error(), context.form);
  return package_form(context, view->package.description, false, values, &problem);
}

http::Response package_deactivate_ask(Context& context) {
  const auto view = find(context);
  if (!view) return failure(context, 404, k_missing);
  const auto services = storage::count_services_with_package(
      context.tenant(), view->package.id, context.provider.zone.day_of(context.house.clock.now()));
  return confirm_answer(
      context,
      {.title = "Inativar o pacote " + view->package.description + "?",
       .consequences = {"O pacote deixa de ser oferecido.",
                        count_text(services, "serviço continua com ele.", "serviços continuam com ele.")},
       .button = "Inativar",
       .action = context.request.path,
       .cancel_href = "/pacotes"});
}

http::Response package_deactivate(Context& context) { return switch_active(context, false); }

http::Response package_activate_ask(Context& context) {
  const auto view = find(context);
  if (!view) return failure(context, 404, k_missing);
  return confirm_answer(context, {.title = "Ativar o pacote " + view->package.description + "?",
                                  .consequences = {"O pacote volta a ser oferecido."},
                                  .button = "Ativar",
                                  .danger = false,
                                  .action = context.request.path,
                                  .cancel_href = "/pacotes"});
}

http::Response package_activate(Context& context) { return switch_active(context, true); }

http::Response package_history(Context& context) {
  const auto view = find(context);
  if (!view) return failure(context, 404, k_missing);
  Page page(context, "history.html", "Histórico(s)");
  page.under(view->package.description, path_of(view->package.id));
  return history_answer(context, page, domain::Entity::package, view->package.id);
}

}  // namespace web
