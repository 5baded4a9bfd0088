#pragma once
#include <cstdint>
#include <optional>
#include <string>

#include "base/patch.h"
#include "base/problem.h"
#include "domain/charges.h"
#include "domain/courtesy.h"
#include "domain/service.h"
#include "operations/act.h"
#include "operations/written.h"
#include "storage/courtesies.h"

/// *Liberar até* (D41): access in spite of a suspension, for some days, with a reason.
namespace operations {

/// The farthest last day, counted from today.
inline constexpr std::chrono::days k_longest_courtesy{30};

struct CourtesyGrant {
  base::Patch<base::Date> last_day = {};  ///< ate: 1–30 days ahead, in the provider's zone
  base::Patch<std::string> reason = {};   ///< motivo
  bool free_of_charge = false;            ///< isenta_cobranca
};

/// Grants it to a service that was once enabled and is not over, in the place of the one it has. Written::id
/// is the service's; the same again changes nothing.
base::Result<Written> grant_courtesy(const Acting& acting, std::uint64_t service_erp_id, CourtesyGrant grant);
/// Takes it back; without one nothing changes.
base::Result<Written> withdraw_courtesy(const Acting& acting, std::uint64_t service_erp_id);

/// The courtesy that lasts now; nothing once its last day is over.
std::optional<domain::Courtesy> courtesy_in_force(const Context& context, const domain::Service& service);
/// The days on which it lasts as they end, which is how days are charged.
domain::Days days_of(const domain::Courtesy& courtesy, const base::TimeZone& zone);

/// The end of a service is the end of its courtesy.
void end_courtesy_with(Act& act, const domain::Service& service);
/// A service that goes on under another number keeps its courtesy there (D8).
void carry_courtesy(Act& act, const domain::Service& from, const domain::Service& to);

}  // namespace operations
