#include "osm/operations/held_plans.h"

#include <algorithm>

#include "base/text.h"
#include "osm/storage/plans.h"

namespace osm {

namespace {

using Codes = std::vector<std::string>;

std::string code_of(const HeldPlan& held) { return held.plan.code; }

bool has(const Codes& codes, const std::string& code) {
  return std::ranges::find(codes, code) != codes.end();
}

/// Those held first, in the order in which they are held; then the others as they were named.
Codes in_order(const std::vector<HeldPlan>& before, const Codes& wanted) {
  Codes codes;
  for (const auto& held : before)
    if (has(wanted, held.plan.code)) codes.push_back(held.plan.code);
  for (const auto& code : wanted)
    if (!has(codes, code)) codes.push_back(code);
  return codes;
}

/// The new main plan's, then the others' without the old one's.
Codes with_main(const std::vector<HeldPlan>& before, const std::string& main_plan) {
  Codes codes{main_plan};
  for (std::size_t i = 1; i < before.size(); ++i)
    if (before[i].plan.code != main_plan) codes.push_back(before[i].plan.code);
  return codes;
}

std::vector<HeldPlan> held_of(const Context& context, const std::vector<HeldPlan>& before, const Codes& codes,
                              std::string_view field, base::FieldErrors& errors) {
  Codes sought;
  std::ranges::copy_if(codes, std::back_inserter(sought), base::is_code);
  const auto known = list_plans_by_code(context.tenant, sought);
  std::vector<HeldPlan> after;
  std::string wrong;
  for (const auto& code : codes) {
    const auto held = std::ranges::find(before, code, code_of);
    const auto plan = std::ranges::find(known, code, &Plan::code);
    if (held != before.end())
      after.push_back(*held);
    else if (plan != known.end() && plan->active)
      after.push_back({.plan = *plan, .since = context.clock.now()});
    else
      wrong += (wrong.empty() ? "" : ", ") + base::printable(code);
  }
  if (!wrong.empty()) errors.add(std::string(field), "não existe ou está inativo: " + wrong);
  return after;
}

}  // namespace

std::vector<HeldPlan> plans_after(const Context& context, const std::vector<HeldPlan>& before,
                                  const base::Patch<Codes>& plans, const base::Patch<std::string>& main_plan,
                                  base::FieldErrors& errors) {
  if (main_plan.value) return held_of(context, before, with_main(before, *main_plan.value), "plano", errors);
  if (main_plan.given) errors.add("plano", "é obrigatório");
  if (!plans.given) return before;
  const auto wanted = plans.value.value_or(Codes{});
  if (wanted.empty()) errors.add("planos", "informe ao menos um plano");
  if (wanted.size() > k_plans_most)
    errors.add("planos", "tem mais de " + std::to_string(k_plans_most) + " planos");
  if (errors.has("planos")) return before;
  return held_of(context, before, in_order(before, wanted), "planos", errors);
}

std::string codes_text(const std::vector<HeldPlan>& plans) {
  std::string text;
  for (const auto& held : plans) text += (text.empty() ? "" : ", ") + held.plan.code;
  return text;
}

}  // namespace osm
