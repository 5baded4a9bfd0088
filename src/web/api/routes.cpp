#include "web/api/routes.h"

#include "web/api/handlers.h"

namespace web::api {

namespace {

constexpr auto k_reading = Access::token(Scope::reading);
constexpr auto k_customers = Access::token(Scope::customers);
constexpr auto k_configuration = Access::token(Scope::configuration);

}  // namespace

std::vector<Route> routes() {
  using enum http::Method;
  return {
      {get, "/api/v1/integracao/plataforma/{codigo}", k_configuration, integration_get},
      {put, "/api/v1/integracao/plataforma/{codigo}", k_configuration, integration_put, Body::json},
      {get, "/api/v1/integracao/plataforma/{codigo}/produto/{codigo_produto}", k_configuration, product_get},
      {put, "/api/v1/integracao/plataforma/{codigo}/produto/{codigo_produto}", k_configuration, product_put,
       Body::json},
      {put, "/api/v1/integracao/cliente/{codigo_cliente}", k_customers, customer_put, Body::json},
      {post, "/api/v1/integracao/lote", k_customers, bulk_post, Body::stream},
  };
}

}  // namespace web::api
