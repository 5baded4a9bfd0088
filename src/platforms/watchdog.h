#pragma once
#include <chrono>
#include <condition_variable>
#include <map>
#include <mutex>
#include <thread>

namespace platforms {

/// Shuts sockets down when their time is over: whatever waits on one, a handshake too, stops waiting. Poco's
/// own time-outs are per read, so a peer that drips would never meet one. One thread for all of them, made at
/// the first; any thread.
class Watchdog {
 public:
  using Moment = std::chrono::steady_clock::time_point;

  /// A socket under watch, which stays open until the watch ends with this.
  class Watch {
   public:
    Watch(Watchdog& dog, int socket, Moment at);
    ~Watch();
    Watch(const Watch&) = delete;
    Watch& operator=(const Watch&) = delete;
    /// True when it was shut down.
    bool over() const;

   private:
    friend class Watchdog;
    Watchdog& dog_;
    int socket_;
    bool over_ = false;
    std::multimap<Moment, Watch*>::iterator place_;  ///< until it is over
  };

  Watchdog() = default;
  ~Watchdog();
  Watchdog(const Watchdog&) = delete;
  Watchdog& operator=(const Watchdog&) = delete;

 private:
  void run();

  mutable std::mutex mutex_ = {};
  std::condition_variable sooner_ = {};
  std::multimap<Moment, Watch*> watched_ = {};  ///< the next to be shut down first
  bool stopping_ = false;
  std::thread thread_ = {};
};

}  // namespace platforms
