#include "osm/operations/act.h"

namespace osm {

void note(const Context& context, const storage::AuditEntry& entry) {
  storage::insert_audit(context.tenant, context.clock.now(), context.actor, entry);
}

}  // namespace osm
