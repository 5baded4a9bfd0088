#include "operations/login.h"

#include <algorithm>

#include "base/text.h"
#include "operations/act.h"
#include "operations/people.h"
#include "storage/users.h"

namespace operations {

namespace {

using std::chrono::minutes;
using std::chrono::seconds;

constexpr minutes k_window{15};
constexpr seconds k_longest_wait{60};
constexpr std::uint32_t k_free_per_account = 5;
constexpr std::uint32_t k_free_per_device = 10;
constexpr std::uint32_t k_free_per_address = 50;
constexpr minutes k_seen_step{1};

/// A counter that may hold back a log-in.
struct Brake {
  std::string subject = {};
  std::uint32_t free = 0;
};

std::string device_mac(const Context& context, const std::string& email, std::string_view random) {
  return base::base64url(context.keyring.mac(
      "device", std::to_string(context.tenant.provider_id) + '\n' + email + '\n' + std::string(random)));
}

/// "<random>.<mac>": proves that somebody signed in to this account from this browser before.
bool is_known_device(const Context& context, const std::string& email, const std::string& device) {
  const auto dot = device.find('.');
  return dot != std::string::npos &&
         base::same_bytes(device.substr(dot + 1), device_mac(context, email, device.substr(0, dot)));
}

std::string new_device(const Context& context, const std::string& email) {
  const auto random = base::random_id();
  return random + "." + device_mac(context, email, random);
}

/// Strangers who fail on an account slow each other down, not the browser its owner used before.
Brake account_brake(const Context& context, const std::string& email, const std::string& device) {
  const auto account = std::to_string(context.tenant.provider_id) + ":" + email;
  if (is_known_device(context, email, device))
    return {.subject = base::token_hash("device:" + account + ":" + device), .free = k_free_per_device};
  return {.subject = base::token_hash("account:" + account), .free = k_free_per_account};
}

Brake address_brake(const LoginInput& input) {
  return {.subject = base::token_hash("address:" + input.address), .free = k_free_per_address};
}

seconds wait_for(const Context& context, const Brake& brake) {
  const auto attempts = storage::find_login_attempts(context.tenant.db, brake.subject);
  return attempts ? wait_after(*attempts, brake.free, context.clock.now()) : seconds{0};
}

void count_failure(const Context& context, const Brake& brake) {
  const auto now = context.clock.now();
  storage::count_login_failure(context.tenant.db, brake.subject, now, now - k_window);
}

/// Takes the same time whether the account exists or not.
std::optional<storage::User> user_with(const Context& context, const std::string& email,
                                       const std::string& password) {
  static const std::string k_nobody = base::hash_password("nobody has this password");
  auto user = storage::find_user_by_email(context.tenant, email);
  const bool fits = password_fits(user ? user->password_hash : k_nobody, password);
  return fits && user && user->active ? user : std::nullopt;
}

/// True when the person is still who gave the password: active, and with the hash it was compared with.
bool is_still(const Context& context, const storage::User& user) {
  const auto now = storage::lock_user(context.tenant, user.id);
  return now && now->active && now->password_hash == user.password_hash;
}

std::string open_session(const Context& context, const storage::User& user, const LoginInput& input) {
  auto token = base::random_token();
  const auto now = context.clock.now();
  storage::insert_session(context.tenant, {.token_hash = base::token_hash(token),
                                           .user_id = user.id,
                                           .created_at = now,
                                           .last_seen_at = now,
                                           .expires_at = now + k_session_life,
                                           .address = base::printable(input.address).substr(0, 45),
                                           .user_agent = base::printable(input.user_agent)});
  storage::update_last_login(context.tenant, user.id, now);
  note(context, "usuario:" + user.name + " <" + user.email + ">",
       {.entity = domain::Entity::user, .entity_id = user.id, .action = "entrou"});
  return token;
}

}  // namespace

seconds wait_after(const storage::LoginAttempts& attempts, std::uint32_t free, base::Instant now) {
  if (attempts.failures < free || attempts.window_start < now - k_window) return seconds{0};
  const auto doublings = std::min<std::uint32_t>(attempts.failures - free, 6);
  const auto wait = std::min(seconds{1 << doublings}, k_longest_wait);
  return std::max(std::chrono::ceil<seconds>(attempts.last_at + wait - now), seconds{0});
}

base::Expected<LoggedIn, LoginRefusal> log_in(const Context& context, const LoginInput& input) {
  const auto email = base::to_lower(base::tidied(input.email));
  const auto account = account_brake(context, email, input.device);
  const auto address = address_brake(input);
  const auto wait = std::max(wait_for(context, account), wait_for(context, address));
  if (wait > seconds{0}) return base::Unexpected{LoginRefusal{wait}};
  // Counted before the slow comparison, so that attempts at the same moment do not slip through together.
  count_failure(context, account);
  const auto user = user_with(context, email, input.password);
  if (!user) {
    count_failure(context, address);
    return base::Unexpected{LoginRefusal{}};
  }
  storage::delete_login_attempts(context.tenant.db, account.subject);
  const auto newer = user->password_hash.starts_with("$argon2id$") ? "" : base::hash_password(input.password);
  const auto token = context.tenant.db.transaction([&]() -> std::string {
    if (!is_still(context, *user)) return {};
    if (!newer.empty()) storage::update_password(context.tenant, user->id, newer, user->password_changed_at);
    return open_session(context, *user, input);
  });
  if (token.empty()) return base::Unexpected{LoginRefusal{}};
  return LoggedIn{.session_token = token, .device = new_device(context, email)};
}

void log_out(const Context& context, std::uint32_t user_id, const std::string& session_hash) {
  storage::delete_session(context.tenant, user_id, session_hash);
}

std::optional<storage::SignedIn> find_live_session(const storage::Tenant& tenant,
                                                   const std::string& session_token, base::Instant now) {
  const auto hash = base::token_hash(session_token);
  auto signed_in = storage::find_session(tenant, hash, now, now - k_session_idle);
  if (signed_in && signed_in->session.last_seen_at < now - k_seen_step)
    storage::update_session_seen(tenant, hash, now);
  return signed_in;
}

std::vector<storage::Session> list_live_sessions(const Context& context, std::uint32_t user_id) {
  const auto now = context.clock.now();
  return storage::list_sessions(context.tenant, user_id, now, now - k_session_idle);
}

bool end_session(const Context& context, std::uint32_t user_id, const std::string& session_hash) {
  if (!storage::delete_session(context.tenant, user_id, session_hash)) return false;
  note(context, {.entity = domain::Entity::user, .entity_id = user_id, .action = "sessao_encerrada"});
  return true;
}

}  // namespace operations
