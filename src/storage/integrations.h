#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "domain/integration.h"
#include "storage/paging.h"
#include "storage/tenant.h"

namespace storage {

std::optional<domain::Integration> find_integration(const Tenant& tenant, std::string_view code);
std::optional<domain::Integration> find_integration_by_id(const Tenant& tenant, std::uint32_t id);
/// The same as find_integration, the row locked until the transaction ends.
std::optional<domain::Integration> lock_integration(const Tenant& tenant, std::string_view code);
/// Locked against change but not against other readers of this kind: what a package relies on while saved.
std::optional<domain::Integration> share_integration(const Tenant& tenant, std::uint32_t id);

/// The new id. Throws DuplicateKey for a code in use.
std::uint32_t insert_integration(const Tenant& tenant, const domain::Integration& integration);
/// Writes every field but code and gateway, which never change.
void update_integration(const Tenant& tenant, const domain::Integration& integration);

struct IntegrationFilter {
  std::string text = {};  ///< in description or code, without case and accents; empty: any
  std::string gateway = {};
  std::optional<bool> active = {};
};
/// Sortable by descricao, id, gateway.
Listed<domain::Integration> list_integrations(const Tenant& tenant, const IntegrationFilter& filter,
                                              const Page& page);
std::uint32_t count_integrations(const Tenant& tenant, const IntegrationFilter& filter);

/// What a sealed parameter is bound to (Keyring::seal).
std::string parameter_context(std::uint32_t integration_id, std::string_view name);
std::vector<domain::IntegrationParameter> list_integration_parameters(const Tenant& tenant,
                                                                      std::uint32_t integration_id);
/// Inserts or overwrites the row of the name.
void save_integration_parameter(const Tenant& tenant, std::uint32_t integration_id,
                                const domain::IntegrationParameter& parameter);
void delete_integration_parameter(const Tenant& tenant, std::uint32_t integration_id, std::string_view name);

/// A callback URL's last part. The current one has no end; rotated ones live on until theirs.
struct IntegrationCallback {
  std::string token_hash = {};
  std::string token_sealed = {};  ///< opens with callback_context()
  base::Instant created_at = {};
  std::optional<base::Instant> expires_at = {};
};
/// What a sealed callback token is bound to (Keyring::seal).
std::string callback_context(std::uint32_t integration_id);
/// The current one first, then those in overlap at `now`, newest first.
std::vector<IntegrationCallback> list_integration_callbacks(const Tenant& tenant,
                                                            std::uint32_t integration_id, base::Instant now);
/// Makes the callback current; one known already (a token set back) gets its end taken away.
void save_integration_callback(const Tenant& tenant, std::uint32_t integration_id,
                               const IntegrationCallback& callback);
/// Lets every current callback end at `expires_at`.
void expire_integration_callbacks(const Tenant& tenant, std::uint32_t integration_id,
                                  base::Instant expires_at);

/// Accounts that stand on the platform, suspended ones and those on their way out included; stops counting
/// behind k_count_cap.
std::uint32_t count_live_accounts(const Tenant& tenant, std::uint32_t integration_id, base::Instant now);
bool has_accounts(const Tenant& tenant, std::uint32_t integration_id);
/// The highest credential generation that any row of the integration carries; 0: no row.
std::uint32_t last_credential_generation(const Tenant& tenant, std::uint32_t integration_id);

/// A customer who holds more live packages of an integration than Pacote Único allows (D11).
struct SinglePackageViolation {
  std::uint64_t customer_id = 0;
  std::string customer_code = {};
  std::string customer_name = {};
  std::string packages = {};  ///< descriptions, comma separated
};
/// What a look at some thousands of customers found.
struct SinglePackageViolations {
  std::vector<SinglePackageViolation> found = {};  ///< by customer id
  std::uint64_t next_customer_id = 0;              ///< where to look on from; 0: all have been looked at
};
/// Looks behind `after_customer_id` until `limit` are found or the look has taken long enough.
SinglePackageViolations list_single_package_violations(const Tenant& tenant, std::uint32_t integration_id,
                                                       base::Date today, std::uint64_t after_customer_id,
                                                       std::uint32_t limit);

/// Tells every process that settings have changed (SPEC §2). Last statement of the transaction: the row is
/// the whole installation's.
void raise_config_version(Db& db);

}  // namespace storage
