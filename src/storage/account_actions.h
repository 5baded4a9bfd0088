#pragma once
#include <cstdint>
#include <optional>
#include <string_view>

#include "storage/tenant.h"
#include "storage/transmissions.h"

/// What people ask of accounts, as the synchroniser finds it.
namespace storage {

/// Lets the account be removed on its platform and created anew (D53).
void ask_remake(const Tenant& tenant, std::uint64_t account_id);
/// What is wanted is created next, at once, where all is gone by now. `was_empty`: nothing stood there
/// before.
void end_remake(const Tenant& tenant, std::uint64_t account_id, bool was_empty, base::Instant now);

/// Whoever goes on with `from` loses it, and the numbers of `to` go on behind those of `from`, so that what
/// goes over from one to the other can be told under either.
void pass_numbers(const Tenant& tenant, std::uint64_t from, std::uint64_t to);

/// Another account of the integration that has something under this id of the platform.
std::optional<std::uint64_t> find_account_holding(const Tenant& tenant, std::uint32_t integration_id,
                                                  std::string_view platform_id, std::uint64_t except_id);

/// Who pauses a queue while what was transmitted is forgotten: the integration speaks to another account
/// there.
inline constexpr std::string_view k_paused_by_move = "troca";
/// Forgets what stands for accounts of the integration behind `after`, at most `limit`: nobody goes on with
/// them, no try of them is open, and they are due.
Marked forget_accounts_of(const Tenant& tenant, std::uint32_t integration_id, std::uint64_t after,
                          std::uint32_t limit, base::Instant now);

}  // namespace storage
