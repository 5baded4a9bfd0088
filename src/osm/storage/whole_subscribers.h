#pragma once
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "osm/domain/subscriber.h"
#include "storage/tenant.h"

namespace osm {

std::optional<WholeSubscriber> find_whole_subscriber(const storage::Tenant& tenant, std::uint64_t id);
/// Those of these ids that there are, ascending; a statement a table.
std::vector<WholeSubscriber> list_whole_subscribers(const storage::Tenant& tenant,
                                                    std::span<const std::uint64_t> ids);
/// A subscriber whose row was read, with all that hangs on it.
WholeSubscriber whole_of(const storage::Tenant& tenant, Subscriber subscriber);

}  // namespace osm
