#pragma once
#include <string>
#include <vector>

#include "domain/customer.h"
#include "operations/registry_gaps.h"

namespace operations {

/// D14: what does not stop a sale but should be known.
std::vector<std::string> sale_warnings(const Context& context, const domain::Customer& customer,
                                       const storage::SalePackage& package, RegistryGaps& gaps,
                                       const Prospect& prospect);

}  // namespace operations
