#pragma once
#include <array>
#include <chrono>
#include <cstdint>
#include <mutex>
#include <optional>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "validation/turn.h"

/// How often somebody may ask (R28). Counted in memory, per process: two processes on a socket allow twice as
/// much.
namespace validation {

/// A ceiling of calls a second for each integration, with one second's worth in hand after a pause.
class RateLimit {
 public:
  /// Counts the call; false: one too many.
  bool allow(std::uint32_t integration_id, std::uint32_t per_second, SteadyTime now);

 private:
  struct Bucket {
    double tokens = 0;
    SteadyTime filled_at = {};
  };
  std::unordered_map<std::uint32_t, Bucket> buckets_;  // as many as integrations that are called
};

/// Slows down guessing at one log-in: the first wrong passwords are free, then each next attempt has to wait
/// longer, attempts at the same time one behind the other. Never a lock: the right password gets in after its
/// wait, and clears the record. Known and unknown log-ins are alike. A table of fixed size: where it is full,
/// the log-in with the fewest failures is forgotten.
class LoginThrottle {
 public:
  static constexpr std::uint32_t k_free_failures = 3;
  static constexpr std::chrono::milliseconds k_first_wait{250};
  static constexpr std::chrono::milliseconds k_longest_wait{8000};  ///< between two attempts
  static constexpr std::chrono::milliseconds k_longest_queue{
      2500};  ///< an attempt is held; nginx waits 2.8 s
  static constexpr std::chrono::minutes k_forgotten_after{15};

  explicit LoginThrottle(std::size_t sets = 16384) : sets_(sets) {}

  struct Turn {
    std::optional<SteadyTime> wait_until = {};  ///< none: now
    bool refused = false;                       ///< too many wait already; ask again at wait_until
    bool unplaced = false;                      ///< enter again at wait_until, when those before are known
  };
  /// When an attempt at the log-in may be looked at; takes that place. Attempts at the same `now` are of one
  /// turn, in which each counts as a failure until it is known: no more are looked at together than are free.
  Turn enter(std::uint32_t integration_id, std::string_view login_key, SteadyTime now);
  void failed(std::uint32_t integration_id, std::string_view login_key, SteadyTime now);
  void succeeded(std::uint32_t integration_id, std::string_view login_key);

 private:
  struct Entry {
    std::uint64_t login = 0;
    std::uint32_t failures = 0;
    SteadyTime last_failure = {};
    SteadyTime next_attempt = {};
  };
  static constexpr std::size_t k_ways = 4;
  using Set = std::array<Entry, k_ways>;

  Set& set_of(std::uint64_t login) { return sets_[login % sets_.size()]; }
  Entry* find(std::uint64_t login);
  Entry& find_or_replace(std::uint64_t login, SteadyTime now);

  std::vector<Set> sets_;
  SteadyTime turn_ = {};                                      // the turn whose …
  std::unordered_map<std::uint64_t, std::uint32_t> in_hand_;  // … attempts are counted here, by login
};

/// The limits of a process, shared by those who answer: locked once for a turn's questions, once for its
/// results.
struct Limits {
  std::mutex mutex = {};
  RateLimit rate = {};
  LoginThrottle logins = LoginThrottle();
};

}  // namespace validation
