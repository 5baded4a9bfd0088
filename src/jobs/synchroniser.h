#pragma once
#include <atomic>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "base/clock.h"
#include "base/metrics.h"
#include "base/secrets.h"
#include "jobs/visit.h"
#include "platforms/http_client.h"
#include "storage/db.h"
#include "storage/transmissions.h"

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

 private:
  std::mutex mutex_ = {};
  std::map<std::uint32_t, std::uint32_t> hands_ = {};
};

/// Tells platforms what they do not know yet: claims an account that is due, sends the fewest calls, keeps
/// what was said, and settles it. Several may run, in threads, processes and hosts. One thread each.
class Synchroniser {
 public:
  Synchroniser(storage::Db& db, const base::Clock& clock, const base::Keyring& keyring,
               const platforms::HttpClient& client, Counters& counters, base::Metrics& metrics,
               Patience patience = {});

  /// Tells one account; false when nothing is due. Throws storage::Unavailable.
  bool run_due();

 private:
  bool tell_one(const storage::DueQueue& queue);

  storage::Db& db_;
  const base::Clock& clock_;
  const base::Keyring& keyring_;
  const platforms::HttpClient& client_;
  Counters& counters_;
  base::Metrics& metrics_;
  Patience patience_;
  std::string lease_;
  std::uint32_t last_ = 0;  ///< the integration served last: they take turns
};

}  // namespace jobs
