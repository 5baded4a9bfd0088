#pragma once
#include <cstdint>
#include <string>

#include "base/clock.h"

namespace domain {

/// What a platform offers, under the platform's own code.
struct Product {
  std::uint32_t id = 0;
  std::uint32_t integration_id = 0;
  std::string code = {};
  std::string name = {};
  std::string description = {};
  bool active = true;
  std::string erp_sent = {};  ///< as of domain::Customer
  base::Instant created_at = {};
  base::Instant updated_at = {};
};

}  // namespace domain
