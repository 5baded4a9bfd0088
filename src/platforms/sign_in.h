#pragma once
#include <functional>
#include <optional>

#include "platforms/wire.h"

/// Platforms whose access token comes from a call of its own and ends by time.
namespace platforms {

/// Asks for a token and puts it into the wire's session; an outcome: why there is none.
using SignIn = std::function<std::optional<Outcome>(Wire& wire)>;

/// Sends a call with `Authorization: Bearer`, under the token kept or a new one; once more under a new one
/// where the platform takes the kept one for expired (401; `or_403`: some say 403). Judged by
/// common_outcome() already.
base::Expected<HttpReply, Outcome> send_signed_in(Wire& wire, HttpCall call, const SignIn& sign_in,
                                                  const char* error_member, bool or_403 = false);

/// What a sign-in is where the platform gives no token, and common_outcome() has nothing to say.
Outcome refused_credential(const HttpReply& reply);

/// Keeps a token, which nobody is to read.
void keep_token(Wire& wire, std::string token, base::Instant expires_at);

}  // namespace platforms
