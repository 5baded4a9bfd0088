#include "operations/service_succession.h"

#include "domain/status.h"
#include "operations/courtesies.h"
#include "operations/justifications.h"
#include "storage/services.h"

namespace operations {

using domain::Service;
using domain::ServiceState;

std::optional<domain::ServiceStatusChange> inherited_status(const Context& context, const Service& old,
                                                            const Service& after) {
  if (domain::find_status(after.status_prefix)->state != ServiceState::not_yet) return std::nullopt;
  auto statuses = storage::list_service_statuses(context.tenant, old.id);
  for (auto at = statuses.rbegin(); at != statuses.rend(); ++at)
    if (domain::find_status(at->status_prefix)->state != ServiceState::not_yet)
      return domain::ServiceStatusChange{at->status_prefix, after.state, after.status_at};
  return std::nullopt;
}

namespace {

/// Through the state of a service on which its packages stood before.
std::vector<LeftOut> follow_state_of(Act& act, const Service& service, ServiceState before) {
  auto rows = storage::list_service_packages_of(act.tenant(), service.id);
  return follow_state(act, service, before, rows);
}

void end_old(Act& act, Service& old, const Service& after) {
  const auto now = act.context().clock.now();
  const auto state_before = old.state;
  storage::Changes changes;
  changes.field("status_prefixo", old.status_prefix, "cancelado")
      .field("substituido_por", "", std::to_string(after.erp_id));
  old.status_prefix = "cancelado";
  old.state = ServiceState::over;
  old.status_at = old.updated_at = now;
  old.over_at = now;
  storage::update_service(act.tenant(), old);
  storage::insert_service_status(act.tenant(), old.id, {old.status_prefix, old.state, now});
  act.note({.entity = domain::Entity::service,
            .entity_id = old.id,
            .customer_id = old.customer_id,
            .action = "migrado",
            .changes = changes.take()});
  follow_state_of(act, old, state_before);
}

}  // namespace

std::vector<LeftOut> take_over(Act& act, Service& old, const Service& after) {
  for (auto row : storage::list_service_packages_of(act.tenant(), old.id)) {
    if (!is_on_service(act.context(), row)) continue;
    const auto before = row;
    row.service_id = after.id;
    save_package(act, before, row);
  }
  auto left_out = follow_state_of(act, after, ServiceState::not_yet);
  carry_courtesy(act, old, after);
  end_old(act, old, after);
  return left_out;
}

}  // namespace operations
