#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "domain/roles.h"
#include "storage/paging.h"
#include "storage/tenant.h"

namespace storage {

/// A person of a provider who may sign in.
struct User {
  std::uint32_t id = 0;
  std::string email = {};  ///< lower case and tidy, compared byte by byte; unique in the provider
  std::string name = {};
  domain::Role role = domain::Role::reader;
  std::string password_hash = {};  ///< Argon2id PHC text, or the PHP-era $2y$ until the next log-in; empty:
                                   ///< invited, and none set yet
  base::Instant password_changed_at = {};
  bool active = true;
  base::Instant created_at = {};
  std::optional<base::Instant> last_login_at = {};
  std::string totp_secret = {};  ///< sealed under second_factor_context(); empty: no second factor
  std::optional<base::Instant> totp_since = {};
  std::optional<std::uint64_t> totp_step = {};  ///< the last whose code was taken (base::totp_step)
};

/// What a second factor's secret is sealed under.
std::string second_factor_context(std::uint32_t user_id);

std::optional<User> find_user(const Tenant& tenant, std::uint32_t id);
/// The same, its row held until the transaction ends: what an act on a person goes by.
std::optional<User> lock_user(const Tenant& tenant, std::uint32_t id);
std::optional<User> find_user_by_email(const Tenant& tenant, std::string_view email);

struct UserFilter {
  std::string text = {};  ///< in name or e-mail, without case and accents
  std::optional<bool> active = {};
};
/// Sortable by nome, email, papel, ultimo_acesso.
Listed<User> list_users(const Tenant& tenant, const UserFilter& filter, const Page& page);
std::uint32_t count_users(const Tenant& tenant, const UserFilter& filter);

/// The new user's id. Throws DuplicateKey for an e-mail in use.
std::uint32_t insert_user(const Tenant& tenant, const User& user);
// One column group an act, so that none writes back what it is not about.
/// Writes e-mail and name. Throws DuplicateKey.
void update_user_name(const Tenant& tenant, const User& user);
void update_user_role(const Tenant& tenant, std::uint32_t id, domain::Role role);
void update_user_active(const Tenant& tenant, std::uint32_t id, bool active);
void update_password(const Tenant& tenant, std::uint32_t id, std::string_view hash, base::Instant at);
void update_last_login(const Tenant& tenant, std::uint32_t id, base::Instant at);
/// Writes a second factor, sealed; `last_step` is the step of the code that confirmed it.
void update_second_factor(const Tenant& tenant, std::uint32_t id, std::string_view sealed,
                          base::Instant since, std::uint64_t last_step);
void update_totp_step(const Tenant& tenant, std::uint32_t id, std::uint64_t step);
/// Takes the second factor away.
void delete_second_factor(const Tenant& tenant, std::uint32_t id);
/// How many active administrators with a password there are besides `id`; locks their rows.
std::uint32_t count_other_administrators(const Tenant& tenant, std::uint32_t id);

}  // namespace storage
