#pragma once
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

#include "base/expected.h"
#include "operations/context.h"
#include "storage/login_attempts.h"
#include "storage/sessions.h"

/// Signing in and out: sessions, and the throttle in front of them.
namespace operations {

/// What a browser sends to sign in.
struct LoginInput {
  std::string email = {};
  std::string password = {};
  std::string address = {};
  std::string user_agent = {};
  std::string device = {};  ///< the device cookie of an earlier log-in; empty when there is none
};

/// A new session: two cookies.
struct LoggedIn {
  std::string session_token = {};
  std::string device = {};  ///< lets this browser past the throttle that strangers fill for the account
};

/// Not let in: `wait` zero = e-mail or password wrong (nobody says which); else too many failures.
struct LoginRefusal {
  std::chrono::seconds wait{};
};

/// How long a session lives without use, and at most.
inline constexpr std::chrono::hours k_session_idle{2};
inline constexpr std::chrono::hours k_session_life{12};

/// The context's actor is not looked at.
base::Expected<LoggedIn, LoginRefusal> log_in(const Context& context, const LoginInput& input);
void log_out(const Context& context, std::uint32_t user_id, const std::string& session_hash);

/// The live session of a cookie; its last use is written down once a minute.
std::optional<storage::SignedIn> find_live_session(const storage::Tenant& tenant,
                                                   const std::string& session_token, base::Instant now);
/// The live sessions of a user.
std::vector<storage::Session> list_live_sessions(const Context& context, std::uint32_t user_id);
/// False when the user has no such session.
bool end_session(const Context& context, std::uint32_t user_id, const std::string& session_hash);

/// How many failures in 15 minutes are free; each further one doubles the wait, up to a minute.
std::chrono::seconds wait_after(const storage::LoginAttempts& attempts, std::uint32_t free,
                                base::Instant now);

}  // namespace operations
