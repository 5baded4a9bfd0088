#pragma once
#include "web/context.h"

/// The calls of the ERP API, `/api/v1/integracao/…` (CONTRACTS §1).
namespace web::api {

http::Response integration_get(Context& context);
http::Response integration_put(Context& context);
http::Response product_get(Context& context);
http::Response product_put(Context& context);
http::Response customer_put(Context& context);
http::Response bulk_post(Context& context);

}  // namespace web::api
