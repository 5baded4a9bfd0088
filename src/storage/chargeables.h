#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/money.h"
#include "storage/package_terms.h"
#include "storage/tenant.h"

namespace storage {

/// A service package as charging looks at it.
struct Chargeable {
  std::uint64_t id = 0;  ///< id_cliente_servico_pacote
  std::uint32_t package_id = 0;
  std::string package_code = {};
  std::string description = {};
  std::optional<std::uint32_t> trial_days = {};
  base::Instant created_at = {};
  std::optional<base::Instant> removed_at = {};
  std::vector<PastTerms> terms = {};  ///< by day; the last one is in force, but for `removed`
};

/// What was on a service at any time from `from` to `until` (excluded).
struct ChargeableFilter {
  base::Instant from = {};
  base::Instant until = {};
  base::Date from_day = {};  ///< `from` in the provider's zone
  base::Date until_day = {};
  bool closed = false;                            ///< `until_day` is not ahead
  std::optional<std::uint64_t> customer_id = {};  ///< whose it was then
};

/// By id, those behind `after`, at most `limit` behind the first `offset` of them.
std::vector<Chargeable> list_chargeables(const Tenant& tenant, const ChargeableFilter& filter,
                                         std::uint64_t after, std::uint64_t offset, std::uint32_t limit);
std::uint64_t count_chargeables(const Tenant& tenant, const ChargeableFilter& filter);

}  // namespace storage
