#include "web/pages/trail.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "base/text.h"
#include "storage/customers.h"
#include "storage/integrations.h"
#include "storage/packages.h"
#include "storage/plans.h"
#include "storage/products.h"
#include "storage/service_packages.h"
#include "storage/services.h"
#include "storage/users.h"
#include "web/pages/account_page.h"
#include "web/pages/customer_page.h"

namespace web {

namespace {

/// Pages of an integration that lie behind its transmissions.
constexpr std::array<std::string_view, 6> k_of_transmissions{
    "transmissoes", "retidas", "pausar", "retomar", "remover-contas", "manter-contas"};

/// "/servicos/7/pacotes/9/remover", step by step.
class Address {
 public:
  explicit Address(std::string_view path) : parts_(base::split(path.substr(1), '/')) {}

  std::string_view part(std::size_t place) const {
    return place < parts_.size() ? parts_[place] : std::string_view();
  }
  /// 0: none.
  std::uint64_t number(std::size_t place) const {
    const auto text = part(place);
    std::uint64_t value = 0;
    std::from_chars(text.data(), text.data() + text.size(), value);
    return value;
  }
  std::uint32_t id() const { return static_cast<std::uint32_t>(number(1)); }
  /// Of the record that the first two parts name.
  std::string record() const { return "/" + std::string(part(0)) + "/" + std::string(part(1)); }

 private:
  std::vector<std::string_view> parts_;
};

void lead_to_customer(Page& page, const Context& context, std::uint64_t id) {
  if (const auto customer = storage::find_customer(context.tenant(), id))
    page.under(customer_title(*customer), customer_path(id));
}

void lead_to_service(Page& page, const Context& context, const Address& address) {
  const auto service = storage::find_service(context.tenant(), address.number(1));
  if (!service) return;
  lead_to_customer(page, context, service->customer_id);
  page.under("Serviço " + std::to_string(service->erp_id), service_path(service->id));
  if (address.part(2) != "pacotes") return;
  const auto list = service_path(service->id) + "/pacotes";
  page.under("Pacotes", list);
  if (const auto sold = storage::find_service_package(context.tenant(), address.number(3)))
    page.under(sold->description, list + "/" + std::to_string(sold->id));
}

void lead_to_integration(Page& page, const Context& context, const Address& address) {
  const auto integration = storage::find_integration_by_id(context.tenant(), address.id());
  if (!integration) return;
  const auto path = address.record();
  page.under(integration->description, path);
  if (std::ranges::count(k_of_transmissions, address.part(2)) > 0)
    page.under("Transmissões", path + "/transmissoes");
  if (address.part(2) != "produtos") return;
  page.under("Produtos", path + "/produtos");
  const auto product =
      storage::find_product_by_id(context.tenant(), static_cast<std::uint32_t>(address.number(3)));
  if (product) page.under(product->name, path + "/produtos/" + std::to_string(product->id));
}

/// A record that belongs to no other.
void lead_to_own(Page& page, const Context& context, const Address& address) {
  const auto under = [&](const auto& found, auto member) {
    if (found) page.under((*found).*member, address.record());
  };
  const auto root = address.part(0);
  if (root == "pacotes")
    under(storage::find_package_by_id(context.tenant(), address.id()), &domain::Package::description);
  if (root == "planos")
    under(storage::find_plan_by_id(context.tenant(), address.id()), &domain::Plan::description);
  if (root == "usuarios") under(storage::find_user(context.tenant(), address.id()), &storage::User::name);
}

}  // namespace

void lead_to_customer_of(Page& page, const storage::TransmissionLine& account) {
  page.under(customer_title({.code = account.customer_code, .name = account.customer_name}),
             customer_path(account.account.customer_id));
}

void lead_to(Page& page, const storage::TransmissionLine& account) {
  lead_to_customer_of(page, account);
  page.under("Conta em " + account.integration, account_path(account.account.id));
}

void lead_along(Page& page, const Context& context) {
  const Address address(context.request.path);
  const auto root = address.part(0);
  if (address.number(1) == 0) return;
  if (root == "clientes") return lead_to_customer(page, context, address.number(1));
  if (root == "servicos") return lead_to_service(page, context, address);
  if (root == "plataformas") return lead_to_integration(page, context, address);
  if (root != "contas") return lead_to_own(page, context, address);
  const auto account =
      storage::find_transmission(context.tenant(), address.number(1), context.house.clock.now());
  if (account) lead_to(page, *account);
}

}  // namespace web
