#pragma once
#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

#include "domain/credential.h"
#include "domain/decision.h"
#include "storage/tenant.h"

namespace storage {

/// An integration as validation needs it.
struct CheckedIntegration {
  std::uint32_t id = 0;
  std::uint32_t provider_id = 0;
  bool active = true;  ///< and so is its provider
  bool suspend_enabled = true;
  bool partial_suspends = true;
  bool denials_as_200 = false;  ///< http_status_negativa=200 (D20)
  std::uint32_t requests_per_second = 5000;
  domain::CredentialSource source = domain::CredentialSource::login_autenticacao;
  std::uint32_t generation = 1;
  domain::LoginForm form = domain::LoginForm::tidy;              ///< of the generation's log-ins
  std::unordered_map<std::string, std::uint32_t> products = {};  ///< ids by code, inactive ones included (D3)
};

/// What the integration adds to a decision; the rest is for the caller to fill in.
domain::Facts facts_of(const CheckedIntegration& integration);

struct CheckedCallback {
  std::uint32_t integration_id = 0;
  std::optional<base::Instant> expires_at = {};
};

/// The settings validation keeps in memory, all of one moment.
struct CheckConfig {
  std::uint64_t version = 0;
  std::unordered_map<std::uint32_t, CheckedIntegration> integrations = {};  ///< by id
  std::unordered_map<std::string, CheckedCallback> callbacks = {};          ///< by base::token_hash

  std::unordered_map<std::uint32_t, std::set<std::string, std::less<>>> hosts = {};  ///< by provider

  /// True for a host name (with or without a port) of the provider's, its public address's among them, and
  /// where none is told (D38).
  bool answers_under(std::uint32_t provider_id, std::string_view host) const;
  /// The integration of a callback URL that is valid at `now`; none: unknown.
  const CheckedIntegration* find(const std::string& token_hash, base::Instant now) const;
};

/// Reads every provider's settings: a callback URL is found by its token alone. Throws Unavailable when they
/// keep changing under it.
CheckConfig load_check_config(Db& db);

/// One integration as validation would read it now; none: not the provider's.
std::optional<CheckedIntegration> find_checked_integration(const Tenant& tenant,
                                                           std::uint32_t integration_id);
/// All of the provider's, their products left out.
std::vector<CheckedIntegration> list_checked_integrations(const Tenant& tenant);

}  // namespace storage
