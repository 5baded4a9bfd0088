#include "operations/service_fields.h"

#include <array>

#include "base/money.h"
#include "base/text.h"
#include "operations/checks.h"

namespace operations {

namespace {

using base::Patch;
using domain::Service;

/// A plain text field of the card: wire name, where it stands, how long it may be.
struct TextField {
  std::string_view name;
  Patch<std::string> ServicePut::*patch;
  std::optional<std::string> Service::*field;
  std::size_t most;
};

constexpr std::array<TextField, 14> k_text_fields{{
    {"login_autenticacao", &ServicePut::login, &Service::login, 190},
    {"status_contrato", &ServicePut::contract_status, &Service::contract_status, 60},
    {"forma_cobranca", &ServicePut::payment_method, &Service::payment_method, 120},
    {"tipo_cobranca", &ServicePut::charge_kind, &Service::charge_kind, 60},
    {"perfil_suspensao", &ServicePut::suspension_profile, &Service::suspension_profile, 120},
    {"equipamento_roteamento", &ServicePut::router, &Service::router, 120},
    {"interface_conexao", &ServicePut::interface_name, &Service::interface_name, 120},
    {"porta_atendimento", &ServicePut::port_name, &Service::port_name, 120},
    {"endereco.logradouro", &ServicePut::street, &Service::street, 160},
    {"endereco.numero", &ServicePut::number, &Service::number, 20},
    {"endereco.bairro", &ServicePut::district, &Service::district, 120},
    {"endereco.cidade", &ServicePut::city, &Service::city, 120},
    {"endereco.uf", &ServicePut::address_state, &Service::address_state, 2},
    {"endereco.cep", &ServicePut::postcode, &Service::postcode, 9},
}};

std::optional<std::string> day_text(const std::optional<base::Date>& day) {
  return day ? std::optional(base::to_iso(*day)) : std::nullopt;
}
std::optional<std::string> moment_text(const std::optional<base::Instant>& at) {
  return at ? std::optional(base::to_sql(*at)) : std::nullopt;
}
template <typename Number>
std::optional<std::string> number_text(const std::optional<Number>& number) {
  return number ? std::optional(std::to_string(*number)) : std::nullopt;
}

}  // namespace

void check_fields(base::FieldErrors& errors, ServicePut& put) {
  for (const auto& text : k_text_fields) check_text(errors, text.name, put.*text.patch, text.most);
  if (put.password.value && put.password.value->size() > 200)
    errors.add("senha_autenticacao", "tem mais de 200 bytes");
  if (put.password.value && put.password.value->empty()) put.password.value.reset();
  if (put.due_day.value && (*put.due_day.value < 1 || *put.due_day.value > 31))
    errors.add("vencimento", "deve ser um dia de 1 a 31");
  if (put.value.value && *put.value.value < 0) errors.add("valor", "não pode ser negativo");
}

void keep_news(const Context& context, const Standing& standing, ServicePut& put, ErpMemory& memory) {
  const auto& service = standing.service;
  const auto filter = [&](std::string_view field, auto& patch, const auto& text_of, const auto& stored,
                          const std::function<std::string(const std::string&)>& say = {}) {
    memory.filter(
        field, patch, text_of(patch.value), [&] { return text_of(stored); }, say);
  };
  const auto money = [](const std::string& cents) { return base::money_plain(std::stoll(cents)); };
  const auto moment = [&](const std::string& sql) {
    const auto at = base::instant_from_sql(sql);
    return at ? context.zone.rfc3339(*at) : sql;
  };
  memory.filter("codigo_cliente", put.customer_code, put.customer_code.value,
                [&] { return ErpMemory::Text(standing.customer_code()); });
  memory.filter("plano", put.plan, put.plan.value, [&] { return ErpMemory::Text(standing.plan_code()); });
  for (const auto& text : k_text_fields) memory.filter(text.name, put.*text.patch, service.*text.field);
  filter("valor", put.value, number_text<base::Cents>, std::optional(service.value_cents), money);
  filter("data_habilitacao", put.enabled_on, moment_text, service.enabled_on, moment);
  filter("data_cadastro", put.registered_at, moment_text, service.registered_at, moment);
  filter("data_venda", put.sold_on, day_text, service.sold_on);
  filter("vencimento", put.due_day, number_text<std::uint32_t>, service.due_day);
  filter("data_fim_contrato", put.contract_end_on, day_text, service.contract_end_on);
  const auto digest = [&](std::uint64_t id) {
    return put.password.value ? std::optional(context.keyring.password_digest(id, *put.password.value))
                              : std::nullopt;
  };
  const auto remembered = digest(standing.erp_id);
  memory.filter_secret("senha_autenticacao", put.password,
                       remembered ? std::optional(base::hex_of(*remembered)) : std::nullopt,
                       [&] { return digest(service.id) == service.password_digest; });
}

void put_fields(const ServicePut& put, base::Cents value_cents, Service& service) {
  for (const auto& text : k_text_fields) service.*text.field = (put.*text.patch).over(service.*text.field);
  service.value_cents = put.value.over(value_cents, base::Cents{0});
  service.enabled_on = put.enabled_on.over(service.enabled_on);
  service.registered_at = put.registered_at.over(service.registered_at);
  service.sold_on = put.sold_on.over(service.sold_on);
  service.due_day = put.due_day.over(service.due_day);
  service.contract_end_on = put.contract_end_on.over(service.contract_end_on);
}

void note_changed_fields(storage::Changes& changes, const std::optional<Service>& known,
                         const Service& after) {
  const Service before = known.value_or(Service{});
  changes.field("status_prefixo", before.status_prefix, after.status_prefix)
      .field("valor", known ? base::money_br(before.value_cents) : "", base::money_br(after.value_cents))
      .field("data_habilitacao", moment_text(before.enabled_on).value_or(""),
             moment_text(after.enabled_on).value_or(""))
      .field("data_cadastro", moment_text(before.registered_at).value_or(""),
             moment_text(after.registered_at).value_or(""))
      .field("data_venda", day_text(before.sold_on).value_or(""), day_text(after.sold_on).value_or(""))
      .field("vencimento", number_text(before.due_day).value_or(""), number_text(after.due_day).value_or(""))
      .field("data_fim_contrato", day_text(before.contract_end_on).value_or(""),
             day_text(after.contract_end_on).value_or(""));
  for (const auto& text : k_text_fields)
    changes.field(text.name, (before.*text.field).value_or(""), (after.*text.field).value_or(""));
}

}  // namespace operations
