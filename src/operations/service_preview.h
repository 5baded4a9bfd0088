#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "operations/services.h"

namespace operations {

/// What an act on a service would do to its packages and to what its customer may watch. Names are for
/// screens.
struct ServicePreview {
  std::vector<std::string> stays = {};    ///< packages that go on
  std::vector<std::string> ends = {};     ///< packages taken off or ending
  std::vector<std::string> returns = {};  ///< packages that had ended with the service
  std::vector<std::string> comes = {};    ///< new packages, with their value
  std::vector<LeftOut> left_out = {};
  std::vector<std::string> loses = {};  ///< products allowed now, and then not: "HBO (NEO)"
  std::vector<std::string> gains = {};
  std::vector<std::string> goes_on =
      {};  ///< allowed by fewer packages than now: "HBO (NEO), pelo serviço 17712"
};

/// Each carries the act out, looks, and undoes it all: what is announced and what is then done cannot differ.
base::Result<ServicePreview> preview_service(const Context& context, std::uint64_t erp_id,
                                             const ServicePut& put);
/// Of a sold package: taking it off, and putting it back.
base::Result<ServicePreview> preview_removal(const Context& context, std::uint64_t service_package_id);
base::Result<ServicePreview> preview_restoration(const Context& context, std::uint64_t service_package_id,
                                                 const base::Patch<base::Date>& limit_on = {});

}  // namespace operations
