#pragma once
#include <cstdint>
#include <string>
#include <string_view>

#include "base/problem.h"
#include "operations/context.h"
#include "storage/users.h"

/// The people of a provider: who they are and what they may do (R23).
namespace operations {

/// A user's fields as typed; the names in errors are nome, email, papel, senha.
struct UserInput {
  std::string name = {};
  std::string email = {};
  std::string role = {};      ///< leitura, operador, administrador
  std::string password = {};  ///< for a new user; for an existing one empty = unchanged
};

/// The new user's id.
base::Result<std::uint32_t> add_user(const Context& context, const UserInput& input);
/// The same for somebody who sets the password by an invitation (operations/invitations.h); until then nobody
/// signs in as him.
base::Result<std::uint32_t> add_user_without_password(const Context& context, const UserInput& input);
/// Changes a user; a new password ends all of the user's sessions. The last administrator stays one.
base::Result<base::Done> change_user(const Context& context, std::uint32_t id, const UserInput& input);
/// Lets a user in again, or out at once: all sessions end. Not the last administrator.
base::Result<base::Done> set_user_active(const Context& context, std::uint32_t id, bool active);

/// The own profile: name and e-mail; a new e-mail asks for the current password, which can be
/// guessed at as little as at the door.
base::Result<base::Done> change_own_profile(const Context& context, std::uint32_t id, const UserInput& input);
/// The own password; every other session of the user ends. `repeated` is the new one typed again.
base::Result<base::Done> change_own_password(const Context& context, std::uint32_t id,
                                             std::string_view current, std::string_view wanted,
                                             std::string_view repeated, std::string_view session_hash);

/// Adds to the errors what is wrong with a new password.
void check_password(const storage::User& user, std::string_view password, base::FieldErrors& errors,
                    const char* field);
/// In the transaction that holds the person: the new hash; every session but the kept one ends, and so does
/// the invitation.
void set_password(const Context& context, std::uint32_t id, const std::string& hash,
                  std::string_view kept_session);

/// What the trail calls failed log-ins, and whoever failed before he was anybody.
inline constexpr std::string_view k_refused_login = "entrada_recusada";
inline constexpr std::string_view k_unknown_actor = "desconhecido";
/// What somebody typed at the passwords of his own session, wrong.
inline constexpr std::string_view k_refused_password = "senha_atual_recusada";
/// Wrong codes, at the door behind the right password or in the own session.
inline constexpr std::string_view k_refused_code = "codigo_recusado";

/// An e-mail as users' are stored and asked for, byte by byte.
std::string email_of(std::string_view typed);

/// Why a password is not good enough, in pt-BR; empty when it is. `words` are what it must not be made of.
std::string password_weakness(std::string_view password, const std::vector<std::string>& words);
/// True when the password fits an Argon2id hash or the PHP-era $2y$.
bool password_fits(const std::string& hash, const std::string& password);

}  // namespace operations
