#include "operations/package_offers.h"

#include <algorithm>

#include "operations/package_dates.h"
#include "storage/customers.h"

namespace operations {

using storage::SalePackage;

std::vector<std::string> sale_warnings(const Context& context, const domain::Customer& customer,
                                       const SalePackage& package, RegistryGaps& gaps,
                                       const Prospect& prospect) {
  std::vector<std::string> warnings;
  const auto missing = gaps.of(package, prospect);
  if (!missing.empty())
    warnings.push_back("Cadastro incompleto: falta " + missing +
                       ". O pacote fica em pendência de cadastro e segue sozinho "
                       "quando o cadastro for completado.");
  const auto held =
      storage::list_held_products(context.tenant, customer.id, today_of(context), prospect.replaced_id);
  const bool again = std::any_of(
      package.product_ids.begin(), package.product_ids.end(),
      [&](std::uint32_t product) { return std::binary_search(held.begin(), held.end(), product); });
  if (again)
    warnings.push_back("O cliente já tem um produto deste pacote: é uma conta só, cobrada duas vezes.");
  return warnings;
}

namespace {

std::vector<std::string> again_warnings(const Context& context, const domain::Service& service,
                                        const SalePackage& package,
                                        const std::vector<domain::ServicePackage>& rows,
                                        std::uint64_t except_id) {
  const auto there = std::ranges::find_if(rows, [&](const auto& row) {
    return row.package_id == package.id && row.id != except_id && is_on_service(context, row);
  });
  if (there == rows.end()) return {};
  return {"O serviço " + std::to_string(service.erp_id) + " já tem o pacote " + package.description +
          " (id_cliente_servico_pacote " + std::to_string(there->id) + ", " +
          base::money_br(there->value_cents) + " por mês): vendido de novo, é cobrado duas vezes."};
}

}  // namespace

std::vector<std::string> again_warnings(const Context& context, const domain::Service& service,
                                        const SalePackage& package, std::uint64_t except_id) {
  return again_warnings(context, service, package,
                        storage::list_service_packages_of(context.tenant, service.id), except_id);
}

std::vector<Offer> list_offers(const Context& context, std::uint64_t service_id, std::uint64_t replaced_id) {
  const auto service = storage::find_service(context.tenant, service_id);
  if (!service) return {};
  const auto plan = storage::find_sale_plan(context.tenant, service->plan_id).value();
  const auto customer = storage::find_customer(context.tenant, service->customer_id).value();
  std::vector<Offer> offers;
  const auto packages = storage::list_sale_packages(context.tenant, plan.id);
  RegistryGaps gaps(context, customer, packages);
  const Prospect prospect{.service_id = service_id, .replaced_id = replaced_id};
  const auto rows = storage::list_service_packages_of(context.tenant, service_id);
  for (const auto& package : packages) {
    Offer offer{.package = package,
                .refusal = refusal_of(context, *service, plan, package, {&replaced_id, 1}),
                .warnings = sale_warnings(context, customer, package, gaps, prospect)};
    for (auto& again : again_warnings(context, *service, package, rows, replaced_id)) {
      offer.on_service = true;
      offer.warnings.push_back(std::move(again));
    }
    offers.push_back(std::move(offer));
  }
  return offers;
}

}  // namespace operations
