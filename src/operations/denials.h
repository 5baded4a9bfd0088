#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "domain/decision.h"
#include "operations/context.h"
#include "operations/log_ins.h"
#include "operations/service_packages.h"
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
  std::optional<domain::Courtesy> by_courtesy =
      {};  ///< what it gives in spite of its service's suspension, it gives by this one
};

/// What a platform that is told by us has of a product otherwise than the rules say, or what of it was
/// refused.
struct Lag {
  bool inside = false;     ///< the platform lets the customer in, by what it was told last
  ShownStatus shown = {};  ///< of the package that says why
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
  bool passive = false;            ///< the platform asks us, by log-in too
  std::string subscriber_id = {};  ///< 32 hex digits; empty without account
  std::optional<domain::Product> product = {};
  std::vector<LogIn> log_ins = {};
  domain::CredentialSource source = domain::CredentialSource::login_autenticacao;
  DenialAnswer existence = {};  ///< to the right password, which the others with the log-in do not have
  DenialAnswer refusal = {};    ///< to a password that the others with the log-in have too
  DenialAnswer access = {};
  std::vector<domain::Step> steps = {};
  std::vector<DenialReason> reasons = {};
  std::optional<Lag> lag = {};  ///< none: the platform asks us, or has it as the verdict says

  /// The package that decided: one that alone would be answered the same; none: no package did.
  const DenialReason* deciding() const;
};

/// Decides as validation does, by the same functions on the same rows; nothing when integration or customer
/// is not the provider's.
std::optional<Denial> explain_denial(const Context& context, const DenialQuestion& question);

/// A product of an integration and what a customer gets for it now.
struct ProductVerdict {
  domain::Product product = {};
  domain::Verdict verdict = domain::Verdict::sem_produto;
  bool had = false;                           ///< some package of the customer brings it, or did
  std::optional<DenialReason> deciding = {};  ///< as Denial::deciding
  std::optional<Lag> lag = {};                ///< as Denial::lag
};
/// An integration with all its products, by name.
struct IntegrationVerdicts {
  domain::Integration integration = {};
  bool passive = false;            ///< the platform asks us, by log-in too
  std::string subscriber_id = {};  ///< 32 hex digits; empty without account
  std::uint64_t account_id = 0;    ///< 0: none
  domain::CredentialSource source = domain::CredentialSource::login_autenticacao;
  std::vector<LogIn> log_ins = {};
  LogInState log_in = LogInState::none;
  std::vector<ProductVerdict> products = {};

  /// The customer has or had something of it.
  bool touched() const;
};
/// What every platform would be answered about a customer, by the same rules and rows as explain_denial, in a
/// number of statements that depends on neither products nor integrations.
struct CustomerVerdicts {
  std::vector<domain::Service> services = {};
  std::vector<IntegrationVerdicts> integrations = {};  ///< by description
};
CustomerVerdicts list_verdicts(const Context& context, const domain::Customer& customer);

}  // namespace operations
