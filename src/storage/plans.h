#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/money.h"
#include "domain/plan.h"
#include "storage/paging.h"
#include "storage/tenant.h"

namespace storage {

std::optional<domain::Plan> find_plan(const Tenant& tenant, std::string_view code);
std::optional<domain::Plan> find_plan_by_id(const Tenant& tenant, std::uint32_t id);
/// The row locked until the transaction ends.
std::optional<domain::Plan> lock_plan(const Tenant& tenant, std::string_view code);

/// The new id. Throws DuplicateKey for a code in use.
std::uint32_t insert_plan(const Tenant& tenant, const domain::Plan& plan);
/// Writes every field but the code, which never changes.
void update_plan(const Tenant& tenant, const domain::Plan& plan);

/// A default package of a plan, with what screens show of it.
struct PlanPackage {
  std::uint32_t package_id = 0;
  std::string code = {};
  std::string description = {};
  base::Cents value_cents = 0;
  bool package_active = true;
  std::optional<std::uint32_t> integration_id = {};
  std::string integration = {};  ///< description; empty: none
  bool single_package = false;   ///< the integration's Pacote Único
  bool required = false;         ///< Obrigatório
  std::optional<std::uint32_t> trial_days = {};
};
/// The packages of a plan, by description.
std::vector<PlanPackage> list_plan_packages(const Tenant& tenant, std::uint32_t plan_id);
/// Of each entry only package, required and trial count.
void replace_plan_packages(const Tenant& tenant, std::uint32_t plan_id,
                           const std::vector<PlanPackage>& packages);
/// The plans that have a package among their defaults, by description.
std::vector<domain::Plan> list_plans_with_package(const Tenant& tenant, std::uint32_t package_id);

/// The plans with more than one default package of an integration, by description.
std::vector<domain::Plan> list_plans_with_several_packages(const Tenant& tenant,
                                                           std::uint32_t integration_id);

struct PlanFilter {
  std::string text = {};  ///< in description or code
  std::optional<bool> active = {};
  std::string technology = {};  ///< empty: any
};
/// A line of the list of plans.
struct PlanLine {
  domain::Plan plan = {};
  base::Cents packages_cents = 0;  ///< Valor Pacotes: active defaults; trials count nothing (R15)
  base::Cents total_cents = 0;     ///< Valor Com Pacotes
  std::uint32_t services = 0;      ///< Quant. Planos: services not over, counted up to k_count_cap + 1
};
/// Sortable by descricao, codigo, valor, valor_pacotes, valor_com_pacotes, tecnologia, download, upload.
Listed<PlanLine> list_plans(const Tenant& tenant, const PlanFilter& filter, const Page& page);
std::uint32_t count_plans(const Tenant& tenant, const PlanFilter& filter);
/// Technologies in use, for the filter and as suggestions.
std::vector<std::string> list_technologies(const Tenant& tenant);

/// Services of a plan that are not over; stops counting behind `most`.
std::uint32_t count_services_of_plan(const Tenant& tenant, std::uint32_t plan_id,
                                     std::uint32_t most = k_count_cap + 1);

}  // namespace storage
