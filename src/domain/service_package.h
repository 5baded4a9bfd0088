#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include "base/clock.h"
#include "base/money.h"
#include "domain/entitlement.h"

namespace domain {

using PackageParameters = std::map<std::string, std::string>;

/// A package sold on a service: *pacote do serviço*; its id is id_cliente_servico_pacote.
struct ServicePackage {
  std::uint64_t id = 0;
  std::uint64_t customer_id = 0;
  std::uint64_t service_id = 0;
  std::uint32_t package_id = 0;
  std::optional<std::uint32_t> integration_id = {};  ///< the package's when it was linked
  std::string description = {};
  base::Cents value_cents = 0;
  std::optional<std::uint32_t> plan_id = {};  ///< whose default it is; nothing: sold apart
  std::optional<std::uint32_t> trial_days = {};
  std::optional<base::Date> limit_on = {};  ///< data_limite: ends at 00:00 of it
  bool limit_typed = false;
  std::optional<base::Instant> activated_at = {};
  std::optional<base::Instant> removed_at = {};
  RemovedBy removed_by = RemovedBy::nobody;
  std::string erp_sent = {};  ///< as of domain::Customer
  base::Instant created_at = {};
  base::Instant updated_at = {};
};

/// True for a package that is on its service on the day: neither removed (as it is when its service ends) nor
/// past its limit date, which ends it whether or not the job that takes it off has run. A trial that waits
/// for its first enabling has no date yet (D4). SQL says it with storage::k_live.
bool is_live(const ServicePackage& package, base::Date day);

}  // namespace domain
