#pragma once
#include <string>
#include <vector>

#include "operations/services.h"

namespace operations {

/// What an act on a service would do to its packages and to what its customer may see. Names are for screens.
struct ServicePreview {
  std::vector<std::string> stays = {};    ///< packages that go on
  std::vector<std::string> ends = {};     ///< packages taken off or ending
  std::vector<std::string> returns = {};  ///< packages that had ended with the service
  std::vector<std::string> comes = {};    ///< new packages, with their value
  std::vector<LeftOut> left_out = {};
  std::vector<std::string> loses = {};  ///< products the customer has access to, and then not
  std::vector<std::string> gains = {};
};

/// Carries the PUT out, looks, and undoes it all: so what is announced and what is then done cannot differ.
base::Result<ServicePreview> preview_service(const Context& context, std::uint64_t external_id,
                                             const ServicePut& put, Writer writer);

/// The same for taking a sold package off, and for putting one back.
base::Result<ServicePreview> preview_removal(const Context& context, std::uint64_t service_package_id);
base::Result<ServicePreview> preview_restoration(const Context& context, std::uint64_t service_package_id);

}  // namespace operations
