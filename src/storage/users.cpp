#include "storage/users.h"

namespace storage {

namespace {

constexpr std::string_view k_columns =
    "id, email, name, role, password_hash, password_changed_at, active, created_at, last_login_at, "
    "totp_secret, totp_since, totp_step";

User user_of(const Row& row) {
  return {.id = row.u32("id"),
          .email = row.text("email"),
          .name = row.text("name"),
          .role = domain::role_from(row.text("role")).value_or(domain::Role::reader),
          .password_hash = row.text("password_hash"),
          .password_changed_at = row.instant("password_changed_at"),
          .active = row.flag("active"),
          .created_at = row.instant("created_at"),
          .last_login_at = row.maybe_instant("last_login_at"),
          .totp_secret = row.maybe_text("totp_secret").value_or(""),
          .totp_since = row.maybe_instant("totp_since"),
          .totp_step = row.maybe_u64("totp_step")};
}

Params params_of(std::uint32_t provider_id, const UserFilter& filter) {
  const auto pattern = like_anywhere(filter.text);
  return {provider_id, filter.active, filter.active, pattern, pattern};
}

}  // namespace

std::string second_factor_context(std::uint32_t user_id) { return "user/" + std::to_string(user_id); }

const std::string k_by_id =
    "SELECT " + std::string(k_columns) + R"sql( FROM user WHERE provider_id = ? AND id = ?)sql";

std::optional<User> find_user(const Tenant& tenant, std::uint32_t id) {
  return tenant.db.find(k_by_id, {tenant.provider_id, id}, user_of);
}

const std::string k_lock = k_by_id + " FOR UPDATE";

std::optional<User> lock_user(const Tenant& tenant, std::uint32_t id) {
  return tenant.db.find(k_lock, {tenant.provider_id, id}, user_of);
}

const std::string k_by_email =
    "SELECT " + std::string(k_columns) + R"sql( FROM user WHERE provider_id = ? AND email = ?)sql";

std::optional<User> find_user_by_email(const Tenant& tenant, std::string_view email) {
  return tenant.db.find(k_by_email, {tenant.provider_id, email}, user_of);
}

const std::string k_list = "SELECT " + std::string(k_columns) + R"sql(,
    COALESCE(last_login_at, '1970-01-01') AS seen_at
  FROM user WHERE provider_id = ? AND (? IS NULL OR active = ?) AND (name LIKE ? OR email COLLATE utf8mb4_unicode_ci LIKE ?))sql";

Listed<User> list_users(const Tenant& tenant, const UserFilter& filter, const Page& page) {
  static const std::vector<SortColumn> k_sortable{
      {"nome", "name"}, {"email", "email"}, {"papel", "role"}, {"ultimo_acesso", "seen_at"}};
  return list_page<User>(tenant.db, k_list, params_of(tenant.provider_id, filter), k_sortable, page, user_of);
}

constexpr std::string_view k_count = R"sql(
  SELECT COUNT(*) AS n FROM user
  WHERE provider_id = ? AND (? IS NULL OR active = ?) AND (name LIKE ? OR email COLLATE utf8mb4_unicode_ci LIKE ?))sql";

std::uint32_t count_users(const Tenant& tenant, const UserFilter& filter) {
  return tenant.db
      .find(k_count, params_of(tenant.provider_id, filter), [](const Row& row) { return row.u32("n"); })
      .value_or(0);
}

constexpr std::string_view k_insert = R"sql(
  INSERT INTO user (provider_id, email, name, role, password_hash, password_changed_at, active, created_at)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?))sql";

std::uint32_t insert_user(const Tenant& tenant, const User& user) {
  return static_cast<std::uint32_t>(tenant.db.insert(
      k_insert, {tenant.provider_id, user.email, user.name, domain::name_of(user.role), user.password_hash,
                 user.password_changed_at, user.active, user.created_at}));
}

constexpr std::string_view k_update_name =
    "UPDATE user SET email = ?, name = ? WHERE provider_id = ? AND id = ?";

void update_user_name(const Tenant& tenant, const User& user) {
  tenant.db.execute(k_update_name, {user.email, user.name, tenant.provider_id, user.id});
}

constexpr std::string_view k_update_role = "UPDATE user SET role = ? WHERE provider_id = ? AND id = ?";

void update_user_role(const Tenant& tenant, std::uint32_t id, domain::Role role) {
  tenant.db.execute(k_update_role, {domain::name_of(role), tenant.provider_id, id});
}

constexpr std::string_view k_update_active = "UPDATE user SET active = ? WHERE provider_id = ? AND id = ?";

void update_user_active(const Tenant& tenant, std::uint32_t id, bool active) {
  tenant.db.execute(k_update_active, {active, tenant.provider_id, id});
}

constexpr std::string_view k_update_password =
    "UPDATE user SET password_hash = ?, password_changed_at = ? WHERE provider_id = ? AND id = ?";

void update_password(const Tenant& tenant, std::uint32_t id, std::string_view hash, base::Instant at) {
  tenant.db.execute(k_update_password, {hash, at, tenant.provider_id, id});
}

constexpr std::string_view k_update_last_login =
    "UPDATE user SET last_login_at = ? WHERE provider_id = ? AND id = ?";

void update_last_login(const Tenant& tenant, std::uint32_t id, base::Instant at) {
  tenant.db.execute(k_update_last_login, {at, tenant.provider_id, id});
}

constexpr std::string_view k_update_second_factor = R"sql(
  UPDATE user SET totp_secret = ?, totp_since = ?, totp_step = ? WHERE provider_id = ? AND id = ?)sql";

void update_second_factor(const Tenant& tenant, std::uint32_t id, std::string_view sealed,
                          base::Instant since, std::uint64_t last_step) {
  tenant.db.execute(k_update_second_factor, {sealed, since, last_step, tenant.provider_id, id});
}

constexpr std::string_view k_update_totp_step =
    "UPDATE user SET totp_step = ? WHERE provider_id = ? AND id = ?";

void update_totp_step(const Tenant& tenant, std::uint32_t id, std::uint64_t step) {
  tenant.db.execute(k_update_totp_step, {step, tenant.provider_id, id});
}

constexpr std::string_view k_delete_second_factor = R"sql(
  UPDATE user SET totp_secret = NULL, totp_since = NULL, totp_step = NULL WHERE provider_id = ? AND id = ?)sql";

void delete_second_factor(const Tenant& tenant, std::uint32_t id) {
  tenant.db.execute(k_delete_second_factor, {tenant.provider_id, id});
}

constexpr std::string_view k_other_administrators = R"sql(
  SELECT id FROM user
  WHERE provider_id = ? AND id <> ? AND role = 'administrador' AND active = 1 AND password_hash <> ''
  FOR UPDATE)sql";

std::uint32_t count_other_administrators(const Tenant& tenant, std::uint32_t id) {
  const auto ids = tenant.db.list(k_other_administrators, {tenant.provider_id, id},
                                  [](const Row& row) { return row.u32("id"); });
  return static_cast<std::uint32_t>(ids.size());
}

}  // namespace storage
