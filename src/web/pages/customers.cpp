#include "storage/customers.h"

#include "base/documents.h"
#include "base/text.h"
#include "operations/customers.h"
#include "platforms/platform.h"
#include "storage/accounts.h"
#include "storage/customer_list.h"
#include "storage/integrations.h"
#include "storage/services.h"
#include "web/answers.h"
#include "web/badges.h"
#include "web/form.h"
#include "web/form_reader.h"
#include "web/history.h"
#include "web/list.h"
#include "web/pages/handlers.h"
#include "web/service_card.h"

namespace web {

namespace {

using domain::ServiceState;
using storage::Customer;

std::string path_of(std::uint64_t id) { return "/clientes/" + std::to_string(id); }

std::optional<Customer> find(const Context& context) {
  return storage::find_customer(context.db, context.provider.id, context.id());
}

http::Response no_such_customer(const Context& context) {
  return failure(context, 404, "Este cliente não existe.");
}

constexpr std::pair<std::string_view, ServiceState> k_states[] = {{"habilitado", ServiceState::enabled},
                                                                  {"parcial", ServiceState::partial},
                                                                  {"suspenso", ServiceState::suspended},
                                                                  {"aguardando", ServiceState::not_yet},
                                                                  {"encerrado", ServiceState::over}};

Filter service_filter() {
  return {.name = "status",
          .label = "Tem serviço",
          .options = {{"", "Qualquer"},
                      {"habilitado", "Habilitado"},
                      {"suspenso", "Suspenso"},
                      {"parcial", "Suspenso parcialmente"},
                      {"aguardando", "Ainda não habilitado"},
                      {"encerrado", "Encerrado"}}};
}

storage::CustomerFilter filter_of(const Context& context) {
  storage::CustomerFilter filter{.text = context.query.get("busca"),
                                 .state = std::string(base::trim(context.query.get("uf"))),
                                 .city = std::string(base::trim(context.query.get("cidade")))};
  const auto wanted = context.query.get("status");
  for (const auto& [name, state] : k_states)
    if (name == wanted) filter.service_state = state;
  return filter;
}

std::string place_of(const std::optional<std::string>& city, const std::optional<std::string>& state) {
  if (!city) return state.value_or("");
  return state ? *city + "/" + *state : *city;
}

ListRow row_of(const storage::CustomerLine& line) {
  const auto path = path_of(line.id);
  return {.href = path,
          .cells = {{.text = line.name},
                    {.text = line.code},
                    {.text = base::document_masked(line.document.value_or(""))},
                    {.text = place_of(line.city, line.state)},
                    number_cell(line.services),
                    number_cell(line.suspended),
                    number_cell(line.packages)},
          .actions = {{"Abrir", path, "person"},
                      {"Editar", path + "/editar", "pencil"},
                      {"Histórico(s)", path + "/historico", "clock-history"}}};
}

ListRows fetch(const Context& context, const storage::Page& page) {
  const auto listed = storage::list_customers(context.db, context.provider.id, filter_of(context), page);
  ListRows rows{.next = listed.next};
  for (const auto& line : listed.lines) rows.rows.push_back(row_of(line));
  return rows;
}

std::uint64_t count(const Context& context) {
  return storage::count_customers(context.db, context.provider.id, filter_of(context));
}

// --- the customer's page
// --------------------------------------------------------------------------------------------

void fact(View& body, std::string_view label, std::string_view value, std::string_view warning = "") {
  auto view = body.each("FACT");
  view.set("LABEL", label).set("VALUE", value).show_if(value.empty(), "NOTHING");
  view.set_or_hide("WARNING", warning);
}

void fill_facts(const Context& context, View& body, const Customer& customer) {
  const auto document = customer.document.value_or("");
  const bool suspect = !document.empty() && !base::is_cpf(document) && !base::is_cnpj(document);
  fact(body, "Código", customer.code);
  fact(body, customer.person_kind == "pj" ? "CNPJ" : "CPF", base::document_br(document),
       suspect ? "os dígitos verificadores não conferem" : "");
  fact(body, "E-mail", customer.email.value_or(""));
  fact(body, "Telefone", customer.phone.value_or(""));
  fact(body, "Cidade", place_of(customer.city, customer.state));
  fact(body, "Cliente desde", context.provider.zone.minute_br(customer.created_at));
}

void fill_services(const Context& context, View& body, const Customer& customer) {
  const auto services = storage::list_services_of(context.db, context.provider.id, customer.id);
  const bool all = context.query.get("servicos") == "todos";
  std::uint64_t active = 0;
  for (std::size_t i = 0; i < services.size(); ++i) {
    const bool over = services[i].state == ServiceState::over;
    active += over ? 0 : 1;
    if (all || !over)
      fill_service_card(context, body.include("SERVICE", "services/card.html"), services[i], i + 1);
  }
  const auto path = path_of(customer.id);
  if (all) {
    body.each("ALL_SHOWN").set("HREF", path).set("ACTIVE", active);
  } else if (!services.empty()) {
    body.each("ONLY_ACTIVE").set("HREF", path + "?servicos=todos").set("ALL", services.size());
  }
  if (services.empty()) {
    body.each("NO_SERVICE").set("TEXT", "Este cliente ainda não tem serviços.");
  } else if (active == 0 && !all) {
    body.each("NO_SERVICE").set("TEXT", "Nenhum serviço ativo.");
  }
  if (may_visit(context, path + "/servicos/novo"))
    body.each("NEW_SERVICE").set("HREF", path + "/servicos/novo");
}

void fill_account(const Context& context, View& table, const storage::Account& account) {
  auto row = table.each("ACCOUNT");
  const auto integration =
      storage::find_integration_by_id(context.db, context.provider.id, account.integration_id);
  if (integration)
    row.set("INTEGRATION", integration->description).set("GATEWAY", platforms::at(integration->gateway).name);
  row.set("SUBSCRIBER_ID", base::hex_of(account.subscriber_id))
      .set("SINCE", context.provider.zone.minute_br(account.status_at))
      .set("MESSAGE", account.status_message.value_or(""));
  auto badge = row.each("BADGE");
  fill_state(badge, status_badge(account.status, ""));
}

void fill_accounts(const Context& context, View& body, const Customer& customer) {
  const auto accounts = storage::list_accounts_of(context.db, context.provider.id, customer.id);
  body.show_if(accounts.empty(), "NO_ACCOUNT");
  if (accounts.empty()) return;
  auto table = body.each("ACCOUNTS");
  for (const auto& account : accounts) fill_account(context, table, account);
}

// --- the form
// -------------------------------------------------------------------------------------------------------

operations::CustomerPut put_of(const http::Params& form) {
  const FormReader read(form);
  return {.name = read.text("nome_razaosocial"),
          .person_kind = read.text("tipo_pessoa"),
          .document = read.text("cpf_cnpj"),
          .email = read.text("email_principal"),
          .phone = read.text("telefone_primario"),
          .city = read.text("cidade"),
          .state = read.text("uf")};
}

http::Params values_of(const Customer& customer) {
  http::Params values;
  values.set("codigo_cliente", customer.code);
  values.set("nome_razaosocial", customer.name);
  values.set("tipo_pessoa", customer.person_kind);
  values.set("cpf_cnpj", base::document_br(customer.document.value_or("")));
  values.set("email_principal", customer.email.value_or(""));
  values.set("telefone_primario", customer.phone.value_or(""));
  values.set("cidade", customer.city.value_or(""));
  values.set("uf", customer.state.value_or(""));
  return values;
}

http::Response customer_form(Context& context, const Customer* customer, const http::Params& values,
                             const base::Problem* problem) {
  Page page(context, "form.html", customer == nullptr ? "Novo Cliente" : "Editar Cliente");
  if (customer != nullptr) page.under(customer->name, path_of(customer->id));
  page.lead(customer == nullptr || customer->erp_sent.empty()
                ? ""
                : "O que você alterar aqui vale até o ERP enviar um valor diferente do último que enviou.");
  Form form(context, page, context.request.path, values, problem);
  form.line({{.name = "nome_razaosocial", .label = "Nome/Razão Social", .required = true, .wide = true},
             {
                 .name = "codigo_cliente",
                 .label = "Código",
                 .kind = customer == nullptr ? Field::Kind::text : Field::Kind::fixed,
                 .required = customer == nullptr,
                 .hint = customer == nullptr ? "Não pode ser alterado depois." : "",
             }});
  form.line({{.name = "tipo_pessoa",
              .label = "Tipo de Pessoa",
              .kind = Field::Kind::select,
              .options = {{"pf", "Pessoa física"}, {"pj", "Pessoa jurídica"}}},
             {.name = "cpf_cnpj", .label = "CPF/CNPJ", .mask = "documento"}});
  form.line({{.name = "email_principal",
              .label = "E-mail",
              .kind = Field::Kind::email,
              .hint = "NX Play e Campsoft precisam dele.",
              .wide = true},
             {.name = "telefone_primario", .label = "Telefone", .hint = "Com DDD.", .mask = "telefone"}});
  form.line({{.name = "cidade", .label = "Cidade", .wide = true}, {.name = "uf", .label = "UF"}});
  return form.answer("Salvar", customer == nullptr ? "/clientes" : path_of(customer->id));
}

std::string with_warnings(std::string text, const std::vector<std::string>& warnings) {
  for (const auto& warning : warnings) text += " " + warning;
  return text;
}

http::Response saved(const Context& context, const operations::Written& written, std::string text) {
  return redirect_with(context, path_of(written.id), with_warnings(std::move(text), written.warnings),
                       written.warnings.empty() ? Tone::success : Tone::warning);
}

}  // namespace

http::Response customer_list(Context& context) {
  Page page(context, "list.html", "Clientes");
  page.action("Novo Cliente", "/clientes/novo");
  return list_answer(
      context, page,
      {.total_label = "Total de Clientes",
       .file_name = "clientes",
       .columns = {{"Nome/Razão Social", "", Column::Kind::title},
                   {"Código", "", Column::Kind::code},
                   {"CPF/CNPJ", "", Column::Kind::code},
                   {"Cidade", "", Column::Kind::secondary},
                   {"Serviços", "", Column::Kind::number},
                   {"Suspensos", "", Column::Kind::number},
                   {"Pacotes", "", Column::Kind::number}},
       .filters = {{.name = "busca",
                    .label = "Buscar",
                    .placeholder = "Nome, CPF, código, e-mail, login ou subscriber_id…"},
                   service_filter(),
                   {.name = "uf", .label = "UF", .placeholder = "MG"},
                   {.name = "cidade", .label = "Cidade"}},
       .empty_title = "Nenhum cliente encontrado",
       .empty_text = "Os clientes vêm do ERP ou de Novo Cliente. Se esperava algum aqui, mude os filtros.",
       .fetch = fetch,
       .count = count});
}

http::Response customer_show(Context& context) {
  const auto customer = find(context);
  if (!customer) return no_such_customer(context);
  Page page(context, "customers/show.html", customer->name);
  const auto path = path_of(customer->id);
  page.side_action("Histórico(s)", path + "/historico", "clock-history")
      .side_action("Editar", path + "/editar", "pencil");
  fill_facts(context, page.body(), *customer);
  fill_services(context, page.body(), *customer);
  fill_accounts(context, page.body(), *customer);
  return page.answer();
}

http::Response customer_new(Context& context) {
  http::Params values;
  values.set("tipo_pessoa", "pf");
  return customer_form(context, nullptr, values, nullptr);
}

http::Response customer_create(Context& context) {
  const auto code = std::string(base::trim(context.form.get("codigo_cliente")));
  auto put = put_of(context.form);
  put.expect = operations::Expect::absent;
  const auto result = operations::put_customer(context.operations(), code, put, operations::Writer::staff);
  if (result) return saved(context, *result, "Cliente cadastrado.");
  return customer_form(context, nullptr, context.form, &result.error());
}

http::Response customer_edit(Context& context) {
  const auto customer = find(context);
  if (!customer) return no_such_customer(context);
  return customer_form(context, &*customer, values_of(*customer), nullptr);
}

http::Response customer_save(Context& context) {
  const auto customer = find(context);
  if (!customer) return no_such_customer(context);
  const auto result = operations::put_customer(context.operations(), customer->code, put_of(context.form),
                                               operations::Writer::staff);
  if (result) return saved(context, *result, result->changed ? "Cliente salvo." : "Nada mudou.");
  auto values = context.form;
  values.set("codigo_cliente", customer->code);
  return customer_form(context, &*customer, values, &result.error());
}

http::Response customer_history(Context& context) {
  const auto customer = find(context);
  if (!customer) return no_such_customer(context);
  Page page(context, "history.html", "Histórico(s)");
  page.under(customer->name, path_of(customer->id)).lead("Do cliente, de seus serviços e de seus pacotes.");
  return customer_history_answer(context, page, customer->id);
}

}  // namespace web
