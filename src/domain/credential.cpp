#include "domain/credential.h"

#include <algorithm>

#include "base/documents.h"
#include "base/text.h"

namespace domain {

namespace {

/// Digits of a Brazilian number without the country's 55; 10 or 11 digits remain of a whole number.
std::string phone_plain(std::string_view text) {
  auto digits = base::digits_of(text);
  if ((digits.size() == 12 || digits.size() == 13) && digits.starts_with("55")) digits.erase(0, 2);
  return digits;
}

}  // namespace

const std::vector<std::string_view>& credential_source_names() {
  static const std::vector<std::string_view> k_names{
      "login_autenticacao", "codigo_cliente", "cpf_cnpj", "email", "telefone", "id_cliente_servico"};
  return k_names;
}

std::optional<CredentialSource> credential_source_from(std::string_view name) {
  const auto& names = credential_source_names();
  const auto found = std::find(names.begin(), names.end(), name);
  if (found == names.end()) return std::nullopt;
  return static_cast<CredentialSource>(found - names.begin());
}

std::string normalise_login(CredentialSource source, LoginForm form, std::string_view text) {
  switch (source) {
    case CredentialSource::cpf_cnpj:
      return base::document_plain(text);
    case CredentialSource::telefone:
      return phone_plain(text);
    default:
      return base::to_lower(form == LoginForm::tidy ? base::tidied(text) : std::string(base::trim(text)));
  }
}

std::string normalise_password(CredentialSource source, LoginForm form, std::string_view text) {
  return source == CredentialSource::login_autenticacao ? std::string(text)
                                                        : normalise_login(source, form, text);
}

std::string log_in_field(CredentialSource source, const Customer& customer, const Service& service) {
  using enum CredentialSource;
  switch (source) {
    case login_autenticacao:
      return service.login.value_or("");
    case codigo_cliente:
      return customer.code;
    case cpf_cnpj:
      return customer.document.value_or("");
    case email:
      return customer.email.value_or("");
    case telefone:
      return customer.phone.value_or("");
    case id_cliente_servico:
      return std::to_string(service.erp_id);
  }
  return {};
}

std::optional<std::string> password_to_transmit(CredentialSource source, const Customer& customer,
                                                const Service& service) {
  auto value = log_in_field(source, customer, service);
  if (source == CredentialSource::telefone) {
    if (value.size() > 11 && value.starts_with("55")) value.erase(0, 2);
    if (value.size() < 10 || value.size() > 11) return std::nullopt;
  }
  return value.empty() ? std::nullopt : std::optional(value);
}

}  // namespace domain
