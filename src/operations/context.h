#pragma once
#include <string>

#include "base/clock.h"
#include "base/secrets.h"
#include "storage/tenant.h"

/// The use-cases: each checks its rules, changes the causes, recomputes what follows and writes the audit
/// trail, in one transaction. Pages, API, bulk load and jobs all come through here, so a rule holds for all
/// of them.
namespace operations {

/// Whose hand writes: the ERP's feed, or staff on a screen.
enum class Writer { erp, staff };

/// Who does something, for whom, and with what. Lives for one request or one step of a job, on one thread.
struct Context {
  storage::Tenant tenant;
  const base::TimeZone& zone;  ///< the provider's
  const base::Clock& clock;
  const base::Keyring& keyring;
  std::string actor;  ///< for the audit trail: "usuario:Ana <ana@…>", "token:ERP", "sistema"
  Writer writer = Writer::staff;
};

/// The provider's day.
inline base::Date today_of(const Context& context) { return context.zone.day_of(context.clock.now()); }

}  // namespace operations
