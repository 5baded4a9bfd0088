#include "operations/differences.h"

#include <algorithm>
#include <array>

#include "operations/customers.h"
#include "operations/integrations.h"
#include "operations/packages.h"
#include "operations/plans.h"
#include "operations/products.h"
#include "operations/service_packages.h"
#include "operations/services.h"

namespace operations {

namespace {

constexpr std::array<FedNoun, 7> k_nouns{
    {{domain::Entity::customer, customer_differences, restore_customer},
     {domain::Entity::service, service_differences, restore_service},
     {domain::Entity::service_package, sold_package_differences, restore_sold_package_field},
     {domain::Entity::plan, plan_differences, restore_plan},
     {domain::Entity::package, package_differences, restore_package_field},
     {domain::Entity::integration, integration_differences, restore_integration},
     {domain::Entity::product, product_differences, restore_product}}};

}  // namespace

std::span<const FedNoun> fed_nouns() { return k_nouns; }

const FedNoun* find_fed_noun(domain::Entity entity) {
  const auto* const found = std::ranges::find(k_nouns, entity, &FedNoun::entity);
  return found == k_nouns.end() ? nullptr : &*found;
}

}  // namespace operations
