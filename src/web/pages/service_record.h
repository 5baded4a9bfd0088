#pragma once
#include <optional>

#include "storage/customers.h"
#include "storage/plans.h"
#include "storage/services.h"
#include "web/context.h"

namespace web {

/// A service with its holder and its plan, as its pages show them.
struct ServiceRecord {
  domain::Service service = {};
  domain::Customer customer = {};
  domain::Plan plan = {};
};

/// The one that the path's {id} names; nothing when there is none.
std::optional<ServiceRecord> find_service_record(const Context& context);

}  // namespace web
