#pragma once
#include <fcgiapp.h>

#include <chrono>
#include <condition_variable>
#include <deque>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <utility>

#include "exchange.h"

namespace door {

/// A request that libfcgi has accepted, on its way to the thread that answers it.
struct Visit {
  FCGX_Request slot{};
  Head head = {};
  std::string owner = {};  ///< whose places it takes
  std::string kind = {};   ///< which of the owner's, the same for what costs alike
  std::chrono::steady_clock::time_point since = {};
  bool late = false;                       ///< it waited too long for a place and is to be turned away
  std::shared_ptr<const void> share = {};  ///< of what its owner may have of such at a time
};

/// Threads that may be held at a time.
struct Places {
  unsigned of_owner = 1;
  unsigned of_kind = 1;  ///< by one owner's requests of one kind
};

/// Of so many threads a quarter, one at least, is left to other providers; one page or call of the API holds
/// no more than such a quarter.
Places places_of(unsigned threads);

/// Where accepted requests wait for a thread: first come, first served, but no owner has more than his
/// places, so that one who waits for a lock leaves the others theirs, and no kind of his more than its own,
/// so that sixteen of a slow page leave him his others. Any thread.
class WaitingRoom {
 public:
  static constexpr std::ptrdiff_t k_most_waiting = 128;  ///< of one owner
  static constexpr std::chrono::seconds k_longest_wait{10};

  explicit WaitingRoom(Places places) : places_(places) {}

  /// False, the visit untouched, when too many of the owner's wait already, or after close().
  bool enter(std::unique_ptr<Visit>& visit);
  /// The next whose owner has a place, or one that is late; waits for it. Nothing once closed and empty.
  std::unique_ptr<Visit> next();
  /// Gives back the place of a visit that was not late.
  void leave(const Visit& visit);
  /// Nobody else comes in; who waits is still served.
  void close();

 private:
  using Kind = std::pair<std::string, std::string>;  // owner, kind

  std::unique_ptr<Visit> take();
  bool has_place(const Visit& visit) const;

  Places places_;
  std::mutex mutex_ = {};
  std::condition_variable changed_ = {};
  std::deque<std::unique_ptr<Visit>> waiting_ = {};
  std::map<std::string, unsigned> at_work_ = {};  // by owner
  std::map<Kind, unsigned> at_work_alike_ = {};
  bool closed_ = false;
};

}  // namespace door
