#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "domain/credential.h"
#include "operations/context.h"
#include "storage/decision_log.h"

/// Who was meant by the log-ins that platforms asked with: the log keeps only their keys.
namespace operations {

/// A text somebody may have typed as log-in, as the log knows it.
struct TypedLogin {
  std::string key = {};  ///< Keyring::login_key, 16 bytes
  std::string_view field =
      {};  ///< pt-BR, what of the registry it is: "o login", "o CPF/CNPJ", "o telefone", …
};

/// The field, in the same words, that log-ins of the source are made of.
std::string_view field_of(domain::CredentialSource source);

/// All that a customer may type, right or wrong: logins of every service, code, document, e-mail, phone and
/// service numbers, masked or not, as each integration of the provider reads a log-in; no key twice. Empty:
/// no such customer, or no integration.
std::vector<TypedLogin> log_in_keys_of(const Context& context, std::uint64_t customer_id);

/// The same of a text typed into a search: as it is and, where it looks like one, as a document or phone.
std::vector<TypedLogin> log_in_keys_of_text(const Context& context, std::string_view text);

/// A customer's subscriber_ids and all he may type: for storage::list_attempts and storage::DecisionFilter.
storage::Asker asker_of(const Context& context, std::uint64_t customer_id);

}  // namespace operations
