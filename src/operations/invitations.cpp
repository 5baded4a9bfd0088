#include "operations/invitations.h"

#include "operations/act.h"
#include "storage/invitations.h"

namespace operations {

namespace {

base::Problem no_such_invitation() { return base::Problem::missing(std::string(k_no_invitation)); }

/// In the transaction that holds the person.
Invited write_invitation(const Context& context, std::uint32_t id) {
  const auto now = context.clock.now();
  Invited invited{.user_id = id, .token = base::random_token(), .until = now + k_invitation_life};
  storage::replace_invitation(context.tenant, {.user_id = id,
                                               .token_hash = base::token_hash(invited.token),
                                               .created_at = now,
                                               .expires_at = invited.until});
  storage::Changes changes;
  changes.field("vale_ate", "", base::to_sql(invited.until));
  note(context,
       {.entity = domain::Entity::user, .entity_id = id, .action = "convidado", .changes = changes.take()});
  return invited;
}

}  // namespace

base::Result<Invited> invite_new_user(const Context& context, const UserInput& input) {
  return context.tenant.db.transaction([&]() -> base::Result<Invited> {
    auto id = add_user_without_password(context, input);
    if (!id) return base::Unexpected{std::move(id).error()};
    return write_invitation(context, *id);
  });
}

base::Result<Invited> invite_user(const Context& context, std::uint32_t id) {
  return context.tenant.db.transaction([&]() -> base::Result<Invited> {
    const auto user = storage::lock_user(context.tenant, id);
    if (!user) return base::Unexpected{base::Problem::missing("Este usuário não existe.")};
    if (!user->active)
      return base::Unexpected{
          base::Problem::rule("usuario_inativo", "Este usuário está inativo: ative-o antes de convidar.")};
    return write_invitation(context, id);
  });
}

std::optional<storage::User> find_invited(const Context& context, std::string_view token) {
  const auto found = storage::find_invitation(context.tenant, base::token_hash(token), context.clock.now());
  if (!found) return std::nullopt;
  auto user = storage::find_user(context.tenant, found->user_id);
  return user && user->active ? user : std::nullopt;
}

base::Result<storage::User> accept_invitation(const Context& context, std::string_view token,
                                              std::string_view wanted, std::string_view repeated) {
  const auto invited = find_invited(context, token);
  if (!invited) return base::Unexpected{no_such_invitation()};
  base::FieldErrors errors;
  check_password(*invited, wanted, errors, "senha_nova");
  if (wanted != repeated) errors.add("senha_repetida", "A repetição não é igual à nova senha.");
  if (!errors.empty()) return base::Unexpected{base::Problem::fields(std::move(errors))};
  const auto hash = base::hash_password(wanted);  // slow, so before anything is locked
  auto own = context;
  own.actor = "usuario:" + invited->name + " <" + invited->email + ">";
  return context.tenant.db.transaction([&]() -> base::Result<storage::User> {
    auto user = storage::lock_user(context.tenant, invited->id);
    // Of two who follow one link the second finds it used.
    const bool taken = storage::take_invitation(context.tenant, base::token_hash(token), context.clock.now());
    if (!taken || !user || !user->active) return base::Unexpected{no_such_invitation()};
    set_password(own, user->id, hash, "");
    note(own, {.entity = domain::Entity::user, .entity_id = user->id, .action = "convite_aceito"});
    return std::move(*user);
  });
}

}  // namespace operations
