#pragma once
#include <optional>
#include <vector>

#include "base/problem.h"
#include "domain/integration.h"
#include "domain/package.h"
#include "domain/product.h"
#include "operations/context.h"

namespace operations {

/// A package with what it is made of, before or after a PUT.
struct PackageContent {
  domain::Package package = {};
  std::optional<domain::Integration> integration = {};
  std::vector<domain::Product> products = {};  ///< by id
  std::vector<domain::CompositionPart> composition = {};
};

bool same_products(const PackageContent& before, const PackageContent& after);
/// True when who has the package has other products by it.
bool content_differs(const PackageContent& before, const PackageContent& after);

/// The rule that a package would break; `before` is empty for a new one.
std::optional<base::Problem> rule_in_the_way(const Context& context, const PackageContent& before,
                                             const PackageContent& after);

}  // namespace operations
