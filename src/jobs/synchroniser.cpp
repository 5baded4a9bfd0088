#include "jobs/synchroniser.h"

#include <algorithm>
#include <array>

#include "base/log.h"
#include "jobs/pauses.h"
#include "jobs/round.h"
#include "storage/integrations.h"
#include "storage/providers.h"

namespace jobs {

using operations::Context;

namespace {

/// How long a turn should take: what comes meanwhile waits for no longer, at few hands.
constexpr std::chrono::milliseconds k_moment{500};

}  // namespace

Counters::Place::~Place() {
  if (counters_ == nullptr) return;
  const std::lock_guard lock(counters_->mutex_);
  if (--counters_->hands_[integration_id_] == 0) counters_->hands_.erase(integration_id_);
}

std::optional<Counters::Place> Counters::take(std::uint32_t integration_id, std::uint32_t most) {
  const std::lock_guard lock(mutex_);
  auto& hands = hands_[integration_id];
  if (hands >= most) return std::nullopt;
  ++hands;
  return std::optional<Place>(std::in_place, *this, integration_id);
}

std::uint32_t Counters::share_of(std::uint32_t integration_id) {
  const std::lock_guard lock(mutex_);
  return std::max(shares_[integration_id], 1U);
}

void Counters::note_turn(std::uint32_t integration_id, std::uint32_t accounts,
                         std::chrono::steady_clock::duration took) {
  const auto one = std::max<std::chrono::steady_clock::duration>(took, std::chrono::microseconds(1)) /
                   std::max(accounts, 1U);
  const std::lock_guard lock(mutex_);
  shares_[integration_id] =
      accounts == 0
          ? 1
          : static_cast<std::uint32_t>(std::clamp<std::int64_t>(k_moment / one, 1, k_most_accounts));
}

Synchroniser::Synchroniser(storage::Db& db, const base::Clock& clock, const base::Keyring& keyring,
                           const platforms::HttpClient& client, Counters& counters, base::Metrics& metrics,
                           Patience patience)
    : db_(db),
      clock_(clock),
      keyring_(keyring),
      client_(client),
      counters_(counters),
      metrics_(metrics),
      patience_(patience) {}

bool Synchroniser::run_due() {
  auto queues = storage::list_due_queues(db_, clock_.now());
  const auto first = std::ranges::find_if(
      queues, [&](const storage::DueQueue& queue) { return queue.integration_id > last_; });
  std::rotate(queues.begin(), first, queues.end());
  for (const auto& queue : queues) {
    if (!platforms::at(queue.gateway).is_told()) continue;
    const auto place =
        counters_.take(queue.integration_id, queue.unreachable >= k_unreachable ? 1 : patience_.at_once);
    if (!place || !tell_some(queue)) continue;
    last_ = queue.integration_id;
    return true;
  }
  return false;
}

bool Synchroniser::tell_some(const storage::DueQueue& queue) {
  const storage::Tenant tenant{db_, queue.provider_id};
  const auto lease = base::random_bytes(16);  // a turn's own: none of it is taken for one of another turn
  const auto now = clock_.now();
  const auto most = queue.unreachable >= k_unreachable ? 1 : counters_.share_of(queue.integration_id);
  const auto accounts =
      storage::claim_accounts(tenant, queue.integration_id, lease, now, now + patience_.lease, most);
  if (accounts.empty()) return false;
  const auto provider = storage::find_provider(db_, queue.provider_id).value();
  const base::TimeZone zone(provider.time_zone);
  const Context context{tenant, zone, clock_, keyring_, "sistema"};
  const auto integration = storage::find_integration_by_id(tenant, queue.integration_id).value();
  const auto began = std::chrono::steady_clock::now();
  std::uint32_t told = 0;
  try {
    told = tell_accounts({context, client_, integration, provider, lease, patience_, metrics_}, accounts);
  } catch (const storage::Unavailable&) {
    throw;  // the lease ends by itself
  } catch (const std::exception& error) {
    give_up(tenant, accounts, lease, error.what());
  }
  counters_.note_turn(integration.id, told, std::chrono::steady_clock::now() - began);
  return true;
}

void Synchroniser::give_up(const storage::Tenant& tenant,
                           const std::vector<storage::ClaimedAccount>& accounts, const std::string& lease,
                           const std::string& error) {
  const auto& first = accounts.front();
  base::log::error("telling a platform failed", {{"accounts", std::to_string(accounts.size())},
                                                 {"account", std::to_string(first.id)},
                                                 {"error", error}});
  std::vector<std::uint64_t> ids;
  for (const auto& account : accounts) ids.push_back(account.id);
  if (accounts.size() > 1) return storage::release_accounts(tenant, ids, lease);
  const storage::Settlement left{
      .dirty_seq = first.dirty_seq,
      .due_at = clock_.now() + pause_after(first.failures, chance()),
      .failures = first.failures + 1,
      .reason = domain::Reason::again,
      .message = "Falha interna; veja o registro do sistema (conta " + std::to_string(first.id) + ")."};
  storage::settle_accounts(tenant, std::array{storage::SettledAccount{first.id, left}}, lease, clock_.now());
}

}  // namespace jobs
