#include "operations/denials.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "base/text.h"
#include "domain/answer.h"
#include "domain/status.h"
#include "operations/justifications.h"
#include "platforms/platform.h"
#include "storage/accounts.h"
#include "storage/checks.h"

namespace operations {

namespace {

using domain::RemovedBy;
using domain::Verdict;

/// The most integrations that one look shows; the lists of the provider have the same bound.
constexpr std::uint32_t k_most_integrations = 500;

/// What decides about a customer, read once for all products.
struct Registry {
  std::vector<domain::Service> services = {};
  std::vector<storage::SoldPackage> sold = {};                      ///< the oldest first
  std::set<std::pair<std::uint32_t, std::uint32_t>> contents = {};  ///< (package, product)
  std::map<std::uint32_t, domain::Account> accounts = {};           ///< by integration
  std::map<std::uint64_t, ShownStatus> told = {};  ///< of sold packages whose platform is told by us
  std::map<std::pair<std::string, std::uint32_t>, domain::Entitlement> held = {};  ///< (subscriber, product)

  /// 16 bytes; empty without account.
  std::string subscriber_of(std::uint32_t integration_id) const {
    const auto found = accounts.find(integration_id);
    return found == accounts.end() ? std::string() : found->second.subscriber_id;
  }
};

bool is_passive(std::string_view gateway) {
  const auto* platform = platforms::find(gateway);
  return platform != nullptr && platform->can.passive;
}

void read_held(const Context& context, Registry& registry) {
  std::vector<std::string> ids;
  for (const auto& [integration_id, account] : registry.accounts) ids.push_back(account.subscriber_id);
  for (auto left = std::span<const std::string>(ids); !left.empty();
       left = left.subspan(std::min(left.size(), storage::k_most_keys)))
    for (const auto& row : storage::find_held_products(
                               context.tenant.db, left.first(std::min(left.size(), storage::k_most_keys)))
                               .rows)
      registry.held.insert_or_assign({row.subscriber_id, row.product_id}, row.entitlement);
}

Registry read_registry(const Context& context, std::uint64_t customer_id) {
  const auto& tenant = context.tenant;
  Registry registry{.services = storage::list_services_of(tenant, customer_id),
                    .sold = storage::list_sold_packages_of_customer(tenant, customer_id)};
  for (const auto& content : storage::list_contents_sold_to(tenant, customer_id))
    registry.contents.emplace(content.package_id, content.product_id);
  for (const auto& account : storage::list_accounts_of(tenant, {&customer_id, 1}))
    registry.accounts.emplace(account.integration_id, account);
  for (const auto& sold : registry.sold)
    if (!sold.gateway.empty() && !is_passive(sold.gateway))
      registry.told.emplace(sold.row.id, shown_status(context, sold));
  read_held(context, registry);
  return registry;
}

/// The facts about a product of the integration; `product_id` 0: not one of its products.
domain::Facts facts_about(const Registry& registry, domain::Facts facts, std::uint32_t integration_id,
                          std::uint32_t product_id) {
  const auto subscriber = registry.subscriber_of(integration_id);
  facts.subscriber_known = !subscriber.empty();
  facts.product_known = product_id != 0;
  const auto held = registry.held.find({subscriber, product_id});
  if (facts.subscriber_known && facts.product_known && held != registry.held.end())
    facts.entitlement = held->second;
  return facts;
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
      if (reason.by_courtesy)
        return "dá acesso: " + status_of(reason.service) + ", mas está liberado até " +
               base::to_br(domain::last_day_of(*reason.by_courtesy));
      return reason.service.state == domain::ServiceState::enabled
                 ? "dá acesso"
                 : "dá acesso: " + status_of(reason.service) + ", mas a integração não suspende por isso";
  }
}

/// The packages with the product, those that no longer hold it included, each judged alone.
std::vector<DenialReason> reasons_of(const Context& context, const Registry& registry,
                                     std::uint32_t product_id, const domain::Facts& facts) {
  std::vector<DenialReason> reasons;
  for (const auto& sold : registry.sold) {
    const auto service = std::find_if(registry.services.begin(), registry.services.end(),
                                      [&](const auto& each) { return each.id == sold.row.service_id; });
    if (!registry.contents.contains({sold.row.package_id, product_id}) || service == registry.services.end())
      continue;
    auto cause = justification_of(sold, context.zone);
    const auto alone = verdict_alone(cause, facts, context.clock.now());
    DenialReason reason{.sold = sold, .service = *service, .verdict = alone};
    cause.courtesy_until.reset();
    if (alone != verdict_alone(cause, facts, context.clock.now())) reason.by_courtesy = sold.courtesy;
    reason.says = words_of(reason, context.zone);
    reasons.push_back(std::move(reason));
  }
  return reasons;
}

/// The latest of those that alone would be answered the same.
const DenialReason* deciding_of(const std::vector<DenialReason>& reasons, Verdict verdict) {
  const auto found = std::find_if(reasons.rbegin(), reasons.rend(),
                                  [&](const DenialReason& reason) { return reason.verdict == verdict; });
  return found == reasons.rend() ? nullptr : &*found;
}

bool lets_in(const DenialReason& reason) {
  return reason.sold.at_platform.there && !reason.sold.at_platform.suspended;
}

/// Of the packages with the product, those that say why the platform has it otherwise than the verdict; the
/// first of them in the order of statuses speaks.
std::optional<Lag> lag_of(const Registry& registry, const std::vector<DenialReason>& reasons,
                          Verdict verdict) {
  std::optional<Lag> lag;
  const bool inside = std::ranges::any_of(reasons, lets_in);
  const bool wanted = verdict == Verdict::liberado;
  for (const auto& reason : reasons) {
    const auto told = registry.told.find(reason.sold.row.id);
    if (told == registry.told.end()) continue;
    const bool refused = reason.sold.at_platform.reason != domain::Reason::none;
    const bool speaks =
        wanted ? reason.verdict == Verdict::liberado && (!inside || refused) : lets_in(reason);
    if (speaks && (!lag || told->second.status < lag->shown.status)) lag = Lag{inside, told->second};
  }
  return lag;
}

DenialAnswer existence_answer(domain::Facts facts, bool known, const Denial& denial, bool denials_as_200) {
  facts.subscriber_known = known;
  const auto verdict = domain::decide_customer(facts, true);
  return {verdict, domain::answer_status(verdict, denials_as_200),
          domain::existence_body(verdict, denial.subscriber_id)};
}

ProductVerdict verdict_on(const Context& context, const Registry& registry, const domain::Facts& facts,
                          const domain::Product& product) {
  ProductVerdict verdict{.product = product};
  const auto about = facts_about(registry, facts, product.integration_id, product.id);
  verdict.verdict = domain::decide(about, context.clock.now());
  const auto reasons = reasons_of(context, registry, product.id, facts);
  verdict.had = !reasons.empty();
  if (const auto* deciding = deciding_of(reasons, verdict.verdict)) verdict.deciding = *deciding;
  verdict.lag = lag_of(registry, reasons, verdict.verdict);
  return verdict;
}

}  // namespace

