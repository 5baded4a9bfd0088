#include "web/pages/cures.h"

#include <algorithm>

#include "storage/products.h"
#include "web/page.h"
#include "web/pages/account_page.h"
#include "web/pages/customer_page.h"
#include "web/pages/denial_page.h"

namespace web {

namespace {

using domain::RemovedBy;
using domain::ServiceState;
using domain::Verdict;
using operations::IntegrationVerdicts;
using operations::LogInState;

std::string package_path(const operations::DenialReason& reason) {
  return service_path(reason.service.id) + "/pacotes/" + std::to_string(reason.sold.row.id);
}

/// One that is over comes back by a status that somebody chooses; any other is to be enabled.
Cure change_status(const domain::Service& service) {
  const auto path = service_path(service.id) + "/status";
  if (service.state == ServiceState::over) return {"Alterar status", path, "toggle-on"};
  return {"Habilitar", path + "?para=servico_habilitado", "toggle-on"};
}

Cure grant_courtesy(const domain::Service& service) {
  return {"Liberar até", service_path(service.id) + "/liberar", "unlock"};
}

}  // namespace

Cures::Cures(const Context& context, const domain::Customer& customer,
             const operations::CustomerVerdicts& verdicts)
    : context_(context), customer_(customer), verdicts_(verdicts) {
  for (const auto& content : storage::list_contents_on_sale(context.tenant()))
    on_sale_.emplace(content.product_id, content.package_id);
}

/// Those that the person may carry out: by the route that does it, not by the page that asks.
std::vector<Cure> Cures::usable(std::vector<Cure> cures) const {
  std::erase_if(cures, [&](const Cure& cure) {
    const bool only_read =
        cure.href.starts_with("/conflitos-de-login") || cure.href.starts_with(k_account_root);
    return !may_use(context_, only_read ? http::Method::get : http::Method::post, cure.href);
  });
  return cures;
}

const domain::Service* Cures::service_to_sell_on() const {
  const domain::Service* best = nullptr;
  for (const auto& service : verdicts_.services) {
    if (service.state == ServiceState::over) continue;
    if (best == nullptr || (best->state != ServiceState::enabled && service.state == ServiceState::enabled))
      best = &service;
  }
  return best;
}

/// The only package with the product is asked about already; of several one is chosen.
Cure Cures::sell(std::uint32_t product_id) const {
  const auto* service = service_to_sell_on();
  if (service == nullptr)
    return {"Adicionar Serviço", customer_path(customer_.id) + "/servicos/novo", "plus-lg"};
  auto href = service_path(service->id) + "/pacotes/novo";
  if (on_sale_.count(product_id) == 1)
    href += "?pacote=" + std::to_string(on_sale_.find(product_id)->second) + "&vender=1";
  return {"Vender", std::move(href), "plus-lg"};
}

Cure Cures::mend_log_in(const IntegrationVerdicts& integration) const {
  using enum domain::CredentialSource;
  const auto* service = service_to_sell_on();
  const bool of_service =
      integration.source == login_autenticacao || integration.source == id_cliente_servico;
  const auto id = !integration.log_ins.empty() ? integration.log_ins.front().service_id
                  : service != nullptr         ? service->id
                                               : 0;
  return {"Corrigir login",
          of_service && id != 0 ? service_path(id) : customer_path(customer_.id) + "/editar", "pencil"};
}

Cure Cures::try_password(std::uint32_t integration_id) const {
  return {"Testar senha",
          denial_path(customer_.id) + "&integracao=" + std::to_string(integration_id) + "#testar", "key"};
}

std::vector<Cure> Cures::of_package(const operations::DenialReason& reason, std::uint32_t product_id) const {
  const Cure restore{"Restaurar", package_path(reason) + "/restaurar", "arrow-repeat"};
  if (reason.service.state == ServiceState::over)
    return service_to_sell_on() == nullptr ? std::vector<Cure>{change_status(reason.service)}
                                           : std::vector<Cure>{sell(product_id)};
  const auto& row = reason.sold.row;
  const bool gone = row.removed_by != RemovedBy::nobody || reason.verdict == Verdict::degustacao_vencida;
  if (gone) return {restore};
  // Against a debt the ERP's status stays what it is (D31, D41); changing it comes second.
  if (reason.verdict == Verdict::suspenso)
    return {grant_courtesy(reason.service), change_status(reason.service)};
  return {change_status(reason.service)};
}

std::vector<Cure> Cures::of_verdict(const IntegrationVerdicts& integration,
                                    const operations::ProductVerdict& product) const {
  if (product.verdict == Verdict::liberado) return {};
  if (product.verdict == Verdict::integracao_inativa)
    return {{"Ativar integração", "/plataformas/" + std::to_string(integration.integration.id) + "/ativar",
             "toggle-on"}};
  if (!product.deciding) return {sell(product.product.id)};
  return of_package(*product.deciding, product.product.id);
}

std::vector<Cure> Cures::of(const IntegrationVerdicts& integration,
                            const operations::ProductVerdict& product) const {
  auto cures = of_verdict(integration, product);
  if (product.lag && integration.account_id != 0)
    cures.push_back({"Ver conta", account_path(integration.account_id), "broadcast"});
  return usable(std::move(cures));
}

std::vector<Cure> Cures::of_log_in(const IntegrationVerdicts& integration) const {
  if (integration.log_in == LogInState::good) return {};
  if (integration.log_in == LogInState::none) return usable({mend_log_in(integration)});
  std::vector<Cure> cures{{"Ver conflito",
                           "/conflitos-de-login?integracao=" + std::to_string(integration.integration.id),
                           "people"}};
  if (integration.log_in == LogInState::depends) cures.push_back(try_password(integration.integration.id));
  return usable(std::move(cures));
}

std::vector<Cure> Cures::of_attempt(const IntegrationVerdicts& integration) const {
  return usable({try_password(integration.integration.id), mend_log_in(integration)});
}

void fill_cures(View view, const std::vector<Cure>& cures) {
  for (const auto& cure : cures)
    view.each("CURE").set("LABEL", cure.label).set("HREF", cure.href).set("ICON", cure.icon);
}

}  // namespace web
