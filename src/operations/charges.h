#pragma once
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "domain/charges.h"
#include "operations/context.h"
#include "storage/chargeables.h"
#include "storage/sold_packages.h"

namespace operations {

/// A line of the monthly charge that the ERP reads (R15, D23): a package, for each customer whose it was.
struct ChargeLine {
  std::uint64_t id = 0;  ///< id_cliente_servico_pacote
  std::string package_code = {};
  std::string description = {};
  std::string customer_code = {};
  std::uint64_t service_erp_id = 0;
  domain::Charge charge = {};
};

/// Valor Pacotes: what a month of the packages costs that are on their service today.
base::Cents monthly_value_of(const Context& context, const std::vector<storage::SoldPackage>& packages);

/// What was on the services of a provider, or of one customer, in a month.
storage::ChargeableFilter charged_in(const Context& context, std::chrono::year_month month,
                                     std::optional<std::uint64_t> customer_id = {});

/// The lines of some packages, all of a package together.
struct ChargePage {
  std::vector<ChargeLine> lines = {};
  std::size_t packages = 0;
  std::uint64_t last_id = 0;  ///< the last package's
};
/// Those of a month by package, behind `after`, of at most `limit` packages behind the first `offset` of
/// them.
ChargePage list_charges(const Context& context, std::chrono::year_month month,
                        const storage::ChargeableFilter& filter, std::uint64_t after, std::uint64_t offset,
                        std::uint32_t limit);

}  // namespace operations
