#pragma once
#include <optional>
#include <vector>

#include "operations/linking.h"

/// A service that replaces another (D8).
namespace operations {

/// What decided over the old service, where the new one's own first status does not: it goes on as that one
/// stood, and for the same reason (D8, D23).
std::optional<domain::ServiceStatusChange> inherited_status(const Context& context,
                                                            const domain::Service& old,
                                                            const domain::Service& after);

/// Moves what lives on the old service to the one that replaces it and ends the old one, in this very
/// transaction; what was left out.
std::vector<LeftOut> take_over(Act& act, domain::Service& old, const domain::Service& after);

}  // namespace operations
