#include "operations/services.h"

#include <chrono>
#include <map>

#include "base/text.h"
#include "domain/refusals.h"
#include "domain/status.h"
#include "operations/plans.h"
#include "storage/customers.h"
#include "storage/plans.h"
#include "web/answers.h"
#include "web/form_reader.h"
#include "web/history.h"
#include "web/pages/customer_page.h"
#include "web/pages/handlers.h"
#include "web/pages/service_plans.h"
#include "web/pages/service_record.h"
#include "web/texts.h"
#include "web/unusual.h"

namespace web {

namespace {

constexpr std::string_view k_missing = "Este serviço não existe.";
constexpr std::uint32_t k_most_plans = 500;

using Found = ServiceRecord;

void add_general(Form& form, const domain::Service* service) {
  form.part("Geral");
  form.line(
      {service
           ? Field{.name = "id_cliente_servico", .label = "ID Cliente Serviço", .kind = Field::Kind::fixed}
           : Field{.name = "id_cliente_servico",
                   .label = "ID Cliente Serviço",
                   .kind = Field::Kind::number,
                   .required = true,
                   .hint = "O ID do serviço no ERP."},
       {.name = "plano_nome", .label = "Plano", .kind = Field::Kind::fixed, .wide = true}});
  form.line({service ? Field{.name = "status",
                             .label = "Status",
                             .kind = Field::Kind::fixed,
                             .hint = "Mude-o por Alterar Status, que mostra antes o que acontece.",
                             .wide = true}
                     : Field{.name = "status_prefixo",
                             .label = "Status",
                             .kind = Field::Kind::select,
                             .options = service_status_options(),
                             .wide = true},
             {.name = "valor", .label = "Valor Serviço", .kind = Field::Kind::money}});
  form.line(
      {{.name = "data_venda", .label = "Data Venda", .kind = Field::Kind::date},
       {.name = "vencimento", .label = "Vencimento", .kind = Field::Kind::number, .hint = "Dia do mês."}});
}

void add_details(Form& form, const domain::Service* service) {
  form.part("Autenticação");
  form.line({{.name = "login_autenticacao", .label = "Login Autenticação"},
             {.name = "senha_autenticacao",
              .label = "Senha Autenticação",
              .kind = Field::Kind::password,
              .hint = service && service->password_digest ? "Cadastrada. Preencha só para trocar."
                                                          : "Não cadastrada.",
              .autocomplete = "new-password"}});
  form.line({{.name = "equipamento_roteamento", .label = "Equipamento de Roteamento"},
             {.name = "interface_conexao", .label = "Interface de Conexão"},
             {.name = "porta_atendimento", .label = "Porta de Atendimento"}});
  form.part("Contrato");
  form.line({{.name = "data_fim_contrato", .label = "Data Fim Contrato", .kind = Field::Kind::date},
             {.name = "status_contrato", .label = "Status Contrato"}});
  form.line({{.name = "forma_cobranca", .label = "Forma Cobrança"},
             {.name = "tipo_cobranca", .label = "Tipo Cobrança"}});
  form.line({{.name = "perfil_suspensao",
              .label = "Perfil Suspensão",
              .hint = "Em branco: Nenhum (Padrão da Forma de Cobrança)."}});
  form.part("Endereço");
  form.line({{.name = "endereco.logradouro", .label = "Logradouro", .wide = true},
             {.name = "endereco.numero", .label = "Número"}});
  form.line({{.name = "endereco.bairro", .label = "Bairro"}, {.name = "endereco.cep", .label = "CEP"}});
  form.line(
      {{.name = "endereco.cidade", .label = "Cidade", .wide = true}, {.name = "endereco.uf", .label = "UF"}});
}

std::string trial_end_field(std::uint32_t package_id) { return "data_limite." + std::to_string(package_id); }

Field trial_field(const storage::PlanPackage& package) {
  return {.name = trial_end_field(package.package_id),
          .label = "Data limite de " + package.description,
          .kind = Field::Kind::date,
          .hint = "Como está, conta da habilitação; outra data vale como escrita."};
}

/// The plan's packages: required ones stand, optional ones can be dropped in this act (R9).
void add_defaults(Form& form, const operations::PlanView& plan) {
  form.part("Pacotes");
  if (plan.packages.empty()) form.heading("Este plano não tem pacotes.");
  for (const auto& package : plan.packages) {
    std::string hint = base::money_br(package.value_cents);
    if (package.trial_days) hint += " · degustação de " + std::to_string(*package.trial_days) + " dias";
    std::vector<Field> fields;
    if (package.required)
      form.heading(package.description, hint + " · obrigatório: só pode ser retirado depois");
    else
      fields.push_back({.name = plan_package_field(package.package_id),
                        .label = package.description,
                        .kind = Field::Kind::flag,
                        .hint = hint,
                        .wide = true});
    if (package.trial_days) fields.push_back(trial_field(package));
    if (!fields.empty()) form.line(fields);
  }
}

/// The day on which a trial that begins today ends, as the plan has it.
std::string usual_end(const Context& context, const storage::PlanPackage& package) {
  const auto today = std::chrono::sys_days(context.provider.zone.day_of(context.house.clock.now()));
  return base::to_br(base::Date(today + std::chrono::days(package.trial_days.value_or(0))));
}

/// The days that were typed in the place of the plan's: what was left as it stood follows the plan, and
/// counts from the first enabling (D4).
std::map<std::string, base::Date> trial_ends_of(const Context& context, FormReader& reader,
                                                const operations::PlanView& plan) {
  std::map<std::string, base::Date> ends;
  for (const auto& package : plan.packages) {
    const bool comes = package.required || reader.flag(plan_package_field(package.package_id));
    const auto field = trial_end_field(package.package_id);
    if (!package.trial_days || !comes || context.form.get(field) == usual_end(context, package)) continue;
    if (const auto day = reader.date(field).value) ends[package.code] = *day;
  }
  return ends;
}

/// What is wrong with a package's trial stands at its field.
base::Problem at_trials(const base::Problem& problem, const operations::PlanView& plan) {
  std::map<std::string, std::string> names;
  for (const auto& package : plan.packages)
    names[std::string(operations::k_trial_ends) + "." + package.code] = trial_end_field(package.package_id);
  return renamed(problem, names);
}

operations::ServicePut put_of(FormReader& reader) {
  return {.status_prefix = reader.text("status_prefixo"),
          .login = reader.text("login_autenticacao"),
          .password = reader.secret("senha_autenticacao"),
          .value = reader.money("valor"),
          .sold_on = reader.date("data_venda"),
          .due_day = reader.number("vencimento", 31),
          .contract_end_on = reader.date("data_fim_contrato"),
          .contract_status = reader.text("status_contrato"),
          .payment_method = reader.text("forma_cobranca"),
          .charge_kind = reader.text("tipo_cobranca"),
          .suspension_profile = reader.text("perfil_suspensao"),
          .router = reader.text("equipamento_roteamento"),
          .interface_name = reader.text("interface_conexao"),
          .port_name = reader.text("porta_atendimento"),
          .street = reader.text("endereco.logradouro"),
          .number = reader.text("endereco.numero"),
          .district = reader.text("endereco.bairro"),
          .city = reader.text("endereco.cidade"),
          .address_state = reader.text("endereco.uf"),
          .postcode = reader.text("endereco.cep")};
}

http::Params values_of(const Found& found) {
  http::Params values;
  const auto& service = found.service;
  const auto day = [](const std::optional<base::Date>& date) {
    return date ? base::to_br(*date) : std::string();
  };
  values.set("id_cliente_servico", std::to_string(service.erp_id));
  values.set("plano_nome", found.plan.description);
  values.set("status", service_status_cell(service.status_prefix).text);
  values.set("valor", money_field(service.value_cents));
  values.set("data_venda", day(service.sold_on));
  values.set("vencimento", service.due_day ? std::to_string(*service.due_day) : "");
  values.set("data_fim_contrato", day(service.contract_end_on));
  const std::pair<const char*, const std::optional<std::string>*> texts[] = {
      {"login_autenticacao", &service.login},
      {"status_contrato", &service.contract_status},
      {"forma_cobranca", &service.payment_method},
      {"tipo_cobranca", &service.charge_kind},
      {"perfil_suspensao", &service.suspension_profile},
      {"equipamento_roteamento", &service.router},
      {"interface_conexao", &service.interface_name},
      {"porta_atendimento", &service.port_name},
      {"endereco.logradouro", &service.street},
      {"endereco.numero", &service.number},
      {"endereco.bairro", &service.district},
      {"endereco.cidade", &service.city},
      {"endereco.uf", &service.address_state},
      {"endereco.cep", &service.postcode}};
  for (const auto& [name, text] : texts) values.set(name, text->value_or(""));
  return values;
}

http::Response new_form(const Context& context, const domain::Customer& customer,
                        const operations::PlanView& plan, const http::Params& values,
                        const base::Problem* problem) {
  Page page(context, "form.html", "Novo Serviço");
  page.under(customer_title(customer), customer_path(customer.id));
  Form form(context, page, context.request.path, values, problem);
  form.creates().hidden("plano", plan.plan.code);
  add_general(form, nullptr);
  add_defaults(form, plan);
  add_details(form, nullptr);
  return form.answer("Salvar", customer_path(customer.id));
}

http::Response edit_form(const Context& context, const Found& found, const http::Params& values,
                         const base::Problem* problem) {
  Page page(context, "form.html", "Serviço " + std::to_string(found.service.erp_id));
  page.under(customer_title(found.customer), customer_path(found.customer.id));
  page.side_action("Alterar Status", service_path(found.service.id) + "/status", "toggle-on")
      .side_action("Liberar até", service_path(found.service.id) + "/liberar", "unlock")
      .side_action("Migrar para Outro Serviço", service_path(found.service.id) + "/migrar",
                   "arrow-left-right")
      .side_action("Pacotes", service_path(found.service.id) + "/pacotes", "box-seam");
  Form form(context, page, context.request.path, values, problem);
  add_general(form, &found.service);
  add_details(form, &found.service);
  return form.answer("Salvar", customer_path(found.customer.id));
}

/// What of a service's own values is far from the usual; of one that is there, what changes.
Unusual unusual_of(const Context& context, const operations::ServicePut& put, base::Cents usual,
                   const domain::Service* service) {
  Unusual unusual(context);
  if (service == nullptr || put.value.value != service->value_cents)
    unusual.value(put.value, usual, "do plano");
  if (service == nullptr || put.sold_on.value != service->sold_on) unusual.day("Data Venda", put.sold_on);
  if (service == nullptr || put.contract_end_on.value != service->contract_end_on)
    unusual.day("Data Fim Contrato", put.contract_end_on);
  return unusual;
}

/// Asks once about what is unusual, if all of it can be saved; nothing: there is nothing to ask.
std::optional<http::Response> ask_about(const Context& context, const Unusual& unusual,
                                        const FormReader& reader, std::uint64_t erp_id,
                                        const operations::ServicePut& put, std::uint64_t customer_id) {
  if (unusual.empty() || is_confirmed(context.form) || !reader.errors().empty()) return std::nullopt;
  const auto tried = context.db.transaction([&]() -> base::Result<base::Done> {
    const auto done = operations::put_service(context.operations(), erp_id, put);
    return base::Unexpected{done ? base::Problem{} : done.error()};  // undone either way
  });
  if (!tried.error().message.empty()) return std::nullopt;
  Confirmation question{.title = "Salvar o serviço " + std::to_string(erp_id) + " assim?",
                        .button = "Salvar",
                        .danger = false,
                        .action = context.request.path,
                        .cancel_href = customer_path(customer_id)};
  unusual.add_to(question);
  carry(question, context.form);
  return confirm_answer(context, question);
}

}  // namespace

std::string plan_package_field(std::uint32_t package_id) { return "pacote." + std::to_string(package_id); }

std::vector<std::string> declined_of(const http::Params& form, const operations::PlanView& plan) {
  std::vector<std::string> codes;
  for (const auto& package : plan.packages)
    if (!package.required && form.get(plan_package_field(package.package_id)) != "1")
      codes.push_back(package.code);
  return codes;
}

http::Response plan_choice(const Context& context, Page& page, const std::string& path,
                           std::uint32_t except_id) {
  auto& body = page.body();
  const auto text = context.query.get("busca");
  const auto listed =
      storage::list_plans(context.tenant(), {.text = text, .active = true}, {.limit = k_most_plans});
  body.set("PATH", path).set("SEARCHED", text);
  std::size_t shown = 0;
  for (const auto& line : listed.lines) {
    if (line.plan.id == except_id) continue;
    auto item = body.each("PLAN");
    item.set("NAME", line.plan.description).set("TECHNOLOGY", line.plan.technology);
    item.set("VALUE", base::money_br(line.total_cents))
        .set("HREF", path + "?plano=" + http::url_encode(line.plan.code));
    ++shown;
  }
  body.show_if(shown == 0, "NO_PLANS");
  return page.answer();
}

http::Response service_told(const Context& context, std::uint64_t customer_id, std::string text,
                            const operations::ServiceWritten& written) {
  for (const auto& warning : written.warnings) text += " " + sentence_of(warning);
  std::vector<std::string> left_out;
  for (const auto& left : written.left_out) left_out.push_back(left.message);
  for (const auto& each : domain::said_once(left_out)) text += " Ficou de fora: " + sentence_of(each);
  return redirect_with(context, customer_path(customer_id), text,
                       written.left_out.empty() ? Tone::success : Tone::warning);
}

http::Response service_new(Context& context) {
  const auto customer = storage::find_customer(context.tenant(), context.id());
  if (!customer) return failure(context, 404, "Este cliente não existe.");
  const auto plan = operations::find_plan(context.operations(), context.query.get("plano"));
  if (!plan) {
    Page page(context, "services/plan_choice.html", "Novo Serviço");
    page.under(customer_title(*customer), customer_path(customer->id))
        .lead("Escolha o plano do novo serviço.");
    return plan_choice(context, page, context.request.path, 0);
  }
  http::Params values;
  values.set("plano_nome", plan->plan.description);
  values.set("status_prefixo", "aguardando_instalacao");
  values.set("valor", money_field(plan->plan.value_cents));
  values.set("data_venda", base::to_br(context.provider.zone.day_of(context.house.clock.now())));
  for (const auto& package : plan->packages) {
    values.set(plan_package_field(package.package_id), "1");
    if (package.trial_days) values.set(trial_end_field(package.package_id), usual_end(context, package));
  }
  return new_form(context, *customer, *plan, values, nullptr);
}

http::Response service_create(Context& context) {
  const auto customer = storage::find_customer(context.tenant(), context.id());
  if (!customer) return failure(context, 404, "Este cliente não existe.");
  const auto plan = operations::find_plan(context.operations(), context.form.get("plano"));
  if (!plan) return redirect(context.request.path);
  FormReader reader(context.form);
  const auto erp_id = reader.number("id_cliente_servico", ~std::uint32_t{0}).value.value_or(0);
  if (erp_id == 0 && !reader.errors().has("id_cliente_servico"))
    reader.refuse("id_cliente_servico", "é obrigatório");
  if (storage::find_service_by_erp_id(context.tenant(), erp_id))
    reader.refuse("id_cliente_servico", "já é o ID de outro serviço");
  auto put = put_of(reader);
  put.customer_code = customer->code;
  put.plan = plan->plan.code;
  put.registered_at = context.house.clock.now();
  put.declined = declined_of(context.form, *plan);
  put.trial_ends = trial_ends_of(context, reader, *plan);
  auto values = context.form;
  values.set("plano_nome", plan->plan.description);
  if (is_taken_back(context.form)) return new_form(context, *customer, *plan, values, nullptr);
  auto unusual = unusual_of(context, put, plan->plan.value_cents, nullptr);
  for (const auto& package : plan->packages)
    if (const auto end = put.trial_ends.find(package.code); end != put.trial_ends.end())
      unusual.day("Data limite de " + package.description, end->second);
  if (auto asked = ask_about(context, unusual, reader, erp_id, put, customer->id)) return std::move(*asked);
  const auto done = carry_out(context.db, reader,
                              [&] { return operations::put_service(context.operations(), erp_id, put); });
  if (done)
    return service_told(context, customer->id,
                        "Serviço criado: " + std::to_string(erp_id) + ", " + plan->plan.description + ".",
                        *done);
  const auto problem = at_trials(done.error(), *plan);
  return new_form(context, *customer, *plan, values, &problem);
}

http::Response service_edit(Context& context) {
  const auto found = find_service_record(context);
  if (!found) return failure(context, 404, k_missing);
  return edit_form(context, *found, values_of(*found), nullptr);
}

http::Response service_save(Context& context) {
  const auto found = find_service_record(context);
  if (!found) return failure(context, 404, k_missing);
  FormReader reader(context.form);
  auto put = put_of(reader);
  put.status_prefix = {};  // has a page of its own, which says first what it does
  auto values = context.form;
  values.set("id_cliente_servico", std::to_string(found->service.erp_id));
  values.set("plano_nome", found->plan.description);
  values.set("status", service_status_cell(found->service.status_prefix).text);
  if (is_taken_back(context.form)) return edit_form(context, *found, values, nullptr);
  const auto erp_id = found->service.erp_id;
  const auto unusual = unusual_of(context, put, found->plan.value_cents, &found->service);
  if (auto asked = ask_about(context, unusual, reader, erp_id, put, found->customer.id))
    return std::move(*asked);
  const auto done = carry_out(context.db, reader,
                              [&] { return operations::put_service(context.operations(), erp_id, put); });
  if (done)
    return service_told(context, found->customer.id, "Serviço salvo: " + std::to_string(erp_id) + ".", *done);
  return edit_form(context, *found, values, &done.error());
}

http::Response service_history(Context& context) {
  const auto found = find_service_record(context);
  if (!found) return failure(context, 404, k_missing);
  Page page(context, "history.html", "Histórico(s)");
  page.under(customer_title(found->customer), customer_path(found->customer.id))
      .under("Serviço " + std::to_string(found->service.erp_id), service_path(found->service.id));
  return history_answer(context, page, domain::Entity::service, found->service.id);
}

}  // namespace web
