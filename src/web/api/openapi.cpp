#include "web/api/openapi.h"

#include <stdexcept>
#include <string>

#include "platforms/platform.h"
#include "web/api/handlers.h"

namespace web::api {

namespace {

std::string with_platforms(std::string text) {
  constexpr std::string_view k_place = "\"{plataformas}\"";
  const auto at = text.find(k_place);
  if (at == std::string::npos) throw std::logic_error("openapi.json has no place for the platforms");
  std::string keys;
  for (const auto* platform : platforms::all())
    keys += (keys.empty() ? "\"" : ", \"") + std::string(platform->key) + '"';
  return text.replace(at, k_place.size(), keys);
}

}  // namespace

std::string_view openapi_document() {
  static const auto k_document = with_platforms(std::string(openapi_text()));
  return k_document;
}

http::Response openapi_get(Context&) {
  http::Response response{.body = std::string(openapi_document())};
  return response.with("Content-Type", "application/json; charset=utf-8")
      .with("Cache-Control", "public, max-age=300");
}

}  // namespace web::api
