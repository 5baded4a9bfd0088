#pragma once
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace domain {

/// What a service's status means for its packages (D1). The numbers are stored.
enum class ServiceState : std::uint8_t {
  not_yet = 0,  ///< never enabled so far
  enabled = 1,
  partial = 2,  ///< suspenso_parcialmente: each integration says whether that suspends
  suspended = 3,
  over = 4,
};

/// One row of the status table: prefix on the wire, its meaning, its words on screens.
struct ServiceStatus {
  std::string_view prefix;
  ServiceState state;
  std::string_view label;
};

/// Every known prefix, in the order of D1.
const std::vector<ServiceStatus>& service_statuses();
/// The status of a prefix; nothing for an unknown one: it is refused, never guessed.
const ServiceStatus* find_status(std::string_view prefix);

/// The state in force after a prefix was sent: a service once enabled keeps its last state through a *not
/// yet* one (D1).
ServiceState state_in_force(ServiceState sent, ServiceState before, bool once_enabled);

}  // namespace domain
