#include "web/service_card.h"

#include "domain/status.h"
#include "storage/customers.h"
#include "storage/plans.h"
#include "storage/sold_packages.h"
#include "web/badges.h"
#include "web/list.h"
#include "web/page.h"

namespace web {

namespace {

using storage::Service;

std::string or_else(const std::optional<std::string>& text, std::string_view otherwise) {
  return text && !text->empty() ? *text : std::string(otherwise);
}

std::string moment(const Context& context, const std::optional<base::Instant>& at) {
  return at ? context.provider.zone.minute_br(*at) : "";
}

std::string day(const std::optional<base::Date>& date) { return date ? base::to_br(*date) : ""; }

/// "RUA TESTE 23, CENTRO, SANTO ANTÔNIO DO MONTE/MG | CEP: 35560000", of what is known.
std::string address_of(const Service& service) {
  std::string text = service.street.value_or("");
  const auto add = [&](std::string_view separator, const std::optional<std::string>& part) {
    if (!part || part->empty()) return;
    if (!text.empty()) text += separator;
    text += *part;
  };
  add(" ", service.number);
  add(", ", service.district);
  add(", ", service.city);
  add(service.city ? "/" : ", ", service.address_state);
  add(" | CEP: ", service.postcode);
  return text;
}

void fact(View& card, std::string_view section, std::string_view label, std::string_view value,
          bool wide = false) {
  auto view = card.each(section);
  view.set("LABEL", label).set("VALUE", value).show_if(wide, "WIDE");
  view.show_if(value.empty(), "NOTHING");
}

void fill_facts(const Context& context, View& card, const Service& service, std::string_view technology,
                base::Cents packages_cents) {
  constexpr std::string_view k_place = "FACT";
  fact(card, k_place, "VALOR SERVIÇO", base::money_br(service.value_cents));
  fact(card, k_place, "VALOR PACOTES", base::money_br(packages_cents));
  fact(card, k_place, "VALOR COM PACOTES", base::money_br(service.value_cents + packages_cents));
  fact(card, k_place, "TECNOLOGIA DO SERVIÇO", technology);
  fact(card, k_place, "INSTALAÇÃO", address_of(service), true);
  fact(card, k_place, "DATA HABILITAÇÃO", moment(context, service.enabled_on));
  fact(card, k_place, "DATA CADASTRO", moment(context, service.registered_at.value_or(service.created_at)));
  fact(card, k_place, "FORMA COBRANÇA", or_else(service.payment_method, ""));
}

void fill_connection(View& card, const Service& service) {
  constexpr std::string_view k_place = "CONNECTION";
  card.show_if(!service.login && !service.password_digest, "NO_LOGIN");
  fact(card, k_place, "VENCIMENTO", service.due_day ? std::to_string(*service.due_day) : "");
  fact(card, k_place, "LOGIN AUTENTICAÇÃO", or_else(service.login, "Não Cadastrado"));
  fact(card, k_place, "SENHA AUTENTICAÇÃO", service.password_digest ? "Cadastrada" : "Não Cadastrado");
  fact(card, k_place, "EQUIPAMENTO DE ROTEAMENTO", or_else(service.router, "Nenhum"));
  fact(card, k_place, "INTERFACE DE CONEXÃO", or_else(service.interface_name, "Nenhum"));
  fact(card, k_place, "PORTA DE ATENDIMENTO", or_else(service.port_name, "Nenhuma"));
  fact(card, k_place, "DATA VENDA", day(service.sold_on));
  fact(card, k_place, "DATA FIM CONTRATO", day(service.contract_end_on));
  fact(card, k_place, "STATUS CONTRATO", or_else(service.contract_status, ""));
  fact(card, k_place, "TIPO COBRANÇA", or_else(service.charge_kind, ""));
  fact(card, k_place, "PERFIL SUSPENSÃO",
       or_else(service.suspension_profile, "Nenhum (Padrão da Forma de Cobrança)"));
}

/// A package still on its service; trials cost nothing (R15).
base::Cents charged_now(const storage::SoldPackage& sold) {
  return sold.row.trial_days && sold.row.limit_on ? 0 : sold.row.value_cents;
}

/// The packages of the card; their sum.
base::Cents fill_packages(View& card, const std::vector<storage::SoldPackage>& packages) {
  base::Cents sum = 0;
  for (const auto& sold : packages) {
    if (sold.row.removed_by != domain::RemovedBy::nobody) continue;
    sum += charged_now(sold);
    auto line = card.each("PACKAGE");
    line.set("DESCRIPTION", sold.row.description).set("VALUE", base::money_br(sold.row.value_cents));
    if (sold.row.limit_on) line.each("LIMIT").set("DAY", base::to_br(*sold.row.limit_on));
    auto badge = line.each("BADGE");
    fill_state(badge, package_badge(sold));
  }
  return sum;
}

void fill_left_out(const Context& context, View& card, const Service& service) {
  for (const auto& left : storage::list_left_out(context.db, context.provider.id, service.id))
    card.each("LEFT_OUT").set("MESSAGE", left.message);
}

void add_item(const Context& context, View& card, std::string_view label, const std::string& href,
              std::string_view icon) {
  if (may_visit(context, href)) card.each("ITEM").set("LABEL", label).set("HREF", href).set("ICON", icon);
}

std::string replaced(std::string text, std::string_view what, std::string_view by) {
  for (auto at = text.find(what); at != std::string::npos; at = text.find(what, at + by.size()))
    text.replace(at, what.size(), by);
  return text;
}

/// The seed's entries that belong to the ERP: absent when the provider has told no address (a URL with
/// {acao}, {id_cliente_servico} and {codigo_cliente}).
void fill_erp_items(const Context& context, View& card, const Service& service) {
  const auto& address = context.provider.erp_url_template;
  if (!address.starts_with("https://") && !address.starts_with("http://")) return;
  constexpr std::pair<std::string_view, std::string_view> k_entries[] = {
      {"Alterar para Outro Endereço", "alterar_endereco"},
      {"Alterações de Vencimento", "alteracoes_vencimento"},
      {"Extrato de Conexões", "extrato_conexoes"},
      {"Uso de Dados", "uso_dados"}};
  const auto customer = storage::find_customer(context.db, context.provider.id, service.customer_id);
  if (!customer) return;
  for (const auto& [label, action] : k_entries) {
    auto href = replaced(address, "{acao}", action);
    href = replaced(href, "{id_cliente_servico}", std::to_string(service.external_id));
    href = replaced(href, "{codigo_cliente}", http::url_encode(customer->code));
    card.each("ERP_ITEM").set("LABEL", label).set("HREF", href);
  }
}

void fill_menu(const Context& context, View& card, const Service& service) {
  const auto path = [&](std::string_view below) { return service_path(service.external_id, below); };
  if (service.state != domain::ServiceState::over)
    add_item(context, card, "Migrar para Outro Serviço", path("/migrar"), "arrow-left-right");
  add_item(context, card, "Pacotes", path("/pacotes"), "box-seam");
  fill_erp_items(context, card, service);
  add_item(context, card, "Alterar Status", path("/status"), "arrow-repeat");
  add_item(context, card, "Editar", path("/editar"), "pencil");
  add_item(context, card, "Histórico(s)", path("/historico"), "clock-history");
}

}  // namespace

std::string service_path(std::uint64_t external_id, std::string_view below) {
  return "/clientes/servicos/" + std::to_string(external_id) + std::string(below);
}

void fill_service_card(const Context& context, View card, const Service& service, std::size_t number) {
  const auto plan = storage::find_plan_by_id(context.db, context.provider.id, service.plan_id).value();
  card.set("NUMBER", number).set("EXTERNAL_ID", service.external_id);
  card.set("HREF", service_path(service.external_id)).set("PLAN", plan.description);
  auto badge = card.each("STATUS");
  fill_state(badge, service_badge(context, service));
  const auto sold = storage::list_sold_packages_of_service(context.db, context.provider.id, service.id);
  const auto sum = fill_packages(card, sold);
  card.set("PACKAGES_HREF", service_path(service.external_id, "/pacotes"));
  card.show_if(sum == 0 && sold.empty(), "NO_PACKAGE");
  fill_facts(context, card, service, plan.technology, sum);
  fill_connection(card, service);
  fill_left_out(context, card, service);
  fill_menu(context, card, service);
}

}  // namespace web
