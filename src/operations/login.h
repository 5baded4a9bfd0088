#pragma once
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

#include "base/expected.h"
#include "operations/brake.h"
#include "operations/context.h"
#include "operations/second_factor.h"
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

/// Somebody whose password was right and who has a second factor: no session yet.
struct HalfLogin {
  std::uint32_t user_id = 0;
  std::string stands = {};  ///< tells whether password and second factor are still the same
};

/// A new session: two cookies; or none yet, and a code is asked for.
struct LoggedIn {
  std::string session_token = {};
  std::string device = {};  ///< lets this browser past the throttle that strangers fill for the account
  std::optional<HalfLogin> half = {};
};

/// What a browser sends to finish it.
struct CodeInput {
  std::string code = {};
  std::string address = {};
  std::string user_agent = {};
  std::string device = {};
};

/// A new session behind a code.
struct LoggedInByCode {
  LoggedIn in = {};
  CodeTaken taken = {};
};

/// Not let in: `wait` zero = e-mail or password wrong (nobody says which); else too many failures.
struct LoginRefusal {
  std::chrono::seconds wait{};
};

/// How long a session lives without use, and at most.
inline constexpr std::chrono::hours k_session_idle{2};
inline constexpr std::chrono::hours k_session_life{12};

/// The context's actor is not looked at. What fails on somebody's account is noted in the trail, the first
/// times of a window. Throws base::TooManyDigests before anything is counted.
base::Expected<LoggedIn, LoginRefusal> log_in(const Context& context, const LoginInput& input);
/// The second half, with a code of the app or a recovery code; refused as `over` once password, second factor
/// or the person are no longer as they were.
base::Expected<LoggedInByCode, CodeRefusal> log_in_by_code(const Context& context, const HalfLogin& half,
                                                           const CodeInput& input);
void log_out(const Context& context, std::uint32_t user_id, const std::string& session_hash);

/// The live session of a cookie; its last use is written down once a minute.
std::optional<storage::SignedIn> find_live_session(const storage::Tenant& tenant,
                                                   const std::string& session_token, base::Instant now);
/// The live sessions of a user.
std::vector<storage::Session> list_live_sessions(const Context& context, std::uint32_t user_id);
/// False when the user has no such session.
bool end_session(const Context& context, std::uint32_t user_id, const std::string& session_hash);

}  // namespace operations
