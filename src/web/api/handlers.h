#pragma once
#include "web/context.h"

/// The calls of the ERP API, `/api/v1/integracao/…` (CONTRACTS §1).
namespace web::api {

http::Response integration_get(Context& context);
http::Response integration_put(Context& context);
http::Response product_get(Context& context);
http::Response product_put(Context& context);
http::Response package_get(Context& context);
http::Response package_put(Context& context);
http::Response plan_get(Context& context);
http::Response plan_put(Context& context);
http::Response customer_put(Context& context);
http::Response customer_list(Context& context);
http::Response service_put(Context& context);
http::Response service_status_patch(Context& context);
http::Response service_courtesy_post(Context& context);
http::Response service_courtesy_delete(Context& context);
http::Response service_package_post(Context& context);
http::Response service_package_put(Context& context);
http::Response service_package_delete(Context& context);
http::Response service_package_restore(Context& context);
http::Response service_package_list(Context& context);
http::Response charge_list(Context& context);
http::Response account_list(Context& context);
http::Response account_transmit(Context& context);
http::Response account_password(Context& context);
http::Response account_activation(Context& context);
http::Response account_remake(Context& context);
http::Response account_email(Context& context);
http::Response account_adopt(Context& context);
http::Response account_part(Context& context);
http::Response integration_pause(Context& context);
http::Response integration_resume(Context& context);
http::Response integration_empty(Context& context);
http::Response integration_keep(Context& context);
http::Response integration_transmit(Context& context);
http::Response integration_synchronise(Context& context);
http::Response bulk_post(Context& context);
http::Response openapi_get(Context& context);

}  // namespace web::api
