#pragma once
#include <cstddef>
#include <cstdint>
#include <stdexcept>

namespace base {

/// Thrown to whoever would wait too long for a place: nothing was compared, it may be asked again.
class TooManyDigests : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// A place at the digesting of passwords. It costs a processor's time and 19 MiB by intention, so that a
/// process has few places and few who wait for one, of one provider half of them: who logs in does not slow
/// down whoever works. Every digest takes one by itself; whoever has to know before that he will get one
/// takes it first, on the same thread.
class DigestPlace {
 public:
  /// `provider_id` is whose people log in; 0: nobody's.
  explicit DigestPlace(std::uint32_t provider_id = 0);
  ~DigestPlace();
  DigestPlace(const DigestPlace&) = delete;
  DigestPlace& operator=(const DigestPlace&) = delete;

  /// How many digest at a time, and how many more may wait.
  static std::size_t places();
  static constexpr std::size_t k_waiting = 16;
  static constexpr std::size_t k_waiting_of_one = k_waiting / 2;  ///< of one provider
  /// How many wait now.
  static std::size_t waiting();
};

}  // namespace base
