#include "storage/services.h"

#include <algorithm>
#include <charconv>

#include "base/text.h"
#include "domain/status.h"
#include "storage/customers.h"
#include "storage/plans.h"
#include "storage/sale_packages.h"
#include "web/answers.h"
#include "web/choice.h"
#include "web/confirm.h"
#include "web/consequences.h"
#include "web/form.h"
#include "web/form_reader.h"
#include "web/history.h"
#include "web/pages/handlers.h"
#include "web/service_card.h"
#include "web/texts.h"

namespace web {

namespace {

using operations::ServicePut;
using operations::Writer;
using storage::Service;

std::string customer_path(std::uint64_t id) { return "/clientes/" + std::to_string(id); }

std::optional<Service> find(const Context& context) {
  return storage::find_service_by_external(context.db, context.provider.id, context.id());
}

http::Response no_such_service(const Context& context) {
  return failure(context, 404, "Este serviço não existe.");
}

/// The breadcrumb of a page about a service.
void place(const Context& context, Page& page, const Service& service) {
  const auto customer = storage::find_customer(context.db, context.provider.id, service.customer_id).value();
  page.under(customer.name, customer_path(customer.id))
      .under("Serviço " + std::to_string(service.external_id), service_path(service.external_id));
}

/// A problem in one text, for a page without its fields.
std::string told(const base::Problem& problem) {
  if (problem.kind != base::Problem::Kind::fields) return problem.message;
  std::string text;
  for (const auto& item : problem.errors.items())
    text += (text.empty() ? "" : " ") + sentence_of(item.message);
  return text;
}

std::string with_left_out(std::string text, const operations::ServiceWritten& written) {
  for (const auto& left : written.left_out) text += " " + left.message;
  return text;
}

http::Response saved(const Context& context, std::uint64_t external_id,
                     const operations::ServiceWritten& written, std::string text) {
  return redirect_with(context, service_path(external_id), with_left_out(std::move(text), written),
                       written.left_out.empty() ? Tone::success : Tone::warning);
}

// --- choosing a plan
// ------------------------------------------------------------------------------------------------

http::Response choose_plan(const Context& context, Page& page, std::uint32_t current_id) {
  constexpr std::uint32_t k_most = 200;
  const storage::PlanFilter filter{.text = context.query.get("filtro"), .active = true};
  std::vector<Choice> choices;
  for (const auto& line :
       storage::list_plans(context.db, context.provider.id, filter, {.limit = k_most}).lines) {
    const auto& plan = line.plan;
    choices.push_back({.label = plan.description,
                       .detail = base::money_br(plan.value_cents) + " · com pacotes " +
                                 base::money_br(line.total_cents) +
                                 (plan.technology.empty() ? "" : " · " + plan.technology),
                       .href = context.request.path + "?plano=" + http::url_encode(plan.code),
                       .refusal = plan.id == current_id ? "É o plano atual do serviço." : ""});
  }
  return choice_answer(context, page, choices,
                       "Nenhum plano ativo: cadastre um em Configuração › Geral › Serviços/Planos.");
}

std::string flag_of(const storage::SalePackage& package) { return "pacote_" + std::to_string(package.id); }

/// The plan's packages: required ones as text, optional ones with a switch (R9). `skip`: those there already.
void add_plan_packages(const Context& context, Form& form, std::uint32_t plan_id,
                       const std::vector<std::uint32_t>& skip) {
  for (const auto& package : storage::list_default_packages(context.db, context.provider.id, plan_id)) {
    if (std::find(skip.begin(), skip.end(), package.id) != skip.end()) continue;
    auto label = package.description + " - (" + base::money_br(package.value_cents) + ")";
    if (package.trial_days) label += ", degustação de " + std::to_string(*package.trial_days) + " dias";
    if (package.required) label += ", obrigatório";
    form.line({{.name = flag_of(package),
                .label = label,
                .kind = package.required ? Field::Kind::fixed : Field::Kind::flag}});
  }
}

void set_flags(const Context& context, http::Params& values, std::uint32_t plan_id) {
  for (const auto& package : storage::list_default_packages(context.db, context.provider.id, plan_id))
    values.set(flag_of(package), package.required ? "Entra com o plano." : "1");
}

/// Codes of the optional packages whose switch is off; `skip` as above.
std::vector<std::string> declined_of(const Context& context, std::uint32_t plan_id,
                                     const std::vector<std::uint32_t>& skip) {
  std::vector<std::string> declined;
  for (const auto& package : storage::list_default_packages(context.db, context.provider.id, plan_id)) {
    const bool there = std::find(skip.begin(), skip.end(), package.id) != skip.end();
    if (!package.required && !there && context.form.get(flag_of(package)) != "1")
      declined.push_back(package.code);
  }
  return declined;
}

std::vector<std::uint32_t> packages_on(const Context& context, const Service& service) {
  std::vector<std::uint32_t> ids;
  for (const auto& row : storage::list_service_packages_of(context.db, context.provider.id, service.id))
    if (row.removed_by == domain::RemovedBy::nobody) ids.push_back(row.package_id);
  return ids;
}

// --- the form
// -------------------------------------------------------------------------------------------------------

constexpr std::uint32_t k_last_day = 31;

/// "22/11/2026 14:30", local; the time may be missing.
std::optional<base::Instant> moment_from(std::string_view text, const base::TimeZone& zone) {
  const auto space = text.find(' ');
  const auto day = base::date_from_br(text.substr(0, space));
  if (!day) return std::nullopt;
  return zone.parse(base::to_iso(*day) +
                    (space == std::string_view::npos ? "" : std::string(text.substr(space))));
}

base::Patch<base::Instant> read_moment(const Context& context, FormReader& read, const std::string& name) {
  const auto typed = read.text(name);
  if (!typed.value) return typed.given ? base::Patch<base::Instant>::cleared() : base::Patch<base::Instant>{};
  if (const auto moment = moment_from(*typed.value, context.provider.zone)) return *moment;
  read.refuse(name, "deve ser data e hora como 31/12/2026 14:30");
  return {};
}

ServicePut put_of(const Context& context, FormReader& read) {
  return {.login = read.text("login_autenticacao"),
          .password = read.secret("senha_autenticacao"),
          .value = read.money("valor"),
          .enabled_on = read_moment(context, read, "data_habilitacao"),
          .sold_on = read.date("data_venda"),
          .due_day = read.number("vencimento", k_last_day),
          .contract_end_on = read.date("data_fim_contrato"),
          .contract_status = read.text("status_contrato"),
          .payment_method = read.text("forma_cobranca"),
          .charge_kind = read.text("tipo_cobranca"),
          .suspension_profile = read.text("perfil_suspensao"),
          .router = read.text("equipamento_roteamento"),
          .interface_name = read.text("interface_conexao"),
          .port_name = read.text("porta_atendimento"),
          .street = read.text("endereco.logradouro"),
          .number = read.text("endereco.numero"),
          .district = read.text("endereco.bairro"),
          .city = read.text("endereco.cidade"),
          .address_state = read.text("endereco.uf"),
          .postcode = read.text("endereco.cep")};
}

http::Params values_of(const Context& context, const Service& service) {
  http::Params values;
  const auto text = [&](std::string name, const std::optional<std::string>& value) {
    values.set(std::move(name), value.value_or(""));
  };
  text("login_autenticacao", service.login);
  values.set("valor", money_field(service.value_cents));
  values.set("data_habilitacao",
             service.enabled_on ? context.provider.zone.minute_br(*service.enabled_on) : "");
  values.set("data_venda", service.sold_on ? base::to_iso(*service.sold_on) : "");
  values.set("vencimento", service.due_day ? std::to_string(*service.due_day) : "");
  values.set("data_fim_contrato", service.contract_end_on ? base::to_iso(*service.contract_end_on) : "");
  text("status_contrato", service.contract_status);
  text("forma_cobranca", service.payment_method);
  text("tipo_cobranca", service.charge_kind);
  text("perfil_suspensao", service.suspension_profile);
  text("equipamento_roteamento", service.router);
  text("interface_conexao", service.interface_name);
  text("porta_atendimento", service.port_name);
  text("endereco.logradouro", service.street);
  text("endereco.numero", service.number);
  text("endereco.bairro", service.district);
  text("endereco.cidade", service.city);
  text("endereco.uf", service.address_state);
  text("endereco.cep", service.postcode);
  return values;
}

void add_access_and_dates(Form& form, bool has_password) {
  form.line({{.name = "login_autenticacao", .label = "Login Autenticação"},
             {.name = "senha_autenticacao",
              .label = "Senha Autenticação",
              .kind = Field::Kind::password,
              .hint = has_password ? "Cadastrada. Deixe em branco para manter."
                                   : "Não é mostrada de novo depois de salva.",
              .autocomplete = "new-password"}});
  form.line({{.name = "data_venda", .label = "Data Venda", .kind = Field::Kind::date},
             {.name = "data_habilitacao", .label = "Data Habilitação", .hint = "dd/mm/aaaa hh:mm"},
             {.name = "data_fim_contrato", .label = "Data Fim Contrato", .kind = Field::Kind::date}});
}

void add_charge_and_address(Form& form) {
  form.part("Cobrança e conexão");
  form.line(
      {{.name = "vencimento", .label = "Vencimento", .kind = Field::Kind::number, .hint = "Dia do mês."},
       {.name = "forma_cobranca", .label = "Forma Cobrança"},
       {.name = "tipo_cobranca", .label = "Tipo Cobrança", .hint = "Como Mensalidade (postecipada)."}});
  form.line({{.name = "status_contrato", .label = "Status Contrato"},
             {.name = "perfil_suspensao",
              .label = "Perfil Suspensão",
              .hint = "Em branco: Nenhum (Padrão da Forma de Cobrança)."}});
  form.line({{.name = "equipamento_roteamento", .label = "Equipamento de Roteamento"},
             {.name = "interface_conexao", .label = "Interface de Conexão"},
             {.name = "porta_atendimento", .label = "Porta de Atendimento"}});
  form.part("Instalação");
  form.line({{.name = "endereco.logradouro", .label = "Logradouro", .wide = true},
             {.name = "endereco.numero", .label = "Número"}});
  form.line({{.name = "endereco.bairro", .label = "Bairro"},
             {.name = "endereco.cidade", .label = "Cidade"},
             {.name = "endereco.uf", .label = "UF"},
             {.name = "endereco.cep", .label = "CEP"}});
}

http::Response edit_form(Context& context, const Service& service, const http::Params& values,
                         const base::Problem* problem) {
  Page page(context, "form.html", "Editar Serviço");
  place(context, page, service);
  Form form(context, page, context.request.path, values, problem);
  form.part("Serviço");
  form.line({{.name = "valor", .label = "Valor Serviço", .kind = Field::Kind::money}});
  add_access_and_dates(form, service.password_digest.has_value());
  add_charge_and_address(form);
  return form.answer("Salvar Alterações", service_path(service.external_id));
}

std::vector<Option> status_options() {
  std::vector<Option> options;
  for (const auto& status : domain::service_statuses())
    options.push_back({std::string(status.prefix), std::string(status.label)});
  return options;
}

http::Response new_form(Context& context, const storage::Customer& customer, const storage::Plan& plan,
                        const http::Params& values, const base::Problem* problem) {
  Page page(context, "form.html", "Novo Serviço");
  page.under(customer.name, customer_path(customer.id));
  Form form(context, page, context.request.path, values, problem);
  form.hidden("plano", plan.code);
  form.part("Serviço");
  form.line({{.name = "plano_descricao", .label = "Serviço/Plano", .kind = Field::Kind::fixed, .wide = true},
             {.name = "valor", .label = "Valor Serviço", .kind = Field::Kind::money}});
  form.line({{.name = "status_prefixo",
              .label = "Status",
              .kind = Field::Kind::select,
              .required = true,
              .options = status_options()},
             {.name = "id_cliente_servico",
              .label = "ID Cliente Serviço",
              .hint = "Em branco: o próximo número livre."}});
  add_access_and_dates(form, false);
  if (!storage::list_default_packages(context.db, context.provider.id, plan.id).empty())
    form.part("Pacotes",
              "O que o plano traz. Desligue o que o cliente não quer; o obrigatório só pode ser "
              "removido depois.");
  add_plan_packages(context, form, plan.id, {});
  add_charge_and_address(form);
  return form.answer("Adicionar Serviço", customer_path(customer.id));
}

http::Params new_values(const Context& context, const storage::Plan& plan) {
  http::Params values;
  values.set("plano_descricao", plan.description);
  values.set("valor", money_field(plan.value_cents));
  values.set("status_prefixo", "servico_habilitado");
  values.set("data_venda", base::to_iso(context.provider.zone.day_of(context.house.clock.now())));
  set_flags(context, values, plan.id);
  return values;
}

/// What a person typed, with what the form shows besides.
http::Params typed_values(const Context& context, const storage::Plan& plan) {
  auto values = context.form;
  values.set("plano_descricao", plan.description);
  for (const auto& package : storage::list_default_packages(context.db, context.provider.id, plan.id))
    if (package.required) values.set(flag_of(package), "Entra com o plano.");
  return values;
}

/// The id typed; nothing when it was left empty. What is no number is an error.
std::optional<std::uint64_t> external_id_of(const Context& context, FormReader& read) {
  const auto typed = context.form.get("id_cliente_servico");
  const auto text = base::trim(typed);
  if (text.empty()) return std::nullopt;
  std::uint64_t id = 0;
  const auto* const end = text.data() + text.size();
  const auto got = std::from_chars(text.data(), end, id);
  constexpr std::uint64_t k_most = 999'999'999'999'999'999;  // what a route takes as a number
  if (got.ec != std::errc{} || got.ptr != end || id == 0 || id > k_most)
    read.refuse("id_cliente_servico", "deve ser um número inteiro de até 18 algarismos");
  return id;
}

/// What a service sold here and now has without being typed.
void date_new(const Context& context, ServicePut& put) {
  const auto now = context.house.clock.now();
  put.registered_at = now;
  const auto* status = put.status_prefix.value ? domain::find_status(*put.status_prefix.value) : nullptr;
  if (!put.enabled_on.value && status != nullptr && status->state == domain::ServiceState::enabled)
    put.enabled_on = now;
}

/// Creates the service under the id typed, or under the next free one; somebody else may take that at the
/// same moment.
base::Result<operations::ServiceWritten> create(const Context& context, const ServicePut& put,
                                                std::optional<std::uint64_t> typed, std::uint64_t& id) {
  constexpr int k_attempts = 5;
  for (int attempt = 1;; ++attempt) {
    id = typed ? *typed : storage::next_external_id(context.db, context.provider.id);
    auto written = operations::put_service(context.operations(), id, put, Writer::staff);
    const bool taken = !written && !typed && written.error().errors.has("id_cliente_servico");
    if (!taken || attempt == k_attempts) return written;
  }
}

}  // namespace

http::Response service_show(Context& context) {
  const auto service = find(context);
  if (!service) return no_such_service(context);
  const auto customer = storage::find_customer(context.db, context.provider.id, service->customer_id).value();
  Page page(context, "services/show.html", "Serviço " + std::to_string(service->external_id));
  page.under(customer.name, customer_path(customer.id))
      .lead(customer.name)
      .side_action("Alterar Status", service_path(service->external_id, "/status"), "arrow-repeat")
      .action("Pacotes", service_path(service->external_id, "/pacotes"), "box-seam");
  const auto services = storage::list_services_of(context.db, context.provider.id, customer.id);
  const auto at = std::find_if(services.begin(), services.end(),
                               [&](const Service& other) { return other.id == service->id; });
  fill_service_card(context, page.body().include("SERVICE", "services/card.html"), *service,
                    static_cast<std::size_t>(at - services.begin()) + 1);
  return page.answer();
}

http::Response service_new(Context& context) {
  const auto customer = storage::find_customer(context.db, context.provider.id, context.id());
  if (!customer) return failure(context, 404, "Este cliente não existe.");
  const auto plan = storage::find_plan(context.db, context.provider.id, context.query.get("plano"));
  if (plan) return new_form(context, *customer, *plan, new_values(context, *plan), nullptr);
  Page page(context, "choice.html", "Novo Serviço");
  page.under(customer->name, customer_path(customer->id)).lead("Escolha o plano.");
  return choose_plan(context, page, 0);
}

http::Response service_create(Context& context) {
  const auto customer = storage::find_customer(context.db, context.provider.id, context.id());
  const auto plan = storage::find_plan(context.db, context.provider.id, context.form.get("plano"));
  if (!customer) return failure(context, 404, "Este cliente não existe.");
  if (!plan) return redirect_with(context, context.request.path, "Este plano não existe.", Tone::warning);
  FormReader read(context.form);
  auto put = put_of(context, read);
  put.customer_code = customer->code;
  put.plan = plan->code;
  put.status_prefix = read.text("status_prefixo");
  put.declined = declined_of(context, plan->id, {});
  put.expect = operations::Expect::absent;
  date_new(context, put);
  const auto typed = external_id_of(context, read);
  std::uint64_t id = 0;
  const auto result = carry_out(context.db, read, [&] { return create(context, put, typed, id); });
  if (!result) return new_form(context, *customer, *plan, typed_values(context, *plan), &result.error());
  return saved(context, id, *result, "Serviço " + std::to_string(id) + " adicionado.");
}

http::Response service_edit(Context& context) {
  const auto service = find(context);
  if (!service) return no_such_service(context);
  return edit_form(context, *service, values_of(context, *service), nullptr);
}

http::Response service_save(Context& context) {
  const auto service = find(context);
  if (!service) return no_such_service(context);
  FormReader read(context.form);
  const auto put = put_of(context, read);
  const auto result = carry_out(context.db, read, [&] {
    return operations::put_service(context.operations(), service->external_id, put, Writer::staff);
  });
  if (!result) return edit_form(context, *service, context.form, &result.error());
  return saved(context, service->external_id, *result, result->changed ? "Serviço salvo." : "Nada mudou.");
}

http::Response service_status_choice(Context& context) {
  const auto service = find(context);
  if (!service) return no_such_service(context);
  Page page(context, "choice.html", "Alterar Status");
  place(context, page, *service);
  std::vector<Choice> choices;
  for (const auto& status : domain::service_statuses())
    choices.push_back({.label = std::string(status.label),
                       .href = context.request.path + "/" + std::string(status.prefix),
                       .refusal = status.prefix == service->status_prefix ? "É o status atual." : ""});
  return choice_answer(context, page, choices, "");
}

http::Response service_status_ask(Context& context) {
  const auto service = find(context);
  const auto* status = domain::find_status(context.arg("prefixo"));
  if (!service || status == nullptr) return no_such_service(context);
  ServicePut put;
  put.status_prefix = std::string(status->prefix);
  const auto preview =
      operations::preview_service(context.operations(), service->external_id, put, Writer::staff);
  if (!preview) return failure(context, status_of(preview.error()), preview.error().message);
  return confirm_answer(context, {.title = "Serviço " + std::to_string(service->external_id) + ": " +
                                           std::string(status->label) + "?",
                                  .consequences = consequences_of(*preview),
                                  .button = "Alterar Status",
                                  .danger = !preview->loses.empty() || !preview->ends.empty(),
                                  .action = context.request.path,
                                  .cancel_href = service_path(service->external_id)});
}

http::Response service_status_save(Context& context) {
  const auto service = find(context);
  const auto* status = domain::find_status(context.arg("prefixo"));
  if (!service || status == nullptr) return no_such_service(context);
  ServicePut put;
  put.status_prefix = std::string(status->prefix);
  if (status->state == domain::ServiceState::enabled && !service->enabled_on)
    put.enabled_on = context.house.clock.now();
  const auto result = operations::put_service(context.operations(), service->external_id, put, Writer::staff);
  if (!result) return failure(context, status_of(result.error()), result.error().message);
  return saved(context, service->external_id, *result,
               "Status alterado: " + std::string(status->label) + ".");
}

http::Response service_migrate_ask(Context& context) {
  const auto service = find(context);
  if (!service) return no_such_service(context);
  const auto code = context.query.get("plano");
  Page page(context, code.empty() ? "choice.html" : "form.html", "Migrar para Outro Serviço");
  place(context, page, *service);
  if (code.empty()) {
    page.lead("Escolha o novo plano. Antes de migrar você vê o que muda.");
    return choose_plan(context, page, service->plan_id);
  }
  ServicePut put;
  put.plan = code;
  const auto preview =
      operations::preview_service(context.operations(), service->external_id, put, Writer::staff);
  if (!preview) return redirect_with(context, context.request.path, told(preview.error()), Tone::warning);
  const auto plan = storage::find_plan(context.db, context.provider.id, code).value();
  http::Params values;
  values.set("valor", money_field(plan.value_cents));
  set_flags(context, values, plan.id);
  page.lead("De " + storage::find_plan_by_id(context.db, context.provider.id, service->plan_id)->description +
            " para " + plan.description + ".");
  Form form(context, page, context.request.path, values);
  form.hidden("plano", plan.code);
  auto lines = form.custom("services/preview.html");
  for (const auto& line : consequences_of(*preview)) lines.each("CONSEQUENCE").set("TEXT", line);
  form.line({{.name = "valor",
              .label = "Valor Serviço",
              .kind = Field::Kind::money,
              .hint = "Hoje: " + base::money_br(service->value_cents) + "."}});
  add_plan_packages(context, form, plan.id, packages_on(context, *service));
  return form.answer("Migrar", service_path(service->external_id));
}

http::Response service_migrate(Context& context) {
  const auto service = find(context);
  if (!service) return no_such_service(context);
  FormReader read(context.form);
  ServicePut put;
  put.plan = context.form.get("plano");
  put.value = read.money("valor");
  const auto plan = storage::find_plan(context.db, context.provider.id, context.form.get("plano"));
  if (plan) put.declined = declined_of(context, plan->id, packages_on(context, *service));
  const auto result = carry_out(context.db, read, [&] {
    return operations::put_service(context.operations(), service->external_id, put, Writer::staff);
  });
  if (result) return saved(context, service->external_id, *result, "Serviço migrado.");
  return redirect_with(context, context.request.path, told(result.error()), Tone::warning);
}

http::Response service_history(Context& context) {
  const auto service = find(context);
  if (!service) return no_such_service(context);
  Page page(context, "history.html", "Histórico(s)");
  place(context, page, *service);
  return history_answer(context, page, "servico", service->id);
}

}  // namespace web
