#pragma once
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
#include "storage/integrations.h"
#include "storage/packages.h"

namespace operations {

/// Rows of a composition, compared in their order.
template <>
struct FeedCodec<std::vector<domain::CompositionPart>> {
  static std::string text(const std::vector<domain::CompositionPart>& rows);
  static std::vector<domain::CompositionPart> value(const std::string& text);
  static std::string words(const std::string& text, const Voice& voice);
};

/// The fields of a package that may be written; wire names in CONTRACTS §1.
struct PackagePut {
  base::Patch<std::string> description = {};
  base::Patch<base::Cents> value = {};
  base::Patch<bool> active = {};
  base::Patch<std::string> regulatory_class = {};       ///< classe_regulatoria, one of regulatory_classes()
  base::Patch<std::string> integration = {};            ///< plataforma: a code; cleared = none (D12)
  base::Patch<std::vector<std::string>> products = {};  ///< codes within the integration, at least one
  /// Rows whose sum is the value; none = not itemised.
  base::Patch<std::vector<domain::CompositionPart>> composition = {};
};

/// Creates or changes the package of a code; an empty code makes one from the description (creating only).
/// New products or another integration of a package in use commit with a job `recalcular_pacote` about the
/// package.
base::Result<Written> put_package(const Acting& acting, std::string_view code, PackagePut put,
                                  Expect expect = Expect::either);

/// Inactive = no longer sold; whoever has it keeps it (D3).
base::Result<Written> set_package_active(const Context& context, std::string_view code, bool active);

/// What of the package is another than the feed left it; nothing when there is no such package.
std::optional<RecordDifferences> package_differences(const Context& context, std::uint64_t id);
/// Takes the ERP's value of the field again.
base::Result<Written> restore_package_field(const Context& context, std::uint64_t id, std::string_view field);

/// The classes of the tab DICI.
const std::vector<std::string_view>& regulatory_classes();

/// A package with all that its page shows.
struct PackageView {
  domain::Package package = {};
  std::optional<domain::Integration> integration = {};
  std::vector<domain::Product> products = {};
  std::vector<domain::CompositionPart> composition = {};
};
std::optional<PackageView> find_package(const Context& context, std::string_view code);
std::optional<PackageView> find_package_by_id(const Context& context, std::uint32_t id);

}  // namespace operations
