#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "base/patch.h"
#include "base/problem.h"
#include "operations/act.h"
#include "operations/erp_memory.h"
#include "operations/written.h"
#include "storage/products.h"

namespace operations {

/// The fields of a product that may be written; wire names in CONTRACTS §1.
struct ProductPut {
  base::Patch<std::string> name = {};
  base::Patch<std::string> description = {};
  base::Patch<bool> active = {};
};

/// Creates or changes the product of a code within an integration; its id. Deactivating one names in the
/// warnings the packages that use it.
base::Result<Written> put_product(const Acting& acting, std::string_view integration_code,
                                  std::string_view code, ProductPut put, Expect expect = Expect::either);

/// What deactivating or activating a product did.
struct ProductSwitch {
  bool changed = false;
  std::vector<storage::PackageName> packages = {};  ///< that use it: no longer sold while it is inactive (D3)
};
base::Result<ProductSwitch> set_product_active(const Context& context, std::string_view integration_code,
                                               std::string_view code, bool active);

/// What of the product is another than the feed left it; nothing when there is no such product.
std::optional<RecordDifferences> product_differences(const Context& context, std::uint64_t id);
/// Takes the ERP's value of the field again.
base::Result<Written> restore_product(const Context& context, std::uint64_t id, std::string_view field);

/// A product code as it is compared: a passive platform's without "urn:tve:" (D20).
std::string product_code_of(std::string_view gateway, std::string_view typed);

}  // namespace operations
