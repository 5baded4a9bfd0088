#include "web/pages/service_record.h"

namespace web {

std::optional<ServiceRecord> find_service_record(const Context& context) {
  auto service = storage::find_service(context.tenant(), context.id());
  if (!service) return std::nullopt;
  auto customer = storage::find_customer(context.tenant(), service->customer_id);
  auto plan = storage::find_plan_by_id(context.tenant(), service->plan_id);
  if (!customer || !plan) return std::nullopt;
  return ServiceRecord{std::move(*service), std::move(*customer), std::move(*plan)};
}

}  // namespace web
