#pragma once
#include <string_view>

namespace web::api {

/// The description of the machine interfaces, OpenAPI 3.1: src/web/api/openapi.json, carried in the program.
std::string_view openapi_document();

}  // namespace web::api
