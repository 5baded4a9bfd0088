#pragma once
#include <chrono>
#include <cstdint>
#include <stdexcept>
#include <string>

#include "base/metrics.h"
#include "domain/integration.h"
#include "operations/context.h"
#include "platforms/platform.h"
#include "storage/providers.h"

namespace jobs {

/// How long things take; the defaults are what holds (R33, D47).
struct Patience {
  std::chrono::milliseconds call = platforms::k_patience;  ///< a change with all its calls
  std::chrono::milliseconds lease{60000};
  std::uint32_t at_once = 4;  ///< hands at one integration
};

/// Somebody else has the account: nothing more of it is ours.
class LeaseLost : public std::runtime_error {
 public:
  LeaseLost() : std::runtime_error("lease lost") {}
};

/// What is used to tell accounts of an integration.
struct Hands {
  const operations::Context& context;
  const platforms::HttpClient& client;
  const domain::Integration& integration;
  const storage::Provider& provider;
  const std::string& lease;
  const Patience& patience;
  base::Metrics& metrics;
};

}  // namespace jobs
