#pragma once
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "osm/domain/channel.h"
#include "storage/tenant.h"

namespace osm {

/// The active channels of a subscriber's plans, the main plan's first, each plan's in its order; one of
/// several plans comes several times.
std::vector<Channel> list_channels_by_plan(const storage::Tenant& tenant, std::uint64_t subscriber_id);

/// The new id. Throws DuplicateKey for a name in use.
std::uint32_t insert_category(const storage::Tenant& tenant, const std::string& name);
/// The new id; `category` is not looked at. Throws DuplicateKey for a number in use.
std::uint32_t insert_channel(const storage::Tenant& tenant, const Channel& channel);
void update_channel(const storage::Tenant& tenant, const Channel& channel);
/// Makes these, in this order, all channels of a plan.
void replace_plan_channels(const storage::Tenant& tenant, std::uint32_t plan_id,
                           std::span<const std::uint32_t> channel_ids);

}  // namespace osm
