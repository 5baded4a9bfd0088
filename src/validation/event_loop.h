#pragma once
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
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

/// Serves a listening socket from one thread. A turn: take every call that is whole, hand the batch to the
/// handler, write each answer once; what arrives meanwhile is the next turn. Silent, slow and vanished peers
/// cost the others nothing.
class EventLoop {
 public:
  /// Stops when `stop_fd` (a signalfd, an eventfd) becomes readable.
  EventLoop(Listener listener, int stop_fd, LoopSettings settings, TurnHandler& handler,
            base::Metrics& metrics);
  ~EventLoop();
  /// Returns when told to stop and what was in hand is answered, at the latest after the drain limit.
  void run();

 private:
  struct Peer;
  using Timers = std::multimap<SteadyTime, Peer*>;

  bool finished() const;
  void wait();
  int wait_limit_ms() const;
  void on_event(int fd, std::uint32_t events);
  void fire_timers();
  void answer_turn();
  void rest();
  void begin_drain();

  void start_accepting();
  void stop_accepting();
  void accept_waiting();

  void examine(Peer& peer);
  void take(Peer& peer);
  void settle(Peer& peer);
  void watch(Peer& peer);
  void set_timer(Peer& peer, SteadyTime at);
  void clear_timer(Peer& peer);
  void drop(Peer& peer);

  Listener listener_;
  int stop_fd_;
  LoopSettings settings_;
  TurnHandler& handler_;
  Descriptor epoll_;
  std::unordered_map<int, std::unique_ptr<Peer>> peers_;
  Timers timers_;
  std::vector<Peer*> turn_;
  std::size_t held_ = 0;
  SteadyTime now_ = {};  ///< when the last wait ended
  SteadyTime rest_at_ = {};
  bool accepting_ = false;
  SteadyTime accept_again_ = {};
  bool stopping_ = false;
  SteadyTime drain_end_ = {};
  prometheus::Gauge& connections_;
  prometheus::Counter& refused_;
  prometheus::Counter& unfinished_;
};

}  // namespace validation
