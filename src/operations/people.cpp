#include "operations/people.h"

#include <crypt.h>

#include <algorithm>
#include <set>

#include "base/digest_place.h"
#include "base/text.h"
#include "operations/act.h"
#include "operations/known_passwords.h"
#include "operations/own_password.h"
#include "storage/invitations.h"
#include "storage/sessions.h"

namespace operations {

namespace {

constexpr std::size_t k_least_password = 12;
constexpr std::size_t k_longest_password = 200;
constexpr std::size_t k_least_different = 5;

storage::User user_from(const UserInput& input) {
  return {.email = email_of(input.email),
          .name = base::tidied(input.name),
          .role = domain::role_from(input.role).value_or(domain::Role::reader)};
}

bool is_email(std::string_view text) {
  const auto at = text.find('@');
  return at != std::string_view::npos && at > 0 && text.find('.', at) != std::string_view::npos &&
         text.find('@', at + 1) == std::string_view::npos && text.find(' ') == std::string_view::npos &&
         text.size() <= 190 && text.back() != '.';
}

void check_name_and_email(const storage::User& user, base::FieldErrors& errors) {
  if (user.name.empty()) errors.add("nome", "Informe o nome.");
  if (base::length_of(user.name) > 160) errors.add("nome", "O nome tem mais de 160 caracteres.");
  if (!is_email(user.email)) errors.add("email", "Informe um e-mail válido, como nome@provedor.com.br.");
}

base::Problem no_such_user() { return base::Problem::missing("Este usuário não existe."); }

base::Problem email_in_use() {
  return base::Problem::field("email", "Já há um usuário deste provedor com este e-mail.");
}

base::Problem last_administrator() {
  return base::Problem::rule("ultimo_administrador",
                             "Este é o único administrador ativo: torne outra pessoa administradora antes.",
                             "papel");
}

void write_audit(const Context& context, std::uint32_t id, std::string action,
                 storage::Changes changes = {}) {
  note(context, {.entity = domain::Entity::user,
                 .entity_id = id,
                 .action = std::move(action),
                 .changes = changes.take()});
}

storage::Changes changes_between(const storage::User& before, const storage::User& after) {
  storage::Changes changes;
  changes.field("nome", before.name, after.name)
      .field("email", before.email, after.email)
      .field("papel", std::string(domain::name_of(before.role)), std::string(domain::name_of(after.role)));
  return changes;
}

/// Runs `body` in a transaction; an e-mail taken meanwhile becomes the field's error.
template <typename Body>
auto unless_email_taken(const Context& context, Body body) -> std::invoke_result_t<Body> {
  try {
    return context.tenant.db.transaction(body);
  } catch (const storage::DuplicateKey&) {
    return base::Unexpected{email_in_use()};
  }
}

base::Result<std::uint32_t> insert(const Context& context, const storage::User& user) {
  const auto id = storage::insert_user(context.tenant, user);
  write_audit(context, id, "criado", changes_between({.role = user.role}, user));
  return id;
}

bool is_last_administrator(const Context& context, const storage::User& user) {
  return user.active && user.role == domain::Role::administrator &&
         storage::count_other_administrators(context.tenant, user.id) == 0;
}

}  // namespace

std::string password_weakness(std::string_view password, const std::vector<std::string>& words) {
  if (base::length_of(password) < k_least_password)
    return "A senha deve ter ao menos 12 caracteres; uma frase serve.";
  if (password.size() > k_longest_password) return "A senha tem mais de 200 caracteres.";
  const auto folded = base::fold(password);
  if (std::set<char>(folded.begin(), folded.end()).size() < k_least_different)
    return "A senha repete poucos caracteres; use uma frase.";
  if (known_passwords().contains(folded))
    return "Esta senha está entre as mais usadas, que são as primeiras tentadas; escolha outra.";
  for (const auto& word : words)
    if (base::length_of(word) >= 4 && folded.find(base::fold(word)) != std::string::npos &&
        base::length_of(word) * 2 > base::length_of(password))
      return "A senha é quase só o nome ou o e-mail; escolha outra.";
  return "";
}

void check_password(const storage::User& user, std::string_view password, base::FieldErrors& errors,
                    const char* field) {
  const auto weakness = password_weakness(password, {user.email.substr(0, user.email.find('@')), user.name});
  if (!weakness.empty()) errors.add(field, weakness);
}

void set_password(const Context& context, std::uint32_t id, const std::string& hash,
                  std::string_view kept_session) {
  storage::update_password(context.tenant, id, hash, context.clock.now());
  storage::delete_sessions_of(context.tenant, id, kept_session);
  storage::delete_invitation(context.tenant, id);
  write_audit(context, id, "senha_alterada");
}

std::string email_of(std::string_view typed) { return base::to_lower(base::tidied(typed)); }

bool password_fits(const std::string& hash, const std::string& password) {
  if (!hash.starts_with("$2")) return base::verify_password(hash, password);
  const base::DigestPlace place;
  crypt_data data{};
  const char* computed = crypt_r(password.c_str(), hash.c_str(), &data);
  return computed != nullptr && base::same_bytes(computed, hash);
}

base::Result<std::uint32_t> add_user(const Context& context, const UserInput& input) {
  auto user = user_from(input);
  base::FieldErrors errors;
  check_name_and_email(user, errors);
  if (!domain::role_from(input.role)) errors.add("papel", "Escolha o papel.");
  check_password(user, input.password, errors, "senha");
  if (!errors.empty()) return base::Unexpected{base::Problem::fields(std::move(errors))};
  user.password_hash = base::hash_password(input.password);
  user.created_at = user.password_changed_at = context.clock.now();
  return unless_email_taken(context, [&] { return insert(context, user); });
}

base::Result<std::uint32_t> add_user_without_password(const Context& context, const UserInput& input) {
  auto user = user_from(input);
  base::FieldErrors errors;
  check_name_and_email(user, errors);
  if (!domain::role_from(input.role)) errors.add("papel", "Escolha o papel.");
  if (!errors.empty()) return base::Unexpected{base::Problem::fields(std::move(errors))};
  user.created_at = user.password_changed_at = context.clock.now();
  return unless_email_taken(context, [&] { return insert(context, user); });
}

base::Result<base::Done> change_user(const Context& context, std::uint32_t id, const UserInput& input) {
  auto user = user_from(input);
  user.id = id;
  base::FieldErrors errors;
  check_name_and_email(user, errors);
  if (!domain::role_from(input.role)) errors.add("papel", "Escolha o papel.");
  if (!input.password.empty()) check_password(user, input.password, errors, "senha");
  // Slow, so before anything is locked.
  const auto hash =
      errors.empty() && !input.password.empty() ? base::hash_password(input.password) : std::string{};
  return unless_email_taken(context, [&]() -> base::Result<base::Done> {
    const auto before = storage::lock_user(context.tenant, id);
    if (!before) return base::Unexpected{no_such_user()};
    if (!errors.empty()) return base::Unexpected{base::Problem::fields(errors)};
    if (user.role != domain::Role::administrator && is_last_administrator(context, *before))
      return base::Unexpected{last_administrator()};
    storage::update_user_name(context.tenant, user);
    storage::update_user_role(context.tenant, id, user.role);
    if (!hash.empty()) set_password(context, id, hash, "");
    auto changes = changes_between(*before, user);
    if (!changes.empty()) write_audit(context, id, "alterado", std::move(changes));
    return base::Done{};
  });
}

base::Result<base::Done> set_user_active(const Context& context, std::uint32_t id, bool active) {
  return context.tenant.db.transaction([&]() -> base::Result<base::Done> {
    const auto user = storage::lock_user(context.tenant, id);
    if (!user) return base::Unexpected{no_such_user()};
    if (user->active == active) return base::Done{};
    if (!active && is_last_administrator(context, *user)) return base::Unexpected{last_administrator()};
    storage::update_user_active(context.tenant, id, active);
    if (!active) {
      storage::delete_sessions_of(context.tenant, id, "");
      storage::delete_invitation(context.tenant, id);
    }
    write_audit(context, id, active ? "ativado" : "inativado");
    return base::Done{};
  });
}

base::Result<base::Done> change_own_profile(const Context& context, std::uint32_t id,
                                            const UserInput& input) {
  const auto seen = storage::find_user(context.tenant, id);
  if (!seen) return base::Unexpected{no_such_user()};
  auto user = user_from(input);
  user.id = id;
  base::FieldErrors errors;
  check_name_and_email(user, errors);
  // Slow, so before anything is locked: it holds for the hash it was compared with, and for no other.
  const bool asks = user.email != seen->email && !input.password.empty();
  const auto proved = asks ? prove(context, *seen, input.password) : Proved{};
  return unless_email_taken(context, [&]() -> base::Result<base::Done> {
    const auto before = storage::lock_user(context.tenant, id);
    if (!before || !before->active) return base::Unexpected{no_such_user()};
    auto wrong = errors;
    if (proved.proof == Proof::held_back)
      wrong.add("senha", proof_text(proved));
    else if (user.email != before->email &&
             !(proved.proof == Proof::fits && before->password_hash == seen->password_hash))
      wrong.add("senha", asks ? proof_text({}) : "Para trocar o e-mail, informe sua senha atual.");
    if (!wrong.empty()) return base::Unexpected{base::Problem::fields(std::move(wrong))};
    user.role = before->role;
    storage::update_user_name(context.tenant, user);
    auto changes = changes_between(*before, user);
    if (!changes.empty()) write_audit(context, id, "alterado", std::move(changes));
    return base::Done{};
  });
}

base::Result<base::Done> change_own_password(const Context& context, std::uint32_t id,
                                             std::string_view current, std::string_view wanted,
                                             std::string_view repeated, std::string_view session_hash) {
  const auto seen = storage::find_user(context.tenant, id);
  if (!seen) return base::Unexpected{no_such_user()};
  base::FieldErrors errors;
  const auto proved = prove(context, *seen, std::string(current));
  if (proved.proof != Proof::fits) errors.add("senha_atual", proof_text(proved));
  check_password(*seen, wanted, errors, "senha_nova");
  if (wanted != repeated) errors.add("senha_repetida", "A repetição não é igual à nova senha.");
  if (!errors.empty()) return base::Unexpected{base::Problem::fields(std::move(errors))};
  const auto hash = base::hash_password(wanted);
  return context.tenant.db.transaction([&]() -> base::Result<base::Done> {
    const auto user = storage::lock_user(context.tenant, id);
    if (!user || !user->active) return base::Unexpected{no_such_user()};
    if (user->password_hash != seen->password_hash)
      return base::Unexpected{base::Problem::field("senha_atual", proof_text({}))};
    set_password(context, id, hash, session_hash);
    return base::Done{};
  });
}

}  // namespace operations
