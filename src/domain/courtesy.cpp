#include "domain/courtesy.h"

namespace domain {

base::Date last_day_of(const Courtesy& courtesy) {
  return base::Date{std::chrono::sys_days{courtesy.ends_on} - std::chrono::days{1}};
}

ServiceState state_under_courtesy(ServiceState state, const std::optional<base::Instant>& courtesy_until,
                                  base::Instant now) {
  const bool suspension = state == ServiceState::suspended || state == ServiceState::partial;
  return suspension && courtesy_until && now < *courtesy_until ? ServiceState::enabled : state;
}

}  // namespace domain
