#pragma once
#include <vector>

#include "web/router.h"

namespace web::api {

/// The rows of the ERP API for the route table.
std::vector<Route> routes();

}  // namespace web::api
