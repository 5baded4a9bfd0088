#pragma once
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/patch.h"
#include "base/problem.h"
#include "operations/act.h"
#include "operations/erp_memory.h"
#include "operations/written.h"
#include "platforms/platform.h"
#include "storage/integrations.h"
#include "storage/packages.h"
#include "storage/plans.h"

namespace operations {

/// A name/value row as sent; no value = cleared.
struct ParameterPut {
  std::string name = {};
  std::optional<std::string> value = {};
};

/// The fields of an integration that may be written; wire names in CONTRACTS §1.
struct IntegrationPut {
  base::Patch<std::string> gateway = {};  ///< when creating; never changes afterwards
  base::Patch<std::string> description = {};
  base::Patch<bool> single_package = {};    ///< pacote_unico
  base::Patch<bool> suspend_enabled = {};   ///< habilitar_suspender
  base::Patch<bool> partial_suspends = {};  ///< suspensao_parcial: suspenso_parcialmente suspends (D1)
  base::Patch<std::uint32_t> requests_per_second = {};  ///< limite_por_segundo
  base::Patch<bool> active = {};
  /// Given = replaced whole, but omitted secrets are kept (D10).
  base::Patch<std::vector<ParameterPut>> parameters = {};
  /// A secret whose value in the feed is forgotten, so that the next one sent is taken.
  std::string forget = {};
};

/// Creates or changes the integration of a code; an empty code makes one from the description (creating
/// only). Another `usuario` is in force at once while the integration has no accounts; else a job
/// `credenciais` about the integration builds the generation named in `building_generation` and switches to
/// it. A job that finds another generation there than in its payload ("geracao") was overtaken and has only
/// to clear up.
base::Result<Written> put_integration(const Acting& acting, std::string_view code, IntegrationPut put,
                                      Expect expect = Expect::either);

/// What deactivating or activating did, or would do.
struct ActiveSwitch {
  bool changed = false;
  std::uint32_t live_accounts = 0;  ///< that stay on the platform (D3); capped as storage::k_count_cap
};
base::Result<ActiveSwitch> set_integration_active(const Context& context, std::string_view code, bool active);

/// What of the integration is another than the feed left it; nothing when there is no such integration.
std::optional<RecordDifferences> integration_differences(const Context& context, std::uint64_t id);
/// Takes the ERP's value of the field again; of a secret, which nobody knows here, the next one it sends.
base::Result<Written> restore_integration(const Context& context, std::uint64_t id, std::string_view field);

/// How long an old callback URL lives on unless said otherwise.
inline constexpr std::chrono::hours k_callback_overlap{7 * 24};
inline constexpr std::chrono::hours k_callback_overlap_most{30 * 24};

/// Gives the integration a new callback URL, the old ones living on for `overlap`; the new token. Refused
/// where the URL is derived from a setting (D19): there a new setting is a new URL.
base::Result<std::string> rotate_callback(const Context& context, std::string_view code,
                                          std::chrono::hours overlap = k_callback_overlap);

/// What stands against Pacote Único (D11): it was so before the switch was turned on, and stays.
struct SinglePackageReport {
  std::vector<storage::PackageName> packages = {};  ///< with several products
  std::vector<domain::Plan> plans = {};             ///< with several default packages of the integration
  storage::SinglePackageViolations customers = {};  ///< with several packages, from `after_customer_id` on
};
SinglePackageReport single_package_report(const Context& context, std::uint32_t integration_id,
                                          std::uint64_t after_customer_id = 0, std::uint32_t limit = 50);

/// A parameter as screens and the API may show it.
struct ParameterView {
  std::string name = {};
  std::string value = {};  ///< empty for a secret
  bool secret = false;
  base::Instant updated_at = {};                ///< "definido em …"
  const platforms::Setting* setting = nullptr;  ///< none: passed on as it is (Outros)
};

/// A former callback URL that still answers.
struct OldCallback {
  std::string token = {};
  base::Instant expires_at = {};
};

/// An integration with all that its page shows. The callback URL is the provider's address and
/// /callback/{token}.
struct IntegrationView {
  domain::Integration integration = {};
  const platforms::Platform* platform = nullptr;
  std::vector<ParameterView> parameters = {};
  std::string callback_token = {};
  std::vector<OldCallback> old_callbacks = {};
};
std::optional<IntegrationView> find_integration(const Context& context, std::string_view code);
std::optional<IntegrationView> find_integration_by_id(const Context& context, std::uint32_t id);

/// A line of the list of integrations.
struct IntegrationLine {
  domain::Integration integration = {};
  const platforms::Platform* platform = nullptr;
  std::string callback_token = {};
};
storage::Listed<IntegrationLine> list_integrations(const Context& context,
                                                   const storage::IntegrationFilter& filter,
                                                   const storage::Page& page);

}  // namespace operations
