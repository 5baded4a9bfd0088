#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "domain/status.h"

namespace domain {

/// Why a service package is no longer on its service.
enum class RemovedBy : std::uint8_t {
  nobody,   ///< it is still there
  person,   ///< taken off by staff or the ERP, or moved away by a migration
  service,  ///< ended with its service; comes back with it (D9)
  trial,    ///< its limit date came
};
std::string_view name_of(RemovedBy removed_by);
RemovedBy removed_by_from(std::string_view name);

/// What a computed row says about its end. The numbers are stored.
enum class EndedBy : std::uint8_t { limit = 1, service = 2 };

/// One reason for a customer to have a product: a package on a service.
struct Justification {
  std::uint32_t product_id = 0;
  ServiceState state = ServiceState::not_yet;
  bool activated = false;  ///< was on an enabled service at least once (D2)
  RemovedBy removed_by = RemovedBy::nobody;
  std::optional<base::Instant> limit_at = {};  ///< 00:00 of data_limite; nothing = no end
  std::optional<base::Instant> removed_at =
      {};  ///< of a removed one: it entitles no longer, whatever its limit
  std::optional<base::Instant> courtesy_until =
      {};  ///< until then a suspension counts as enabled (D41); nothing: no courtesy
};

/// The union of a product's justifications: a row of the table `entitlement`.
struct Entitlement {
  base::Instant active_until = base::k_long_ago;
  base::Instant partial_until = base::k_long_ago;
  base::Instant held_until = base::k_long_ago;
  EndedBy ended_by = EndedBy::service;
  friend bool operator==(const Entitlement&, const Entitlement&) = default;
};

/// Best of all justifications wins (D5), per product. Depends on the causes alone, not on the present moment.
std::map<std::uint32_t, Entitlement> union_of(const std::vector<Justification>& justifications);

}  // namespace domain
