#include "operations/products.h"

#include "operations/integrations.h"
#include "web/answers.h"
#include "web/confirm.h"
#include "web/form_reader.h"
#include "web/history.h"
#include "web/list.h"
#include "web/pages/handlers.h"
#include "web/saved.h"
#include "web/texts.h"

namespace web {

namespace {

constexpr std::string_view k_missing = "Este produto não existe.";

std::string list_path(std::uint32_t integration_id) {
  return "/plataformas/" + std::to_string(integration_id) + "/produtos";
}

std::string path_of(const domain::Product& product) {
  return list_path(product.integration_id) + "/" + std::to_string(product.id);
}

std::optional<operations::IntegrationView> find_integration(const Context& context) {
  return operations::find_integration_by_id(context.operations(), static_cast<std::uint32_t>(context.id()));
}

/// The product and its integration that the path names.
struct Found {
  operations::IntegrationView integration;
  domain::Product product;
};
std::optional<Found> find(const Context& context) {
  auto view = find_integration(context);
  if (!view) return std::nullopt;
  for (auto& product : storage::list_all_products(context.tenant(), view->integration.id))
    if (product.id == context.id("produto")) return Found{std::move(*view), std::move(product)};
  return std::nullopt;
}

storage::ProductFilter filter_of(const Context& context) {
  return {.text = context.query.get("busca"), .active = active_filter(context)};
}

ListRow row_of(const domain::Product& product) {
  const auto path = path_of(product);
  return {.href = path,
          .cells = {{.text = product.name},
                    {.text = product.code, .copy = true},
                    {.text = product.description},
                    active_cell(product.active)},
          .actions = {edit_action(path),
                      {"Histórico(s)", path + "/historico", "clock-history"},
                      product.active ? RowAction{"Inativar", path + "/inativar", "slash-circle", true}
                                     : RowAction{"Ativar", path + "/ativar", "check-circle"}}};
}

ListRows fetch(const Context& context, const storage::Page& page) {
  const auto listed = storage::list_products(context.tenant(), static_cast<std::uint32_t>(context.id()),
                                             filter_of(context), page);
  auto rows = place_of(listed);
  for (const auto& product : listed.lines) rows.rows.push_back(row_of(product));
  return rows;
}

std::uint64_t count(const Context& context) {
  return storage::count_products(context.tenant(), static_cast<std::uint32_t>(context.id()),
                                 filter_of(context));
}

http::Response product_form(const Context& context, const operations::IntegrationView& view,
                            const std::string& title, const http::Params& values, bool is_new,
                            const base::Problem* problem) {
  Page page(context, "form.html", title);
  const auto& integration = view.integration;
  if (is_new && context.query.has("sincronizar"))  // D21
    page.lead(
        std::string(view.platform->name) +
        " não informa uma lista de produtos, por isso não há o que sincronizar: cadastre aqui os que ela "
        "liberou, cada um com o código idêntico ao dela.");
  page.under(integration.description, "/plataformas/" + std::to_string(integration.id))
      .under("Produtos", list_path(integration.id));
  Form form(context, page, context.request.path, values, problem);
  if (is_new) form.creates();
  form.line({{.name = "nome", .label = "Nome", .required = true}});
  form.line(
      {is_new
           ? Field{.name = "codigo",
                   .label = "Código",
                   .required = true,
                   .hint = "Idêntico ao da plataforma, também em maiúsculas e minúsculas. Não muda depois."}
           : Field{.name = "codigo", .label = "Código", .kind = Field::Kind::fixed}});
  form.line({{.name = "descricao", .label = "Descrição"}});
  return form.answer("Salvar", list_path(integration.id));
}

operations::ProductPut put_of(const FormReader& reader) {
  return {.name = reader.text("nome"), .description = reader.text("descricao")};
}

http::Response switch_active(Context& context, bool active) {
  const auto found = find(context);
  if (!found) return failure(context, 404, k_missing);
  const auto done = operations::set_product_active(context.operations(), found->integration.integration.code,
                                                   found->product.code, active);
  const auto back = list_path(found->product.integration_id);
  if (!done) return redirect_with(context, back, done.error().message, Tone::warning);
  return saved_in_list(context, back, found->product.id, Saved::changed,
                       (active ? "Produto ativado: " : "Produto inativado: ") + found->product.name + ".");
}

}  // namespace

http::Response product_list(Context& context) {
  const auto view = find_integration(context);
  if (!view) return failure(context, 404, "Esta integração não existe.");
  Page page(context, "list.html", "Produtos da Integração");
  page.under(view->integration.description, "/plataformas/" + std::to_string(view->integration.id));
  const auto new_path = list_path(view->integration.id) + "/novo";
  if (context.query.has("integracao"))  // just created
    page.next_step("Informar produtos", new_path)
        .next_step("Abrir", "/plataformas/" + std::to_string(view->integration.id))
        .next_step("Criar outra", "/plataformas/novo");
  if (!view->platform->can.lists_products) {
    page.lead("Os códigos devem ser idênticos aos da plataforma: é por eles que cada acesso é validado.");
    page.side_action("Sincronizar", new_path + "?sincronizar=1", "arrow-repeat");
  }
  if (view->platform->telling.products != nullptr)
    page.side_action("Sincronizar", "/plataformas/" + std::to_string(view->integration.id) + "/testar",
                     "arrow-repeat");
  page.action("Adicionar Produto", new_path);
  return list_answer(
      context, page,
      {.total_label = "Total de Produtos",
       .file_name = "produtos",
       .columns = {{"Nome", "nome", Column::Kind::title},
                   {"Código", "codigo", Column::Kind::code},
                   {"Descrição", "descricao", Column::Kind::secondary},
                   {k_status}},
       .filters = {{.name = "busca", .label = "Procurar", .placeholder = "Nome, código ou descrição…"},
                   status_filter()},
       .empty_title = "Nenhum produto encontrado",
       .empty_text = "Os pacotes são montados com os produtos da integração. Comece por Adicionar Produto.",
       .fetch = fetch,
       .count = count});
}

http::Response product_new(Context& context) {
  const auto view = find_integration(context);
  if (!view) return failure(context, 404, "Esta integração não existe.");
  return product_form(context, *view, "Adicionar Produto", {}, true, nullptr);
}

http::Response product_create(Context& context) {
  const auto view = find_integration(context);
  if (!view) return failure(context, 404, "Esta integração não existe.");
  FormReader reader(context.form);
  const auto code = reader.text("codigo").value.value_or("");
  if (code.empty()) reader.refuse("codigo", "é obrigatório");
  const auto put = put_of(reader);
  const auto done = carry_out(context.db, reader, [&] {
    return operations::put_product(context.operations(), view->integration.code, code, put,
                                   operations::Expect::absent);
  });
  if (done)
    return saved_in_list(context, list_path(view->integration.id), done->id, Saved::made,
                         "Produto criado: " + put.name.value.value_or("") + ".");
  return product_form(context, *view, "Adicionar Produto", context.form, true, &done.error());
}

http::Response product_edit(Context& context) {
  const auto found = find(context);
  if (!found) return failure(context, 404, k_missing);
  http::Params values;
  values.set("nome", found->product.name);
  values.set("codigo", found->product.code);
  values.set("descricao", found->product.description);
  return product_form(context, found->integration, found->product.name, values, false, nullptr);
}

http::Response product_save(Context& context) {
  const auto found = find(context);
  if (!found) return failure(context, 404, k_missing);
  const auto put = put_of(FormReader(context.form));
  const auto done = operations::put_product(context.operations(), found->integration.integration.code,
                                            found->product.code, put, operations::Expect::present);
  if (done)
    return saved_in_list(context, list_path(found->product.integration_id), found->product.id, Saved::changed,
                         "Produto salvo: " + put.name.value.value_or(found->product.name) + ".");
  auto values = context.form;
  values.set("codigo", found->product.code);
  return product_form(context, found->integration, found->product.name, values, false, &done.error());
}

http::Response product_deactivate_ask(Context& context) {
  const auto found = find(context);
  if (!found) return failure(context, 404, k_missing);
  const auto packages = storage::list_packages_with(context.tenant(), found->product.id);
  Confirmation question{.title = "Inativar o produto " + found->product.name + "?",
                        .button = "Inativar",
                        .action = context.request.path,
                        .cancel_href = list_path(found->product.integration_id)};
  question.consequences.push_back("Quem já tem o produto continua com ele.");
  for (const auto& package : packages)
    question.consequences.push_back("O pacote " + package.description + " deixa de ser vendido.");
  return confirm_answer(context, question);
}

http::Response product_deactivate(Context& context) { return switch_active(context, false); }

http::Response product_activate_ask(Context& context) {
  const auto found = find(context);
  if (!found) return failure(context, 404, k_missing);
  return confirm_answer(context, {.title = "Ativar o produto " + found->product.name + "?",
                                  .consequences = {"Os pacotes que o usam voltam a ser vendidos."},
                                  .button = "Ativar",
                                  .danger = false,
                                  .action = context.request.path,
                                  .cancel_href = list_path(found->product.integration_id)});
}

http::Response product_activate(Context& context) { return switch_active(context, true); }

http::Response product_history(Context& context) {
  const auto found = find(context);
  if (!found) return failure(context, 404, k_missing);
  Page page(context, "history.html", "Histórico(s)");
  page.under("Produtos", list_path(found->product.integration_id))
      .under(found->product.name, path_of(found->product));
  return history_answer(context, page, domain::Entity::product, found->product.id);
}

}  // namespace web
