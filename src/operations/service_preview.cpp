#include "operations/service_preview.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <utility>

#include "domain/decision.h"
#include "operations/justifications.h"
#include "storage/check_config.h"
#include "storage/entitlements.h"
#include "storage/integrations.h"
#include "storage/products.h"
#include "storage/services.h"
#include "storage/sold_packages.h"

namespace operations {

namespace {

using ProductKey = std::pair<std::uint32_t, std::uint32_t>;  // integration, product

/// What a customer has at a moment.
struct Holding {
  std::map<std::uint64_t, storage::SoldPackage> packages = {};     ///< by id
  std::set<ProductKey> allowed = {};                               ///< as validation would answer now
  std::map<ProductKey, std::multiset<std::uint64_t>> giving = {};  ///< services whose packages give it
  ServiceMoney money = {};                                         ///< of the service acted upon
};

class Look {
 public:
  Look(const Context& context, std::uint64_t customer_id, std::uint64_t erp_id)
      : context_(context), customer_id_(customer_id), erp_id_(erp_id) {}

  Holding now() {
    Holding holding;
    for (auto& sold : storage::list_sold_packages_of_customer(context_.tenant, customer_id_)) {
      const auto id = sold.row.id;
      holding.packages.emplace(id, std::move(sold));
    }
    for (const auto& row : storage::list_entitlements(context_.tenant, {&customer_id_, 1})) {
      auto facts = facts_of(row.integration_id);
      facts.entitlement = row.entitlement;
      if (domain::decide(facts, context_.clock.now()) == domain::Verdict::liberado)
        holding.allowed.emplace(row.integration_id, row.product_id);
    }
    for (const auto& cause : storage::list_causes(context_.tenant, {&customer_id_, 1}))
      if (gives(cause)) holding.giving[{cause.integration_id, cause.product_id}].insert(cause.service_id);
    if (const auto service = storage::find_service_by_erp_id(context_.tenant, erp_id_))
      holding.money = CustomerMoney(context_, customer_id_).of(*service);
    return holding;
  }

 private:
  domain::Facts facts_of(std::uint32_t integration_id) {
    auto& known = integrations_[integration_id];
    if (!known)
      known = storage::find_checked_integration(context_.tenant, integration_id)
                  .value_or(storage::CheckedIntegration{.active = false});
    return storage::facts_of(*known);
  }

  bool gives(const storage::Cause& cause) {
    return verdict_alone(justification_of(cause, context_.zone), facts_of(cause.integration_id),
                         context_.clock.now()) == domain::Verdict::liberado;
  }

