#pragma once
#include <optional>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "domain/sale.h"
#include "domain/terms.h"
#include "operations/act.h"
#include "operations/default_wishes.h"
#include "storage/sale_packages.h"
#include "storage/service_packages.h"
#include "storage/services.h"

/// What services and service packages share: linking under the rules, and what a change of state does to
/// packages.
namespace operations {

/// A package that a feed or a plan asked for and a rule left out.
struct LeftOut {
  std::string code = {};    ///< the package's
  std::string reason = {};  ///< the rule's machine code
  std::string message = {};
};

/// True when the integration's switch or its gateway allows one package at a time.
bool is_single_package(const storage::SalePackage& package);

/// Lists what a rule keeps from a service.
LeftOut leave_out(Act& act, const domain::Service& service, const storage::SalePackage& package,
                  const domain::Refusal& refusal);

/// The rule in the way of linking `package` to the service now; under Pacote Único those of `except_ids`
/// do not count.
std::optional<domain::Refusal> refusal_of(const Context& context, const domain::Service& service,
                                          const storage::SalePlan& plan, const storage::SalePackage& package,
                                          std::span<const std::uint64_t> except_ids = {});

/// A new row for `package` on the service, with its trial and activation; not yet written.
domain::ServicePackage new_service_package(const Context& context, const domain::Service& service,
                                           const storage::SalePackage& package);

struct NewLink {
  domain::ServicePackage row = {};
  std::string package_code = {};
};
/// Writes the rows, together, and their audit entries; their ids.
std::vector<std::uint64_t> link_packages(Act& act, const std::vector<NewLink>& links);

/// What holds of a row now, as far as money asks.
domain::Terms terms_of(const Context& context, const domain::ServicePackage& row);

/// Writes a row that is there already: what hangs on it follows, and what it costs, whose it is and whether
/// it is there holds from today (D39), unless all its terms are given, `dated`. The only one to write it.
void save_package(Act& act, const domain::ServicePackage& before, domain::ServicePackage& after,
                  const std::optional<domain::TermsInTime>& dated = {});
/// Hands the packages of a service, as it was, to its new holder, from today on.
void hand_over_packages(Act& act, const domain::Service& from, std::uint64_t customer_id);

/// Takes the row off the service, with an audit entry that says why (by default: by whom); the row as it is
/// from now on.
domain::ServicePackage unlink_package(Act& act, domain::ServicePackage row, domain::RemovedBy removed_by,
                                      std::string_view why = {});

/// domain::is_live today.
bool is_on_service(const Context& context, const domain::ServicePackage& row);

/// True for what a change of plan finds on the service: what is there, and, of a service that is over, what
/// ended with it and comes back with it (D9).
bool comes_along(const Context& context, const domain::Service& service, domain::ServicePackage row);

/// Who puts a removed package back: its service on its return (D9), where what was sold stands and Pacote
/// Único alone is asked, or somebody by name, for whom every rule of a sale holds (D25).
enum class Return : std::uint8_t { with_service, by_name };
/// From which day something holds, and all the terms it makes.
struct Since {
  std::string day = {};  ///< "22/11/2026", for the trail
  domain::TermsInTime terms = {};
};
/// Puts a removed row back on its service, with an audit entry; `limit_on` is the date it has from now on.
/// The rule that stands in the way, if one does: then nothing is written.
std::optional<domain::Refusal> put_back(Act& act, const domain::Service& service, domain::ServicePackage& row,
                                        const storage::SalePackage& package,
                                        const std::optional<base::Date>& limit_on, Return how,
                                        const std::optional<Since>& since = {});

/// How a service comes to a plan: created, so that there is nothing on it yet, or with what it has.
enum class Arrival { created, moved };

/// What came of a plan's defaults.
struct Linked {
  std::vector<LeftOut> left_out = {};
  std::vector<std::pair<std::string, std::string>> gave_way =
      {};  ///< a package, and the one that took its place
};
/// Links the plan's default packages that the service lacks; what is declined or stands in the way of a rule
/// is left out, and listed unless it was declined. Under Pacote Único what came from `old_plans` gives way
/// (D42).
Linked link_defaults(Act& act, const domain::Service& service, const storage::SalePlan& plan,
                     const DefaultWishes& wishes, Arrival arrival,
                     const std::set<std::uint32_t>& old_plans = {});

/// Lets the packages of a service, `rows`, follow its state: first activation and trial from enabling, the
/// end with the service, the return with it (D1, D2, D4, D9). Returns what a rule keeps from returning.
std::vector<LeftOut> follow_state(Act& act, const domain::Service& service, domain::ServiceState before,
                                  std::vector<domain::ServicePackage>& rows);

}  // namespace operations
