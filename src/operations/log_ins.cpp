#include "operations/log_ins.h"

#include <algorithm>
#include <set>

#include "storage/checks.h"
#include "storage/entitlements.h"

namespace operations {

namespace {

std::vector<std::uint64_t> holders_of(const Context& context, const storage::CheckedIntegration& integration,
                                      const std::string& login_key) {
  const storage::LoginKey key{integration.id, integration.generation, login_key};
  std::set<std::uint64_t> customers;
  for (const auto& row : storage::find_logins(context.tenant.db, {&key, 1}).rows)
    customers.insert(row.customer_id);
  return {customers.begin(), customers.end()};
}

}  // namespace

std::string log_in_field(domain::CredentialSource source, const domain::Customer& customer,
                         const domain::Service& service) {
  using enum domain::CredentialSource;
  switch (source) {
    case login_autenticacao:
      return service.login.value_or("");
    case codigo_cliente:
      return customer.code;
    case cpf_cnpj:
      return customer.document.value_or("");
    case email:
      return customer.email.value_or("");
    case telefone:
      return customer.phone.value_or("");
    case id_cliente_servico:
      return std::to_string(service.erp_id);
  }
  return {};
}

std::vector<LogIn> list_log_ins(const Context& context, const storage::CheckedIntegration& integration,
                                const domain::Customer& customer) {
  std::vector<LogIn> log_ins;
  const auto services = storage::list_services_of(context.tenant, customer.id);
  for (const auto& row : storage::list_credentials(context.tenant, {&customer.id, 1})) {
    if (row.integration_id != integration.id || row.generation != integration.generation) continue;
    const auto service = std::find_if(services.begin(), services.end(),
                                      [&](const auto& each) { return each.id == row.service_id; });
    if (service == services.end()) continue;
    auto others = holders_of(context, integration, row.login_key);
    std::erase(others, customer.id);
    log_ins.push_back({service->id, service->erp_id, log_in_field(integration.source, customer, *service),
                       row.login_key, std::move(others)});
  }
  return log_ins;
}

std::vector<std::uint64_t> find_customers_by_login(const Context& context,
                                                   const storage::CheckedIntegration& integration,
                                                   const std::string& login) {
  const auto normalised = domain::normalise_login(integration.source, login);
  if (normalised.empty()) return {};
  return holders_of(context, integration, context.keyring.login_key(normalised));
}

}  // namespace operations
