#pragma once
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "domain/attempt.h"
#include "storage/tenant.h"

/// What platforms were told, try by try, and what was said (D47).
namespace storage {

/// The longest message that is kept, in bytes.
inline constexpr std::size_t k_most_message = 480;
/// The beginning of a UTF-8 text, at most that long.
std::string kept_text(std::string text, std::size_t bytes);

/// A change as JSON, to be compared and repeated.
std::string planned_text(const domain::Change& change);

/// The new id. One without a number takes the account's next one, which `attempt` is given.
std::uint64_t insert_attempt(const Tenant& tenant, domain::Attempt& attempt, std::string_view lease);
/// Each is given its id.
void insert_attempts(const Tenant& tenant, std::span<domain::Attempt> attempts, std::string_view lease);
/// What came of an attempt, and what was said in it.
struct EndedAttempt {
  domain::Attempt attempt = {};
  std::vector<domain::Exchange> exchanges = {};
};
void end_attempts(const Tenant& tenant, std::span<const EndedAttempt> ended);
void end_attempt(const Tenant& tenant, const domain::Attempt& attempt,
                 const std::vector<domain::Exchange>& exchanges);
/// What became of them is not known after all.
void open_attempts(const Tenant& tenant, std::span<const std::uint64_t> attempt_ids);
/// Of tries that never came to a call.
void delete_attempts(const Tenant& tenant, std::span<const std::uint64_t> attempt_ids);
/// Adds to what was said in an attempt.
void append_exchanges(const Tenant& tenant, std::uint64_t attempt_id,
                      const std::vector<domain::Exchange>& exchanges);
/// What became of an open one is known now, or a repetition finds it out; one that never ended ends.
void close_attempt(const Tenant& tenant, std::uint64_t attempt_id, domain::Delivery delivery,
                   base::Instant now);
/// Puts an attempt, as it says now, to another account.
void move_attempt(const Tenant& tenant, const domain::Attempt& attempt, std::uint64_t account_id);
/// Those of the accounts whose outcome is not known, oldest first.
std::vector<domain::Attempt> list_open_attempts(const Tenant& tenant,
                                                std::span<const std::uint64_t> account_ids);
/// Of an account, newest first, behind (older than) `before` unless 0.
std::vector<domain::Attempt> list_attempts(const Tenant& tenant, std::uint64_t account_id,
                                           std::uint64_t before, std::uint32_t limit);
/// Of an integration, as above.
std::vector<domain::Attempt> list_attempts_of(const Tenant& tenant, std::uint32_t integration_id,
                                              std::uint64_t before, std::uint32_t limit);
std::vector<domain::Exchange> list_exchanges(const Tenant& tenant, std::uint64_t attempt_id);

}  // namespace storage
