#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "domain/decision.h"
#include "operations/context.h"
#include "operations/log_ins.h"
#include "storage/customers.h"
#include "storage/integrations.h"
#include "storage/products.h"
#include "storage/services.h"
#include "storage/sold_packages.h"

namespace operations {

/// *Por que foi negado?* (R18): whose product on which integration.
struct DenialQuestion {
  std::uint32_t integration_id = 0;
  std::uint64_t customer_id = 0;  ///< internal id
  std::string product_code = {};  ///< as the platform sends it, with or without urn:tve:
};

/// A package that holds the product, on one of the customer's services, and what it gives now.
struct DenialReason {
  storage::SoldPackage sold = {};
  domain::Service service = {};
  domain::Verdict verdict = domain::Verdict::sem_produto;  ///< if it were the only one
  std::string says = {};  ///< pt-BR: "dá acesso", "o serviço 17711 está Suspenso por Débito", …
};

/// What a platform would be answered.
struct DenialAnswer {
  domain::Verdict verdict = domain::Verdict::liberado;
  int http_status = 200;  ///< http_status_negativa included
  std::string body = {};
};

/// The decision with everything it was made of: what the page shows, and links to.
struct Denial {
  domain::Integration integration = {};
  domain::Customer customer = {};
  std::string subscriber_id = {};  ///< 32 hex digits; empty without account
  std::optional<domain::Product> product = {};
  std::vector<LogIn> log_ins = {};
  domain::CredentialSource source = domain::CredentialSource::login_autenticacao;
  DenialAnswer existence = {};  ///< to the right password
  DenialAnswer access = {};
  std::vector<domain::Step> steps = {};
  std::vector<DenialReason> reasons = {};

  /// The package that decided: one that alone would be answered the same; none: no package did.
  const DenialReason* deciding() const;
};

/// Decides as validation does, by the same functions on the same rows; nothing when integration or customer
/// is not the provider's.
std::optional<Denial> explain_denial(const Context& context, const DenialQuestion& question);

}  // namespace operations
