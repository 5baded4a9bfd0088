#include "jobs/synchroniser.h"

#include <algorithm>

#include "base/log.h"
#include "jobs/pauses.h"
#include "storage/integrations.h"
#include "storage/providers.h"

namespace jobs {

using operations::Context;

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

Synchroniser::Synchroniser(storage::Db& db, const base::Clock& clock, const base::Keyring& keyring,
                           const platforms::HttpClient& client, Counters& counters, base::Metrics& metrics,
                           Patience patience)
    : db_(db),
      clock_(clock),
      keyring_(keyring),
      client_(client),
      counters_(counters),
      metrics_(metrics),
      patience_(patience),
      lease_(base::random_bytes(16)) {}

bool Synchroniser::run_due() {
  auto queues = storage::list_due_queues(db_, clock_.now());
  const auto first = std::ranges::find_if(
      queues, [&](const storage::DueQueue& queue) { return queue.integration_id > last_; });
  std::rotate(queues.begin(), first, queues.end());
  for (const auto& queue : queues) {
    if (!platforms::at(queue.gateway).is_told()) continue;
    const auto place =
        counters_.take(queue.integration_id, queue.unreachable >= k_unreachable ? 1 : patience_.at_once);
    if (!place || !tell_one(queue)) continue;
    last_ = queue.integration_id;
    return true;
  }
  return false;
}

bool Synchroniser::tell_one(const storage::DueQueue& queue) {
  const storage::Tenant tenant{db_, queue.provider_id};
  const auto now = clock_.now();
  const auto account =
      storage::claim_account(tenant, queue.integration_id, lease_, now, now + patience_.lease);
  if (!account) return false;
  const auto provider = storage::find_provider(db_, queue.provider_id).value();
  const base::TimeZone zone(provider.time_zone);
  const Context context{tenant, zone, clock_, keyring_, "sistema"};
  const auto integration = storage::find_integration_by_id(tenant, queue.integration_id).value();
  try {
    visit({context, client_, integration, provider, lease_, patience_, metrics_}, *account);
  } catch (const LeaseLost&) {
    base::log::warn("an account went on elsewhere", {{"account", std::to_string(account->id)}});
  } catch (const storage::Unavailable&) {
    throw;  // the lease ends by itself
  } catch (const std::exception& error) {
    base::log::error("telling a platform failed",
                     {{"account", std::to_string(account->id)}, {"error", error.what()}});
    storage::settle_account(
        tenant, account->id, lease_,
        {.dirty_seq = account->dirty_seq,
         .due_at = clock_.now() + pause_after(account->failures, chance()),
         .failures = account->failures + 1,
         .reason = domain::Reason::again,
         .message = "Falha interna; veja o registro do sistema (conta " + std::to_string(account->id) + ")."},
        clock_.now());
  }
  return true;
}

}  // namespace jobs
