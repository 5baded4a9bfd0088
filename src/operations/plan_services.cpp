#include "operations/plan_services.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "operations/job_kinds.h"
#include "operations/service_fields.h"
#include "storage/jobs.h"
#include "storage/plan_services.h"
#include "storage/plans.h"
#include "storage/services.h"

namespace operations {

namespace {

constexpr std::uint32_t k_most_months = 120;

base::Date months_after(base::Date day, std::uint32_t months) {
  const auto moved = day + std::chrono::months{months};
  return moved.ok() ? moved : base::Date{moved.year() / moved.month() / std::chrono::last};
}

base::FieldErrors check(const Context& context, const Renewal& renewal) {
  base::FieldErrors errors;
  if (renewal.months.has_value() == renewal.until.has_value())
    errors.add("meses", "informe os meses a acrescentar ou a nova data de fim, um dos dois");
  else if (renewal.months && (*renewal.months == 0 || *renewal.months > k_most_months))
    errors.add("meses", "deve estar entre 1 e " + std::to_string(k_most_months));
  else if (renewal.until && *renewal.until <= context.zone.day_of(context.clock.now()))
    errors.add("ate", "deve ser um dia depois de hoje");
  return errors;
}

/// The plan, once the renewal is found to be in order.
base::Result<domain::Plan> plan_to_renew(const Context& context, std::string_view code,
                                         const std::optional<domain::Plan>& plan, const Renewal& renewal) {
  if (!plan)
    return base::Unexpected{base::Problem::missing("O plano \"" + std::string(code) + "\" não existe.")};
  auto errors = check(context, renewal);
  if (!errors.empty()) return base::Unexpected{base::Problem::fields(std::move(errors))};
  return *plan;
}

std::string day_text(const std::optional<base::Date>& day) { return day ? base::to_br(*day) : ""; }

void audit_renewal(const Context& context, std::uint32_t plan_id, const Renewal& renewal) {
  storage::Changes changes;
  changes.field(
      "data_fim_contrato", "",
      renewal.months ? "mais " + std::to_string(*renewal.months) + " meses" : day_text(renewal.until));
  note(context, {.entity = domain::Entity::plan,
                 .entity_id = plan_id,
                 .action = "vigencia_renovada",
                 .changes = changes.take()});
}

void save(Act& act, const domain::Service& before, domain::Service after) {
  storage::Changes changes;
  changes.field("valor", base::money_br(before.value_cents), base::money_br(after.value_cents))
      .field("data_fim_contrato", day_text(before.contract_end_on), day_text(after.contract_end_on));
  if (changes.empty()) return;
  after.updated_at = act.context().clock.now();
  settle_service(act.context(), after);
  storage::update_service(act.tenant(), after);
  act.note({.entity = domain::Entity::service,
            .entity_id = after.id,
            .customer_id = after.customer_id,
            .action = "alterado",
            .changes = changes.take()});
}

}  // namespace

std::optional<base::Date> renewed(std::optional<base::Date> end, const Renewal& renewal) {
  if (renewal.until) return end ? std::max(*end, *renewal.until) : *renewal.until;
  return end && renewal.months ? std::optional(months_after(*end, *renewal.months)) : end;
}

base::Result<RenewalPreview> preview_renewal(const Context& context, std::string_view code,
                                             const Renewal& renewal) {
  const auto plan = plan_to_renew(context, code, storage::find_plan(context.tenant, code), renewal);
  if (!plan) return base::Unexpected{plan.error()};
  const auto met = storage::find_plan_services(context.tenant, plan->id);
  RenewalPreview preview{.services = met.services,
                         .without_end = met.without_contract_end,
                         .first_end = met.first_contract_end,
                         .last_end = met.last_contract_end};
  if (met.services == 0) return preview;
  preview.first_end_after = renewed(met.first_contract_end, renewal);
  preview.last_end_after = renewed(met.last_contract_end, renewal);
  return preview;
}

base::Result<std::uint64_t> renew_contracts(const Context& context, std::string_view code,
                                            const Renewal& renewal) {
  return context.tenant.db.transaction([&]() -> base::Result<std::uint64_t> {
    const auto plan = plan_to_renew(context, code, storage::lock_plan(context.tenant, code), renewal);
    if (!plan) return base::Unexpected{plan.error()};
    if (!storage::list_open_jobs(context.tenant, name_of(JobKind::services_change), plan->id).empty())
      return base::Unexpected{base::Problem::rule(
          "tarefa_em_andamento", "Os serviços do plano " + plan->description +
                                     " já estão sendo alterados por uma tarefa anterior. Espere que ela "
                                     "termine e confira antes de repetir.")};
    audit_renewal(context, plan->id, renewal);
    return enqueue_services_change(context, plan->id, {.contract = renewal});
  });
}

std::string payload_of(const ServicesChange& change) {
  nlohmann::json json{{"ate_servico", change.last_service_id}};
  if (change.value && change.value->percent_hundredths)
    json["percentual"] = *change.value->percent_hundredths;
  if (change.value && change.value->amount) json["valor"] = *change.value->amount;
  if (change.contract && change.contract->months) json["meses"] = *change.contract->months;
  if (change.contract && change.contract->until) json["ate"] = base::to_iso(*change.contract->until);
  return json.dump();
}

ServicesChange services_change_from(std::string_view payload) {
  const auto json = nlohmann::json::parse(payload);
  ServicesChange change{.last_service_id = json.at("ate_servico")};
  if (json.contains("percentual")) change.value = Adjustment{.percent_hundredths = json.at("percentual")};
  if (json.contains("valor")) change.value = Adjustment{.amount = json.at("valor")};
  if (json.contains("meses")) change.contract = Renewal{.months = json.at("meses")};
  if (json.contains("ate"))
    change.contract = Renewal{.until = base::date_from_iso(json.at("ate").get<std::string>()).value()};
  return change;
}

std::uint64_t enqueue_services_change(const Context& context, std::uint32_t plan_id, ServicesChange change) {
  change.last_service_id = storage::find_last_service_of_plan(context.tenant, plan_id);
  return enqueue(context, JobKind::services_change, plan_id, payload_of(change));
}

void change_services_of(Act& act, std::uint32_t plan_id, const ServicesChange& change,
                        std::uint64_t customer_id) {
  for (const auto& before : storage::list_services_of(act.tenant(), customer_id)) {
    if (before.plan_id != plan_id || before.id > change.last_service_id ||
        before.state == domain::ServiceState::over)
      continue;
    auto after = before;
    if (change.value)
      after.value_cents = std::max<base::Cents>(0, adjusted(before.value_cents, *change.value));
    if (change.contract) after.contract_end_on = renewed(before.contract_end_on, *change.contract);
    save(act, before, std::move(after));
  }
}

}  // namespace operations
