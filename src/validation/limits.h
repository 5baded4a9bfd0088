#pragma once
#include <array>
#include <chrono>
#include <cstdint>
#include <mutex>
#include <optional>
#include <random>
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

/// Slows down guessing at one log-in: the first wrong passwords are free, then attempts are looked at one by
/// one, ever further apart, and who of those that wait comes next is drawn by lot: asking fastest wins
/// nothing. The password that let somebody in last has a place of its own, so that its owner is not kept out
/// by others' guesses. Never a lock: the right password gets in when it is drawn, and clears the record.
/// Known and unknown log-ins are alike. A table of fixed size: where it is full, the log-in with the fewest
/// failures is forgotten.
class LoginThrottle {
 public:
  static constexpr std::uint32_t k_free_failures = 3;
  static constexpr std::chrono::milliseconds k_first_wait{250};
  /// Between two places; also, how long an attempt is held (nginx waits 2.8 s).
  static constexpr std::chrono::milliseconds k_longest_wait{2000};
  static constexpr std::chrono::minutes k_forgotten_after{15};

  explicit LoginThrottle(std::size_t sets = 16384) : sets_(sets), lots_(std::random_device{}()) {}

  /// Who asks: since when, with what password (a keyed digest's beginning; 0: not told), and under which
  /// number he waits already (0: he does not).
  struct Asking {
    SteadyTime since = {};
    std::uint64_t password = 0;
    std::uint64_t number = 0;
  };
  struct Turn {
    std::optional<SteadyTime> wait_until = {};  ///< none: now
    std::uint64_t number = 0;                   ///< to enter again with then
    bool refused = false;                       ///< he has waited long enough; ask anew at wait_until
  };
  /// Whether an attempt at the log-in may be looked at; if not, when it is to enter again. Attempts at the
  /// same `now` are of one turn, in which each counts as a failure until it is known: no more are looked at
  /// together than are free.
  Turn enter(std::uint32_t integration_id, std::string_view login_key, SteadyTime now, const Asking& asking);
  Turn enter(std::uint32_t integration_id, std::string_view login_key, SteadyTime now) {
    return enter(integration_id, login_key, now, {.since = now});
  }
  void failed(std::uint32_t integration_id, std::string_view login_key, SteadyTime now,
              std::uint64_t password = 0);
  void succeeded(std::uint32_t integration_id, std::string_view login_key, SteadyTime now,
                 std::uint64_t password = 0);

 private:
  struct Entry {
    std::uint64_t login = 0;
    std::uint64_t good = 0;  ///< the password that let in last; 0: none known
    std::uint32_t failures = 0;
    std::uint32_t waiting = 0;  ///< for the next place …
    std::uint64_t drawn = 0;    ///< … of whom this one has it so far
    std::uint64_t next = 0;     ///< who was drawn for the last one and has not come yet
    SteadyTime last_failure = {};
    SteadyTime last_success = {};
    SteadyTime place_at = {};  ///< when the next one is looked at

    bool known() const { return failures > 0 || good != 0; }
    void forget_failures();
  };
  static constexpr std::size_t k_ways = 4;
  using Set = std::array<Entry, k_ways>;

  Set& set_of(std::uint64_t login) { return sets_[login % sets_.size()]; }
  Entry* find(std::uint64_t login, SteadyTime now);
  Entry& find_or_replace(std::uint64_t login, SteadyTime now);
  Turn enter_free(std::uint64_t login, std::uint32_t failures, SteadyTime now);
  Turn wait(Entry& entry, const Asking& asking);

  std::vector<Set> sets_;
  std::mt19937_64 lots_;
  std::uint64_t numbers_ = 0;                                 // of those who wait
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
