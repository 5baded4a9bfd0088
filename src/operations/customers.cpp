#include "operations/customers.h"

#include <algorithm>
#include <array>
#include <utility>

#include "base/checks.h"
#include "base/documents.h"
#include "base/text.h"
#include "base/typed.h"
#include "operations/shared_fields.h"
#include "storage/customers.h"

namespace operations {

namespace {

using base::Patch;
using domain::Customer;

/// A field whose text is understood whole, or refused.
void check_typed(base::FieldErrors& errors, std::string_view field, Patch<std::string>& patch,
                 std::size_t most, base::Typed (*read)(std::string_view)) {
  check_text(errors, field, patch, most);
  if (!patch.value || errors.has(field)) return;
  auto typed = read(*patch.value);
  if (typed)
    patch.value = std::move(typed).value();
  else
    errors.add(std::string(field), typed.error());
}

void check_email(base::FieldErrors& errors, Patch<std::string>& email) {
  check_text(errors, "email_principal", email, 254);
  if (!email.value || errors.has("email_principal")) return;
  if (!base::is_email(*email.value))
    errors.add("email_principal", "não é um endereço de e-mail (nome@domínio)");
}

/// How ERPs say whether a customer is a person or a company.
constexpr std::array<std::pair<std::string_view, std::string_view>, 6> k_person_kinds{
    {{"pf", "pf"}, {"pj", "pj"}, {"fisica", "pf"}, {"juridica", "pj"}, {"f", "pf"}, {"j", "pj"}}};

void check_person_kind(base::FieldErrors& errors, Patch<std::string>& kind) {
  check_text(errors, "tipo_pessoa", kind, 20);
  if (!kind.value || errors.has("tipo_pessoa")) return;
  const auto* known =
      std::ranges::find(k_person_kinds, base::fold(*kind.value), [](const auto& each) { return each.first; });
  if (known != k_person_kinds.end())
    kind.value = std::string(known->second);
  else
    errors.add("tipo_pessoa", "deve ser pf ou pj (também se entende fisica, juridica, F ou J)");
}

base::FieldErrors check(std::string_view code, CustomerPut& put, bool creating) {
  base::FieldErrors errors;
  check_code(errors, "codigo_cliente", code);
  tidy(put.name);
  tidy(put.email);
  check_required_text(errors, "nome_razaosocial", put.name, 160, creating);
  check_person_kind(errors, put.person_kind);
  check_typed(errors, "cpf_cnpj", put.document, 30, base::document_from);
  check_email(errors, put.email);
  check_typed(errors, "telefone_primario", put.phone, 40, base::phone_from);
  check_text(errors, "cidade", put.city, 120);
  check_uf(errors, "uf", put.uf);
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
  auto written = acting.run([&](Act& act) { return put_once(act, code, put); });
  if (acting.context().writer != Writer::staff) return written;
  return with_shared_fields(acting.context(), put, std::move(written));
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
