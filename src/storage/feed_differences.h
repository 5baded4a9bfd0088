#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "domain/entity.h"
#include "storage/paging.h"
#include "storage/tenant.h"

/// The list *Diferem do ERP* (D32): a row for each field of a record whose value is not what the feed left
/// there.
namespace storage {

struct FeedDifference {
  std::uint64_t id = 0;
  domain::Entity entity = domain::Entity::customer;
  std::uint64_t record_id = 0;
  std::string field = {};  ///< wire name
  base::Instant since = {};
};

/// Rows that are there already stay as they are.
void insert_feed_differences(const Tenant& tenant, domain::Entity entity, std::uint64_t record_id,
                             const std::vector<std::string>& fields, base::Instant since);
void delete_feed_differences(const Tenant& tenant, domain::Entity entity, std::uint64_t record_id,
                             const std::vector<std::string>& fields);

/// The newest first; no entity: all of them.
Listed<FeedDifference> list_feed_differences(const Tenant& tenant, std::optional<domain::Entity> entity,
                                             const Page& asked);
/// Capped as k_count_cap.
std::uint32_t count_feed_differences(const Tenant& tenant, std::optional<domain::Entity> entity);

}  // namespace storage
