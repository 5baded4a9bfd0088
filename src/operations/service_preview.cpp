#include "operations/service_preview.h"

#include <map>
#include <set>

#include "domain/decision.h"
#include "operations/service_packages.h"
#include "storage/entitlements.h"
#include "storage/integrations.h"
#include "storage/products.h"
#include "storage/sold_packages.h"

namespace operations {

namespace {

using domain::RemovedBy;

/// What a customer has at a moment: packages by id, products with access.
struct Holding {
  std::map<std::uint64_t, storage::SoldPackage> packages = {};
  std::set<std::pair<std::uint32_t, std::uint32_t>> products = {};  ///< integration, product
};

bool is_allowed(const Context& context, const storage::EntitlementRow& row) {
  const auto integration =
      storage::find_integration_by_id(context.db, context.provider_id, row.integration_id);
  if (!integration) return false;
  const domain::Facts facts{.integration_active = integration->active,
                            .suspend_enabled = integration->suspend_enabled,
                            .partial_suspends = integration->partial_suspends,
                            .entitlement = row.entitlement};
  return domain::decide(facts, context.clock.now()) == domain::Verdict::liberado;
}

Holding holding_of(const Context& context, std::uint64_t customer_id) {
  Holding holding;
  for (auto& sold : storage::list_sold_packages_of_customer(context.db, context.provider_id, customer_id)) {
    const auto id = sold.row.id;
    holding.packages.emplace(id, std::move(sold));
  }
  for (const auto& row : storage::list_entitlements(context.db, context.provider_id, customer_id))
    if (is_allowed(context, row)) holding.products.emplace(row.integration_id, row.product_id);
  return holding;
}

void compare_packages(ServicePreview& preview, const Holding& before, const Holding& after,
                      std::uint64_t external_id) {
  for (const auto& [id, sold] : after.packages) {
    const auto known = before.packages.find(id);
    const bool was = known != before.packages.end() && known->second.row.removed_by == RemovedBy::nobody;
    const bool is = sold.row.removed_by == RemovedBy::nobody;
    const auto& name = sold.row.description;
    if (was && !is) preview.ends.push_back(name);
    if (!is || sold.service_external_id != external_id) continue;
    if (was)
      preview.stays.push_back(name);
    else if (known != before.packages.end())
      preview.returns.push_back(name);
    else
      preview.comes.push_back(name + " (" + base::money_br(sold.row.value_cents) + ")");
  }
}

/// "PLANO BASICO (NxPlay)" of those that only the first holding has.
std::vector<std::string> only_in(const Context& context, const Holding& one, const Holding& other) {
  std::vector<std::string> names;
  for (const auto& key : one.products) {
    if (other.products.contains(key)) continue;
    const auto product = storage::find_product_by_id(context.db, context.provider_id, key.first, key.second);
    const auto integration = storage::find_integration_by_id(context.db, context.provider_id, key.first);
    if (product && integration) names.push_back(product->name + " (" + integration->description + ")");
  }
  return names;
}

/// Acts, compares and undoes. `act` returns what a rule left out.
template <typename Act>
base::Result<ServicePreview> preview(const Context& context, std::uint64_t customer_id,
                                     std::uint64_t external_id, Act act) {
  std::optional<ServicePreview> seen;
  auto undone = context.db.transaction([&]() -> base::Result<base::Done> {
    seen.reset();
    const auto before = holding_of(context, customer_id);
    base::Result<std::vector<LeftOut>> done = act();
    if (!done) return base::Unexpected{std::move(done).error()};
    const auto after = holding_of(context, customer_id);
    ServicePreview preview{.left_out = std::move(*done)};
    compare_packages(preview, before, after, external_id);
    preview.loses = only_in(context, before, after);
    preview.gains = only_in(context, after, before);
    seen = std::move(preview);
    return base::Unexpected{base::Problem{}};  // a failed result undoes the transaction
  });
  if (!seen) return base::Unexpected{std::move(undone).error()};
  return std::move(*seen);
}

using PackageAct = base::Result<PackageWritten> (*)(const Context&, std::uint64_t);

base::Result<ServicePreview> preview_package_act(const Context& context, std::uint64_t id, PackageAct act) {
  const auto sold = storage::find_sold_package(context.db, context.provider_id, id);
  if (!sold) return base::Unexpected{base::Problem::missing("Não há pacote de serviço com este id.")};
  return preview(context, sold->row.customer_id, sold->service_external_id,
                 [&]() -> base::Result<std::vector<LeftOut>> {
                   auto written = act(context, id);
                   if (!written) return base::Unexpected{std::move(written).error()};
                   return std::vector<LeftOut>{};
                 });
}

}  // namespace

base::Result<ServicePreview> preview_service(const Context& context, std::uint64_t external_id,
                                             const ServicePut& put, Writer writer) {
  const auto service = storage::find_service_by_external(context.db, context.provider_id, external_id);
  if (!service)
    return base::Unexpected{base::Problem::missing("Não há serviço com este id_cliente_servico.")};
  return preview(context, service->customer_id, external_id, [&]() -> base::Result<std::vector<LeftOut>> {
    auto written = put_service(context, external_id, put, writer);
    if (!written) return base::Unexpected{std::move(written).error()};
    return std::move(written->left_out);
  });
}

base::Result<ServicePreview> preview_removal(const Context& context, std::uint64_t service_package_id) {
  return preview_package_act(context, service_package_id, remove_package);
}

base::Result<ServicePreview> preview_restoration(const Context& context, std::uint64_t service_package_id) {
  return preview_package_act(context, service_package_id, restore_package);
}

}  // namespace operations
