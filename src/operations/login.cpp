#include "operations/login.h"

#include <algorithm>

#include "base/digest_place.h"
#include "base/network.h"
#include "base/text.h"
#include "operations/act.h"
#include "operations/people.h"
#include "storage/users.h"

namespace operations {

namespace {

using std::chrono::minutes;
using std::chrono::seconds;

constexpr minutes k_seen_step{1};

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

/// What holds a log-in back.
struct Brakes {
  Brake account = {};
  std::optional<Brake> address = {};  ///< none for a known device: its address is not its own
};

/// Strangers who fail on an account slow each other down, not the browser its owner used before. Spellings of
/// one e-mail count together, whether somebody has it or not: otherwise the wait would tell who is known.
Brakes brakes_of(const Context& context, const std::string& email, const LoginInput& input) {
  if (is_known_device(context, email, input.device))
    return {.account = brake_of(context, "device", email + ":" + input.device, k_free_of_device)};
  return {.account = brake_of(context, "account", base::fold(email), k_free_of_account),
          .address = brake_of(context, "address", base::network_of(input.address), k_free_of_address)};
}

/// How long a guess would have to wait now; it is counted where it is made.
seconds wait_of(const Context& context, const Brakes& brakes) {
  const auto by_address = brakes.address ? wait_for(context, *brakes.address) : seconds{0};
  return std::max(by_address, wait_for(context, brakes.account));
}

/// Takes the same time whether the account exists or not.
bool fits(const std::optional<storage::User>& user, const std::string& password) {
  static const std::string k_nobody = base::hash_password("nobody has this password");
  const bool has_one = user && !user->password_hash.empty();
  return password_fits(has_one ? user->password_hash : k_nobody, password) && has_one && user->active;
}

/// Leaves a trace of a guess at an account; of one at none a row that costs as much, since time tells too.
void tell_refusal(const Context& context, const std::optional<storage::User>& user, const LoginInput& input,
                  const Brake& brake, std::uint32_t number) {
  if (!is_told(brake, number)) return;
  if (!user) return count_guess(context, brake_of(context, "nobody", "", 0));
  storage::Changes changes;
  changes.field("endereco_ip", "", base::printable(input.address).substr(0, 45))
      .field("tentativas", "", std::to_string(number));
  note(context, std::string(k_unknown_actor),
       {.entity = domain::Entity::user,
        .entity_id = user->id,
        .action = std::string(k_refused_login),
        .changes = changes.take()});
}

/// True when the person is still who gave the password: active, and with the hash it was compared with; nor
/// has the second factor become another since.
bool is_still(const Context& context, const storage::User& user) {
  const auto now = storage::lock_user(context.tenant, user.id);
  return now && now->active && now->password_hash == user.password_hash &&
         now->totp_secret == user.totp_secret;
}

/// Where somebody signs in from.
struct Browser {
  const std::string& address;
  const std::string& user_agent;
};

std::string open_session(const Context& context, const storage::User& user, const Browser& from,
                         storage::Changes how = {}) {
  auto token = base::random_token();
  const auto now = context.clock.now();
  storage::insert_session(context.tenant, {.token_hash = base::token_hash(token),
                                           .user_id = user.id,
                                           .created_at = now,
                                           .last_seen_at = now,
                                           .expires_at = now + k_session_life,
                                           .address = base::printable(from.address).substr(0, 45),
                                           .user_agent = base::printable(from.user_agent)});
  storage::update_last_login(context.tenant, user.id, now);
  note(context, "usuario:" + user.name + " <" + user.email + ">",
       {.entity = domain::Entity::user, .entity_id = user.id, .action = "entrou", .changes = how.take()});
  return token;
}

/// Changes with the password, however it is set, and with the second factor.
HalfLogin half_of(const storage::User& user) {
  return {.user_id = user.id,
          .stands = base::base64url(base::token_hash(user.password_hash + "\n" + user.totp_secret))};
}

storage::Changes told(const CodeTaken& taken) {
  storage::Changes changes;
  changes.field("segunda_etapa", "", taken.recovery ? "recuperacao" : "aplicativo");
  if (taken.recovery) changes.field("codigos_restantes", "", std::to_string(taken.left));
  return changes;
}

}  // namespace

base::Expected<LoggedIn, LoginRefusal> log_in(const Context& context, const LoginInput& input) {
  const auto email = email_of(input.email);
  const auto brakes = brakes_of(context, email, input);
  // Who has to wait anyway takes no place from those who need not.
  if (const auto wait = wait_of(context, brakes); wait > seconds{0})
    return base::Unexpected{LoginRefusal{wait}};
  std::optional<storage::User> user;
  {
    const base::DigestPlace place(context.tenant.provider_id);
    const auto by_address = brakes.address ? wait_for(context, *brakes.address) : seconds{0};
    if (by_address > seconds{0}) return base::Unexpected{LoginRefusal{by_address}};
    const auto guess = begin_guess(context, brakes.account);
    if (guess.wait > seconds{0}) return base::Unexpected{LoginRefusal{guess.wait}};
    user = storage::find_user_by_email(context.tenant, email);
    if (!fits(user, input.password)) {
      if (brakes.address) count_guess(context, *brakes.address);
      tell_refusal(context, user, input, brakes.account, guess.number);
      return base::Unexpected{LoginRefusal{}};
    }
  }
  forget_guesses(context, brakes.account);
  const auto newer = user->password_hash.starts_with("$argon2id$") ? "" : base::hash_password(input.password);
  LoggedIn in;
  const bool still = context.tenant.db.transaction([&] {
    if (!is_still(context, *user)) return false;
    auto now = *user;
    if (!newer.empty()) {
      storage::update_password(context.tenant, user->id, newer, user->password_changed_at);
      now.password_hash = newer;
    }
    if (now.totp_secret.empty())
      in.session_token = open_session(context, now, {input.address, input.user_agent});
    else
      in.half = half_of(now);
    return true;
  });
  if (!still) return base::Unexpected{LoginRefusal{}};
  if (!in.half) in.device = new_device(context, email);
  return in;
}

base::Expected<LoggedInByCode, CodeRefusal> log_in_by_code(const Context& context, const HalfLogin& half,
                                                           const CodeInput& input) {
  const CodeRefusal over{.why = CodeRefusal::Why::over};
  const auto user = storage::find_user(context.tenant, half.user_id);
  if (!user || !user->active || half_of(*user).stands != half.stands) return base::Unexpected{over};
  auto nobody_yet = context;
  nobody_yet.actor = k_unknown_actor;
  const auto taken =
      take_code(nobody_yet, *user, input.code,
                {.device = is_known_device(context, user->email, input.device) ? input.device : "",
                 .address = input.address});
  if (!taken) return base::Unexpected{taken.error()};
  const auto token = context.tenant.db.transaction([&]() -> std::string {
    if (!is_still(context, *user)) return {};
    return open_session(context, *user, {input.address, input.user_agent}, told(*taken));
  });
  if (token.empty()) return base::Unexpected{over};
  return LoggedInByCode{.in = {.session_token = token, .device = new_device(context, user->email)},
                        .taken = *taken};
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
