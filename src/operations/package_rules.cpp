#include "operations/package_rules.h"

#include <algorithm>
#include <numeric>

#include "base/money.h"
#include "platforms/platform.h"
#include "storage/plans.h"

namespace operations {

using domain::CompositionPart;
using domain::Product;

namespace {

std::optional<base::Problem> composition_problem(const PackageContent& after) {
  if (after.composition.empty()) return std::nullopt;
  const auto sum =
      std::accumulate(after.composition.begin(), after.composition.end(), base::Cents{0},
                      [](base::Cents all, const CompositionPart& row) { return all + row.value_cents; });
  if (sum == after.package.value_cents) return std::nullopt;
  return base::Problem::rule("composicao_diferente",
                             "A composição soma " + base::money_br(sum) + " e o valor do pacote é " +
                                 base::money_br(after.package.value_cents) +
                                 ": ajuste as linhas ou o valor para que coincidam.",
                             "composicao");
}

std::optional<base::Problem> product_count_problem(const PackageContent& after) {
  if (!after.integration || after.products.size() < 2) return std::nullopt;
  const auto& platform = platforms::at(after.integration->gateway);
  if (!platform.can.one_product_per_package && !after.integration->single_package) return std::nullopt;
  const auto why = platform.can.one_product_per_package
                       ? std::string(platform.name) + " só permite um produto por pacote"
                       : "a integração " + after.integration->description + " é de Pacote Único";
  return base::Problem::rule("um_produto_por_pacote",
                             "O pacote não pode ter " + std::to_string(after.products.size()) +
                                 " produtos: " + why + ". Deixe marcado um só.",
                             "produtos");
}

std::optional<base::Problem> inactive_product_problem(const PackageContent& after) {
  std::string names;
  for (const auto& product : after.products)
    if (!product.active) names += (names.empty() ? "" : ", ") + product.name;
  if (names.empty()) return std::nullopt;
  return base::Problem::rule("produto_inativo",
                             "O pacote não pode ser salvo com produto inativo: " + names +
                                 ". Retire-o do pacote ou " + "ative-o nos produtos da integração " +
                                 after.integration->description + ".",
                             "produtos");
}

/// A plan must not come to hold two packages of a Pacote Único integration (D11).
std::optional<base::Problem> plan_problem(const Context& context, const PackageContent& before,
                                          const PackageContent& after) {
  if (before.package.id == 0 || !after.integration || !after.integration->single_package ||
      before.package.integration_id == after.package.integration_id)
    return std::nullopt;
  for (const auto& plan : storage::list_plans_with_package(context.tenant, after.package.id))
    for (const auto& other : storage::list_plan_packages(context.tenant, plan.id))
      if (other.package_id != after.package.id && other.integration_id == after.integration->id)
        return base::Problem::rule("pacote_unico_ativo",
                                   "O pacote não pode passar para " + after.integration->description +
                                       ", que é de Pacote Único: o plano " + plan.description +
                                       " já tem dela o pacote " + other.description +
                                       ". Retire um dos dois em Serviços/Planos › " + plan.description +
                                       " › Pacotes.",
                                   "plataforma");
  return std::nullopt;
}

}  // namespace

bool same_products(const PackageContent& before, const PackageContent& after) {
  return std::equal(before.products.begin(), before.products.end(), after.products.begin(),
                    after.products.end(), [](const Product& a, const Product& b) { return a.id == b.id; });
}

bool content_differs(const PackageContent& before, const PackageContent& after) {
  return before.package.integration_id != after.package.integration_id || !same_products(before, after);
}

std::optional<base::Problem> rule_in_the_way(const Context& context, const PackageContent& before,
                                             const PackageContent& after) {
  const bool content = content_differs(before, after);
  if (auto problem = composition_problem(after)) return problem;
  if (content)  // what was so before Pacote Único was switched on may stay (D11)
    if (auto problem = product_count_problem(after)) return problem;
  if (content || after.package.active)
    if (auto problem = inactive_product_problem(after)) return problem;
  return plan_problem(context, before, after);
}

}  // namespace operations
