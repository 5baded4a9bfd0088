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
      {get, "/api/v1/integracao/pacote_catalogo/{codigo}", k_configuration, package_get},
      {put, "/api/v1/integracao/pacote_catalogo/{codigo}", k_configuration, package_put, Body::json},
      {get, "/api/v1/integracao/plano/{codigo}", k_reading, plan_get},
      {put, "/api/v1/integracao/plano/{codigo}", k_customers, plan_put, Body::json},
      {get, "/api/v1/integracao/cliente", k_reading, customer_list},
      {put, "/api/v1/integracao/cliente/{codigo_cliente}", k_customers, customer_put, Body::json},
      {put, "/api/v1/integracao/cliente_servico/{id_cliente_servico:int}", k_customers, service_put,
       Body::json},
      {patch, "/api/v1/integracao/cliente_servico/{id_cliente_servico:int}/status", k_customers,
       service_status_patch, Body::json},
      {post, "/api/v1/integracao/cliente_servico/{id_cliente_servico:int}/cortesia", k_customers,
       service_courtesy_post, Body::json},
      {del, "/api/v1/integracao/cliente_servico/{id_cliente_servico:int}/cortesia", k_customers,
       service_courtesy_delete, Body::json},
      {get, "/api/v1/integracao/pacote/consultar", k_reading, service_package_list},
      {post, "/api/v1/integracao/pacote", k_customers, service_package_post, Body::json},
      {put, "/api/v1/integracao/pacote/{id_cliente_servico_pacote:int}", k_customers, service_package_put,
       Body::json},
      {del, "/api/v1/integracao/pacote/{id_cliente_servico_pacote:int}", k_customers, service_package_delete,
       Body::json},
      {patch, "/api/v1/integracao/pacote/ativar/{id_cliente_servico_pacote:int}", k_customers,
       service_package_restore, Body::json},
      {post, "/api/v1/integracao/lote", k_customers, bulk_post, Body::stream},
      {get, "/api/v1/integracao/cobranca", k_reading, charge_list},
      {get, "/api/v1/integracao/conta", k_reading, account_list},
      {post, "/api/v1/integracao/conta/{subscriber_id}/transmitir", k_customers, account_transmit,
       Body::json},
      {post, "/api/v1/integracao/conta/{subscriber_id}/senha", k_customers, account_password, Body::json},
      {post, "/api/v1/integracao/conta/{subscriber_id}/ativacao", k_customers, account_activation,
       Body::json},
      {post, "/api/v1/integracao/conta/{subscriber_id}/recriar", k_customers, account_remake, Body::json},
      {post, "/api/v1/integracao/conta/{subscriber_id}/email", k_customers, account_email, Body::json},
      {post, "/api/v1/integracao/conta/{subscriber_id}/adotar", k_configuration, account_adopt, Body::json},
      {post, "/api/v1/integracao/conta/{subscriber_id}/separar", k_customers, account_part, Body::json},
      {post, "/api/v1/integracao/plataforma/{codigo}/pausar", k_configuration, integration_pause, Body::json},
      {post, "/api/v1/integracao/plataforma/{codigo}/retomar", k_configuration, integration_resume,
       Body::json},
      {post, "/api/v1/integracao/plataforma/{codigo}/transmitir", k_configuration, integration_transmit,
       Body::json},
      {post, "/api/v1/integracao/plataforma/{codigo}/sincronizar", k_configuration, integration_synchronise,
       Body::json},
      {post, "/api/v1/integracao/plataforma/{codigo}/remover_contas", k_configuration, integration_empty,
       Body::json},
      {post, "/api/v1/integracao/plataforma/{codigo}/manter_contas", k_configuration, integration_keep,
       Body::json},
      {get, "/api/openapi.json", Access::anyone(), openapi_get},
  };
}

}  // namespace web::api
