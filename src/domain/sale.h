#pragma once
#include <optional>
#include <string>

namespace domain {

/// A rule in the way: machine code (D25) and, in pt-BR, what, why and what to do.
struct Refusal {
  std::string code = {};
  std::string message = {};
};

/// What decides whether a package may be linked to a service now (R7, R11, D3, D11).
struct SaleFacts {
  std::string package = {};  ///< description
  bool package_active = true;
  std::string inactive_products = {};  ///< names, comma separated; empty: none
  std::string integration = {};        ///< description; empty: a package without integration (D12)
  bool integration_active = true;
  bool single_package = false;          ///< Pacote Único, or the gateway implies it
  std::string package_in_the_way = {};  ///< the live package of the same integration; empty: none
  std::string plan = {};                ///< description
  bool plan_locks = false;              ///< Travar Pacotes
  bool in_plan = false;
};

/// The first rule in the way, in the order in which a person can mend it; nothing when the package is on
/// offer.
std::optional<Refusal> refusal_of(const SaleFacts& facts);

}  // namespace domain
