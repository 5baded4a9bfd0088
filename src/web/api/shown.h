#pragma once
#include "base/clock.h"
#include "storage/customers.h"
#include "web/json.h"

/// The records as the API shows them: the members of their objects.
namespace web::api {

void write_customer_fields(JsonWriter& out, const base::TimeZone& zone, const storage::Customer& customer);

}  // namespace web::api
