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

}  // namespace domain
