#pragma once
#include <cstdint>
#include <optional>
#include <string>

#include "base/clock.h"

namespace domain {

/// A customer on a platform: *conta na plataforma*. The subscriber_id never changes.
struct Account {
  std::uint64_t id = 0;
  std::uint32_t integration_id = 0;
  std::uint64_t customer_id = 0;
  std::string subscriber_id = {};  ///< 16 bytes
  std::string status = "ativo";    ///< D17
  base::Instant status_at = {};
  std::optional<std::string> status_message = {};
  std::optional<std::string> platform_id = {};
  base::Instant created_at = {};
};

}  // namespace domain
