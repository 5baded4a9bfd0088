#pragma once
#include <cstdint>
#include <map>
#include <span>
#include <string>

#include "osm/domain/subscriber.h"
#include "storage/tenant.h"

namespace osm {

/// The settings of each of these subscribers; those without any are left out.
std::map<std::uint64_t, Settings> list_settings(const storage::Tenant& tenant,
                                                std::span<const std::uint64_t> subscriber_ids);
/// Makes `after` all settings of a subscriber that had `before`.
void write_settings(const storage::Tenant& tenant, std::uint64_t subscriber_id, const Settings& before,
                    const Settings& after);

/// The domain of the e-mails that are made here (D28): the provider's own setting, else `<slug>.osm`.
std::string find_email_domain(const storage::Tenant& tenant);
void put_email_domain(const storage::Tenant& tenant, const std::string& domain);

}  // namespace osm
