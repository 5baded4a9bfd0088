#pragma once
#include <cstdint>
#include <string>
#include <string_view>

#include "base/clock.h"

/// Time-based one-time passwords (RFC 6238) as every authenticator app makes them: SHA-1, 30 seconds.
namespace base {

/// Which 30-second step an instant lies in.
std::uint64_t totp_step(Instant at);
/// The code of a step under a secret (bytes); `digits` 6 to 8. Throws std::runtime_error.
std::string totp_code(std::string_view secret, std::uint64_t step, unsigned digits = 6);
/// A new secret: 160 random bits, as RFC 4226 recommends.
std::string new_totp_secret();
/// Bytes as people type them into an app: A–Z and 2–7, padded to eights.
std::string base32(std::string_view bytes);

}  // namespace base
