#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "storage/tenant.h"

/// Integrations whose accounts are being removed from their platform (D58).
namespace storage {

struct Closing {
  std::uint32_t integration_id = 0;
  std::string asked_by = {};
  base::Instant asked_at = {};
  std::uint32_t accounts = 0;  ///< that stood there then; capped as k_count_cap
};
std::optional<Closing> find_closing(const Tenant& tenant, std::uint32_t integration_id);
/// Ids of all that are closing.
std::vector<std::uint32_t> list_closing_ids(const Tenant& tenant);
void insert_closing(const Tenant& tenant, const Closing& closing);
/// False when it was not closing.
bool delete_closing(const Tenant& tenant, std::uint32_t integration_id);

/// Accounts of the integration that have anything on its platform but `kept_key`, which never leaves; stops
/// counting behind `most`.
std::uint32_t count_accounts_there(const Tenant& tenant, std::uint32_t integration_id,
                                   std::string_view kept_key, std::uint32_t most);

/// Integrations that are closing, and of which no account waits any more and no job (`mark_kind`) has marks
/// to set.
std::vector<std::uint32_t> list_emptied(const Tenant& tenant, std::string_view mark_kind);

}  // namespace storage
