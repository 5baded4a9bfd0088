#pragma once
#include <cstdint>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "osm/domain/subscriber.h"
#include "storage/tenant.h"

namespace osm {

/// The credentials of each of these subscribers, in the order of creation.
std::vector<Credential> list_credentials(const storage::Tenant& tenant,
                                         std::span<const std::uint64_t> subscriber_ids);
std::uint64_t insert_credential(const storage::Tenant& tenant, const Credential& credential);
/// Writes e-mail, access key, password and when.
void update_credential(const storage::Tenant& tenant, const Credential& credential);
void delete_credential(const storage::Tenant& tenant, std::uint64_t id);

/// The subscriber whose e-mail or access key this is; `log_in` as osm::log_in_of gives it.
std::optional<std::uint64_t> find_log_in_holder(const storage::Tenant& tenant, std::string_view log_in);
/// Makes these the log-ins of a subscriber, whose row is held. Waits for another transaction that takes one
/// of them; throws DuplicateKey when it is another subscriber's.
void replace_log_ins(const storage::Tenant& tenant, std::uint64_t subscriber_id,
                     const std::set<std::string>& log_ins);

}  // namespace osm
