#pragma once
#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "domain/charges.h"
#include "domain/service.h"
#include "operations/context.h"
#include "storage/sold_packages.h"

namespace operations {

/// A package that is tasted: it costs nothing.
struct Tasting {
  std::string package = {};
  std::uint32_t days = 0;
  std::optional<base::Date> until =
      {};  ///< leaves the service on this day; none: the days begin with enabling
};
/// "degustação até 02/12/2026", "degustação de 22 dias a partir da habilitação".
std::string text_of(const Tasting& tasting);
/// Nothing for a package that is no trial.
std::optional<Tasting> tasting_of(const domain::ServicePackage& row);

/// A product that a customer pays more than once (D14).
struct PaidTwice {
  struct Giver {
    std::string package = {};
    std::uint64_t service_id = 0;
    std::uint64_t service_erp_id = 0;
    base::Cents value = 0;  ///< a month's
  };
  std::uint32_t product_id = 0;
  std::string product = {};  ///< "HBO (NEO)"
  std::vector<Giver> givers = {};
};

/// What a service costs.
struct ServiceMoney {
  std::uint64_t service_id = 0;
  base::Cents service = 0;   ///< Valor Serviço, a month; 0 once it is over
  base::Cents packages = 0;  ///< Valor Pacotes, a month
  base::Cents part = 0;      ///< of the packages in `month`, by day: the sum of its charge lines
  std::chrono::year_month month = {};
  domain::ZeroReason standstill = {};  ///< why packages cost nothing for now, by the service's state
  std::vector<Tasting> tastings = {};  ///< trials on it
  std::vector<PaidTwice> twice = {};   ///< with a package of this service among the givers
  base::Cents whole() const { return service + packages; }  ///< Valor Com Pacotes
  /// Sums the amounts alone.
  ServiceMoney& operator+=(const ServiceMoney& other);
};

/// "Por mês: R$ 119,80 → R$ 99,90; neste mês, pacotes por dia: R$ 10,00 → R$ 5,00."
std::string text_of_change(const ServiceMoney& before, const ServiceMoney& after);

/// What a customer's services cost as things stand when it is made: read once for all of them. The only one
/// to say so on cards and in confirmations; it sums up what the API and the charges say line by line.
class CustomerMoney {
 public:
  CustomerMoney(const Context& context, std::uint64_t customer_id);
  ServiceMoney of(const domain::Service& service) const;

 private:
  void find_twice(std::uint64_t customer_id);

  const Context& context_;
  std::chrono::year_month month_;
  bool charges_own_suspension_;
  std::map<std::uint64_t, std::vector<storage::SoldPackage>> packages_ = {};  ///< by service; on it today
  std::map<std::uint64_t, base::Cents> parts_ = {};                           ///< by service
  std::vector<PaidTwice> twice_ = {};
};

/// What some services of a customer, by their ids in the ERP, cost together.
ServiceMoney money_of(const Context& context, std::uint64_t customer_id,
                      std::span<const std::uint64_t> service_erp_ids);

}  // namespace operations
