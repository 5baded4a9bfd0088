#include "operations/plan_adjustments.h"

#include <set>

#include "base/text.h"
#include "operations/act.h"
#include "operations/catalogue.h"
#include "operations/plan_services.h"
#include "operations/plans.h"
#include "storage/plans.h"

namespace operations {

namespace {

using domain::Plan;

base::FieldErrors check_adjustment(const std::vector<PlanToAdjust>& plans, const Adjustment& adjustment) {
  base::FieldErrors errors;
  if (plans.empty()) errors.add("planos", "escolha ao menos um plano");
  if (adjustment.percent_hundredths.has_value() == adjustment.amount.has_value())
    errors.add("percentual", "informe o percentual ou o valor do reajuste, um dos dois");
  const auto percent = adjustment.percent_hundredths.value_or(0);
  if (percent < -10'000 || percent > 100'000) errors.add("percentual", "deve estar entre -100% e 1000%");
  const auto amount = adjustment.amount.value_or(0);
  if (amount < -k_most_cents || amount > k_most_cents)
    errors.add("valor", "deve ser no máximo " + base::money_br(k_most_cents));
  return errors;
}

/// What becomes of one plan; an error under its code where that cannot be.
std::optional<AdjustedPlan> adjusted_plan(const Context& context, base::FieldErrors& errors,
                                          const std::string& code, const std::optional<Plan>& plan,
                                          const Adjustment& adjustment) {
  const auto field = "planos." + base::printable(code);
  if (!plan) {
    errors.add(field, "não há plano com este código");
    return std::nullopt;
  }
  AdjustedPlan line{.id = plan->id,
                    .code = plan->code,
                    .description = plan->description,
                    .before = plan->value_cents,
                    .after = adjusted(plan->value_cents, adjustment)};
  if (line.after < 0 || line.after > k_most_cents)
    errors.add(field, "ficaria com o valor " + base::money_br(line.after) + ", que não é possível");
  line.services = storage::count_services_of_plan(context.tenant, plan->id);
  return line;
}

base::Result<std::vector<AdjustedPlan>> adjusted_plans(const Context& context,
                                                       const std::vector<PlanToAdjust>& plans,
                                                       const Adjustment& adjustment, bool lock) {
  auto errors = check_adjustment(plans, adjustment);
  if (!errors.empty()) return base::Unexpected{base::Problem::fields(std::move(errors))};
  std::set<std::string> codes;  // ascending: two adjustments take their locks in the same order
  for (const auto& plan : plans) codes.insert(plan.code);
  std::vector<AdjustedPlan> lines;
  for (const auto& code : codes) {
    const auto plan =
        lock ? storage::lock_plan(context.tenant, code) : storage::find_plan(context.tenant, code);
    if (auto line = adjusted_plan(context, errors, code, plan, adjustment)) lines.push_back(std::move(*line));
  }
  if (!errors.empty()) return base::Unexpected{base::Problem::fields(std::move(errors))};
  return lines;
}

/// A plan whose value is no longer the one the preview showed.
std::optional<base::Problem> stale_preview(const std::vector<PlanToAdjust>& plans,
                                           const std::vector<AdjustedPlan>& lines) {
  for (const auto& plan : plans)
    for (const auto& line : lines)
      if (line.code == plan.code && plan.expected.value_or(line.before) != line.before)
        return base::Problem::rule("valor_mudou",
                                   "O valor do plano " + line.description + " já é " +
                                       base::money_br(line.before) + " e a prévia mostrava " +
                                       base::money_br(*plan.expected) +
                                       ". Nada foi gravado: confira os valores e confirme de novo.",
                                   "planos");
  return std::nullopt;
}

void save_adjusted(const Context& context, const AdjustedPlan& line) {
  if (line.before == line.after) return;
  auto plan = storage::find_plan_by_id(context.tenant, line.id).value();
  plan.value_cents = line.after;
  plan.updated_at = context.clock.now();
  settle_plan(context, plan);
  storage::update_plan(context.tenant, plan);
  storage::Changes changes;
  changes.field("valor", base::money_br(line.before), base::money_br(line.after));
  note(context, {.entity = domain::Entity::plan,
                 .entity_id = line.id,
                 .action = "reajustado",
                 .changes = changes.take()});
}

}  // namespace

base::Cents adjusted(base::Cents value, const Adjustment& adjustment) {
  if (adjustment.amount) return value + *adjustment.amount;
  const auto ten_thousandths = value * (10'000 + adjustment.percent_hundredths.value_or(0));
  return (ten_thousandths + (ten_thousandths < 0 ? -5'000 : 5'000)) / 10'000;
}

base::Result<std::vector<AdjustedPlan>> preview_adjustment(const Context& context,
                                                           const std::vector<PlanToAdjust>& plans,
                                                           const Adjustment& adjustment) {
  return adjusted_plans(context, plans, adjustment, false);
}

base::Result<std::vector<AdjustedPlan>> adjust_plans(const Context& context,
                                                     const std::vector<PlanToAdjust>& plans,
                                                     const Adjustment& adjustment, bool with_services) {
  return context.tenant.db.transaction([&]() -> base::Result<std::vector<AdjustedPlan>> {
    auto lines = adjusted_plans(context, plans, adjustment, true);
    if (!lines) return lines;
    if (auto problem = stale_preview(plans, *lines)) return base::Unexpected{std::move(*problem)};
    for (auto& line : *lines) {
      save_adjusted(context, line);
      if (with_services && line.services > 0)
        line.job_id = enqueue_services_change(context, line.id, {.value = adjustment});
    }
    return lines;
  });
}

}  // namespace operations
