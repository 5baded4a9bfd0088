#pragma once
#include <fcgiapp.h>

#include <chrono>
#include <condition_variable>
#include <deque>
#include <map>
#include <memory>
#include <mutex>
#include <string>

#include "exchange.h"

namespace door {

/// A request that libfcgi has accepted, on its way to the thread that answers it.
struct Visit {
  FCGX_Request slot{};
  Head head = {};
  std::string owner = {};  ///< whose places it takes
  std::chrono::steady_clock::time_point since = {};
  bool late = false;  ///< it waited too long for a place and is to be turned away
};

/// Where accepted requests wait for a thread: first come, first served, but no owner has more than so many
/// threads at a time, so that one who waits for a lock leaves the others theirs. Any thread.
class WaitingRoom {
 public:
  explicit WaitingRoom(unsigned places_of_one) : places_of_one_(places_of_one) {}

  /// False, the visit untouched, when too many of the owner's wait already, or after close().
  bool enter(std::unique_ptr<Visit>& visit);
  /// The next whose owner has a place, or one that is late; waits for it. Nothing once closed and empty.
  std::unique_ptr<Visit> next();
  /// Gives back the place of a visit that was not late.
  void leave(const std::string& owner);
  /// Nobody else comes in; who waits is still served.
  void close();

 private:
  std::unique_ptr<Visit> take();

  unsigned places_of_one_;
  std::mutex mutex_ = {};
  std::condition_variable changed_ = {};
  std::deque<std::unique_ptr<Visit>> waiting_ = {};
  std::map<std::string, unsigned> at_work_ = {};
  bool closed_ = false;
};

}  // namespace door
