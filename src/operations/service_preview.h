#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "operations/courtesies.h"
#include "operations/service_money.h"
#include "operations/service_packages.h"
#include "operations/services.h"

namespace operations {

/// What an act on a service would do to its packages, to what its customer may watch, and to what it costs.
/// Names are for screens.
struct ServicePreview {
  std::vector<std::string> stays = {};    ///< packages that go on
  std::vector<std::string> ends = {};     ///< packages taken off or ending
  std::vector<std::string> returns = {};  ///< packages that had ended with the service
  std::vector<std::string> comes = {};    ///< new packages, with their value or their trial
  std::vector<LeftOut> left_out = {};
  std::vector<std::string> warnings = {};  ///< of a sale (D14)
  std::vector<std::string> loses = {};     ///< products allowed now, and then not: "HBO (NEO)"
  std::vector<std::string> gains = {};
  std::vector<std::string> goes_on =
      {};                    ///< allowed by fewer packages than now: "HBO (NEO), pelo serviço 17712"
  ServiceMoney before = {};  ///< what the service costs now
  ServiceMoney after = {};
};

/// Each carries the act out, looks, and undoes it all: what is announced and what is then done cannot differ.
base::Result<ServicePreview> preview_service(const Context& context, std::uint64_t erp_id,
                                             const ServicePut& put);
base::Result<ServicePreview> preview_courtesy(const Context& context, std::uint64_t erp_id,
                                              const CourtesyGrant& grant);
base::Result<ServicePreview> preview_courtesy_end(const Context& context, std::uint64_t erp_id);
base::Result<ServicePreview> preview_sale(const Context& context, const PackageSale& sale);
/// Of a sold package: editing it, taking it off, and putting it back.
base::Result<ServicePreview> preview_edit(const Context& context, std::uint64_t service_package_id,
                                          const PackageEdit& edit);
base::Result<ServicePreview> preview_removal(const Context& context, std::uint64_t service_package_id);
base::Result<ServicePreview> preview_restoration(const Context& context, std::uint64_t service_package_id,
                                                 const base::Patch<base::Date>& limit_on = {},
                                                 const base::Patch<base::Date>& since = {});

}  // namespace operations
