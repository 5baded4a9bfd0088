#include "jobs/reach.h"

#include "jobs/pauses.h"

namespace jobs {

void add(Reach& reach, const platforms::Outcome& outcome) {
  using domain::Delivery;
  using domain::Reason;
  if (outcome.delivery == Delivery::rejected && outcome.reason == Reason::credential) return;
  if (outcome.delivery == Delivery::delivered || outcome.delivery == Delivery::rejected ||
      (outcome.delivery == Delivery::later && outcome.reason != Reason::again)) {
    reach = {.reached = true};
    return;
  }
  ++reach.failures;
  if (outcome.delivery == Delivery::later) reach.wait = outcome.wait;
}

void note_reach(const storage::Tenant& tenant, std::uint32_t integration_id, const Reach& reach,
                base::Instant now) {
  if (!reach.reached && reach.failures == 0) return;
  auto state = storage::find_queue_state(tenant, integration_id);
  const auto before = state;
  state.unreachable = (reach.reached ? 0 : state.unreachable) + reach.failures;
  state.probe_at.reset();
  if (const auto probe = probe_after(state.unreachable)) state.probe_at = now + *probe;
  if (reach.wait) state.probe_at = now + *reach.wait;
  if (state.unreachable != before.unreachable || state.probe_at != before.probe_at)
    storage::save_reach(tenant, integration_id, state.unreachable, state.probe_at);
}

}  // namespace jobs
