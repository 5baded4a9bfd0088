#pragma once
#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "operations/linking.h"

namespace operations {

/// What somebody wants of the packages of a service that comes to another plan.
struct MigrationWishes {
  DefaultWishes defaults = {};
  /// Packages of the old plan (id_cliente_servico_pacote) that stay though the new one lacks them; nothing:
  /// as the provider's padroes_na_migracao says.
  std::optional<std::set<std::uint64_t>> kept = {};
};

/// What became of them, in words for `avisos`, beside what a rule left out.
struct Migrated {
  std::vector<LeftOut> left_out = {};
  std::vector<std::string> told = {};
};

/// The packages of a service at its coming to a plan (D8, D42, D69): what was declined, what the new plan's
/// lock shuts out and what came from the old plan alone ends, the rest moves; then the plan's defaults come.
class Migration {
 public:
  Migration(Act& act, const domain::Service& to, const storage::SalePlan& plan, MigrationWishes wishes)
      : act_(act), to_(to), plan_(plan), wishes_(std::move(wishes)) {}

  /// Parts what is on a service that was on another plan, before it moves.
  void part(const domain::Service& from, std::uint32_t old_plan_id);
  void link_defaults(Arrival arrival);
  Migrated take() { return std::move(migrated_); }

 private:
  void settle(domain::ServicePackage row, const storage::SalePackage& package, std::uint32_t old_plan_id);
  void lock_out(const domain::ServicePackage& row, const storage::SalePackage& package);
  void end(const domain::ServicePackage& row, std::string_view why);
  void move(domain::ServicePackage row, bool in_plan, std::uint32_t old_plan_id);
  bool stays(const domain::ServicePackage& row);
  std::string plan_name(std::uint32_t id);

  Act& act_;
  const domain::Service& to_;
  const storage::SalePlan& plan_;
  MigrationWishes wishes_;
  std::set<std::uint32_t> old_plans_ = {};
  std::optional<bool> moves_defaults_ = {};
  Migrated migrated_ = {};
};

}  // namespace operations
