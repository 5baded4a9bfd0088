#include "operations/denials.h"

#include <algorithm>
#include <set>

#include "base/text.h"
#include "domain/answer.h"
#include "domain/status.h"
#include "operations/justifications.h"
#include "storage/accounts.h"
#include "storage/checks.h"

namespace operations {

namespace {

using domain::RemovedBy;
using domain::Verdict;

std::string subscriber_of(const Context& context, const DenialQuestion& question) {
  for (const auto& account : storage::list_accounts_of(context.tenant, {&question.customer_id, 1}))
    if (account.integration_id == question.integration_id) return account.subscriber_id;
  return {};
}

std::optional<domain::Entitlement> entitlement_of(storage::Db& db, const std::string& subscriber_id,
                                                  std::uint32_t product_id) {
  for (const auto& row : storage::find_held_products(db, {&subscriber_id, 1}).rows)
    if (row.product_id == product_id) return row.entitlement;
  return std::nullopt;
}

std::string name_of(const domain::Service& service) { return "o serviço " + std::to_string(service.erp_id); }

std::string status_of(const domain::Service& service) {
  const auto* status = domain::find_status(service.status_prefix);
  if (status == nullptr) return name_of(service) + " está " + service.status_prefix;
  const auto text = name_of(service) + " está " + std::string(status->label);
  // A *not yet* status leaves the state in force that the service had before (D1).
  return status->state == domain::ServiceState::not_yet ? text + " e segue suspenso como antes" : text;
}

/// Why a package of no entitlement has none.
std::string why_nothing(const DenialReason& reason) {
  if (reason.sold.row.removed_by == RemovedBy::person) return "o pacote foi removido do serviço";
  return name_of(reason.service) + " ainda não foi habilitado com este pacote";
}

/// The day on which a trial ended: its date, or its removal where that came first or the date was changed
/// since.
std::string end_day(const domain::ServicePackage& row, const base::TimeZone& zone) {
  auto day = row.limit_on;
  if (row.removed_at && (!day || *day > zone.day_of(*row.removed_at))) day = zone.day_of(*row.removed_at);
  return day ? base::to_br(*day) : "data desconhecida";
}

std::string words_of(const DenialReason& reason, const base::TimeZone& zone) {
  const auto& row = reason.sold.row;
  switch (reason.verdict) {
    case Verdict::sem_produto:
      return why_nothing(reason);
    case Verdict::cancelado:
      return row.removed_by == RemovedBy::service && reason.service.state != domain::ServiceState::over
                 ? "o pacote terminou com o serviço"
                 : status_of(reason.service);
    case Verdict::degustacao_vencida:
      return std::string(row.trial_days ? "a degustação terminou em " : "a data limite passou em ") +
             end_day(row, zone);
    case Verdict::suspenso:
      return status_of(reason.service);
    default:
      return reason.service.state == domain::ServiceState::enabled
                 ? "dá acesso"
                 : "dá acesso: " + status_of(reason.service) + ", mas a integração não suspende por isso";
  }
}

/// The packages with the product, those that no longer hold it included, each judged alone.
std::vector<DenialReason> reasons_of(const Context& context, const Denial& denial,
                                     const domain::Facts& facts) {
  std::vector<DenialReason> reasons;
  if (!denial.product) return reasons;
  std::set<std::uint32_t> packages;
  for (const auto& package : storage::list_packages_with(context.tenant, denial.product->id))
    packages.insert(package.id);
  const auto services = storage::list_services_of(context.tenant, denial.customer.id);
  for (auto& sold : storage::list_sold_packages_of_customer(context.tenant, denial.customer.id)) {
    const auto service = std::find_if(services.begin(), services.end(),
                                      [&](const auto& each) { return each.id == sold.row.service_id; });
    if (!packages.contains(sold.row.package_id) || service == services.end()) continue;
    const auto alone = verdict_alone(justification_of(sold, context.zone), facts, context.clock.now());
    DenialReason reason{.sold = std::move(sold), .service = *service, .verdict = alone};
    reason.says = words_of(reason, context.zone);
    reasons.push_back(std::move(reason));
  }
  return reasons;
}

/// A log-in that two customers have is nobody's where the password is the field itself; where it is the
/// service's own it may still tell them apart.
bool has_usable_log_in(const Denial& denial) {
  return std::any_of(denial.log_ins.begin(), denial.log_ins.end(), [&](const LogIn& log_in) {
    return log_in.other_customers.empty() || denial.source == domain::CredentialSource::login_autenticacao;
  });
}

void answer_existence(Denial& denial, domain::Facts facts, bool denials_as_200) {
  facts.subscriber_known = has_usable_log_in(denial);
  const auto verdict = domain::decide_customer(facts, true);
  denial.existence = {verdict, domain::answer_status(verdict, denials_as_200),
                      domain::existence_body(verdict, denial.subscriber_id)};
}

}  // namespace

const DenialReason* Denial::deciding() const {
  const auto found = std::find_if(reasons.begin(), reasons.end(), [&](const DenialReason& reason) {
    return reason.verdict == access.verdict;
  });
  return found == reasons.end() ? nullptr : &*found;
}

std::optional<Denial> explain_denial(const Context& context, const DenialQuestion& question) {
  auto& db = context.tenant.db;
  auto integration = storage::find_integration_by_id(context.tenant, question.integration_id);
  const auto checked = storage::find_checked_integration(context.tenant, question.integration_id);
  auto customer = storage::find_customer(context.tenant, question.customer_id);
  if (!integration || !checked || !customer) return std::nullopt;

  Denial denial{.integration = std::move(*integration), .customer = std::move(*customer)};
  const auto subscriber = subscriber_of(context, question);
  denial.subscriber_id = base::hex_of(subscriber);
  denial.source = checked->source;
  denial.log_ins = list_log_ins(context, *checked, denial.customer);

  const auto code = domain::product_code(question.product_code);
  const auto known = checked->products.find(std::string(code));
  if (known != checked->products.end())
    denial.product = storage::find_product(context.tenant, question.integration_id, code);

  auto facts = storage::facts_of(*checked);
  answer_existence(denial, facts, checked->denials_as_200);
  denial.reasons = reasons_of(context, denial, facts);
  facts.subscriber_known = !subscriber.empty();
  facts.product_known = denial.product.has_value();
  if (facts.subscriber_known && facts.product_known)
    facts.entitlement = entitlement_of(db, subscriber, denial.product->id);
  auto explanation = domain::explain(facts, context.clock.now());
  denial.steps = std::move(explanation.steps);
  denial.access = {explanation.verdict, domain::answer_status(explanation.verdict, checked->denials_as_200),
                   domain::access_body(explanation.verdict, denial.subscriber_id, question.product_code)};
  return denial;
}

}  // namespace operations
