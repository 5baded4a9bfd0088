#pragma once
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "domain/account.h"
#include "domain/waiting.h"
#include "storage/paging.h"
#include "storage/transmissions.h"

/// Lists of the accounts that are not yet on their platforms as they should be (R19): each asks a key.
namespace storage {

/// An account with what lists and its page show of its transmission.
struct TransmissionLine {
  domain::Account account = {};
  std::string integration = {};  ///< description
  std::string gateway = {};
  std::string customer_code = {};
  std::string customer_name = {};
  std::optional<domain::Waiting> waiting = {};  ///< nothing: it is as it should be
  std::string message = {};                     ///< pt-BR, of what went wrong last
  std::uint32_t failures = 0;                   ///< in a row
  base::Instant since = {};                     ///< when it began to wait
  std::optional<base::Instant> due_at = {};     ///< the next attempt
  bool at_work = false;                         ///< a worker has it in its hands
  std::optional<domain::CallKind> last = {};    ///< what was tried last, if anything
  std::optional<base::Instant> last_at = {};    ///< when
  bool stands = false;                          ///< the platform has something of it
  std::string platform_id = {};                 ///< id_externo; several comma separated, empty: none
};

/// Which accounts: of these integrations, waiting for one of these.
struct TransmissionFilter {
  std::vector<std::uint32_t> integration_ids = {};
  std::vector<domain::Waiting> waiting = {};
};
/// A page of them: in the order of domain::k_waitings, the longest waiting first; `page.sort` means nothing.
Listed<TransmissionLine> list_transmissions(const Tenant& tenant, const TransmissionFilter& filter,
                                            const Page& page, base::Instant now);
/// Accounts of these ids, waiting or not.
std::vector<TransmissionLine> list_transmissions_of(const Tenant& tenant,
                                                    std::span<const std::uint64_t> account_ids,
                                                    base::Instant now);
/// The same of one.
std::optional<TransmissionLine> find_transmission(const Tenant& tenant, std::uint64_t account_id,
                                                  base::Instant now);

/// Accounts that wait for the same are counted so far: a cause of more is a cause of very many.
inline constexpr std::uint32_t k_waiting_cap = 1000;

/// How many accounts of an integration wait for the same.
struct WaitingCount {
  std::uint32_t integration_id = 0;
  domain::Waiting waiting = domain::Waiting::queued;
  std::uint64_t accounts = 0;  ///< at most k_waiting_cap
  bool more = false;           ///< there are more than that
  base::Instant oldest = {};
};
/// Of all integrations; what nothing waits for is left out.
std::vector<WaitingCount> count_waiting(const Tenant& tenant, base::Instant now);
/// Accounts that do not go on without somebody; stops counting at `most`.
std::uint64_t count_in_error(const Tenant& tenant, std::uint32_t most);

/// An integration with how its queue stands.
struct Queue {
  std::uint32_t integration_id = 0;
  std::string description = {};
  std::string gateway = {};
  bool active = true;
  QueueState state = {};
  std::uint32_t held = 0;  ///< accounts that the guard holds (D70)
};
/// Of all integrations, by description.
std::vector<Queue> list_queues(const Tenant& tenant);

/// Accounts of the integration that wait for this, ids ascending behind `after`: for a job that goes over
/// them.
std::vector<std::uint64_t> list_waiting_accounts(const Tenant& tenant, std::uint32_t integration_id,
                                                 domain::Waiting waiting, std::uint64_t after,
                                                 std::uint32_t limit, base::Instant now);
/// Lets all of it be tried again, due now: what was refused is forgotten, failures begin anew.
void retry_accounts(const Tenant& tenant, std::span<const std::uint64_t> account_ids, base::Instant now);
/// Lets the account's password be sent again.
void raise_resets(const Tenant& tenant, std::uint64_t account_id);

}  // namespace storage
