#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "domain/customer.h"
#include "domain/service.h"

namespace domain {

/// Which registry field a log-in is made of (`usuario`). The first one has a password of its own; for the
/// others login and password are both the field.
enum class CredentialSource : std::uint8_t {
  login_autenticacao,
  codigo_cliente,
  cpf_cnpj,
  email,
  telefone,
  id_cliente_servico,
};

/// Every name of a source, in the order screens offer them.
const std::vector<std::string_view>& credential_source_names();
std::optional<CredentialSource> credential_source_from(std::string_view name);

/// How the text of log-ins is brought into one form: `tidy` as D37 has it (base::tidied), `plain` as it was
/// before, for generations of credentials that were built so.
enum class LoginForm : std::uint8_t { plain, tidy };
/// The form of a generation; `tidy_from` is the first one that is tidy.
constexpr LoginForm login_form_of(std::uint32_t generation, std::uint32_t tidy_from) {
  return generation < tidy_from ? LoginForm::plain : LoginForm::tidy;
}

/// The form in which logins compare (D7): trimmed and lower case; documents and phones without mask, phones
/// without 55. Empty when nothing is left: an empty field never matches.
std::string normalise_login(CredentialSource source, LoginForm form, std::string_view text);

/// The registry field a log-in is made of, as it is stored; empty where there is none.
std::string log_in_field(CredentialSource source, const Customer& customer, const Service& service);

/// The password that a platform is given (D51): the field as it is stored, a phone with its 10–11 digits;
/// nothing where the registry has none, since an empty one is never sent.
std::optional<std::string> password_to_transmit(CredentialSource source, const Customer& customer,
                                                const Service& service);

/// The password as it is digested: byte-exact where it is the service's own, normalised like the login
/// elsewhere.
std::string normalise_password(CredentialSource source, LoginForm form, std::string_view text);

}  // namespace domain
