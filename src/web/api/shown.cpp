#include "web/api/shown.h"

#include <map>

#include "base/text.h"
#include "operations/charges.h"
#include "operations/courtesies.h"
#include "operations/service_packages.h"
#include "storage/accounts.h"
#include "storage/transmission_list.h"

namespace web::api {

namespace {

using domain::Service;
using storage::SoldPackage;

std::optional<std::string> day(const std::optional<base::Date>& date) {
  return date ? std::optional(base::to_iso(*date)) : std::nullopt;
}

/// What a service shows of its packages: those on it, and those on their way off a platform.
std::vector<SoldPackage> shown_packages(const Context& context, std::vector<SoldPackage> packages) {
  std::erase_if(packages, [&](const SoldPackage& sold) {
    return operations::shown_status(context.operations(), sold).status == domain::Transmission::removed;
  });
  return packages;
}

void write_address(JsonWriter& out, const Service& service) {
  out.key("endereco").begin_object();
  out.field("logradouro", service.street).field("numero", service.number).field("bairro", service.district);
  out.field("cidade", service.city).field("uf", service.address_state).field("cep", service.postcode);
  out.end_object();
}

void write_card(JsonWriter& out, const Context& context, const Service& service) {
  out.field("data_habilitacao", moment(context, service.enabled_on));
  out.field("data_cadastro", moment(context, service.registered_at))
      .field("data_venda", day(service.sold_on));
  out.field("vencimento", service.due_day).field("data_fim_contrato", day(service.contract_end_on));
  out.field("status_contrato", service.contract_status).field("forma_cobranca", service.payment_method);
  out.field("tipo_cobranca", service.charge_kind).field("perfil_suspensao", service.suspension_profile);
  out.field("equipamento_roteamento", service.router).field("interface_conexao", service.interface_name);
  out.field("porta_atendimento", service.port_name);
  write_address(out, service);
}

void write_left_out(JsonWriter& out, const Context& context, std::uint64_t service_id) {
  for (const auto& left_out : storage::list_left_out(context.tenant(), service_id)) {
    out.begin_object().field("codigo", left_out.package_code).field("motivo", left_out.reason);
    out.field("mensagem", left_out.message).field("em", moment(context, left_out.at)).end_object();
  }
}

/// The courtesy that lasts; null where there is none.
void write_courtesy(JsonWriter& out, const Context& context, const Service& service) {
  out.key("cortesia");
  const auto courtesy = operations::courtesy_in_force(context.operations(), service);
  if (!courtesy) {
    out.raw("null");
    return;
  }
  out.begin_object().field("ate", base::to_iso(domain::last_day_of(*courtesy)));
  out.field("motivo", courtesy->reason).field("isenta_cobranca", courtesy->free_of_charge);
  out.field("autor", courtesy->author).field("desde", moment(context, courtesy->since)).end_object();
}

void write_packages(JsonWriter& out, const Context& context, const storage::HeldService& held,
                    const std::vector<SoldPackage>& packages) {
  out.key("pacotes").begin_array();
  for (const auto& sold : packages) write_sold_package(out, context, sold);
  out.end_array().key("pacotes_nao_vinculados").begin_array();
  if (held.has_left_out) write_left_out(out, context, held.service.id);
  out.end_array();
}

void write_parameters(JsonWriter& out, const Context& context, const SoldPackage& sold) {
  out.key("cliente_servico_pacote_parametro").begin_array();
  const auto parameters = sold.has_parameters ? storage::list_parameters(context.tenant(), sold.row.id)
                                              : domain::PackageParameters{};
  for (const auto& [name, value] : parameters)
    out.begin_object().field("chave", name).field("valor", value).end_object();
  out.end_array();
}

/// `tried`: when the platform was last told, if ever.
void write_status(JsonWriter& out, const Context& context, const operations::ShownStatus& shown,
                  const std::optional<base::Instant>& tried = {}) {
  out.field("status", domain::words_of(shown.status).name).field("status_em", moment(context, shown.since));
  out.key("status_mensagem");
  shown.message.empty() ? out.raw("null") : out.value(shown.message);
  out.field("data_tentativa", moment(context, tried));
}

void write_texts(JsonWriter& out, std::string_view name, const std::vector<std::string>& texts) {
  out.key(name).begin_array();
  for (const auto& text : texts) out.value(text);
  out.end_array();
}

}  // namespace

std::optional<std::string> moment(const Context& context, const std::optional<base::Instant>& at) {
  return at ? std::optional(context.provider.zone.rfc3339(*at)) : std::nullopt;
}

void write_customer_fields(JsonWriter& out, const Context& context, const domain::Customer& customer) {
  out.field("id_cliente", customer.id).field("codigo_cliente", customer.code);
  out.field("nome_razaosocial", customer.name).field("tipo_pessoa", customer.person_kind);
  out.field("cpf_cnpj", customer.document).field("email_principal", customer.email);
  out.field("telefone_primario", customer.phone).field("cidade", customer.city).field("uf", customer.uf);
  out.field("data_cadastro", moment(context, customer.created_at));
  out.field("data_atualizacao", moment(context, customer.updated_at));
}

void write_service(JsonWriter& out, const Context& context, const operations::ServiceAsItStands& shown,
                   bool with_packages) {
  const auto& service = shown.held.service;
  const auto& plan = shown.held.plan;
  const auto* status = domain::find_status(service.status_prefix);
  const auto packages = shown_packages(context, shown.packages);
  const auto packages_value = operations::monthly_value_of(context.operations(), packages);
  out.begin_object();
  out.field("id_cliente_servico", service.erp_id).field("codigo_cliente", shown.held.customer_code);
  out.field("plano", plan.code).field("plano_descricao", plan.description);
  out.field("status_prefixo", service.status_prefix).field("status", status ? status->label : "");
  out.field("status_em", moment(context, service.status_at));
  write_courtesy(out, context, service);
  out.field("login_autenticacao", service.login);
  out.field("senha_autenticacao", service.password_digest ? "Cadastrada" : "Não Cadastrado");
  out.field("valor", base::money_plain(service.value_cents));
  out.field("valor_pacotes", base::money_plain(packages_value));
  out.field("valor_com_pacotes", base::money_plain(service.value_cents + packages_value));
  write_card(out, context, service);
  if (with_packages) write_packages(out, context, shown.held, packages);
  out.field("data_atualizacao", moment(context, service.updated_at)).end_object();
}

void write_sold_package(JsonWriter& out, const Context& context, const SoldPackage& sold) {
  const auto& row = sold.row;
  const auto shown = operations::shown_status(context.operations(), sold);
  out.begin_object();
  out.field("id_cliente_servico_pacote", row.id).field("id_cliente_servico", sold.service_erp_id);
  out.field("codigo_cliente", sold.customer_code).field("id_pacote", row.package_id);
  out.field("codigo", sold.package_code).field("descricao", row.description);
  out.field("valor", base::money_plain(row.value_cents));
  out.key("plataforma");
  sold.integration_code.empty() ? out.raw("null") : out.value(sold.integration_code);
  write_texts(out, "produtos", sold.products);
  out.field("degustacao_dias", row.trial_days).field("data_cadastro", moment(context, row.created_at));
  out.field("data_atualizacao", moment(context, row.updated_at)).field("data_limite", day(row.limit_on));
  out.field("deleted_at", moment(context, row.removed_at)).field("id_externo", std::optional<std::string>{});
  write_status(out, context, shown);
  const bool on_its_way = shown.transmitted && domain::words_of(shown.status).turn == domain::Turn::us;
  out.field("em_transmissao", on_its_way).field("transmitir", shown.transmitted);
  write_parameters(out, context, sold);
  out.end_object();
}

void write_accounts(JsonWriter& out, const Context& context, std::uint64_t customer_id) {
  const auto statuses = operations::account_statuses(context.operations(), customer_id);
  const auto now = context.house.clock.now();
  const auto lines = storage::list_account_lines(context.tenant(), customer_id, now);
  std::vector<std::uint64_t> told;
  for (const auto& line : lines)
    if (line.account.told) told.push_back(line.account.id);
  std::map<std::uint64_t, storage::TransmissionLine> transmissions;
  for (auto& line : storage::list_transmissions_of(context.tenant(), told, now))
    transmissions.emplace(line.account.id, std::move(line));
  out.key("contas").begin_array();
  for (const auto& line : lines) {
    const auto& account = line.account;
    const auto transmission = transmissions[account.id];
    out.begin_object();
    out.field("plataforma", line.integration_code).field("descricao", line.integration);
    out.field("gateway", line.gateway).field("subscriber_id", base::hex_of(account.subscriber_id));
    const auto shown = statuses.find(account.integration_id);
    auto status =
        shown == statuses.end() ? operations::ShownStatus{.since = account.created_at} : shown->second;
    if (status.message.empty()) status.message = transmission.message;
    write_status(out, context, status, transmission.last_at);
    out.key("id_externo");
    transmission.platform_id.empty() ? out.raw("null") : out.value(transmission.platform_id);
    write_texts(out, "produtos", line.products);
    out.field("data_cadastro", moment(context, account.created_at)).end_object();
  }
  out.end_array();
}

}  // namespace web::api
