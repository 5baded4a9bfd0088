#pragma once
#include <cstdint>
#include <optional>
#include <string>

#include "base/clock.h"

namespace domain {

inline constexpr std::uint32_t k_most_requests_per_second = 1'000'000;  ///< limite_por_segundo

/// A content platform as the provider has set it up. Settings that a gateway declares are rows of
/// IntegrationParameter, never columns.
struct Integration {
  std::uint32_t id = 0;
  std::string code = {};
  std::string gateway = {};  ///< key in platforms::find
  std::string description = {};
  bool single_package = false;   ///< Pacote Único, also where the gateway implies it
  bool suspend_enabled = true;   ///< Habilitar/Suspender Assinaturas
  bool partial_suspends = true;  ///< suspenso_parcialmente suspends (D1)
  std::uint32_t requests_per_second = 5000;
  bool active = true;
  std::string credential_source = "login_autenticacao";
  std::uint32_t credential_generation = 1;
  std::uint32_t tidy_from = 0;  ///< the first generation whose log-ins are in domain::LoginForm::tidy
  std::optional<std::string> building_source = {};
  std::optional<std::uint32_t> building_generation = {};
  std::string erp_sent = {};  ///< as of domain::Customer
  base::Instant created_at = {};
  base::Instant updated_at = {};
};

/// A name/value row. A sealed value opens with the context parameter_context().
struct IntegrationParameter {
  std::string name = {};
  std::string value = {};
  bool sealed = false;
  base::Instant updated_at = {};
};

}  // namespace domain
