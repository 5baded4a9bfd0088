#pragma once
#include <cstdint>
#include <optional>
#include <string>

#include "base/clock.h"

namespace domain {

/// A customer on a platform: *conta na plataforma*. The subscriber_id never changes; the status follows from
/// its packages (domain::Transmission).
struct Account {
  std::uint64_t id = 0;
  std::uint32_t integration_id = 0;
  std::uint64_t customer_id = 0;
  std::string subscriber_id = {};  ///< 16 bytes
  bool told = false;               ///< its platform is told by us
  base::Instant created_at = {};
};

}  // namespace domain
