#include "operations/product_sync.h"

#include <algorithm>

#include "base/log.h"
#include "base/text.h"
#include "operations/account_standing.h"
#include "operations/platform_access.h"
#include "operations/products.h"

namespace operations {

namespace {

constexpr std::size_t k_most_gone_percent = 20;  // D3
constexpr std::size_t k_name = 160;

std::string name_of(const platforms::ListedProduct& listed) {
  auto name = base::tidied(listed.name);
  if (name.empty() || !base::is_clean_text(name) || base::length_of(name) > k_name) return listed.code;
  return name;
}

}  // namespace

ProductsAsked ask_products(const Context& context, const domain::Integration& integration,
                           const platforms::HttpClient& client) {
  ProductsAsked asked;
  PlatformAccess access(context, integration.id);
  auto wire = access.line(client, platforms::k_patience);
  try {
    asked.said = platforms::at(integration.gateway).telling.products(wire, settings_of(context, integration));
  } catch (const storage::Unavailable&) {
    throw;
  } catch (const std::exception& error) {
    base::log::error("a platform's products could not be asked for",
                     {{"integration", std::to_string(integration.id)}, {"error", error.what()}});
    asked.said.failure = platforms::refused(
        domain::Reason::credential,
        "Um parâmetro da integração falta ou não abre: informe-os de novo e salve, depois teste outra vez.");
  }
  access.keep();
  asked.exchanges = wire.take_exchanges();
  return asked;
}

ProductChanges changes_of(const Context& context, std::uint32_t integration_id,
                          const std::vector<platforms::ListedProduct>& listed) {
  ProductChanges changes;
  const auto stored = storage::list_all_products(context.tenant, integration_id);
  const auto is_offered = [&](const domain::Product& product) {
    return std::ranges::any_of(listed,
                               [&](const auto& one) { return one.active && one.code == product.code; });
  };
  for (const auto& one : listed) {
    if (!base::is_code(one.code)) {
      changes.unusable.push_back(base::printable(one.code));
      continue;
    }
    const auto known = std::ranges::find(stored, one.code, &domain::Product::code);
    const platforms::ListedProduct named{.code = one.code, .name = name_of(one), .active = one.active};
    if (known == stored.end()) {
      const bool twice =
          std::ranges::find(changes.added, one.code, &platforms::ListedProduct::code) != changes.added.end();
      if (one.active && !twice) changes.added.push_back(named);
    } else if (one.active && (!known->active || known->name != named.name)) {
      changes.changed.push_back(named);
    }
  }
  std::size_t active = 0;
  for (const auto& product : stored) {
    if (!product.active) continue;
    ++active;
    if (!is_offered(product))
      changes.vanished.push_back({product, storage::list_packages_with(context.tenant, product.id)});
  }
  changes.doubtful = !changes.vanished.empty() &&
                     (listed.empty() || changes.vanished.size() * 100 > active * k_most_gone_percent);
  return changes;
}

base::Result<base::Done> apply(const Context& context, const std::string& integration_code,
                               const ProductChanges& changes) {
  return act(context, [&](Act& act) -> base::Result<base::Done> {
    const auto put = [&](const std::string& code, const ProductPut& product) {
      return put_product(act, integration_code, code, product);
    };
    for (const auto* products : {&changes.added, &changes.changed})
      for (const auto& product : *products)
        if (const auto done = put(product.code, {.name = product.name, .active = true}); !done)
          return base::Unexpected{done.error()};
    for (const auto& gone : changes.vanished)
      if (const auto done = put(gone.product.code, {.active = false}); !done)
        return base::Unexpected{done.error()};
    return base::Done{};
  });
}

}  // namespace operations