  const Context& context_;
  std::uint64_t customer_id_;
  std::uint64_t erp_id_;
  std::map<std::uint32_t, std::optional<storage::CheckedIntegration>> integrations_ = {};
};

/// "R$ 10,00", "degustação até 02/12/2026, sem cobrança".
std::string price_of(const domain::ServicePackage& row) {
  const auto tasting = tasting_of(row);
  return tasting ? text_of(*tasting) + ", sem cobrança" : base::money_br(row.value_cents);
}

void compare_packages(const Context& context, ServicePreview& preview, const Holding& before,
                      const Holding& after, std::uint64_t erp_id) {
  for (const auto& [id, sold] : after.packages) {
    const auto known = before.packages.find(id);
    const bool was = known != before.packages.end() && is_on_service(context, known->second.row);
    const bool is = is_on_service(context, sold.row);
    const auto& name = sold.row.description;
    if (was && !is) preview.ends.push_back(name);
    if (!is || sold.service_erp_id != erp_id) continue;
    if (was)
      preview.stays.push_back(name);
    else if (known != before.packages.end())
      preview.returns.push_back(name);
    else
      preview.comes.push_back(name + " (" + price_of(sold.row) + ")");
  }
}

/// "PLANO BASICO (NEO)".
std::string name_of(const Context& context, const ProductKey& key) {
  const auto integration = storage::find_integration_by_id(context.tenant, key.first);
  const auto products = storage::list_all_products(context.tenant, key.first);
  const auto product =
      std::find_if(products.begin(), products.end(), [&](const auto& each) { return each.id == key.second; });
  if (!integration || product == products.end()) return "produto " + std::to_string(key.second);
  return product->name + " (" + integration->description + ")";
}

std::vector<std::string> only_in(const Context& context, const std::set<ProductKey>& one,
                                 const std::set<ProductKey>& other) {
  std::vector<std::string> names;
  for (const auto& key : one)
    if (!other.contains(key)) names.push_back(name_of(context, key));
  return names;
}

/// "pelo serviço 17712", "pelos serviços 17712 e 17713".
std::string by_services(const Context& context, const std::multiset<std::uint64_t>& giving) {
  const std::set<std::uint64_t> services(giving.begin(), giving.end());
  std::string names;
  for (auto at = services.begin(); at != services.end(); ++at) {
    if (at != services.begin()) names += std::next(at) == services.end() ? " e " : ", ";
    const auto service = storage::find_service(context.tenant, *at);
    names += service ? std::to_string(service->erp_id) : "?";
  }
  return (services.size() == 1 ? "pelo serviço " : "pelos serviços ") + names;
}

std::vector<std::string> going_on(const Context& context, const Holding& before, const Holding& after) {
  std::vector<std::string> names;
  for (const auto& [key, gave] : before.giving) {
    const auto gives = after.giving.find(key);
    if (gives == after.giving.end() || !after.allowed.contains(key) || gives->second.size() >= gave.size())
      continue;
    names.push_back(name_of(context, key) + ", " + by_services(context, gives->second));
  }
  return names;
}

/// Acts, compares and undoes. `act` returns what a rule left out.
template <typename Act>
base::Result<ServicePreview> preview(const Context& context, std::uint64_t customer_id, std::uint64_t erp_id,
                                     Act act) {
  std::optional<ServicePreview> seen;
  auto undone = context.tenant.db.transaction([&]() -> base::Result<base::Done> {
    seen.reset();
    Look look(context, customer_id, erp_id);
    const auto before = look.now();
    base::Result<std::vector<LeftOut>> done = act();
    if (!done) return base::Unexpected{std::move(done).error()};
    const auto after = look.now();
    ServicePreview found{.left_out = std::move(*done)};
    compare_packages(context, found, before, after, erp_id);
    found.loses = only_in(context, before.allowed, after.allowed);
    found.gains = only_in(context, after.allowed, before.allowed);
    found.goes_on = going_on(context, before, after);
    found.before = before.money;
    found.after = after.money;
    seen = std::move(found);
    return base::Unexpected{base::Problem{}};  // a failed result undoes the transaction
  });
  if (!seen) return base::Unexpected{std::move(undone).error()};
  return std::move(*seen);
}

/// An act on a package, or a courtesy, leaves nothing out.
template <typename Written>
base::Result<std::vector<LeftOut>> nothing_left_out(base::Result<Written> written) {
  if (!written) return base::Unexpected{std::move(written).error()};
  return std::vector<LeftOut>{};
}

/// The same result, its warnings kept.
base::Result<PackageWritten> with_warnings(base::Result<PackageWritten> written,
                                           std::vector<std::string>& warnings) {
  if (written) warnings = written->warnings;
  return written;
}

template <typename Act>
base::Result<ServicePreview> preview_service_act(const Context& context, std::uint64_t erp_id, Act act) {
  const auto service = storage::find_service_by_erp_id(context.tenant, erp_id);
  return preview(context, service ? service->customer_id : 0, erp_id,
                 [&] { return nothing_left_out(act()); });
}

template <typename Act>
base::Result<ServicePreview> preview_package_act(const Context& context, std::uint64_t id, Act act) {
  const auto sold = storage::find_sold_package(context.tenant, id);
  if (!sold) return base::Unexpected{base::Problem::missing("Não há pacote de serviço com este id.")};
  return preview(context, sold->row.customer_id, sold->service_erp_id,
                 [&] { return nothing_left_out(act()); });
}

}  // namespace

base::Result<ServicePreview> preview_service(const Context& context, std::uint64_t erp_id,
                                             const ServicePut& put) {
  const auto service = storage::find_service_by_erp_id(context.tenant, erp_id);
  if (!service)
    return base::Unexpected{base::Problem::missing("Não há serviço com este id_cliente_servico.")};
  return preview(context, service->customer_id, erp_id, [&]() -> base::Result<std::vector<LeftOut>> {
    auto written = put_service(context, erp_id, put);
    if (!written) return base::Unexpected{std::move(written).error()};
    return std::move(written->left_out);
  });
}

base::Result<ServicePreview> preview_courtesy(const Context& context, std::uint64_t erp_id,
                                              const CourtesyGrant& grant) {
  return preview_service_act(context, erp_id, [&] { return grant_courtesy(context, erp_id, grant); });
}

base::Result<ServicePreview> preview_courtesy_end(const Context& context, std::uint64_t erp_id) {
  return preview_service_act(context, erp_id, [&] { return withdraw_courtesy(context, erp_id); });
}

base::Result<ServicePreview> preview_sale(const Context& context, const PackageSale& sale) {
  std::vector<std::string> warnings;
  auto preview = preview_service_act(context, sale.service_erp_id,
                                     [&] { return with_warnings(add_package(context, sale), warnings); });
  if (preview) preview->warnings = std::move(warnings);
  return preview;
}

base::Result<ServicePreview> preview_edit(const Context& context, std::uint64_t service_package_id,
                                          const PackageEdit& edit) {
  return preview_package_act(context, service_package_id,
                             [&] { return edit_package(context, service_package_id, edit); });
}

base::Result<ServicePreview> preview_removal(const Context& context, std::uint64_t service_package_id) {
  return preview_package_act(context, service_package_id,
                             [&] { return remove_package(context, service_package_id); });
}

base::Result<ServicePreview> preview_restoration(const Context& context, std::uint64_t service_package_id,
                                                 const base::Patch<base::Date>& limit_on,
                                                 const base::Patch<base::Date>& since) {
  std::vector<std::string> warnings;
  auto preview = preview_package_act(context, service_package_id, [&] {
    return with_warnings(restore_package(context, service_package_id, limit_on, since), warnings);
  });
  if (preview) preview->warnings = std::move(warnings);
  return preview;
}

}  // namespace operations
