#include "osm/domain/log_in.h"

#include <algorithm>

#include "base/checks.h"
#include "base/text.h"

namespace osm {

std::string log_in_of(std::string_view typed) { return base::to_lower(base::tidied(typed)); }

namespace {

bool is_same(const std::optional<std::string>& value, std::string_view log_in) {
  return value && log_in_of(*value) == log_in;
}

void check_length(std::string_view field, const std::optional<std::string>& value, std::size_t most,
                  base::FieldErrors& errors) {
  if (!value || errors.has(field)) return;
  if (base::length_of(*value) > most || log_in_of(*value).size() > k_log_in_most)
    errors.add(std::string(field), "é longo demais; o máximo é " + std::to_string(most) + " caracteres");
}

void check_repeat(std::string_view field, std::optional<std::string> Credential::*member,
                  const Credential& credential, std::span<const Credential> others,
                  base::FieldErrors& errors) {
  if (!(credential.*member)) return;
  const auto wanted = log_in_of(*(credential.*member));
  const bool repeated = std::ranges::any_of(others, [&](const Credential& other) {
    return other.id != credential.id && is_same(other.*member, wanted);
  });
  if (repeated) errors.add(std::string(field), "já está em outra autenticação deste assinante");
}

}  // namespace

std::set<std::string> log_ins_of(std::span<const Credential> credentials) {
  std::set<std::string> log_ins;
  for (const auto& credential : credentials)
    for (const auto& value : {credential.email, credential.access_key})
      if (value) log_ins.insert(log_in_of(*value));
  return log_ins;
}

std::vector<Credential> credentials_for(std::span<const Credential> credentials, std::string_view log_in) {
  std::vector<Credential> matching;
  for (const auto& credential : credentials)
    if (is_same(credential.email, log_in) || is_same(credential.access_key, log_in))
      matching.push_back(credential);
  return matching;
}

void check_log_ins(const Credential& credential, std::span<const Credential> others,
                   base::FieldErrors& errors) {
  if (!credential.email && !credential.access_key)
    errors.add("email", "informe o e-mail ou a chave de acesso");
  if (credential.email && !base::is_email(*credential.email))
    errors.add("email", "não é um endereço de e-mail (nome@domínio)");
  check_length("email", credential.email, k_log_in_most, errors);
  check_length("chave_acesso", credential.access_key, 100, errors);
  check_repeat("email", &Credential::email, credential, others, errors);
  check_repeat("chave_acesso", &Credential::access_key, credential, others, errors);
}

void check_password(std::string_view password, base::FieldErrors& errors) {
  const auto length = base::length_of(password);
  if (length < k_password_least)
    errors.add("senha", "tem menos de " + std::to_string(k_password_least) + " caracteres");
  else if (length > k_password_most)
    errors.add("senha", "tem mais de " + std::to_string(k_password_most) + " caracteres");
}

std::string generated_email(std::string_view name, std::string_view hex, std::string_view domain) {
  std::string first;
  for (const char c : base::fold(base::trim(name))) {
    if (c == ' ') break;
    if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) first += c;
  }
  if (first.empty()) first = "assinante";
  return first.substr(0, 40) + "." + std::string(hex) + "@" + std::string(domain);
}

}  // namespace osm
