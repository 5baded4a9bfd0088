#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "operations/service_packages.h"
#include "operations/services.h"
#include "support/database.h"

namespace test {

/// A package on a plan, as Shop::plan takes it.
struct PlanRow {
  std::uint32_t package_id = 0;
  bool required = false;
  std::optional<std::uint32_t> trial_days = {};
};

/// A provider with a small catalogue, a customer "C1", and words for what happens to it.
struct Shop : Database {
  Shop();

  std::uint32_t integration(const std::string& code, const std::string& gateway = "neo");
  std::uint32_t product(std::uint32_t integration_id, const std::string& code);
  /// A package of the products, all of one integration; none: a package without integration.
  std::uint32_t package(const std::string& code, std::optional<std::uint32_t> integration_id,
                        const std::vector<std::uint32_t>& products);
  std::uint32_t plan(const std::string& code, const std::vector<PlanRow>& packages, bool locks = false);
  /// Internal id.
  std::uint64_t customer(const std::string& code);

  /// PUTs a service as the ERP does; fails the test when it is refused.
  operations::ServiceWritten put(std::uint64_t erp_id, const operations::ServicePut& put);
  /// A new service of C1 on a plan.
  operations::ServiceWritten sell(std::uint64_t erp_id, const std::string& plan,
                                  const std::string& status = "servico_habilitado");
  operations::ServiceWritten status(std::uint64_t erp_id, const std::string& prefix);
  /// Sells a package; the id_cliente_servico_pacote.
  std::uint64_t add(std::uint64_t erp_id, const std::string& package_code);
  /// The code of the rule that refuses the sale; empty when it went through.
  std::string refused(std::uint64_t erp_id, const std::string& package_code);

  /// What the computed row of C1's product says now: liberado, suspenso, degustacao_vencida, cancelado or
  /// sem_produto.
  std::string verdict(std::uint32_t product_id);
  /// C1's subscriber_id on an integration as hex; empty without account.
  std::string subscriber(std::uint32_t integration_id);
  /// Credentials of C1 on an integration.
  std::int64_t logins(std::uint32_t integration_id);
  /// Codes of the packages on a service now, in the order sold.
  std::vector<std::string> packages_on(std::uint64_t erp_id);
  /// True when `catraca verify` finds nothing.
  bool in_step();

  std::uint64_t customer_id = 0;
};

}  // namespace test
