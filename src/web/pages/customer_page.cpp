#include "web/pages/customer_page.h"

#include "base/documents.h"
#include "base/text.h"
#include "domain/status.h"
#include "operations/courtesies.h"
#include "operations/service_money.h"
#include "operations/service_packages.h"
#include "storage/accounts.h"
#include "storage/plans.h"
#include "web/audit_words.h"
#include "web/money.h"
#include "web/one_stop.h"
#include "web/page.h"
#include "web/pages/account_page.h"
#include "web/pages/call.h"
#include "web/pages/denial_page.h"
#include "web/texts.h"

namespace web {

namespace {

using domain::ServiceState;

struct ErpLink {
  std::string_view action;
  std::string_view label;
  std::string_view icon;
};
/// Entries of the card's menu that belong to the ERP (SPEC §3).
constexpr ErpLink k_erp_links[] = {{"alterar_endereco", "Alterar para Outro Endereço", "box-arrow-up-right"},
                                   {"alterar_vencimento", "Alterações de Vencimento", "box-arrow-up-right"},
                                   {"extrato_conexoes", "Extrato de Conexões", "box-arrow-up-right"},
                                   {"uso_dados", "Uso de Dados", "box-arrow-up-right"}};

std::string replaced(std::string text, std::string_view mark, std::string_view value) {
  const auto at = text.find(mark);
  return at == std::string::npos ? text : text.replace(at, mark.size(), value);
}

std::string erp_url(const Context& context, const domain::Customer& customer, const domain::Service& service,
                    std::string_view action) {
  auto url = replaced(context.provider.erp_url_template, "{acao}", action);
  url = replaced(std::move(url), "{id_cliente_servico}", std::to_string(service.erp_id));
  return replaced(std::move(url), "{codigo_cliente}", http::url_encode(customer.code));
}

void add_fact(View& card, std::string_view label, std::string_view text, bool wide = false) {
  auto fact = card.each("FACT");
  fact.set("LABEL", label).set("TEXT", text).show_if(wide, "WIDE");
}

std::string address_of(const domain::Service& service) {
  std::string text = or_none(service.street, "");
  const auto append = [&](std::string_view mark, const std::optional<std::string>& part) {
    if (part && !part->empty()) text += (text.empty() ? "" : std::string(mark)) + *part;
  };
  append(" ", service.number);
  append(", ", service.district);
  append(", ", service.city);
  append("/", service.address_state);
  if (service.postcode && !service.postcode->empty()) text += " | CEP: " + *service.postcode;
  return text.empty() ? "Não cadastrado" : text;
}

std::string minute_or(const Context& context, const std::optional<base::Instant>& at) {
  return at ? context.provider.zone.minute_br(*at) : "—";
}

std::string day_or(const std::optional<base::Date>& day) { return day ? base::to_br(*day) : "—"; }

/// Every field of the seed's card, in its order.
void fill_facts(const Context& context, View& card, const domain::Service& service,
                const domain::Plan& plan) {
  add_fact(card, "Valor Serviço", base::money_br(service.value_cents));
  add_fact(card, "Instalação", address_of(service), true);
  add_fact(card, "Data Habilitação", minute_or(context, service.enabled_on));
  add_fact(card, "Data Cadastro", minute_or(context, service.registered_at));
  add_fact(card, "Forma Cobrança", or_none(service.payment_method, "—"));
  add_fact(card, "Tecnologia do Serviço", plan.technology.empty() ? "—" : plan.technology);
  add_fact(card, "Vencimento", service.due_day ? std::to_string(*service.due_day) : "—");
  add_fact(card, "Login Autenticação", or_none(service.login, "Não Cadastrado"));
  add_fact(card, "Senha Autenticação", service.password_digest ? "Cadastrada" : "Não Cadastrado");
  add_fact(card, "Equipamento de Roteamento", or_none(service.router, "Nenhum"));
  add_fact(card, "Interface de Conexão", or_none(service.interface_name, "Nenhum"));
  add_fact(card, "Porta de Atendimento", or_none(service.port_name, "Nenhuma"));
  add_fact(card, "Data Venda", day_or(service.sold_on));
  add_fact(card, "Data Fim Contrato", day_or(service.contract_end_on));
  add_fact(card, "Status Contrato", or_none(service.contract_status, "—"));
  add_fact(card, "Tipo Cobrança", or_none(service.charge_kind, "—"));
  add_fact(card, "Perfil Suspensão",
           or_none(service.suspension_profile, "Nenhum (Padrão da Forma de Cobrança)"));
}

/// Valor Pacotes, Valor Com Pacotes, what of the packages this month costs, and what is charged twice.
void fill_money(View& card, const operations::ServiceMoney& money, bool has_packages) {
  for (const auto& text : twice_texts(money)) card.each("TWICE").set("TEXT", text);
  if (!has_packages && money.part == 0) return;
  auto totals = card.each("TOTALS");
  totals.set("PACKAGES_TOTAL", base::money_br(money.packages))
      .set("FULL_TOTAL", base::money_br(money.whole()))
      .set("PART", base::money_br(money.part))
      .set_or_hide("STANDSTILL", standstill_text(money.standstill));
}

void fill_packages(const Context& context, View& card, const domain::Service& service,
                   const operations::CustomerMoney& money) {
  const auto packages = service_path(service.id) + "/pacotes";
  card.set("PACKAGES_HREF", packages);
  if (service.state != ServiceState::over && may_visit(context, packages + "/novo"))
    card.each("ADD_PACKAGE").set("HREF", packages + "/novo");
  std::size_t shown = 0;
  for (const auto& sold : storage::list_sold_packages_of_service(context.tenant(), service.id)) {
    if (!operations::is_on_service(context.operations(), sold.row)) continue;
    auto item = card.each("PACKAGE");
    item.set("DESCRIPTION", sold.row.description).set("VALUE", sold_value_cell(sold).text);
    item.set("HREF", packages + "/" + std::to_string(sold.row.id));
    auto badge = item.include("STATUS", "parts/state.html");
    fill_state(badge, sold_status_cell(context, sold));
    item.set_or_hide("END", sold_end_text(context, sold));
    ++shown;
  }
  card.show(shown == 0 ? "NO_PACKAGES" : "HAS_PACKAGES");
  fill_money(card, money.of(service), shown > 0);
}

void fill_left_out(const Context& context, View& card, const domain::Service& service) {
  for (const auto& left : storage::list_left_out(context.tenant(), service.id))
    card.each("LEFT_OUT").set("MESSAGE", left.message);
}

/// What of the ERP's status does not count now, by whose word.
void fill_courtesy(const Context& context, View& card, const domain::Service& service) {
  const auto courtesy = operations::courtesy_in_force(context.operations(), service);
  if (!courtesy) return;
  auto view = card.each("COURTESY");
  auto badge = view.include("STATE", "parts/state.html");
  const auto day = base::to_br(domain::last_day_of(*courtesy));
  fill_state(badge, {.text = "Liberado até " + day, .tone = Cell::Tone::good});
  view.set("REASON", courtesy->reason).set("SAID", one_stop(courtesy->reason + "."));
  view.set("WHO", actor_label(courtesy->author));
  view.set("SINCE", context.provider.zone.minute_br(courtesy->since));
  view.show_if(courtesy->free_of_charge, "FREE");
}

void add_entry(const Context& context, View& card, std::string_view label, const std::string& href,
               std::string_view icon) {
  if (may_visit(context, href)) card.each("ENTRY").set("LABEL", label).set("HREF", href).set("ICON", icon);
}

void fill_menu(const Context& context, View& card, const domain::Customer& customer,
               const domain::Service& service) {
  const auto path = service_path(service.id);
  if (service.state == ServiceState::enabled)
    add_entry(context, card, "Suspender por Débito", path + "/status?para=suspenso_debito", "pause-circle");
  else if (service.state != ServiceState::over)
    add_entry(context, card, "Habilitar", path + "/status?para=servico_habilitado", "play");
  add_entry(context, card, "Alterar Status", path + "/status", "toggle-on");
  if (service.state != ServiceState::over && service.state != ServiceState::not_yet)
    add_entry(context, card, "Liberar até", path + "/liberar", "unlock");
  if (operations::courtesy_in_force(context.operations(), service))
    add_entry(context, card, "Encerrar liberação", path + "/liberar/encerrar", "lock");
  card.set("MENU_ID", "servico-" + std::to_string(service.id));
  if (service.state != ServiceState::over)
    add_entry(context, card, "Migrar para Outro Serviço", path + "/migrar", "arrow-left-right");
  add_entry(context, card, "Pacotes", path + "/pacotes", "box-seam");
  add_entry(context, card, "Por que foi negado?", denial_path(customer.id), "question-circle");
  const auto edit = edit_words(context, path);
  add_entry(context, card, edit.label, path, edit.icon);
  add_entry(context, card, "Histórico(s)", path + "/historico", "clock-history");
  if (context.provider.erp_url_template.empty()) return;
  for (const auto& link : k_erp_links)
    card.each("ENTRY")
        .set("LABEL", link.label)
        .set("HREF", erp_url(context, customer, service, link.action))
        .set("ICON", link.icon);
}

void fill_card(const Context& context, View& body, const domain::Customer& customer,
               const domain::Service& service, const operations::CustomerMoney& money, std::size_t number) {
  const auto plan = storage::find_plan_by_id(context.tenant(), service.plan_id).value_or(domain::Plan{});
  auto card = body.each("SERVICE");
  card.set("NUMBER", number).set("EXTERNAL_ID", service.erp_id).set("PLAN", plan.description);
  auto badge = card.include("STATUS", "parts/state.html");
  fill_state(badge, service_status_cell(service.status_prefix));
  card.set("STATUS_SINCE", context.provider.zone.minute_br(service.status_at));
  fill_courtesy(context, card, service);
  card.show_if(!service.login && !service.password_digest, "NO_AUTHENTICATION");
  fill_facts(context, card, service, plan);
  fill_packages(context, card, service, money);
  fill_left_out(context, card, service);
  fill_menu(context, card, customer, service);
}

bool is_found(const domain::Service& service, std::string_view text) {
  if (text.empty()) return true;
  const auto wanted = base::fold(text);
  const auto in = [&](std::string_view field) { return base::fold(field).find(wanted) != std::string::npos; };
  return in(std::to_string(service.erp_id)) || in(service.login.value_or("")) || in(address_of(service));
}

void fill_services(const Context& context, View& body, const domain::Customer& customer) {
  const bool all = context.query.get("servicos") == "todos";
  const auto text = context.query.get("busca");
  std::size_t hidden = 0;
  std::size_t number = 0;
  const auto operations = context.operations();
  const operations::CustomerMoney money(operations, customer.id);
  for (const auto& service : storage::list_services_of(context.tenant(), customer.id)) {
    const bool over = service.state == ServiceState::over;
    if (over && !all) ++hidden;
    if ((over && !all) || !is_found(service, text)) continue;
    fill_card(context, body, customer, service, money, ++number);
  }
  body.set("SERVICE_SEARCH", text).show(all ? "ALL_SERVICES" : "ACTIVE_SERVICES");
  if (hidden > 0)
    body.each("HIDDEN").set("TEXT", count_text(hidden, "serviço encerrado", "serviços encerrados"));
  body.show_if(number == 0, "NO_SERVICES");
}

void fill_accounts(const Context& context, View& body, const Call& call) {
  const auto statuses = operations::account_statuses(context.operations(), call.customer.id);
  const auto accounts = storage::list_accounts_of(context.tenant(), {&call.customer.id, 1});
  for (const auto& account : accounts) {
    auto item = body.each("ACCOUNT");
    const auto shown = statuses.find(account.integration_id);
    auto badge = item.include("STATUS", "parts/state.html");
    fill_state(badge, shown == statuses.end()
                          ? package_status_cell(domain::Transmission::removed, "")
                          : package_status_cell(shown->second.status, shown->second.message));
    item.set("HREF", account_path(account.id));
    item.set_or_hide("MESSAGE", shown == statuses.end() ? "" : shown->second.message);
    item.set("INTEGRATION", "—");
    for (const auto& each : call.verdicts.integrations)
      if (each.integration.id == account.integration_id)
        item.set("INTEGRATION", each.integration.description);
    item.set("SUBSCRIBER_ID", base::hex_of(account.subscriber_id));
    item.set("SINCE", context.provider.zone.minute_br(account.created_at));
  }
  body.show_if(!accounts.empty(), "ACCOUNTS");
}

void fill_call(const Context& context, View& body, const Call& call) {
  fill_products(body.include("PRODUCTS", "decisions/products.html"), call, Extent::touched);
  fill_attempts(context, body.include("ATTEMPTS", "decisions/attempts.html"), call);
}

}  // namespace

std::string customer_path(std::uint64_t id) { return "/clientes/" + std::to_string(id); }
std::string service_path(std::uint64_t id) { return "/servicos/" + std::to_string(id); }

std::string phone_text(std::string_view digits) {
  if (digits.size() != 10 && digits.size() != 11) return std::string(digits);
  const auto head = digits.size() - 4;
  return "(" + std::string(digits.substr(0, 2)) + ") " + std::string(digits.substr(2, head - 2)) + "-" +
         std::string(digits.substr(head));
}

std::string log_in_text(domain::CredentialSource source, const std::string& login) {
  if (source == domain::CredentialSource::cpf_cnpj) return base::document_masked(login);
  return source == domain::CredentialSource::telefone ? phone_text(login) : login;
}

std::string customer_title(const domain::Customer& customer) {
  return "(" + customer.code + ") " + customer.name;
}

http::Response customer_page(const Context& context, const domain::Customer& customer, bool revealed) {
  const auto path = customer_path(customer.id);
  Page page(context, "customers/show.html", customer_title(customer));
  const auto edit = edit_words(context, path + "/editar");
  page.side_action("Por que foi negado?", denial_path(customer.id), "question-circle")
      .side_action(edit.label, path + "/editar", edit.icon)
      .side_action("Histórico(s)", path + "/historico", "clock-history");
  page.action("Adicionar Serviço", path + "/servicos/novo");
  if (context.query.has("novo"))  // just created
    page.next_step("Adicionar Serviço", path + "/servicos/novo").next_step("Criar outro", "/clientes/novo");
  auto& body = page.body();
  body.set("PATH", path);
  const auto document = customer.document.value_or("");
  body.set("DOCUMENT", document.empty() ? "Não cadastrado"
                       : revealed       ? base::document_br(document)
                                        : base::document_masked(document));
  if (!document.empty() && !base::is_cpf(document) && !base::is_cnpj(document)) body.show("SUSPECT");
  if (!document.empty() && may_use(context, http::Method::post, path + "/documento"))
    body.show(revealed ? "HIDE" : "REVEAL");
  body.set("EMAIL", or_none(customer.email, "Não cadastrado"));
  body.set("PHONE", customer.phone ? phone_text(*customer.phone) : "Não cadastrado");
  body.set("CITY",
           customer.city ? *customer.city + (customer.uf ? "/" + *customer.uf : "") : "Não cadastrado");
  const Call call(context, customer);
  fill_call(context, body, call);
  fill_services(context, body, customer);
  fill_accounts(context, body, call);
  return page.answer();
}

}  // namespace web
