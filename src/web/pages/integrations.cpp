#include "operations/integrations.h"

#include <algorithm>

#include "operations/closings.h"
#include "operations/other_account.h"
#include "storage/closings.h"
#include "web/answers.h"
#include "web/form_reader.h"
#include "web/history.h"
#include "web/list.h"
#include "web/pages/account_page.h"
#include "web/pages/handlers.h"
#include "web/pages/integration_transmissions.h"
#include "web/pages/job_page.h"
#include "web/parameters.h"
#include "web/saved.h"
#include "web/texts.h"

namespace web {

namespace {

constexpr std::string_view k_missing = "Esta integração não existe.";

std::string path_of(std::uint32_t id) { return "/plataformas/" + std::to_string(id); }

std::vector<Option> gateway_options(std::string first) {
  std::vector<Option> options{{"", std::move(first)}};
  for (const auto* platform : platforms::all())
    options.push_back({std::string(platform->key), std::string(platform->name)});
  return options;
}

storage::IntegrationFilter filter_of(const Context& context) {
  return {.text = context.query.get("busca"),
          .gateway = context.query.get("gateway"),
          .active = active_filter(context)};
}

ListRow row_of(const Context& context, const operations::IntegrationLine& line, const Cell& transmissions,
               bool closing) {
  const auto& integration = line.integration;
  const auto path = path_of(integration.id);
  ListRow row{.href = path,
              .cells = {{.text = std::to_string(integration.id)},
                        {.text = std::string(line.platform->name)},
                        {.text = integration.description},
                        {.text = callback_url(context.provider, line.callback_token), .copy = true},
                        transmissions,
                        closing ? Cell{.text = "Encerrando", .tone = Cell::Tone::waiting}
                                : active_cell(integration.active)},
              .actions = {{"Visualizar / Editar", path, "pencil"},
                          {"Histórico(s)", path + "/historico", "clock-history"},
                          {"Produtos", path + "/produtos", "grid-3x3-gap"}}};
  if (line.platform->can.passive || line.platform->is_told())
    row.actions.push_back({"Testar / Sincronizar", path + "/testar", "plug"});
  if (line.platform->is_told()) row.actions.push_back({"Transmissões", path + "/transmissoes", "broadcast"});
  row.actions.push_back({"Callback URL", path + "/callback", "link-45deg"});
  row.actions.push_back(integration.active ? RowAction{"Inativar", path + "/inativar", "slash-circle", true}
                                           : RowAction{"Ativar", path + "/ativar", "check-circle"});
  return row;
}

ListRows fetch(const Context& context, const storage::Page& page) {
  const auto listed = operations::list_integrations(context.operations(), filter_of(context), page);
  auto rows = place_of(listed);
  const auto queues = storage::list_queues(context.tenant());
  const auto counts = storage::count_waiting(context.tenant(), context.house.clock.now());
  const auto closing = storage::list_closing_ids(context.tenant());
  for (const auto& line : listed.lines)
    if (const auto* queue = queue_of(queues, line.integration.id))
      rows.rows.push_back(row_of(context, line, queue_cell(*line.platform, *queue, counts),
                                 std::ranges::find(closing, line.integration.id) != closing.end()));
  return rows;
}

std::uint64_t count(const Context& context) {
  return storage::count_integrations(context.tenant(), filter_of(context));
}

std::optional<operations::IntegrationView> find(const Context& context) {
  return operations::find_integration_by_id(context.operations(), static_cast<std::uint32_t>(context.id()));
}

/// The gateway's settings as rows; of a stored integration with what is set.
std::vector<ParameterField> declared_of(const Context& context, const platforms::Platform& platform,
                                        const std::vector<operations::ParameterView>& stored) {
  std::vector<ParameterField> declared;
  for (const auto& setting : platform.settings) {
    ParameterField field{.name = std::string(setting.name),
                         .hint = std::string(setting.hint),
                         .default_value = std::string(setting.default_value),
                         .required = setting.required,
                         .secret = setting.secret};
    for (const auto choice : setting.choices) field.choices.emplace_back(choice);
    for (const auto& row : stored)
      if (row.secret && row.name == setting.name)
        field.set_text = "definido em " + base::to_br(context.provider.zone.day_of(row.updated_at));
    declared.push_back(std::move(field));
  }
  return declared;
}

void add_switches(Form& form, const platforms::Platform& platform) {
  const auto& can = platform.can;
  form.line({{.name = "pacote_unico",
              .label = "Pacote Único",
              .kind = Field::Kind::flag,
              .hint = can.implies_single_package
                          ? "Esta plataforma sempre permite um só pacote por vez."
                          : "Permite a assinatura de apenas um pacote por vez, com um único produto."}});
  form.line({{.name = "habilitar_suspender",
              .label = "Habilitar/Suspender Assinaturas",
              .kind = Field::Kind::flag,
              .hint = "Habilita ou suspende o cliente na plataforma de acordo com o status do serviço "
                      "(adimplente/inadimplente)."}});
  form.line({{.name = "suspensao_parcial",
              .label = "Suspensão parcial também suspende",
              .kind = Field::Kind::flag,
              .hint = "Vale para serviços com status Suspenso Parcialmente."}});
  if (can.passive)
    form.line({{.name = "limite_por_segundo",
                .label = "Limite de validações por segundo",
                .kind = Field::Kind::number,
                .hint = "Acima dele, a plataforma recebe 429 e tenta de novo."}});
}

/// Asked where something stands on the platform: only a person knows (D58).
constexpr auto k_account_there = "conta_la";
Field account_field() {
  return {
      .name = k_account_there,
      .label = "Se o endereço ou a credencial mudar",
      .kind = Field::Kind::select,
      .hint =
          "Mesma conta: o que foi transmitido continua valendo. Outra conta: tudo é esquecido aqui, e cada "
          "cliente é procurado ou criado nela; a antiga fica como está.",
      .options = {{"", "Escolha"},
                  {"mesma", "É a mesma conta na plataforma"},
                  {"outra", "É outra conta na plataforma"}}};
}

/// Keeps the question out of a form where nothing stands there.
void ask_where_needed(const Context& context, const operations::IntegrationView& view, http::Params& values) {
  const bool asks =
      view.platform->is_told() && operations::accounts_there(context.operations(), view.integration.id) > 0;
  if (!asks) values.set(k_account_there, "-");
}

http::Response integration_form(const Context& context, Page& page, const platforms::Platform& platform,
                                const std::vector<operations::ParameterView>& stored,
                                const http::Params& values, const base::Problem* problem) {
  Form form(context, page, context.request.path, values, problem);
  const bool is_new = !values.has("id");
  if (is_new) form.creates().hidden("gateway", platform.key);
  form.line({{.name = "gateway_nome", .label = "Gateway Plataforma de Conteúdo", .kind = Field::Kind::fixed},
             is_new ? Field{.name = "codigo",
                            .label = "Código",
                            .hint = "Como o ERP chama esta integração; em branco, é criado a partir da "
                                    "descrição. Não muda depois."}
                    : Field{.name = "codigo", .label = "Código", .kind = Field::Kind::fixed}});
  form.line({{.name = "descricao", .label = "Descrição", .required = true}});
  add_switches(form, platform);
  if (values.get(k_account_there) != "-") form.field(account_field());
  add_parameter_rows(form, declared_of(context, platform, stored), platform.can.other_parameters);
  return form.answer("Salvar", "/plataformas");
}

operations::IntegrationPut put_of(FormReader& reader, const http::Params& form,
                                  const platforms::Platform& platform) {
  operations::IntegrationPut put{
      .description = reader.text("descricao"),
      .single_package = reader.flag("pacote_unico"),
      .suspend_enabled = reader.flag("habilitar_suspender"),
      .partial_suspends = reader.flag("suspensao_parcial"),
      .requests_per_second = reader.number("limite_por_segundo", domain::k_most_requests_per_second)};
  std::vector<operations::ParameterPut> rows;
  for (const auto& [name, value] : parameter_rows(form)) {
    const auto* setting = platform.find_setting(name);
    const bool kept_secret = setting != nullptr && setting->secret && value.empty();
    if (!kept_secret) rows.push_back({.name = name, .value = value});
  }
  put.parameters = rows;
  return put;
}

/// What stands in the fields of a new integration.
http::Params defaults_of(const platforms::Platform& platform) {
  http::Params values;
  values.set(k_account_there, "-");
  values.set("gateway_nome", std::string(platform.name));
  values.set("pacote_unico", platform.can.implies_single_package ? "1" : "");
  values.set("habilitar_suspender", "1");
  values.set("suspensao_parcial", "1");
  values.set("limite_por_segundo", "5000");
  std::vector<ParameterRow> rows;
  for (const auto& setting : platform.settings) rows.emplace_back(std::string(setting.name), "");
  set_parameter_rows(values, rows);
  return values;
}

http::Params values_of(const operations::IntegrationView& view) {
  http::Params values;
  const auto& integration = view.integration;
  values.set("id", std::to_string(integration.id));
  values.set("gateway_nome", std::string(view.platform->name));
  values.set("codigo", integration.code);
  values.set("descricao", integration.description);
  values.set("pacote_unico", integration.single_package ? "1" : "");
  values.set("habilitar_suspender", integration.suspend_enabled ? "1" : "");
  values.set("suspensao_parcial", integration.partial_suspends ? "1" : "");
  values.set("limite_por_segundo", std::to_string(integration.requests_per_second));
  std::vector<ParameterRow> rows;
  for (const auto& setting : view.platform->settings) rows.emplace_back(std::string(setting.name), "");
  for (const auto& stored : view.parameters) {
    const auto same = [&](const ParameterRow& row) { return row.first == stored.name; };
    const auto found = std::find_if(rows.begin(), rows.end(), same);
    if (found == rows.end())
      rows.emplace_back(stored.name, stored.value);
    else
      found->second = stored.value;
  }
  set_parameter_rows(values, rows);
  return values;
}

http::Response gateway_choice(const Context& context) {
  Page page(context, "integrations/gateway.html", "Nova Integração");
  page.lead("Escolha o gateway: ele diz quais parâmetros a integração pede.");
  for (const auto* platform : platforms::all()) {
    auto item = page.body().each("GATEWAY");
    item.set("NAME", platform->name).set("HREF", "/plataformas/novo?gateway=" + std::string(platform->key));
    item.set("KIND", platform->can.passive ? "A plataforma consulta o Catraca a cada acesso."
                                           : "O Catraca transmite as assinaturas à plataforma.");
  }
  return page.answer();
}

http::Response new_form(const Context& context, const platforms::Platform& platform,
                        const http::Params& values, const base::Problem* problem) {
  Page page(context, "form.html", "Nova Integração");
  return integration_form(context, page, platform, {}, values, problem);
}

std::string written_text(std::string_view done, const operations::Written& written) {
  std::string text(done);
  for (const auto& warning : written.warnings) text += " " + sentence_of(warning);
  return text;
}

}  // namespace

http::Response integration_list(Context& context) {
  Page page(context, "list.html", "Plataformas de Conteúdo");
  page.action("Adicionar", "/plataformas/novo");
  return list_answer(
      context, page,
      {.total_label = "Total de Integrações",
       .file_name = "plataformas",
       .columns = {{"ID", "id", Column::Kind::secondary},
                   {"Gateway", "gateway"},
                   {"Descrição", "descricao", Column::Kind::title},
                   {"Callback URL", "", Column::Kind::code},
                   {"Transmissões"},
                   {k_status}},
       .filters = {{.name = "busca", .label = "Procurar", .placeholder = "Descrição ou código…"},
                   {.name = "gateway", .label = "Gateway", .options = gateway_options("Todos")},
                   status_filter()},
       .empty_title = "Nenhuma integração encontrada",
       .empty_text = "Uma integração liga este provedor a uma plataforma de conteúdo. Comece por Adicionar.",
       .fetch = fetch,
       .count = count});
}

http::Response integration_new(Context& context) {
  const auto* platform = platforms::find(context.query.get("gateway"));
  if (platform == nullptr) return gateway_choice(context);
  return new_form(context, *platform, defaults_of(*platform), nullptr);
}

http::Response integration_create(Context& context) {
  const auto* platform = platforms::find(context.form.get("gateway"));
  if (platform == nullptr) return redirect("/plataformas/novo");
  FormReader reader(context.form);
  auto put = put_of(reader, context.form, *platform);
  put.gateway = std::string(platform->key);
  const auto code = reader.text("codigo").value.value_or("");
  const auto done = carry_out(context.db, reader, [&] {
    return operations::put_integration(context.operations(), code, put, operations::Expect::absent);
  });
  if (done)
    return redirect_with(context, path_of(static_cast<std::uint32_t>(done->id)) + "/produtos?integracao=nova",
                         written_text("Integração criada: " + put.description.value.value_or("") +
                                          ". Agora informe os produtos.",
                                      *done));
  auto values = context.form;
  values.set("gateway_nome", std::string(platform->name));
  values.set(k_account_there, "-");
  const auto problem = at_parameter_rows(done.error(), context.form, "parametros");
  return new_form(context, *platform, values, &problem);
}

http::Response integration_edit(Context& context) {
  const auto view = find(context);
  if (!view) return failure(context, 404, k_missing);
  Page page(context, "form.html", view->integration.description);
  page.side_action("Produtos", path_of(view->integration.id) + "/produtos", "grid-3x3-gap");
  if (view->platform->can.passive || view->platform->is_told())
    page.side_action("Testar / Sincronizar", path_of(view->integration.id) + "/testar", "plug");
  if (view->platform->is_told())
    page.side_action("Transmissões", path_of(view->integration.id) + "/transmissoes", "broadcast");
  page.side_action("Callback URL", path_of(view->integration.id) + "/callback", "link-45deg");
  auto values = values_of(*view);
  ask_where_needed(context, *view, values);
  return integration_form(context, page, *view->platform, view->parameters, values, nullptr);
}

http::Response integration_save(Context& context) {
  const auto view = find(context);
  if (!view) return failure(context, 404, k_missing);
  FormReader reader(context.form);
  auto put = put_of(reader, context.form, *view->platform);
  const auto there = context.form.get(k_account_there);
  const bool asks =
      operations::asks_which_account(context.operations(), view->integration.id, put.parameters);
  if (asks && there.empty())
    reader.refuse(k_account_there, "o endereço ou a credencial mudou: diga se é a mesma conta na plataforma");
  const auto done = carry_out(context.db, reader, [&] {
    return operations::act(context.operations(), [&](operations::Act& act) {
      auto written =
          operations::put_integration(act, view->integration.code, put, operations::Expect::present);
      if (written && asks && there == "outra")
        operations::move_to_other_account(act.context(), view->integration.id);
      return written;
    });
  });
  const auto said =
      "Integração salva: " + put.description.value.value_or(view->integration.description) + ".";
  if (done && done->job_id)
    return redirect_with(
        context, job_path(*done->job_id),
        written_text(said + " Os logins são refeitos em segundo plano; até lá valem os de antes.", *done));
  if (done)
    return saved_in_list(context, "/plataformas", view->integration.id, Saved::changed,
                         written_text(said, *done));
  auto values = context.form;
  values.set("id", std::to_string(view->integration.id));
  values.set("codigo", view->integration.code);
  values.set("gateway_nome", std::string(view->platform->name));
  ask_where_needed(context, *view, values);
  const auto problem = at_parameter_rows(done.error(), context.form, "parametros");
  Page page(context, "form.html", view->integration.description);
  return integration_form(context, page, *view->platform, view->parameters, values, &problem);
}

http::Response integration_history(Context& context) {
  const auto view = find(context);
  if (!view) return failure(context, 404, k_missing);
  Page page(context, "history.html", "Histórico(s)");
  const auto path = path_of(view->integration.id);
  page.under(view->integration.description, path);
  if (view->platform->is_told())
    page.section("Alterações", path + "/historico", true)
        .section("Transmissões", path + "/transmissoes", false);
  return history_answer(context, page, domain::Entity::integration, view->integration.id);
}

}  // namespace web
