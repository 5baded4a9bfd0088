#pragma once
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "osm/domain/subscriber.h"
#include "storage/tenant.h"
#include "storage/word_search.h"

namespace osm {

/// The words of subscribers' names.
inline constexpr storage::WordTable k_subscriber_words{"osm_subscriber_word", "subscriber_id",
                                                       "osm_subscriber_word_subscriber"};

std::optional<Subscriber> find_subscriber(const storage::Tenant& tenant, std::uint64_t id);
/// The same, held until the transaction ends: first statement of one that changes anything of the
/// subscriber's.
std::optional<Subscriber> lock_subscriber(const storage::Tenant& tenant, std::uint64_t id);
/// Those of these ids that there are, ascending.
std::vector<Subscriber> list_subscribers(const storage::Tenant& tenant, std::span<const std::uint64_t> ids);
std::optional<std::uint64_t> find_subscriber_id_by_erp_code(const storage::Tenant& tenant,
                                                            std::string_view erp_code);

/// Writes the row and the words of its name; the new id. Throws DuplicateKey for an erp_code in use.
std::uint64_t insert_subscriber(const storage::Tenant& tenant, const Subscriber& subscriber);
/// Writes every field but the app's; the words too when the name has changed.
void update_subscriber(const storage::Tenant& tenant, const Subscriber& subscriber, bool name_changed);
/// Writes down that the app was used, unless somebody holds the row.
void update_app_seen(const storage::Tenant& tenant, std::uint64_t id, std::string_view app_name,
                     base::Instant at);

/// The row, its words and all that hangs on it; that it was there is kept.
void delete_subscriber(const storage::Tenant& tenant, std::uint64_t id, base::Instant at);
/// True of a subscriber of this provider's that was removed.
bool was_removed(const storage::Tenant& tenant, std::uint64_t id);

}  // namespace osm
