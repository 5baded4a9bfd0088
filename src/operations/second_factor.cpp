#include "operations/second_factor.h"

#include "base/text.h"
#include "base/totp.h"
#include "operations/act.h"
#include "operations/brake.h"
#include "operations/own_password.h"
#include "operations/people.h"
#include "storage/recovery_codes.h"
#include "storage/sessions.h"

namespace operations {

namespace {

using Why = CodeRefusal::Why;
using Taken = base::Expected<CodeTaken, CodeRefusal>;

std::string recovery_digest(const Context& context, std::uint32_t user_id, std::string_view settled) {
  return context.keyring.mac("recovery code", std::to_string(context.tenant.provider_id) + "/" +
                                                  std::to_string(user_id) + "\n" + std::string(settled));
}

/// Inside the transaction that holds the person.
RecoveryCodes write_new_codes(const Context& context, std::uint32_t user_id) {
  RecoveryCodes shown;
  std::vector<std::string> hashes;
  for (const auto& code : domain::new_recovery_codes()) {
    shown.push_back(domain::shown_recovery_code(code));
    hashes.push_back(recovery_digest(context, user_id, code));
  }
  storage::replace_recovery_codes(context.tenant, user_id, hashes, context.clock.now());
  return shown;
}

void write_audit(const Context& context, std::uint32_t id, std::string action) {
  note(context, {.entity = domain::Entity::user, .entity_id = id, .action = std::move(action)});
}

base::Problem no_such_user() { return base::Problem::missing("Este usuário não existe."); }

base::Problem is_off() {
  return base::Problem::rule("duas_etapas_desligada", "A verificação em duas etapas já está desligada.");
}

base::Problem is_on() {
  return base::Problem::rule("duas_etapas_ligada",
                             "A verificação em duas etapas já está ligada, talvez por outra janela.");
}

Taken take_app_code(const Context& context, const storage::User& user, std::string_view settled) {
  const auto secret = context.keyring.opened(user.totp_secret, storage::second_factor_context(user.id));
  const auto look = domain::look_at_code(secret, settled, context.clock.now(), user.totp_step);
  if (look.verdict == domain::CodeLook::Verdict::wrong) return base::Unexpected{CodeRefusal{Why::wrong}};
  if (look.verdict == domain::CodeLook::Verdict::used) return base::Unexpected{CodeRefusal{Why::used}};
  storage::update_totp_step(context.tenant, user.id, look.step);
  return CodeTaken{.left = storage::count_recovery_codes(context.tenant, user.id)};
}

Taken take_recovery_code(const Context& context, const storage::User& user, std::string_view settled) {
  const auto digest = recovery_digest(context, user.id, settled);
  if (!storage::take_recovery_code(context.tenant, user.id, digest))
    return base::Unexpected{CodeRefusal{Why::wrong}};
  return CodeTaken{.recovery = true, .left = storage::count_recovery_codes(context.tenant, user.id)};
}

Brake brake_of_codes(const Context& context, const storage::User& user, const CodePlace& place) {
  const auto person = std::to_string(user.id);
  if (!place.device.empty())
    return brake_of(context, "device code", person + ":" + place.device, k_free_codes);
  return brake_of(context, "code", person, k_free_codes);
}

void tell_refusal(const Context& context, const storage::User& user, const CodePlace& place,
                  std::uint32_t number) {
  storage::Changes changes;
  changes.field("endereco_ip", "", base::printable(place.address).substr(0, 45))
      .field("tentativas", "", std::to_string(number));
  note(context, {.entity = domain::Entity::user,
                 .entity_id = user.id,
                 .action = std::string(k_refused_code),
                 .changes = changes.take()});
}

/// The same, as the error of a field.
base::Problem code_problem(const CodeRefusal& refusal) {
  if (refusal.why == Why::over) return is_off();
  return base::Problem::field("codigo", refusal_text(refusal));
}

}  // namespace

Taken take_code(const Context& context, const storage::User& user, std::string_view typed,
                const CodePlace& place) {
  if (user.totp_secret.empty()) return base::Unexpected{CodeRefusal{Why::over}};
  const auto settled = domain::settled_code(typed);
  const bool of_app = domain::is_app_code(settled);
  if (!of_app && !domain::is_recovery_code(settled)) return base::Unexpected{CodeRefusal{Why::malformed}};
  const auto brake = brake_of_codes(context, user, place);
  const auto guess = begin_guess(context, brake);
  if (guess.wait.count() > 0) return base::Unexpected{CodeRefusal{Why::held_back, guess.wait}};
  auto taken = context.tenant.db.transaction([&]() -> Taken {
    const auto now = storage::lock_user(context.tenant, user.id);
    // What was read before the lock may have been switched off, or another one.
    if (!now || !now->active || now->totp_secret != user.totp_secret)
      return base::Unexpected{CodeRefusal{Why::over}};
    return of_app ? take_app_code(context, *now, settled) : take_recovery_code(context, *now, settled);
  });
  if (taken)
    forget_guesses(context, brake);
  else if (is_told(brake, guess.number))
    tell_refusal(context, user, place, guess.number);
  return taken;
}

std::string refusal_text(const CodeRefusal& refusal) {
  switch (refusal.why) {
    case Why::malformed:
      return "Digite os 6 números que o aplicativo mostra, ou um código de recuperação, como abcde-fghjk.";
    case Why::wrong:
      return "O código não confere. Use o que o aplicativo mostra agora e veja se o relógio do celular está "
             "no automático.";
    case Why::used:
      return "Este código já foi usado. Espere o aplicativo mostrar o próximo, em até 30 segundos.";
    case Why::held_back:
      return "Muitos códigos errados nesta conta. " + wait_text(refusal.wait);
    case Why::over:
      break;
  }
  return "O tempo para digitar o código passou. Entre de novo.";
}

base::Result<RecoveryCodes> enable_second_factor(const Context& context, std::uint32_t user_id,
                                                 const SecondFactorInput& input) {
  const auto seen = storage::find_user(context.tenant, user_id);
  if (!seen) return base::Unexpected{no_such_user()};
  if (!seen->totp_secret.empty()) return base::Unexpected{is_on()};
  base::FieldErrors errors;
  const auto now = context.clock.now();
  const auto look = domain::look_at_code(input.secret, domain::settled_code(input.code), now, std::nullopt);
  if (look.verdict != domain::CodeLook::Verdict::fits)
    errors.add("codigo",
               "O código não confere com este QR. Leia-o de novo, veja se o relógio do celular está no "
               "automático e digite os 6 números que o aplicativo mostra agora.");
  if (const auto proved = prove(context, *seen, input.password); proved.proof != Proof::fits)
    errors.add("senha", proof_text(proved));
  if (!errors.empty()) return base::Unexpected{base::Problem::fields(std::move(errors))};
  return context.tenant.db.transaction([&]() -> base::Result<RecoveryCodes> {
    const auto user = storage::lock_user(context.tenant, user_id);
    if (!user || !user->active) return base::Unexpected{no_such_user()};
    if (!user->totp_secret.empty()) return base::Unexpected{is_on()};
    if (user->password_hash != seen->password_hash)
      return base::Unexpected{base::Problem::field("senha", proof_text({}))};
    const auto sealed = context.keyring.seal(input.secret, storage::second_factor_context(user_id));
    storage::update_second_factor(context.tenant, user_id, sealed, now, look.step);
    storage::delete_sessions_of(context.tenant, user_id, input.session_hash);
    write_audit(context, user_id, "duas_etapas_ligada");
    return write_new_codes(context, user_id);
  });
}

base::Result<base::Done> disable_second_factor(const Context& context, std::uint32_t user_id,
                                               const std::string& password, std::string_view code) {
  const auto user = storage::find_user(context.tenant, user_id);
  if (!user) return base::Unexpected{no_such_user()};
  if (user->totp_secret.empty()) return base::Unexpected{is_off()};
  // The password first: with a wrong one no code is used up.
  if (const auto proved = prove(context, *user, password); proved.proof != Proof::fits)
    return base::Unexpected{base::Problem::field("senha", proof_text(proved))};
  if (const auto taken = take_code(context, *user, code, {}); !taken)
    return base::Unexpected{code_problem(taken.error())};
  return context.tenant.db.transaction([&]() -> base::Result<base::Done> {
    const auto now = storage::lock_user(context.tenant, user_id);
    if (!now || !now->active) return base::Unexpected{no_such_user()};
    if (now->password_hash != user->password_hash)
      return base::Unexpected{base::Problem::field("senha", proof_text({}))};
    storage::delete_second_factor(context.tenant, user_id);
    storage::delete_recovery_codes(context.tenant, user_id);
    write_audit(context, user_id, "duas_etapas_desligada");
    return base::Done{};
  });
}

base::Result<RecoveryCodes> renew_recovery_codes(const Context& context, std::uint32_t user_id,
                                                 std::string_view code) {
  const auto user = storage::find_user(context.tenant, user_id);
  if (!user) return base::Unexpected{no_such_user()};
  if (const auto taken = take_code(context, *user, code, {}); !taken)
    return base::Unexpected{code_problem(taken.error())};
  return context.tenant.db.transaction([&]() -> base::Result<RecoveryCodes> {
    const auto now = storage::lock_user(context.tenant, user_id);
    if (!now || now->totp_secret.empty()) return base::Unexpected{is_off()};
    write_audit(context, user_id, "codigos_renovados");
    return write_new_codes(context, user_id);
  });
}

base::Result<base::Done> reset_second_factor(const Context& context, std::uint32_t user_id) {
  return context.tenant.db.transaction([&]() -> base::Result<base::Done> {
    const auto user = storage::lock_user(context.tenant, user_id);
    if (!user) return base::Unexpected{no_such_user()};
    if (user->totp_secret.empty()) return base::Unexpected{is_off()};
    storage::delete_second_factor(context.tenant, user_id);
    storage::delete_recovery_codes(context.tenant, user_id);
    storage::delete_sessions_of(context.tenant, user_id, "");
    write_audit(context, user_id, "duas_etapas_redefinida");
    return base::Done{};
  });
}

}  // namespace operations