const DenialReason* Denial::deciding() const { return deciding_of(reasons, access.verdict); }

std::optional<Denial> explain_denial(const Context& context, const DenialQuestion& question) {
  auto integration = storage::find_integration_by_id(context.tenant, question.integration_id);
  const auto checked = storage::find_checked_integration(context.tenant, question.integration_id);
  auto customer = storage::find_customer(context.tenant, question.customer_id);
  if (!integration || !checked || !customer) return std::nullopt;

  Denial denial{.integration = std::move(*integration), .customer = std::move(*customer)};
  const auto registry = read_registry(context, question.customer_id);
  denial.passive = is_passive(denial.integration.gateway);
  denial.subscriber_id = base::hex_of(registry.subscriber_of(checked->id));
  denial.source = checked->source;
  denial.log_ins = list_log_ins(context, {&*checked, 1}, denial.customer, registry.services)[checked->id];

  const auto code = domain::product_code(question.product_code);
  if (checked->products.contains(std::string(code)))
    denial.product = storage::find_product(context.tenant, question.integration_id, code);

  const auto facts = storage::facts_of(*checked);
  const bool found = state_of(denial.log_ins) >= LogInState::depends;
  denial.existence = existence_answer(facts, found, denial, checked->denials_as_200);
  denial.refusal = existence_answer(facts, false, denial, checked->denials_as_200);
  const auto product_id = denial.product ? denial.product->id : 0;
  if (product_id != 0) denial.reasons = reasons_of(context, registry, product_id, facts);
  auto explanation =
      domain::explain(facts_about(registry, facts, checked->id, product_id), context.clock.now());
  denial.lag = lag_of(registry, denial.reasons, explanation.verdict);
  denial.steps = std::move(explanation.steps);
  denial.access = {explanation.verdict, domain::answer_status(explanation.verdict, checked->denials_as_200),
                   domain::access_body(explanation.verdict, denial.subscriber_id, question.product_code)};
  return denial;
}

bool IntegrationVerdicts::touched() const {
  return !subscriber_id.empty() ||
         std::any_of(products.begin(), products.end(), [](const auto& product) { return product.had; });
}

CustomerVerdicts list_verdicts(const Context& context, const domain::Customer& customer) {
  auto registry = read_registry(context, customer.id);
  const auto checked = storage::list_checked_integrations(context.tenant);
  auto log_ins = list_log_ins(context, checked, customer, registry.services);
  CustomerVerdicts verdicts;
  std::map<std::uint32_t, std::pair<std::size_t, domain::Facts>> places;
  for (auto& integration :
       storage::list_integrations(context.tenant, {}, {.limit = k_most_integrations}).lines) {
    const auto settings = std::find_if(checked.begin(), checked.end(),
                                       [&](const auto& each) { return each.id == integration.id; });
    if (settings == checked.end()) continue;
    IntegrationVerdicts about{.passive = is_passive(integration.gateway), .source = settings->source};
    if (const auto account = registry.accounts.find(integration.id); account != registry.accounts.end()) {
      about.subscriber_id = base::hex_of(account->second.subscriber_id);
      about.account_id = account->second.id;
    }
    about.log_ins = std::move(log_ins[integration.id]);
    about.log_in = state_of(about.log_ins);
    about.integration = std::move(integration);
    about.integration.active = settings->active;
    places.emplace(settings->id, std::pair(verdicts.integrations.size(), storage::facts_of(*settings)));
    verdicts.integrations.push_back(std::move(about));
  }
  for (const auto& product : storage::list_products_of_provider(context.tenant))
    if (const auto place = places.find(product.integration_id); place != places.end())
      verdicts.integrations[place->second.first].products.push_back(
          verdict_on(context, registry, place->second.second, product));
  verdicts.services = std::move(registry.services);
  return verdicts;
}

}  // namespace operations
