#pragma once
#include <chrono>
#include <cstddef>
#include <stdexcept>

namespace base {

/// How slowly something that somebody sends may come.
struct PaceRule {
  std::chrono::seconds stretch{60};      ///< of waiting for him …
  std::size_t bytes_a_stretch = 6'000;   ///< … in which so many have to come
  std::chrono::seconds deadline{3'600};  ///< for all of it, our own work on it included
};

/// Thrown by a streamed body whose sender is too slow, or goes on for too long.
class TooSlow : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// Watches over one sender. Only time spent waiting for him counts against his rate: what the reader takes
/// himself is held against nobody.
class Pace {
 public:
  using Clock = std::chrono::steady_clock;

  Pace(PaceRule rule, Clock::time_point now) : rule_(rule), ends_(now + rule.deadline) {}

  /// So many bytes came, or none, after so long. False: he is too slow, or too late.
  bool keeps(std::size_t bytes, Clock::duration waited, Clock::time_point now);

 private:
  PaceRule rule_;
  Clock::time_point ends_;
  Clock::duration waited_{};
  std::size_t came_ = 0;
};

}  // namespace base
