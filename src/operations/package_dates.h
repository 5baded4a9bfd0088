#pragma once
#include <optional>
#include <string>

#include "domain/terms.h"
#include "operations/service_packages.h"

/// From which day what is told of a sold package holds (D44).
namespace operations {

/// Why an edit cannot hold from the day it names; empty when it can.
std::string refuse_since(const Context& context, const domain::ServicePackage& before,
                         const PackageEdit& edit);
/// Why a package cannot be put back from that day; empty when it can.
std::string refuse_return_since(const Context& context, const domain::ServicePackage& row,
                                const base::Patch<base::Date>& limit_on, base::Date since);

/// The terms of a package with an edit that holds from an earlier day; nothing where that changes nothing, or
/// where it holds from today.
std::optional<domain::TermsInTime> backdated(const Context& context, const domain::ServicePackage& before,
                                             const domain::TermsEdit& edit,
                                             const base::Patch<base::Date>& since);
/// The day from which it holds, for the trail.
std::string day_since(const Context& context, const domain::ServicePackage& row,
                      const base::Patch<base::Date>& since);

}  // namespace operations
