#pragma once
#include <atomic>
#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/clock.h"
#include "base/metrics.h"
#include "base/secrets.h"
#include "jobs/hands.h"
#include "platforms/http_client.h"
#include "storage/db.h"
#include "storage/leases.h"

namespace jobs {

/// Who tells which integration in this process, so that none takes all hands: a dead platform holds up
/// nobody else. Any thread.
class Counters {
 public:
  /// A hand at an integration; gives its place back when it goes.
  class Place {
   public:
    Place(Counters& counters, std::uint32_t integration_id)
        : counters_(&counters), integration_id_(integration_id) {}
    Place(Place&& other) noexcept
        : counters_(std::exchange(other.counters_, nullptr)), integration_id_(other.integration_id_) {}
    Place& operator=(Place&&) = delete;
    ~Place();

   private:
    Counters* counters_;
    std::uint32_t integration_id_;
  };
  /// Nothing while `most` are at it.
  std::optional<Place> take(std::uint32_t integration_id, std::uint32_t most);

  /// How many accounts of the integration a hand takes at once: so many as were told within a moment
  /// lately, one where that is not known.
  std::uint32_t share_of(std::uint32_t integration_id);
  /// A turn of a hand took so long; 0 accounts: it came to nothing.
  void note_turn(std::uint32_t integration_id, std::uint32_t accounts,
                 std::chrono::steady_clock::duration took);

 private:
  std::mutex mutex_ = {};
  std::map<std::uint32_t, std::uint32_t> hands_ = {};
  std::map<std::uint32_t, std::uint32_t> shares_ = {};
};

/// Tells platforms what they do not know yet: claims accounts that are due, sends the fewest calls, keeps
/// what was said, and settles them. Several may run, in threads, processes and hosts. One thread each.
class Synchroniser {
 public:
  Synchroniser(storage::Db& db, const base::Clock& clock, const base::Keyring& keyring,
               const platforms::HttpClient& client, Counters& counters, base::Metrics& metrics,
               Patience patience = {});

  /// One turn at one integration; false when nothing is due. Throws storage::Unavailable.
  bool run_due();

 private:
  bool tell_some(const storage::DueQueue& queue);
  /// What is left of a turn that failed for a fault of ours: one account fails, several are tried alone.
  void give_up(const storage::Tenant& tenant, const std::vector<storage::ClaimedAccount>& accounts,
               const std::string& lease, const std::string& error);

  storage::Db& db_;
  const base::Clock& clock_;
  const base::Keyring& keyring_;
  const platforms::HttpClient& client_;
  Counters& counters_;
  base::Metrics& metrics_;
  Patience patience_;
  std::uint32_t last_ = 0;  ///< the integration served last: they take turns
};

}  // namespace jobs
