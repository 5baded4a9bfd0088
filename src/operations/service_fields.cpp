#include "operations/service_fields.h"

#include <array>
#include <utility>

#include "base/checks.h"
#include "base/money.h"
#include "base/text.h"

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
  tidy(put.login);
  check_uf(errors, "endereco.uf", put.address_state);
  for (const auto& text : k_text_fields)
    if (!errors.has(text.name)) check_text(errors, text.name, put.*text.patch, text.most);
  if (put.password.value && put.password.value->size() > 200)
    errors.add("senha_autenticacao", "tem mais de 200 bytes");
  if (put.password.value && put.password.value->empty()) put.password.value.reset();
  if (put.due_day.value && (*put.due_day.value < 1 || *put.due_day.value > 31))
    errors.add("vencimento", "deve ser um dia de 1 a 31");
  if (put.value.value && *put.value.value < 0) errors.add("valor", "não pode ser negativo");
}

namespace {

constexpr std::string_view k_password = "senha_autenticacao";
constexpr std::string_view k_enabled_on = "data_habilitacao";

/// A record that a field names by its code: what is compared is which one stands.
std::string reference(std::uint64_t id) { return "#" + std::to_string(id); }
std::string password_mark(const std::optional<std::string>& digest) {
  return "#" + (digest ? base::hex_of(*digest) : std::string{});
}

using ServiceFeed = Feed<ServicePut, Service>;

template <std::size_t... Text>
constexpr auto feed_with(std::index_sequence<Text...> /*texts*/) {
  return std::array{
      ServiceFeed::field<&ServicePut::customer_code,
                         [](const Service& service) { return reference(service.customer_id); }>(
          "codigo_cliente"),
      ServiceFeed::field<&ServicePut::plan,
                         [](const Service& service) { return reference(service.plan_id); }>("plano"),
      ServiceFeed::field<k_text_fields[Text].patch, k_text_fields[Text].field>(k_text_fields[Text].name)...,
      ServiceFeed::field<&ServicePut::value, &Service::value_cents>("valor"),
      ServiceFeed::field<&ServicePut::enabled_on, &Service::enabled_on>(k_enabled_on),
      ServiceFeed::field<&ServicePut::registered_at, &Service::registered_at>("data_cadastro"),
      ServiceFeed::field<&ServicePut::sold_on, &Service::sold_on>("data_venda"),
      ServiceFeed::field<&ServicePut::due_day, &Service::due_day>("vencimento"),
      ServiceFeed::field<&ServicePut::contract_end_on, &Service::contract_end_on>("data_fim_contrato")};
}
constexpr auto k_feed = feed_with(std::make_index_sequence<k_text_fields.size()>{});

FeedText digest_of(const Context& context, std::uint64_t id, const Patch<std::string>& password) {
  return password.value ? FeedText(base::hex_of(context.keyring.password_digest(id, *password.value)))
                        : std::nullopt;
}

void merge_password(const Context& context, const FeedBasis& basis, ServicePut& put, ErpMemory& memory) {
  if (!put.password.given) return;
  const auto sent = digest_of(context, basis.erp_id, put.password);
  if (!memory.repeats(k_password, sent)) return memory.learn(k_password, sent);
  memory.repeat(k_password);
  if (memory.made(k_password) == nullptr)
    memory.applied(k_password, "#" + digest_of(context, basis.id, put.password).value_or(""));
  put.password = {};
}

}  // namespace

ErpMemory memory_of(const Service& service, Writer writer) {
  ErpMemory memory(service.erp_sent, writer);
  for (const auto field : {std::string_view("codigo_cliente"), std::string_view("plano"), k_password})
    memory.doubt(field);
  return memory;
}

void merge_feed(const Context& context, const FeedBasis& basis, ServicePut& put, ErpMemory& memory) {
  if (context.writer == Writer::staff) return;
  const bool names_customer = put.customer_code.given;
  const bool names_plan = put.plan.given;
  memory.merge(k_feed, put);
  const auto mend = [&](std::string_view field, bool repeated, std::uint64_t id) {
    if (repeated && memory.made(field) == nullptr) memory.applied(field, reference(id));
  };
  mend("codigo_cliente", names_customer && !put.customer_code.given, basis.customer_id);
  mend("plano", names_plan && !put.plan.given, basis.plan_id);
  merge_password(context, basis, put, memory);
}

void enable_first(ErpMemory& memory, Service& service, bool happens_here, base::Instant now) {
  service.first_enabled_at = now;
  if (service.enabled_on || !happens_here) return;
  service.enabled_on = now;
  memory.applied(k_enabled_on, feed::text_of(service.enabled_on));
}

void feed_applied(ErpMemory& memory, const Service& after) {
  memory.applied(k_feed, after);
  if (memory.is_fresh(k_password)) memory.applied(k_password, password_mark(after.password_digest));
}

std::vector<Difference> feed_differences(const ErpMemory& memory, const Service& service, const Voice& voice,
                                         const FeedNames& names) {
  auto differences = memory.differences(k_feed, service, voice);
  for (auto& difference : differences) {
    if (difference.field == "codigo_cliente" && names.customer) difference.stands = names.customer();
    if (difference.field == "plano" && names.plan) difference.stands = names.plan();
  }
  if (memory.differs(k_password, password_mark(service.password_digest)))
    differences.push_back({.field = std::string(k_password), .secret = true});
  return differences;
}

void settle_service(const Context& context, Service& after) {
  auto memory = memory_of(after, Writer::staff);
  settle(context, memory, domain::Entity::service, after.id,
         feed_differences(memory, after, wire_voice(context), {}));
  after.erp_sent = memory.text();
}

bool restore_field(const ErpMemory& memory, std::string_view field, ServicePut& put) {
  if (field != k_password) return memory.restore(k_feed, field, put);
  const auto* made = memory.made(k_password);
  if (made == nullptr || !*made) return false;
  const auto digest = base::bytes_of_hex((*made)->substr(1));
  put.password_digest = digest.empty() ? std::nullopt : std::optional(digest);
  put.password.given = true;
  return true;
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
      .field(k_enabled_on, moment_text(before.enabled_on).value_or(""),
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

std::optional<RecordDifferences> service_differences(const Context& context, std::uint64_t id) {
  const auto service = storage::find_service(context.tenant, id);
  if (!service) return std::nullopt;
  const FeedNames names{
      .customer = [&] { return storage::find_customer(context.tenant, service->customer_id).value().code; },
      .plan = [&] { return storage::find_sale_plan(context.tenant, service->plan_id).value().code; }};
  return RecordDifferences{
      "Serviço " + std::to_string(service->erp_id), 0,
      feed_differences(memory_of(*service, Writer::staff), *service, screen_voice(context), names)};
}

base::Result<Written> restore_service(const Context& context, std::uint64_t id, std::string_view field) {
  const auto service = storage::find_service(context.tenant, id);
  ServicePut put;
  if (!service || !restore_field(memory_of(*service, Writer::staff), field, put))
    return base::Unexpected{nothing_sent()};
  auto done = put_service(context, service->erp_id, put);
  if (!done) return base::Unexpected{std::move(done).error()};
  return Written(*done);
}

}  // namespace operations
