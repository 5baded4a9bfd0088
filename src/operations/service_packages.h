#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/money.h"
#include "base/patch.h"
#include "base/problem.h"
#include "domain/transmission.h"
#include "operations/act.h"
#include "operations/erp_memory.h"
#include "operations/linking.h"
#include "operations/written.h"
#include "storage/sold_packages.h"

namespace operations {

/// A package to sell on a service. Which package: `package_id`, or `package_code` when that is 0.
struct PackageSale {
  std::uint64_t service_erp_id = 0;  ///< id_cliente_servico
  std::uint32_t package_id = 0;
  std::string package_code = {};
  base::Patch<std::string> description = {};  ///< default: the package's
  base::Patch<base::Cents> value = {};        ///< default: the package's
  base::Patch<base::Date> limit_on = {};      ///< data_limite; given = typed (D4)
  base::Patch<base::Instant> sold_at = {};    ///< data_cadastro, not ahead; default: now (D44)
  std::optional<domain::PackageParameters> parameters = {};
  std::optional<std::uint64_t> replaces = {};  ///< substitui: a package on the same service that ends with it
  /// It is meant to come though the service has it: staff have ticked vender_de_novo; a line of a load has
  /// its `chave` and is told nothing.
  bool again = false;
};

/// The field of a sale that asks staff for `again`; the ERP's is carried out and warned of (D14).
inline constexpr std::string_view k_sell_again = "vender_de_novo";

/// What may be edited on a sold package; parameters are replaced whole. Value and limit hold from today, or
/// from an earlier day of this month: nothing edits a closed one (D44).
struct PackageEdit {
  base::Patch<std::string> description = {};
  base::Patch<base::Cents> value = {};
  base::Patch<base::Date> limit_on = {};
  base::Patch<base::Date> since = {};  ///< vale_desde
  std::optional<domain::PackageParameters> parameters = {};
};

/// Parameters of a sold package, compared as a set.
template <>
struct FeedCodec<domain::PackageParameters> {
  static std::string text(const domain::PackageParameters& parameters);
  static domain::PackageParameters value(const std::string& text);
  static std::string words(const std::string& text, const Voice& voice);
};

/// What became of a sold package.
struct PackageWritten {
  std::uint64_t id = 0;  ///< id_cliente_servico_pacote
  bool changed = false;
  std::vector<std::string> warnings = {};  ///< pt-BR: what the seller should know (D14)
};

base::Result<PackageWritten> add_package(const Acting& acting, PackageSale sale);
/// Only of a package that is on its service: a removed one is restored first (pacote_removido).
base::Result<PackageWritten> edit_package(const Acting& acting, std::uint64_t id, PackageEdit edit);
/// Takes the package off its service; repeating it changes nothing (D25).
base::Result<PackageWritten> remove_package(const Acting& acting, std::uint64_t id);
/// Puts a removed package back, the rules checked again; repeating it changes nothing. `limit_on` given = the
/// date it has from now on, no value = no end; asked for where the old one has passed (data_limite_vencida).
/// `since` (vale_desde): it counts as there from that earlier day of this month.
base::Result<PackageWritten> restore_package(const Acting& acting, std::uint64_t id,
                                             const base::Patch<base::Date>& limit_on = {},
                                             const base::Patch<base::Date>& since = {});

/// What of the sold package is another than the feed left it; nothing when there is no such package.
std::optional<RecordDifferences> sold_package_differences(const Context& context, std::uint64_t id);
/// Takes the ERP's value of the field again.
base::Result<Written> restore_sold_package_field(const Context& context, std::uint64_t id,
                                                 std::string_view field);

/// A package as the dialog *Adicionar Pacote* offers it, or why it does not (R11).
struct Offer {
  storage::SalePackage package = {};
  std::optional<domain::Refusal> refusal = {};
  std::vector<std::string> warnings = {};
  bool on_service = false;  ///< the service has it already
};
/// Every package of the provider for the service of an internal id, by description; empty when there is no
/// such service. `replaced_id`: a package of the service that would give its place.
std::vector<Offer> list_offers(const Context& context, std::uint64_t service_id,
                               std::uint64_t replaced_id = 0);

/// The status that a sold package or an account shows, derived from its causes.
struct ShownStatus {
  domain::Transmission status = domain::Transmission::removed;
  base::Instant since = {};
  std::string message = {};  ///< pt-BR: why, where there is something to say
  bool transmitted = false;  ///< `transmitir`: the platform is told by us, and the integration is active
};
ShownStatus shown_status(const Context& context, const storage::SoldPackage& sold);
/// Of a customer's accounts, by integration: the first of its packages' (D55). One without any is not in it.
std::map<std::uint32_t, ShownStatus> account_statuses(const Context& context, std::uint64_t customer_id);

/// Takes off what has passed its limit date, for one customer; how many (R10). The entitlement had ended by
/// its date already.
std::uint32_t remove_ended_trials(const Context& context, std::uint64_t customer_id);

}  // namespace operations
