#pragma once
#include <cstdint>
#include <optional>
#include <string>

#include "base/clock.h"
#include "domain/status.h"

namespace domain {

/// *Liberar até* (D41): until it ends, a suspension of its service counts as enabled for what was once
/// active.
struct Courtesy {
  std::uint64_t id = 0;
  std::uint64_t service_id = 0;
  base::Instant since = {};
  base::Date ends_on = {};  ///< the day behind its last one: it ends at 00:00 of it, provider's time
  std::string reason = {};
  std::string author = {};                     ///< as in the audit trail
  bool free_of_charge = false;                 ///< isenta_cobranca
  std::optional<base::Instant> ended_at = {};  ///< taken back, replaced, or ended with its service
};

/// The last day of one that ends on this day.
base::Date last_day_of(const Courtesy& courtesy);

/// The state that counts at an instant for what was once active; `courtesy_until` is the end of the service's
/// courtesy, if it has one.
ServiceState state_under_courtesy(ServiceState state, const std::optional<base::Instant>& courtesy_until,
                                  base::Instant now);

}  // namespace domain
