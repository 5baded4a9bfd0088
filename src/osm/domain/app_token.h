#pragma once
#include <chrono>
#include <cstdint>
#include <string>

#include "base/clock.h"

/// The token by which an app stays logged in (D65).
namespace osm {

struct AppToken {
  std::string hash = {};  ///< base::token_hash of what the app has
  std::uint64_t subscriber_id = 0;
  std::uint64_t credential_id = 0;
  std::string app_name = {};
  base::Instant created_at = {};
  base::Instant used_at = {};
};

/// How long it lives after its last use.
inline constexpr std::chrono::days k_app_token_life{90};
/// How many a subscriber has; an older one ends when one more comes.
inline constexpr std::uint32_t k_app_tokens_most = 10;
/// How often its use is written down.
inline constexpr std::chrono::minutes k_app_seen_step{1};

/// The moment since which a token that lives now must have been used.
inline base::Instant alive_since(base::Instant now) { return now - k_app_token_life; }
/// Whether this use is to be written down.
inline bool is_news(base::Instant used_at, base::Instant now) { return used_at + k_app_seen_step <= now; }

}  // namespace osm
