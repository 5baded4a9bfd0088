#include "domain/service_package.h"

#include "domain/charges.h"

namespace domain {

bool is_live(const ServicePackage& package, base::Date day) {
  const bool waits = trial_waits(package.trial_days, package.limit_typed, package.activated_at.has_value());
  const bool past = package.limit_on && !waits && *package.limit_on <= day;
  return package.removed_by == RemovedBy::nobody && !past;
}

}  // namespace domain
