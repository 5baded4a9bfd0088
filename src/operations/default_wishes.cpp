#include "operations/default_wishes.h"

#include <algorithm>

#include "base/text.h"

namespace operations {

namespace {

std::string field_of(const std::string& code) { return std::string(k_trial_ends) + "." + code; }

}  // namespace

void check_codes(base::FieldErrors& errors, const Context& context, const DefaultWishes& wishes) {
  const auto is_known = [&](const std::string& code) {
    return storage::find_sale_package_by_code(context.tenant, 0, code).has_value();
  };
  for (const auto& code : wishes.declined)
    if (!is_known(code))
      errors.add("pacotes_recusados", "não há pacote com o código " + base::printable(code));
  for (const auto& [code, day] : wishes.trial_ends)
    if (!is_known(code)) errors.add(field_of(code), "não há pacote com este código");
}

std::optional<base::Problem> problem_with(Act& act, const DefaultWishes& wishes,
                                          const storage::SalePlan& plan) {
  if (wishes.declined.empty() && wishes.trial_ends.empty()) return std::nullopt;
  const auto defaults = act.list_default_packages(plan.id);
  for (const auto& package : defaults)
    if (package.required && wishes.declined.contains(package.code))
      return base::Problem::field("pacotes_recusados", "o pacote " + package.description +
                                                           " é obrigatório no plano " + plan.description +
                                                           "; só pode ser removido depois");
  for (const auto& [code, day] : wishes.trial_ends) {
    const auto package = std::ranges::find(defaults, code, &storage::SalePackage::code);
    if (package == defaults.end() || !package->trial_days)
      return base::Problem::field(field_of(code), "não é uma degustação do plano " + plan.description);
    if (day <= today_of(act.context()))
      return base::Problem::field(field_of(code),
                                  "deve ser um dia depois de hoje: nele a degustação termina");
  }
  return std::nullopt;
}

}  // namespace operations
