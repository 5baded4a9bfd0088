#pragma once
#include <string>
#include <vector>

#include "domain/customer.h"
#include "operations/context.h"
#include "storage/sale_packages.h"

namespace operations {

/// D14: what does not stop a sale but should be known.
std::vector<std::string> sale_warnings(const Context& context, const domain::Customer& customer,
                                       const storage::SalePackage& package, std::uint64_t replaced_id = 0);

}  // namespace operations
