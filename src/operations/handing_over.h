#pragma once
#include <cstdint>

#include "operations/context.h"

namespace operations {

/// What stands for the service's packages on platforms that know them by our number goes over to the account
/// of who holds them now, with what is open of it: there alone it is known what has to leave before what
/// comes. Elsewhere its packages were not told of for the holder yet. In the act that took the service from
/// the customer, behind its recomputation.
void hand_over_objects(const Context& context, std::uint64_t service_id, std::uint64_t former_customer_id);

}  // namespace operations
