#pragma once
#include "operations/services.h"
#include "web/json.h"

namespace web::api {

/// The fields of a `cliente_servico` as a PUT, a customer's PUT and a bulk line send them.
operations::ServicePut service_put_of(JsonReader& body, const base::TimeZone& zone);

/// What stopped nothing: warnings, and the packages a rule left out.
std::vector<std::string> warnings_of(const operations::ServiceWritten& written);

}  // namespace web::api
