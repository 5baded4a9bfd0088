#include "web/pages/access_change.h"

#include <map>
#include <set>

#include "base/expected.h"
#include "base/problem.h"
#include "storage/entitlements.h"
#include "storage/integrations.h"
#include "storage/products.h"

namespace web {

namespace {

/// Product -> integration of what the customer holds at the moment, suspended ones included.
std::map<std::uint32_t, std::uint32_t> held_by(const Context& context, std::uint64_t customer_id) {
  std::map<std::uint32_t, std::uint32_t> held;
  const auto now = context.house.clock.now();
  for (const auto& row : storage::list_entitlements(context.db, context.provider.id, customer_id))
    if (row.entitlement.held_until > now) held.emplace(row.product_id, row.integration_id);
  return held;
}

std::string name_of(const Context& context, std::uint32_t product_id, std::uint32_t integration_id) {
  const auto integration = storage::find_integration_by_id(context.db, context.provider.id, integration_id);
  for (const auto& product : storage::list_all_products(context.db, context.provider.id, integration_id))
    if (product.id == product_id)
      return product.name + " (" + (integration ? integration->description : "—") + ")";
  return "—";
}

}  // namespace

AccessChange access_change(const Context& context, std::uint64_t customer_id,
                           const std::function<void()>& act) {
  const auto before = held_by(context, customer_id);
  std::map<std::uint32_t, std::uint32_t> after;
  using Undone = base::Expected<base::Done, base::Done>;
  context.db.transaction([&]() -> Undone {
    act();
    after = held_by(context, customer_id);
    return base::Unexpected{base::Done{}};
  });
  AccessChange change;
  for (const auto& [product, integration] : before)
    (after.contains(product) ? change.kept : change.lost).push_back(name_of(context, product, integration));
  for (const auto& [product, integration] : after)
    if (!before.contains(product)) change.gained.push_back(name_of(context, product, integration));
  return change;
}

std::string listed(const std::vector<std::string>& names) {
  std::string text;
  for (const auto& name : names) text += (text.empty() ? "" : ", ") + name;
  return text;
}

}  // namespace web
