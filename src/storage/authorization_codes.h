#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "storage/tenant.h"

/// Codes that platforms bring to our callback URL for a token (D59).
namespace storage {

/// A code counts within this time of being asked for.
inline constexpr std::chrono::minutes k_code_counts{10};

/// How an integration stands with its codes; for who looks, not for who uses one.
struct AuthorizationCode {
  std::optional<base::Instant> asked_at = {};  ///< nothing: nobody asks
  std::string code_sealed = {};  ///< opens with authorization_context(); empty: none was brought
};
/// What a sealed code is bound to (Keyring::seal).
std::string authorization_context(std::uint32_t integration_id);
std::optional<AuthorizationCode> find_authorization_code(const Tenant& tenant, std::uint32_t integration_id);
/// From now on one counts, and what was brought before does not; false: one was asked for less than
/// k_code_counts ago.
bool ask_for_code(const Tenant& tenant, std::uint32_t integration_id, base::Instant now);
/// The one that was brought, sealed; it is used, and none counts until asked for again. In a transaction of
/// its own.
std::optional<std::string> take_code(const Tenant& tenant, std::uint32_t integration_id);
/// None counts until asked for again.
void use_up_code(const Tenant& tenant, std::uint32_t integration_id);

/// What became of a code that was brought.
enum class Brought : std::uint8_t {
  stored,   ///< it counts
  refused,  ///< nobody asks for one now
  unknown,  ///< the integration's platform was never asked for one
};
Brought bring_code(const Tenant& tenant, std::uint32_t integration_id, std::string_view code_sealed,
                   base::Instant now);

}  // namespace storage
