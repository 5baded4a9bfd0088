#include "web/api/openapi.h"

#include "web/api/handlers.h"

namespace web::api {

http::Response openapi_get(Context&) {
  http::Response response{.body = std::string(openapi_document())};
  return response.with("Content-Type", "application/json; charset=utf-8")
      .with("Cache-Control", "public, max-age=300");
}

}  // namespace web::api
