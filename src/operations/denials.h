#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "domain/decision.h"
#include "operations/context.h"
#include "storage/customers.h"
#include "storage/integrations.h"
#include "storage/products.h"
#include "storage/sold_packages.h"

namespace operations {

/// *Por que foi negado?* (R18): whose product on which integration.
struct DenialQuestion {
  std::uint32_t integration_id = 0;
  std::uint64_t customer_id = 0;  ///< internal id
  std::string product_code = {};  ///< as the platform sends it, with or without urn:tve:
};

/// A package of the customer that holds the product, and what it gives now.
struct DenialReason {
  storage::SoldPackage sold = {};
  std::string says = {};  ///< pt-BR: "dá acesso", "o serviço 17711 está suspenso", …
  bool gives = false;     ///< alone it would allow
};

/// The decision with everything it was made of: what the page shows, and links to.
struct Denial {
  storage::Integration integration = {};
  storage::Customer customer = {};
  std::string subscriber_id = {};  ///< 32 hex digits; empty without account
  std::optional<storage::Product> product = {};
  domain::Explanation explanation = {};
  std::vector<DenialReason> reasons = {};
  int http_status = 200;  ///< what the platform would be answered, http_status_negativa included
};

/// Decides as validation does, by the same function on the same rows; nothing when integration or customer is
/// not the provider's.
std::optional<Denial> explain_denial(const Context& context, const DenialQuestion& question);

/// Customers whose log-in on the integration this is, in ascending id; more than one: a conflict (R29).
std::vector<std::uint64_t> find_customers_by_login(const Context& context,
                                                   const storage::Integration& integration,
                                                   const std::string& login);

}  // namespace operations
