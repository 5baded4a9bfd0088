#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "operations/context.h"

namespace operations {

/// What `catraca verify` found in one provider.
struct Drift {
  std::uint64_t customers = 0;             ///< looked at
  std::uint64_t pending = 0;               ///< differ, but a job that will mend it is open
  std::uint64_t drifted = 0;               ///< differ, and nothing explains it: there must be none
  std::vector<std::string> examples = {};  ///< at most 20: "cliente 123: …"
};

/// Recomputes every customer from the causes and compares with what stands, and whether a package gives what
/// stands; writes nothing. A difference is looked at again under the customer's lock before it counts, so
/// running changes are no drift.
Drift verify(const Context& context);

}  // namespace operations
