#pragma once
#include "base/clock.h"
#include "domain/decision.h"
#include "storage/entitlements.h"
#include "storage/sold_packages.h"

/// A single cause of access, for the recomputation and for the screens that explain it.
namespace operations {

/// The end of the courtesy of a package's service; nothing where it has none.
std::optional<base::Instant> courtesy_end(const storage::SoldPackage& sold, const base::TimeZone& zone);

domain::Justification justification_of(const storage::Cause& cause, const base::TimeZone& zone);
/// Of a package for any of its products.
domain::Justification justification_of(const storage::SoldPackage& sold, const base::TimeZone& zone);

/// The decision if this were the customer's only cause; `facts` as they are without it.
domain::Verdict verdict_alone(const domain::Justification& cause, domain::Facts facts, base::Instant now);

}  // namespace operations
