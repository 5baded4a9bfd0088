#include "operations/denials.h"

#include <algorithm>
#include <set>

#include "base/text.h"
#include "domain/credential.h"
#include "storage/accounts.h"
#include "storage/checks.h"

namespace operations {

namespace {

using domain::RemovedBy;
using domain::ServiceState;

constexpr std::string_view k_prefix = "urn:tve:";

std::string_view without_prefix(std::string_view code) {
  return code.starts_with(k_prefix) ? code.substr(k_prefix.size()) : code;
}

std::string subscriber_of(const Context& context, const DenialQuestion& question) {
  for (const auto& account : storage::list_accounts_of(context.db, context.provider_id, question.customer_id))
    if (account.integration_id == question.integration_id) return account.subscriber_id;
  return {};
}

std::optional<domain::Entitlement> entitlement_of(storage::Db& db, const std::string& subscriber_id,
                                                  std::uint32_t product_id) {
  const storage::ProductKey key{subscriber_id, product_id};
  const auto checked = storage::find_held_products(db, {&key, 1});
  return checked.rows.empty() ? std::nullopt : std::optional(checked.rows.front().entitlement);
}

bool is_suspended(const storage::Integration& integration, ServiceState state) {
  return state == ServiceState::suspended || (state == ServiceState::partial && integration.partial_suspends);
}

/// Why a package gives nothing now; empty when it gives.
std::string obstacle_of(const Context& context, const storage::Integration& integration,
                        const storage::SoldPackage& sold) {
  const auto& row = sold.row;
  const auto service = "o serviço " + std::to_string(sold.service_external_id);
  if (row.removed_by == RemovedBy::person) return "o pacote foi removido do serviço";
  if (sold.service_state == ServiceState::over) return service + " está encerrado";
  if (row.removed_by == RemovedBy::service) return "o pacote terminou com " + service;
  if (row.limit_on && *row.limit_on <= context.zone.day_of(context.clock.now()))
    return "a data limite passou em " + base::to_br(*row.limit_on);
  if (row.removed_by == RemovedBy::trial) return "a degustação terminou";
  if (!row.activated_at) return service + " ainda não foi habilitado com este pacote";
  if (integration.suspend_enabled && is_suspended(integration, sold.service_state))
    return service + " está suspenso";
  return {};
}

DenialReason reason_of(const Context& context, const storage::Integration& integration,
                       storage::SoldPackage sold) {
  auto says = obstacle_of(context, integration, sold);
  const bool gives = says.empty();
  if (gives)
    says = is_suspended(integration, sold.service_state)
               ? "o serviço " + std::to_string(sold.service_external_id) +
                     " está suspenso, mas a integração não suspende"
               : "dá acesso";
  return {std::move(sold), std::move(says), gives};
}

bool holds(const storage::SoldPackage& sold, std::string_view product_code) {
  const auto codes = base::split(sold.products, ',');
  return std::find(codes.begin(), codes.end(), product_code) != codes.end();
}

std::vector<DenialReason> reasons_of(const Context& context, const storage::Integration& integration,
                                     std::uint64_t customer_id, std::string_view product_code) {
  std::vector<DenialReason> reasons;
  for (auto& sold : storage::list_sold_packages_of_customer(context.db, context.provider_id, customer_id))
    if (sold.integration_id == integration.id && holds(sold, product_code))
      reasons.push_back(reason_of(context, integration, std::move(sold)));
  return reasons;
}

bool answers_denials_with_200(const Context& context, std::uint32_t integration_id) {
  const auto rows = storage::list_integration_parameters(context.db, context.provider_id, integration_id);
  return std::any_of(rows.begin(), rows.end(), [](const auto& row) {
    return row.name == "http_status_negativa" && row.value == "200";
  });
}

}  // namespace

std::optional<Denial> explain_denial(const Context& context, const DenialQuestion& question) {
  auto& db = context.db;
  auto integration = storage::find_integration_by_id(db, context.provider_id, question.integration_id);
  auto customer = storage::find_customer(db, context.provider_id, question.customer_id);
  if (!integration || !customer) return std::nullopt;

  const auto code = without_prefix(question.product_code);
  const auto subscriber = subscriber_of(context, question);
  Denial denial{.integration = std::move(*integration), .customer = std::move(*customer)};
  denial.subscriber_id = base::hex_of(subscriber);
  if (base::is_code(code))
    denial.product = storage::find_product(db, context.provider_id, question.integration_id, code);

  domain::Facts facts{.integration_active = denial.integration.active,
                      .suspend_enabled = denial.integration.suspend_enabled,
                      .partial_suspends = denial.integration.partial_suspends,
                      .subscriber_known = !subscriber.empty(),
                      .product_known = denial.product.has_value()};
  if (facts.subscriber_known && facts.product_known)
    facts.entitlement = entitlement_of(db, subscriber, denial.product->id);
  denial.explanation = domain::explain(facts, context.clock.now());
  denial.reasons = reasons_of(context, denial.integration, question.customer_id, code);
  denial.http_status = answers_denials_with_200(context, question.integration_id)
                           ? 200
                           : domain::http_status_of(denial.explanation.verdict);
  return denial;
}

std::vector<std::uint64_t> find_customers_by_login(const Context& context,
                                                   const storage::Integration& integration,
                                                   const std::string& login) {
  const auto source = domain::credential_source_from(integration.credential_source).value();
  const auto normalised = domain::normalise_login(source, login);
  if (normalised.empty()) return {};
  const storage::LoginKey key{integration.id, integration.credential_generation,
                              context.keyring.login_key(normalised)};
  std::set<std::uint64_t> customers;
  for (const auto& row : storage::find_logins(context.db, {&key, 1}).rows) customers.insert(row.customer_id);
  return {customers.begin(), customers.end()};
}

}  // namespace operations
