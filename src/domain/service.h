#pragma once
#include <cstdint>
#include <optional>
#include <string>

#include "base/clock.h"
#include "base/money.h"
#include "domain/courtesy.h"
#include "domain/status.h"

namespace domain {

/// A plan sold to a customer: *serviço do cliente*, with the fields of the ERP's card (D26).
struct Service {
  std::uint64_t id = 0;
  std::uint64_t erp_id = 0;  ///< id_cliente_servico
  std::uint64_t customer_id = 0;
  std::uint32_t plan_id = 0;
  std::string status_prefix = {};
  ServiceState state = ServiceState::not_yet;  ///< in force
  base::Instant status_at = {};
  std::optional<base::Instant> first_enabled_at = {};
  std::optional<base::Instant> over_at = {};
  std::optional<std::string> login = {};            ///< login_autenticacao
  std::optional<std::string> password_digest = {};  ///< never the password itself
  base::Cents value_cents = 0;
  std::optional<base::Instant> enabled_on = {};     ///< data_habilitacao
  std::optional<base::Instant> registered_at = {};  ///< data_cadastro
  std::optional<base::Date> sold_on = {};           ///< data_venda
  std::optional<std::uint32_t> due_day = {};        ///< vencimento
  std::optional<base::Date> contract_end_on = {};
  std::optional<std::string> contract_status = {};
  std::optional<std::string> payment_method = {};
  std::optional<std::string> charge_kind = {};
  std::optional<std::string> suspension_profile = {};
  std::optional<std::string> router = {};
  std::optional<std::string> interface_name = {};
  std::optional<std::string> port_name = {};
  std::optional<std::string> street = {};
  std::optional<std::string> number = {};
  std::optional<std::string> district = {};
  std::optional<std::string> city = {};
  std::optional<std::string> address_state = {};
  std::optional<std::string> postcode = {};
  std::string erp_sent = {};
  std::optional<Courtesy> courtesy =
      {};  ///< the one not ended but by its date; written apart from the service
  base::Instant created_at = {};
  base::Instant updated_at = {};
};

/// A status a service had, and since when.
struct ServiceStatusChange {
  std::string status_prefix = {};
  ServiceState state = ServiceState::not_yet;
  base::Instant since = {};
};

}  // namespace domain
