#pragma once
#include <cstdint>
#include <span>
#include <vector>

#include "osm/domain/notification.h"
#include "storage/tenant.h"

namespace osm {

/// The new id.
std::uint64_t insert_notification(const storage::Tenant& tenant, const Notification& notification);
/// Puts it into these inboxes; where it lies already it stays as it is.
void deliver_notification(const storage::Tenant& tenant, std::uint64_t notification_id,
                          std::span<const std::uint64_t> subscriber_ids);

/// The newest of a subscriber's inbox, newest first, at most `limit`.
std::vector<Notification> list_inbox(const storage::Tenant& tenant, std::uint64_t subscriber_id,
                                     std::uint32_t limit);
std::uint64_t count_unread(const storage::Tenant& tenant, std::uint64_t subscriber_id);
/// False when it does not lie in this inbox; one that was read before stays so.
bool mark_read(const storage::Tenant& tenant, std::uint64_t subscriber_id, std::uint64_t notification_id,
               base::Instant at);

}  // namespace osm
