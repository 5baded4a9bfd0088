#include "support/shop.h"

#include <boost/test/unit_test.hpp>

#include "base/text.h"
#include "operations/verify.h"
#include "storage/accounts.h"
#include "storage/entitlements.h"
#include "storage/integrations.h"
#include "storage/products.h"
#include "storage/sold_packages.h"

namespace test {

Shop::Shop() { customer_id = customer("C1"); }

std::uint32_t Shop::integration(const std::string& code, const std::string& gateway) {
  return storage::insert_integration(tenant(), {.code = code,
                                                .gateway = gateway,
                                                .description = "Integração " + code,
                                                .created_at = clock.now(),
                                                .updated_at = clock.now()});
}

std::uint32_t Shop::product(std::uint32_t integration_id, const std::string& code) {
  const auto id = storage::insert_product(tenant(), {.integration_id = integration_id,
                                                     .code = code,
                                                     .name = code,
                                                     .created_at = clock.now(),
                                                     .updated_at = clock.now()});
  storage::raise_config_version(db);  // as every change of a product does
  return id;
}

std::uint32_t Shop::package(const std::string& code, std::optional<std::uint32_t> integration_id,
                            const std::vector<std::uint32_t>& products) {
  const auto id = static_cast<std::uint32_t>(db.insert(
      "INSERT INTO package (provider_id, code, description, value_cents, integration_id, created_at, "
      "updated_at)"
      " VALUES (?, ?, ?, 1990, ?, ?, ?)",
      {provider_id, code, "Pacote " + code, integration_id, clock.now(), clock.now()}));
  for (const auto product : products)
    db.execute("INSERT INTO package_product (package_id, product_id) VALUES (?, ?)", {id, product});
  return id;
}

std::uint32_t Shop::plan(const std::string& code, const std::vector<PlanRow>& packages, bool locks) {
  const auto id = static_cast<std::uint32_t>(db.insert(
      "INSERT INTO plan (provider_id, code, description, value_cents, lock_packages, created_at, updated_at)"
      " VALUES (?, ?, ?, 9990, ?, ?, ?)",
      {provider_id, code, "Plano " + code, locks, clock.now(), clock.now()}));
  for (const auto& row : packages)
    db.execute("INSERT INTO plan_package (plan_id, package_id, required, trial_days) VALUES (?, ?, ?, ?)",
               {id, row.package_id, row.required, row.trial_days});
  return id;
}

std::uint64_t Shop::customer(const std::string& code) {
  operations::CustomerPut put;
  put.name = "Cliente " + code;
  return operations::put_customer(feed(), code, put)->id;
}

operations::ServiceWritten Shop::put(std::uint64_t erp_id, const operations::ServicePut& put) {
  auto written = operations::put_service(feed(), erp_id, put);
  if (!written) {
    std::string why = written.error().message;
    for (const auto& item : written.error().errors.items()) why += " " + item.field + ": " + item.message;
    BOOST_FAIL(why);
  }
  return *written;
}

operations::ServiceWritten Shop::sell(std::uint64_t erp_id, const std::string& plan,
                                      const std::string& status) {
  operations::ServicePut service;
  service.customer_code = std::string("C1");
  service.plan = plan;
  service.status_prefix = status;
  service.login = "login" + std::to_string(erp_id);
  service.password = "senha" + std::to_string(erp_id);
  return put(erp_id, service);
}

operations::ServiceWritten Shop::status(std::uint64_t erp_id, const std::string& prefix) {
  const auto written = operations::set_service_status(feed(), erp_id, prefix);
  BOOST_REQUIRE(written.ok());
  return *written;
}

std::uint64_t Shop::add(std::uint64_t erp_id, const std::string& package_code) {
  const auto written = operations::add_package(
      context(), {.service_erp_id = erp_id, .package_code = package_code, .again = true});
  BOOST_REQUIRE_MESSAGE(written.ok(), (written.ok() ? "" : written.error().message));
  return written->id;
}

std::string Shop::refused(std::uint64_t erp_id, const std::string& package_code) {
  const auto written =
      operations::add_package(context(), {.service_erp_id = erp_id, .package_code = package_code});
  return written.ok() ? "" : written.error().code;
}

std::string Shop::verdict(std::uint32_t product_id) {
  const auto now = clock.now();
  for (const auto& row : storage::list_entitlements(tenant(), {&customer_id, 1})) {
    if (row.product_id != product_id) continue;
    const auto& e = row.entitlement;
    if (now < e.active_until) return "liberado";
    if (now < e.held_until) return "suspenso";
    return e.ended_by == domain::EndedBy::limit ? "degustacao_vencida" : "cancelado";
  }
  return "sem_produto";
}

std::string Shop::subscriber(std::uint32_t integration_id) {
  for (const auto& account : storage::list_accounts_of(tenant(), {&customer_id, 1}))
    if (account.integration_id == integration_id) return base::hex_of(account.subscriber_id);
  return "";
}

std::int64_t Shop::logins(std::uint32_t integration_id) {
  return count("SELECT COUNT(*) AS n FROM credential WHERE integration_id = ? AND customer_id = ?",
               {integration_id, customer_id});
}

std::vector<std::string> Shop::packages_on(std::uint64_t erp_id) {
  const auto service = storage::find_service_by_erp_id(tenant(), erp_id);
  BOOST_REQUIRE(service.has_value());
  std::vector<std::string> codes;
  for (const auto& sold : storage::list_sold_packages_of_service(tenant(), service->id))
    if (sold.row.removed_by == domain::RemovedBy::nobody) codes.push_back(sold.package_code);
  return codes;
}

bool Shop::in_step() {
  const auto drift = operations::verify(context());
  for (const auto& example : drift.examples) BOOST_TEST_MESSAGE(example);
  return drift.drifted == 0 && drift.pending == 0;
}

}  // namespace test
