#include "operations/customers.h"

#include <algorithm>
#include <array>
#include <cctype>

#include "base/documents.h"
#include "base/text.h"
#include "operations/checks.h"
#include "storage/customers.h"

namespace operations {

namespace {

using base::Patch;
using domain::Customer;

constexpr std::array<std::string_view, 27> k_federal_units{
    "AC", "AL", "AM", "AP", "BA", "CE", "DF", "ES", "GO", "MA", "MG", "MS", "MT", "PA",
    "PB", "PE", "PI", "PR", "RJ", "RN", "RO", "RR", "RS", "SC", "SE", "SP", "TO"};

void check_document(base::FieldErrors& errors, Patch<std::string>& document) {
  check_text(errors, "cpf_cnpj", document, 30);
  if (!document.value) return;
  document.value = base::document_plain(*document.value);
  if (document.value->empty())
    document.value.reset();
  else if (!base::is_document_shaped(*document.value))
    errors.add("cpf_cnpj", "deve ter os 11 algarismos de um CPF ou os 14 caracteres de um CNPJ");
}

void check_email(base::FieldErrors& errors, Patch<std::string>& email) {
  check_text(errors, "email_principal", email, 254);
  if (!email.value || errors.has("email_principal")) return;
  if (!is_email(*email.value)) errors.add("email_principal", "não é um endereço de e-mail (nome@domínio)");
}

void check_phone(base::FieldErrors& errors, Patch<std::string>& phone) {
  check_text(errors, "telefone_primario", phone, 40);
  if (!phone.value || errors.has("telefone_primario")) return;
  phone.value = base::digits_of(*phone.value);
  if (phone.value->empty())
    phone.value.reset();
  else if (phone.value->size() < 8 || phone.value->size() > 15)
    errors.add("telefone_primario", "deve ter de 8 a 15 algarismos, com DDD");
}

void check_uf(base::FieldErrors& errors, Patch<std::string>& uf) {
  check_text(errors, "uf", uf, 10);
  if (!uf.value || errors.has("uf")) return;
  for (auto& letter : *uf.value) letter = static_cast<char>(std::toupper(static_cast<unsigned char>(letter)));
  if (std::find(k_federal_units.begin(), k_federal_units.end(), *uf.value) == k_federal_units.end())
    errors.add("uf", "não é a sigla de um estado");
}

base::FieldErrors check(std::string_view code, CustomerPut& put, bool creating) {
  base::FieldErrors errors;
  check_code(errors, "codigo_cliente", code);
  tidy(put.name);
  tidy(put.email);
  check_required_text(errors, "nome_razaosocial", put.name, 160, creating);
  check_text(errors, "tipo_pessoa", put.person_kind, 2);
  if (put.person_kind.value && *put.person_kind.value != "pf" && *put.person_kind.value != "pj")
    errors.add("tipo_pessoa", "deve ser pf ou pj");
  check_document(errors, put.document);
  check_email(errors, put.email);
  check_phone(errors, put.phone);
  check_text(errors, "cidade", put.city, 120);
  check_uf(errors, put.uf);
  return errors;
}

using CustomerFeed = Feed<CustomerPut, Customer>;
constexpr std::array k_feed{
    CustomerFeed::field<&CustomerPut::name, &Customer::name>("nome_razaosocial"),
    CustomerFeed::field<&CustomerPut::person_kind, &Customer::person_kind>("tipo_pessoa"),
    CustomerFeed::field<&CustomerPut::document, &Customer::document>("cpf_cnpj"),
    CustomerFeed::field<&CustomerPut::email, &Customer::email>("email_principal"),
    CustomerFeed::field<&CustomerPut::phone, &Customer::phone>("telefone_primario"),
    CustomerFeed::field<&CustomerPut::city, &Customer::city>("cidade"),
    CustomerFeed::field<&CustomerPut::uf, &Customer::uf>("uf")};

/// A customer's kind when nobody says: a CNPJ is a company's.
std::string kind_of(const CustomerPut& put, const Customer& before) {
  const bool company = put.document.value && put.document.value->size() == 14;
  if (!put.person_kind.given && before.id == 0) return company ? "pj" : "pf";
  return put.person_kind.over(before.person_kind, company ? "pj" : "pf");
}

Customer patched(const Customer& before, const CustomerPut& put) {
  Customer after = before;
  after.name = put.name.over(before.name, before.name);
  after.person_kind = kind_of(put, before);
  after.document = put.document.over(before.document);
  after.email = put.email.over(before.email);
  after.phone = put.phone.over(before.phone);
  after.city = put.city.over(before.city);
  after.uf = put.uf.over(before.uf);
  return after;
}

storage::Changes changes_of(const Customer& before, const Customer& after) {
  storage::Changes changes;
  changes.field("nome_razaosocial", before.name, after.name)
      .field("tipo_pessoa", before.id == 0 ? "" : before.person_kind, after.person_kind)
      .field("email_principal", before.email.value_or(""), after.email.value_or(""))
      .field("telefone_primario", before.phone.value_or(""), after.phone.value_or(""))
      .field("cidade", before.city.value_or(""), after.city.value_or(""))
      .field("uf", before.uf.value_or(""), after.uf.value_or(""));
  if (before.document != after.document)
    changes.noted("cpf_cnpj", base::document_masked(before.document.value_or("")),
                  base::document_masked(after.document.value_or("")));
  return changes;
}

std::vector<std::string> warnings_of(const Customer& customer) {
  if (!customer.document) return {};
  if (base::is_cpf(*customer.document) || base::is_cnpj(*customer.document)) return {};
  return {"Os dígitos verificadores do CPF/CNPJ não conferem; o cadastro foi aceito assim mesmo."};
}

void note(Act& act, const Customer& customer, bool created, storage::Changes changes) {
  act.note({.entity = domain::Entity::customer,
            .entity_id = customer.id,
            .customer_id = customer.id,
            .action = created ? "criado" : "alterado",
            .changes = changes.take()});
}

base::Result<Written> create(Act& act, std::string_view code, const CustomerPut& put, ErpMemory memory) {
  auto customer = patched(Customer{}, put);
  customer.code = std::string(code);
  memory.applied(k_feed, customer);
  customer.erp_sent = memory.text();
  customer.created_at = customer.updated_at = act.context().clock.now();
  customer.id = storage::insert_customer(act.tenant(), customer);
  act.created_customer(code, customer.id);
  note(act, customer, true, changes_of(Customer{}, customer));
  return Written{customer.id, true, true, warnings_of(customer)};
}

base::Result<Written> change(Act& act, const Customer& before, const CustomerPut& put, ErpMemory memory) {
  auto after = patched(before, put);
  memory.applied(k_feed, after);
  auto warnings = settle(act.context(), memory, domain::Entity::customer, after.id,
                         memory.differences(k_feed, after, wire_voice(act.context())));
  after.erp_sent = memory.text();
  auto changes = changes_of(before, after);
  const bool changed = !changes.empty();
  if (changed || after.erp_sent != before.erp_sent) {
    after.updated_at = act.context().clock.now();
    storage::update_customer(act.tenant(), after, after.name != before.name);
  }
  if (changed) {
    note(act, after, false, std::move(changes));
    act.concerns(after.id);
  }
  for (auto& warning : warnings_of(after)) warnings.push_back(std::move(warning));
  return Written{after.id, false, changed, std::move(warnings)};
}

base::Result<Written> put_once(Act& act, std::string_view code, CustomerPut put) {
  const auto seen = act.find_customer_id(code);
  if (auto errors = check(code, put, !seen); !errors.empty())
    return base::Unexpected{base::Problem::fields(errors)};
  if (!seen) {
    ErpMemory memory("", act.context().writer);
    memory.merge(k_feed, put);
    return create(act, code, put, std::move(memory));
  }
  act.lock(*seen);
  const auto before = storage::find_customer(act.tenant(), *seen).value();
  ErpMemory memory(before.erp_sent, act.context().writer);
  memory.merge(k_feed, put);
  return change(act, before, put, std::move(memory));
}

}  // namespace

base::Result<Written> put_customer(const Acting& acting, std::string_view code, const CustomerPut& put) {
  return acting.run([&](Act& act) { return put_once(act, code, put); });
}

std::optional<RecordDifferences> customer_differences(const Context& context, std::uint64_t id) {
  const auto customer = storage::find_customer(context.tenant, id);
  if (!customer) return std::nullopt;
  const ErpMemory memory(customer->erp_sent, Writer::staff);
  return RecordDifferences{customer->name, 0, memory.differences(k_feed, *customer, screen_voice(context))};
}

base::Result<Written> restore_customer(const Context& context, std::uint64_t id, std::string_view field) {
  const auto customer = storage::find_customer(context.tenant, id);
  CustomerPut put;
  if (!customer || !ErpMemory(customer->erp_sent, Writer::staff).restore(k_feed, field, put))
    return base::Unexpected{nothing_sent()};
  return put_customer(context, customer->code, put);
}

std::optional<domain::Customer> reveal_document(const Context& context, std::uint64_t id) {
  auto customer = storage::find_customer(context.tenant, id);
  if (!customer) return std::nullopt;
  note(context, {.entity = domain::Entity::customer,
                 .entity_id = id,
                 .customer_id = id,
                 .action = "documento_revelado"});
  return customer;
}

}  // namespace operations
