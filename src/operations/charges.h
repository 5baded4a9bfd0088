#pragma once
#include <chrono>
#include <cstdint>
#include <optional>
#include <vector>

#include "domain/charges.h"
#include "operations/context.h"
#include "storage/chargeables.h"
#include "storage/sold_packages.h"

namespace operations {

/// A line of the monthly charge that the ERP reads (R15, D23).
struct ChargeLine {
  storage::Chargeable sold = {};
  domain::Charge charge = {};
};

/// Valor Pacotes: what a month of the packages costs that are on their service today.
base::Cents monthly_value_of(const Context& context, const std::vector<storage::SoldPackage>& packages);

/// What was on the services of a provider, or of one customer, in a month.
storage::ChargeableFilter charged_in(const Context& context, std::chrono::year_month month,
                                     std::optional<std::uint64_t> customer_id = {});

/// The lines of a month by id, those behind `after`, at most `limit` behind the first `offset` of them.
std::vector<ChargeLine> list_charges(const Context& context, std::chrono::year_month month,
                                     const storage::ChargeableFilter& filter, std::uint64_t after,
                                     std::uint64_t offset, std::uint32_t limit);

}  // namespace operations
