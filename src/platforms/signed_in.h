#pragma once
#include <nlohmann/json_fwd.hpp>

#include "platforms/wire.h"

/// Platforms that give an access token for a while.
namespace platforms {

/// How a platform gives its token.
struct SignIn {
  HttpCall call = {};  ///< its secrets are hidden already
  /// The token out of the answer; empty: not what the contract says.
  Session (*read)(const nlohmann::json& body, base::Instant now) = nullptr;
  bool renews_at_403 = false;  ///< 403 too may be a token that is over
};

/// Sends a call under the session's token, signing in where there is none; a kept token that is refused is
/// renewed once. The error is what common_outcome() makes of it.
base::Expected<HttpReply, Outcome> send_signed_in(Wire& wire, const HttpCall& call, const SignIn& sign_in);

}  // namespace platforms
