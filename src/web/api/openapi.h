#pragma once
#include <string_view>

namespace web::api {

/// src/web/api/openapi.json as it stands there, carried in the program.
std::string_view openapi_text();
/// The description of the machine interfaces, OpenAPI 3.1: that text with the platforms there are.
std::string_view openapi_document();

}  // namespace web::api
