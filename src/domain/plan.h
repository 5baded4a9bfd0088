#pragma once
#include <cstdint>
#include <string>

#include "base/clock.h"
#include "base/money.h"

namespace domain {

inline constexpr std::uint32_t k_most_kbps = 100'000'000;  ///< of a plan: 100 Gb/s
inline constexpr std::uint32_t k_most_trial_days = 365;    ///< degustacao_dias of a package on a plan

/// A *Serviço/Plano*: what a customer service is sold from.
struct Plan {
  std::uint32_t id = 0;
  std::string code = {};
  std::string description = {};
  base::Cents value_cents = 0;
  std::string technology = {};
  std::uint32_t download_kbps = 0;
  std::uint32_t upload_kbps = 0;
  bool bandwidth_control = false;
  bool lock_packages = false;  ///< Travar Pacotes
  bool active = true;
  std::string erp_sent = {};  ///< as of domain::Customer
  base::Instant created_at = {};
  base::Instant updated_at = {};
};

}  // namespace domain
