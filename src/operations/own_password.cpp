#include "operations/own_password.h"

#include "base/digest_place.h"
#include "operations/act.h"
#include "operations/brake.h"
#include "operations/people.h"

namespace operations {

Proved prove(const Context& context, const storage::User& user, const std::string& password) {
  const auto brake = brake_of(context, "own password", std::to_string(user.id), k_free_own_passwords);
  const base::DigestPlace place(context.tenant.provider_id);
  const auto guess = begin_guess(context, brake);
  if (guess.wait.count() > 0) return {Proof::held_back, guess.wait};
  if (password_fits(user.password_hash, password)) {
    forget_guesses(context, brake);
    return {Proof::fits};
  }
  if (is_told(brake, guess.number)) {
    storage::Changes changes;
    changes.field("tentativas", "", std::to_string(guess.number));
    note(context, {.entity = domain::Entity::user,
                   .entity_id = user.id,
                   .action = std::string(k_refused_password),
                   .changes = changes.take()});
  }
  return {};
}

std::string proof_text(const Proved& proved) {
  if (proved.proof == Proof::held_back) return "Muitas senhas erradas nesta conta. " + wait_text(proved.wait);
  return "A senha atual não confere.";
}

}  // namespace operations
