#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "base/problem.h"
#include "domain/integration.h"
#include "operations/context.h"
#include "platforms/http_client.h"
#include "platforms/platform.h"
#include "storage/products.h"

/// *Testar/Sincronizar* of a platform that is told by us (R6): its product list, really asked for.
namespace operations {

/// What a platform said when it was asked what it sells, with every exchange, masked.
struct ProductsAsked {
  platforms::ProductList said = {};
  std::vector<domain::Exchange> exchanges = {};
};
/// Asks within 15 s, its credentials anew; never inside a transaction. Only where telling.products is there.
ProductsAsked ask_products(const Context& context, const domain::Integration& integration,
                           const platforms::HttpClient& client);

/// A product that the platform no longer lists, with the packages that use it.
struct VanishedProduct {
  domain::Product product = {};
  std::vector<storage::PackageName> packages = {};
};
/// What a list means for the products that are there. Nothing is deleted.
struct ProductChanges {
  std::vector<platforms::ListedProduct> added = {};
  std::vector<platforms::ListedProduct> changed = {};  ///< another name, or active again
  std::vector<VanishedProduct> vanished = {};          ///< to be deactivated
  std::vector<std::string> unusable = {};              ///< codes that cannot be a product's here
  bool doubtful = false;  ///< D3: the list is empty, or more than 20 % of the active ones would go

  bool empty() const { return added.empty() && changed.empty() && vanished.empty(); }
};
ProductChanges changes_of(const Context& context, std::uint32_t integration_id,
                          const std::vector<platforms::ListedProduct>& listed);

/// Carries them out in one transaction, each in the trail.
base::Result<base::Done> apply(const Context& context, const std::string& integration_code,
                               const ProductChanges& changes);

}  // namespace operations
