#pragma once
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <unordered_map>
#include <vector>

#include "base/metrics.h"
#include "validation/connection.h"
#include "validation/listener.h"
#include "validation/turn.h"

namespace validation {

struct LoopSettings {
  std::size_t turn_size = 64;                        ///< most calls of a turn
  std::size_t max_connections = 4000;                ///< above it new ones wait in the backlog
  std::size_t max_held = 500;                        ///< most calls held at once
  std::chrono::milliseconds unfinished_limit{2000};  ///< from connecting, or the first byte, to the last
  std::chrono::milliseconds drain_limit{1500};       ///< for what is in hand when told to stop
  std::chrono::milliseconds rest_every{400};         ///< how often the handler may look after itself
};

/// Serves a listening socket. A turn: take every call that is whole, hand the batch to the handler, write
/// each answer once; what arrives meanwhile is the next turn. Silent, slow and vanished peers cost the others
/// nothing. Each handler has a thread: while one answers its turn, which is mostly waiting for the database,
/// the next gathers and answers the turn that follows. All else, the connections above all, is one thread's
/// at a time.
class EventLoop {
 public:
  /// Stops when `stop_fd` (a signalfd, an eventfd) becomes readable. At least one handler.
  EventLoop(Listener listener, int stop_fd, LoopSettings settings, const std::vector<TurnHandler*>& handlers,
            base::Metrics& metrics);
  ~EventLoop();
  /// Returns when told to stop and what was in hand is answered, at the latest after the drain limit.
  void run();

 private:
  struct Peer;
  using Timers = std::multimap<SteadyTime, Peer*>;
  using Lock = std::unique_lock<std::mutex>;

  /// A handler with the turn it gathers.
  struct Lane {
    TurnHandler& handler;
    std::vector<Peer*> turn = {};
    SteadyTime rest_at = {};
    bool able = true;  ///< what the handler last said
  };

  void work(Lane& lane);
  void step(Lane& lane, Lock& lock);
  bool leaves_calls_to_others(const Lane& lane) const;
  void stand_by(Lane& lane, Lock& lock);
  bool finished() const;
  void wait(Lane& lane, Lock& lock);
  int wait_limit_ms(const Lane& lane) const;
  void on_event(Lane& lane, std::uint64_t mark, std::uint32_t events);
  void fire_timers(Lane& lane);
  void answer_turn(Lane& lane, Lock& lock);
  void rest(Lane& lane, Lock& lock);
  void begin_drain(Lane& lane);

  void start_accepting();
  void stop_accepting();
  void accept_waiting(Lane& lane);

  void examine(Lane& lane, Peer& peer);
  void take(Lane& lane, Peer& peer);
  void settle(Lane& lane, Peer& peer);
  void watch(Peer& peer);
  void set_timer(Peer& peer, SteadyTime at);
  void clear_timer(Peer& peer);
  void drop(Peer& peer);

  Listener listener_;
  int stop_fd_;
  LoopSettings settings_;
  std::vector<Lane> lanes_;
  Descriptor epoll_;
  Descriptor wake_;   // readable once told to stop: for the lanes that did not hear it
  std::mutex mutex_;  // of all below; free while a lane waits or its handler answers
  std::unordered_map<int, std::unique_ptr<Peer>> peers_;
  Timers timers_;
  std::size_t held_ = 0;
  std::uint32_t accepted_ = 0;
  SteadyTime now_ = {};  ///< when the last wait ended
  bool accepting_ = false;
  SteadyTime accept_again_ = {};
  bool stopping_ = false;
  SteadyTime drain_end_ = {};
  prometheus::Gauge& connections_;
  prometheus::Counter& refused_;
  prometheus::Counter& unfinished_;
};

}  // namespace validation
