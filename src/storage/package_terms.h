#pragma once
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/money.h"
#include "domain/service_package.h"
#include "domain/terms.h"
#include "storage/tenant.h"

namespace storage {

/// What held of a sold package until a day; what holds since is in its own row.
struct PastTerms {
  std::uint64_t service_package_id = 0;
  domain::Terms terms = {};  ///< but for `trial`
  std::string customer_code = {};
  std::uint64_t service_erp_id = 0;
};
/// Of many sold packages in one statement each 512: by package and day.
std::vector<PastTerms> list_past_terms(const Tenant& tenant,
                                       std::span<const std::uint64_t> service_package_ids);

/// Keeps what held of packages until a day, each with its `until`; what is kept of that day already stands.
/// Under the customers' locks, as all writes here.
struct KeptTerms {
  std::uint64_t service_package_id = 0;
  domain::Terms terms = {};
};
void keep_terms(const Tenant& tenant, std::span<const KeptTerms> kept);
/// Replaces all that is kept of a package.
void replace_terms(const Tenant& tenant, std::uint64_t service_package_id, std::span<const KeptTerms> kept);

}  // namespace storage
