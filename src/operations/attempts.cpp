#include "operations/attempts.h"

#include <algorithm>
#include <set>
#include <utility>

#include "base/documents.h"
#include "base/text.h"
#include "domain/credential.h"
#include "storage/accounts.h"
#include "storage/customers.h"
#include "storage/entitlements.h"
#include "storage/services.h"

namespace operations {

namespace {

using domain::CredentialSource;

/// A text with the field of the registry it is.
using Text = std::pair<std::string, std::string_view>;

void add_document(std::vector<Text>& texts, std::string_view document) {
  const auto plain = base::document_plain(document);
  texts.emplace_back(plain, field_of(CredentialSource::cpf_cnpj));
  texts.emplace_back(base::document_br(plain), field_of(CredentialSource::cpf_cnpj));
}

/// A Brazilian number as people type it: with and without country and mask.
void add_phone(std::vector<Text>& texts, std::string_view phone) {
  const auto plain = domain::normalise_login(CredentialSource::telefone, domain::LoginForm::tidy, phone);
  texts.emplace_back(std::string(phone), field_of(CredentialSource::telefone));
  if (plain.size() < 10 || plain.size() > 11) return;
  const auto area = "(" + plain.substr(0, 2) + ")";
  const auto number = plain.substr(2, plain.size() - 6) + "-" + plain.substr(plain.size() - 4);
  for (auto& text : {plain, "55" + plain, "+55" + plain, area + number, area + " " + number})
    texts.emplace_back(text, field_of(CredentialSource::telefone));
}

std::vector<Text> texts_of(const Context& context, const domain::Customer& customer) {
  std::vector<Text> texts;
  const auto services = storage::list_services_of(context.tenant, customer.id);
  for (const auto& service : services)
    if (service.login) texts.emplace_back(*service.login, field_of(CredentialSource::login_autenticacao));
  texts.emplace_back(customer.code, field_of(CredentialSource::codigo_cliente));
  if (customer.document) add_document(texts, *customer.document);
  if (customer.email) texts.emplace_back(*customer.email, field_of(CredentialSource::email));
  if (customer.phone) add_phone(texts, *customer.phone);
  for (const auto& service : services)
    texts.emplace_back(std::to_string(service.erp_id), field_of(CredentialSource::id_cliente_servico));
  return texts;
}

/// From what the provider's integrations make their log-ins, and how; those under construction included.
std::set<std::pair<CredentialSource, domain::LoginForm>> sources_of(const Context& context) {
  std::set<std::pair<CredentialSource, domain::LoginForm>> sources;
  for (const auto& row : storage::list_credential_generations(context.tenant))
    if (const auto source = domain::credential_source_from(row.source)) sources.insert({*source, row.form});
  return sources;
}

/// The keys of the texts as each source reads them; the first field that has one names it.
std::vector<TypedLogin> keys_of(const Context& context, const std::vector<Text>& texts) {
  std::set<std::string> normalised;
  std::vector<TypedLogin> keys;
  const auto sources = sources_of(context);
  for (const auto& [text, field] : texts)
    for (const auto& [source, form] : sources)
      if (const auto login = domain::normalise_login(source, form, text);
          !login.empty() && normalised.insert(login).second)
        keys.push_back({context.keyring.login_key(login), field});
  return keys;
}

}  // namespace

std::string_view field_of(CredentialSource source) {
  switch (source) {
    case CredentialSource::login_autenticacao:
      return "o login";
    case CredentialSource::codigo_cliente:
      return "o código do cliente";
    case CredentialSource::cpf_cnpj:
      return "o CPF/CNPJ";
    case CredentialSource::email:
      return "o e-mail";
    case CredentialSource::telefone:
      return "o telefone";
    case CredentialSource::id_cliente_servico:
      return "o número do serviço";
  }
  return {};
}

std::vector<TypedLogin> log_in_keys_of(const Context& context, std::uint64_t customer_id) {
  const auto customer = storage::find_customer(context.tenant, customer_id);
  return customer ? keys_of(context, texts_of(context, *customer)) : std::vector<TypedLogin>{};
}

std::vector<TypedLogin> log_in_keys_of_text(const Context& context, std::string_view text) {
  std::vector<Text> texts{{std::string(text), "o que foi procurado"}};
  if (base::is_document_shaped(base::document_plain(text))) add_document(texts, text);
  if (const auto digits = base::digits_of(text); digits.size() >= 10 && digits.size() <= 13)
    add_phone(texts, text);
  for (auto& each : texts) each.second = "o que foi procurado";
  return keys_of(context, texts);
}

storage::Asker asker_of(const Context& context, std::uint64_t customer_id) {
  storage::Asker asker;
  for (const auto& account : storage::list_accounts_of(context.tenant, {&customer_id, 1}))
    asker.subscriber_ids.push_back(account.subscriber_id);
  for (auto& typed : log_in_keys_of(context, customer_id)) asker.login_keys.push_back(std::move(typed.key));
  return asker;
}

}  // namespace operations
