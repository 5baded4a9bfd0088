#include "operations/document_search.h"

#include <limits>

#include "base/documents.h"
#include "base/text.h"
#include "operations/act.h"
#include "operations/brake.h"
#include "storage/customer_search.h"

namespace operations {

namespace {

constexpr std::uint32_t k_most_holders = 20;

bool may_be_document(std::string_view plain) {
  return base::is_document_shaped(plain) &&
         (plain.size() == 11 || base::digits_of(plain) == plain || base::is_cnpj(plain));
}

Brake search_brake(const Context& context) {
  return brake_of(context, "document searches", context.actor, k_free_document_searches);
}

/// Counts each document once: a page turned or looked at again asks for the same.
Brake memory_of(const Context& context, std::string_view document) {
  return brake_of(context, "document searched", context.actor + "\n" + std::string(document),
                  std::numeric_limits<std::uint32_t>::max());
}

}  // namespace

std::chrono::seconds note_search(const Context& context, std::string_view text, bool may_reveal) {
  const auto document = base::document_plain(base::tidied(text));
  if (!may_be_document(document)) return {};
  const auto holders =
      storage::find_customer_ids(context.tenant, storage::CustomerKey::document, document, 0, k_most_holders);
  // A telephone has as many digits as a CPF.
  if (holders.empty() && !base::is_cpf(document) && !base::is_cnpj(document)) return {};
  const auto brake = search_brake(context);
  if (!may_reveal)
    if (const auto wait = wait_for(context, brake); wait.count() > 0) return wait;
  const auto memory = memory_of(context, document);
  if (begin_guess(context, memory).number > 1) return {};
  if (!may_reveal) {
    const auto guess = begin_guess(context, brake);
    if (guess.wait.count() > 0) {
      forget_guesses(context, memory);
      return guess.wait;
    }
  }
  for (const auto id : holders)
    note(context, {.entity = domain::Entity::customer,
                   .entity_id = id,
                   .customer_id = id,
                   .action = "documento_procurado"});
  return {};
}

}  // namespace operations
