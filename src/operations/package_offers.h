#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "domain/customer.h"
#include "domain/service.h"
#include "operations/registry_gaps.h"

namespace operations {

/// D14: what does not stop a sale but should be known.
std::vector<std::string> sale_warnings(const Context& context, const domain::Customer& customer,
                                       const storage::SalePackage& package, RegistryGaps& gaps,
                                       const Prospect& prospect);

/// That the service has the package already, `except_id` left out, with which and for how much; empty when it
/// has not. Staff say that it is to come again, the feed is told.
std::vector<std::string> again_warnings(const Context& context, const domain::Service& service,
                                        const storage::SalePackage& package, std::uint64_t except_id = 0);

}  // namespace operations
