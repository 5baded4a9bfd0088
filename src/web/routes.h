#pragma once
#include <span>

#include "web/router.h"

namespace web {

/// Every page and machine interface of the product, from top to bottom: method, path, who may, handler.
std::span<const Route> routes();

}  // namespace web
