#include "operations/registry_gaps.h"

#include <algorithm>
#include <limits>
#include <stdexcept>

#include "base/log.h"
#include "platforms/held.h"
#include "storage/integrations.h"
#include "storage/services.h"
#include "storage/transmissions.h"

namespace operations {

namespace {

/// Of the package that is not sold yet: behind all that are.
constexpr auto k_prospective_id = std::numeric_limits<std::uint64_t>::max();

}  // namespace

std::string missing_for(const platforms::Wanted& wanted, std::uint64_t service_package_id) {
  const auto key = wanted.objects_of.find(service_package_id);
  const bool waits = key != wanted.objects_of.end() && std::ranges::count(wanted.waiting, key->second) > 0;
  return waits ? wanted.missing : std::string();
}

bool is_whole(const platforms::Platform& platform, const domain::Customer& customer, bool has_log_ins,
              bool has_parameters) {
  const bool identifies =
      std::ranges::any_of(platform.package_parameters, &platforms::PackageParameter::unique_in_account);
  return customer.email && has_log_ins && platforms::checked_document(customer) &&
         platforms::phone_of(customer) && !(identifies && has_parameters);
}

bool RegistryGaps::has_log_ins() {
  if (!has_log_ins_)
    has_log_ins_ = std::ranges::all_of(storage::list_services_of(context_.tenant, customer_.id),
                                       [](const auto& service) { return service.login.has_value(); });
  return *has_log_ins_;
}

const AccountStanding& RegistryGaps::standing_at(std::uint32_t integration_id) {
  if (const auto known = standings_.find(integration_id); known != standings_.end()) return known->second;
  if (!accounts_) accounts_ = storage::list_accounts_of(context_.tenant, {&customer_.id, 1});
  const auto account = std::ranges::find(*accounts_, integration_id, &domain::Account::integration_id);
  storage::ClaimedAccount to_tell{.integration_id = integration_id, .customer_id = customer_.id};
  if (account != accounts_->end())
    to_tell = storage::find_account_to_tell(context_.tenant, account->id).value();
  const auto integration = storage::find_integration_by_id(context_.tenant, integration_id).value();
  return standings_.emplace(integration_id, standing_of(context_, integration, to_tell)).first->second;
}

const std::vector<std::string>& RegistryGaps::products_of(std::uint32_t package_id) {
  if (!products_) {
    std::vector<std::uint32_t> ids;
    for (const auto& package : packages_) ids.push_back(package.id);
    products_ = storage::list_product_codes(context_.tenant, ids);
  }
  return (*products_)[package_id];
}

std::string RegistryGaps::missing_with(const platforms::Platform& platform,
                                       const storage::SalePackage& package, const Prospect& prospect) {
  const auto& standing = standing_at(*package.integration_id);
  auto view = standing.view;
  std::erase_if(view.packages, [&](const auto& held) { return held.id == prospect.replaced_id; });
  platforms::HeldPackage held{.id = k_prospective_id,
                              .package_id = package.id,
                              .package_code = package.code,
                              .description = package.description,
                              .service_id = prospect.service_id,
                              .products = products_of(package.id),
                              .wanted = true};
  for (const auto& [name, value] : prospect.parameters)
    held.parameters.emplace(name, platforms::HeldParameter{value, context_.clock.now()});
  view.packages.push_back(std::move(held));
  return missing_for(platform.telling.wanted(view, known_of(standing.objects)), k_prospective_id);
}

std::string RegistryGaps::of(const storage::SalePackage& package, const Prospect& prospect) {
  const auto* platform = platforms::find(package.gateway);
  if (platform == nullptr || !platform->is_told()) return {};
  if (is_whole(*platform, customer_, has_log_ins(), !prospect.parameters.empty())) return {};
  try {
    return missing_with(*platform, package, prospect);
  } catch (const storage::Unavailable&) {
    throw;
  } catch (const std::exception& error) {
    base::log::warn("what a platform would lack could not be worked out",
                    {{"package", std::to_string(package.id)}, {"error", error.what()}});
    return {};
  }
}

}  // namespace operations
