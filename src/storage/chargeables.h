#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/money.h"
#include "storage/tenant.h"

namespace storage {

/// A service package as charging looks at it.
struct Chargeable {
  std::uint64_t id = 0;  ///< id_cliente_servico_pacote
  std::string customer_code = {};
  std::uint64_t service_id = 0;
  std::uint64_t service_erp_id = 0;
  std::uint32_t package_id = 0;
  std::string package_code = {};
  std::string description = {};
  base::Cents value_cents = 0;
  bool trial = false;
  base::Instant created_at = {};
  std::optional<base::Date> limit_on = {};
  std::optional<base::Instant> removed_at = {};
};

/// What was on a service at any time from `from` to `until` (excluded).
struct ChargeableFilter {
  base::Instant from = {};
  base::Instant until = {};
  base::Date from_day = {};  ///< `from` in the provider's zone
  std::optional<std::uint64_t> customer_id = {};
};

/// By id, those behind `after`, at most `limit` behind the first `offset` of them.
std::vector<Chargeable> list_chargeables(const Tenant& tenant, const ChargeableFilter& filter,
                                         std::uint64_t after, std::uint64_t offset, std::uint32_t limit);
std::uint64_t count_chargeables(const Tenant& tenant, const ChargeableFilter& filter);

}  // namespace storage
