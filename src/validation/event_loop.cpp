#include "validation/event_loop.h"

#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <exception>
#include <optional>
#include <system_error>
#include <thread>
#include <utility>

#include "base/log.h"

namespace validation {

using std::chrono::milliseconds;

namespace {

constexpr milliseconds k_accept_pause{100};    // out of descriptors or connections: look again then
constexpr milliseconds k_stand_by{10};         // a lane that cannot answer looks again
constexpr milliseconds k_drain_greeting{100};  // a connection just opened still gets this long to ask

/// What an event carries: the descriptor, and for a connection its number, for another may have the
/// descriptor by the time a lane comes to look at the event.
std::uint64_t mark_of(int fd, std::uint32_t number = 0) {
  return (std::uint64_t{number} << 32) | static_cast<std::uint32_t>(fd);
}

void add_to(int epoll, int fd, std::uint32_t events, std::uint32_t number = 0) {
  epoll_event event{};
  event.events = events;
  event.data.u64 = mark_of(fd, number);
  if (::epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event) != 0)
    throw std::system_error(errno, std::generic_category(), "epoll_ctl");
}

}  // namespace

struct EventLoop::Peer {
  Peer(Descriptor socket, std::uint32_t nth) : connection(std::move(socket)), number(nth) {}

  enum class Stage {
    fresh,       // has never asked
    unfinished,  // part of a request is there
    taken,       // in this turn
    held,        // the handler wants it again later
    idle,        // answered and kept
  };

  Connection connection;
  std::uint32_t number;
  Call call = {};
  Stage stage = Stage::fresh;
  bool watched = false;
  bool half_closed = false;   // the peer sends no more; it may still read
  bool missed_input = false;  // something arrived while it was held
  std::optional<Timers::iterator> timer = {};
};

EventLoop::EventLoop(Listener listener, int stop_fd, LoopSettings settings,
                     const std::vector<TurnHandler*>& handlers, base::Metrics& metrics)
    : listener_(std::move(listener)),
      stop_fd_(stop_fd),
      settings_(settings),
      epoll_(::epoll_create1(EPOLL_CLOEXEC)),
      wake_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)),
      connections_(metrics.gauge("catraca_validation_connections", "Open connections of the web server")),
      refused_(metrics.counter("catraca_validation_refused_total",
                               "Connections closed: not FastCGI, or a request above 16 KiB")),
      unfinished_(metrics.counter("catraca_validation_unfinished_total",
                                  "Connections closed: a request was not whole in time")) {
  if (!epoll_ || !wake_) throw std::system_error(errno, std::generic_category(), "epoll_create1, eventfd");
  for (auto* handler : handlers) lanes_.push_back({*handler});
  add_to(epoll_.get(), stop_fd_, EPOLLIN);
  add_to(epoll_.get(), wake_.get(), EPOLLIN);
  start_accepting();
}

EventLoop::~EventLoop() { close_listener(listener_); }

void EventLoop::run() {
  now_ = std::chrono::steady_clock::now();
  auto& own = lanes_.front();
  std::vector<std::thread> others;
  for (std::size_t i = 1; i < lanes_.size(); ++i) others.emplace_back([this, i] { work(lanes_[i]); });
  work(own);
  for (auto& other : others) other.join();
  ::epoll_ctl(epoll_.get(), EPOLL_CTL_DEL, wake_.get(), nullptr);
  Lock lock(mutex_);
  while (!finished()) step(own, lock);
  timers_.clear();
  peers_.clear();
  connections_.Set(0);
}

/// Until told to stop; what is in hand then is answered, the rest is the first lane's.
void EventLoop::work(Lane& lane) {
  Lock lock(mutex_);
  rest(lane, lock);
  while (!stopping_ || !lane.turn.empty()) {
    if (leaves_calls_to_others(lane))
      stand_by(lane, lock);
    else
      step(lane, lock);
  }
}

bool EventLoop::leaves_calls_to_others(const Lane& lane) const {
  return !lane.able && lane.turn.empty() &&
         std::any_of(lanes_.begin(), lanes_.end(), [](const Lane& other) { return other.able; });
}

void EventLoop::stand_by(Lane& lane, Lock& lock) {
  lock.unlock();
  std::this_thread::sleep_for(k_stand_by);
  const bool able = lane.handler.able();
  lock.lock();
  lane.able = able;
}

void EventLoop::step(Lane& lane, Lock& lock) {
  fire_timers(lane);
  wait(lane, lock);
  answer_turn(lane, lock);
  rest(lane, lock);
}

bool EventLoop::finished() const { return stopping_ && (peers_.empty() || now_ >= drain_end_); }

void EventLoop::wait(Lane& lane, Lock& lock) {
  std::array<epoll_event, 256> events;
  const auto room = settings_.turn_size - std::min(settings_.turn_size, lane.turn.size());
  int count = 0;
  if (room > 0) {
    const int limit_ms = wait_limit_ms(lane);
    lock.unlock();
    count =
        ::epoll_wait(epoll_.get(), events.data(), static_cast<int>(std::min(room, events.size())), limit_ms);
    const int error = errno;
    lock.lock();
    if (count < 0 && error != EINTR) throw std::system_error(error, std::generic_category(), "epoll_wait");
  }
  now_ = std::chrono::steady_clock::now();
  for (std::size_t i = 0; i < static_cast<std::size_t>(std::max(count, 0)); ++i)
    on_event(lane, events[i].data.u64, events[i].events);
  if (!accepting_ && !stopping_ && now_ >= accept_again_) start_accepting();
}

int EventLoop::wait_limit_ms(const Lane& lane) const {
  if (!lane.turn.empty()) return 0;
  auto until = SteadyTime::max();
  if (!timers_.empty()) until = timers_.begin()->first;
  if (stopping_) until = std::min(until, drain_end_);
  if (!stopping_) until = std::min(until, lane.rest_at);
  if (!stopping_ && !accepting_) until = std::min(until, accept_again_);
  if (until == SteadyTime::max()) return -1;
  return static_cast<int>(std::max(std::chrono::ceil<milliseconds>(until - now_), milliseconds{0}).count());
}

void EventLoop::on_event(Lane& lane, std::uint64_t mark, std::uint32_t events) {
  if (mark == mark_of(stop_fd_)) return begin_drain(lane);
  if (mark == mark_of(listener_.socket.get())) return accept_waiting(lane);
  const auto found = peers_.find(static_cast<int>(mark & 0xFFFFFFFFU));
  if (found == peers_.end() || mark != mark_of(found->first, found->second->number)) return;
  auto& peer = *found->second;
  if ((events & (EPOLLHUP | EPOLLRDHUP | EPOLLERR)) != 0) peer.half_closed = true;
  const bool gone = (events & (EPOLLHUP | EPOLLERR)) != 0;
  // One in this turn was held until a moment ago; its answer finds out that it is gone.
  if (peer.stage == Peer::Stage::taken || (peer.stage == Peer::Stage::held && !gone)) {
    peer.missed_input = true;
  } else if (gone) {
    drop(peer);
  } else {
    examine(lane, peer);
  }
}

void EventLoop::fire_timers(Lane& lane) {
  while (!timers_.empty() && timers_.begin()->first <= now_ && lane.turn.size() < settings_.turn_size) {
    auto& peer = *timers_.begin()->second;
    clear_timer(peer);
    if (peer.stage == Peer::Stage::held) {
      --held_;
      peer.stage = Peer::Stage::taken;
      lane.turn.push_back(&peer);
    } else {
      unfinished_.Increment();
      drop(peer);
    }
  }
}

void EventLoop::answer_turn(Lane& lane, Lock& lock) {
  if (lane.turn.empty()) return;
  const auto turn = std::exchange(lane.turn, {});
  std::vector<Call*> calls;
  for (auto* peer : turn) {
    peer->call.held_until.reset();
    calls.push_back(&peer->call);
  }
  lock.unlock();
  try {
    lane.handler.answer(calls);
  } catch (const std::exception& error) {
    base::log::error("a turn of validation failed", {{"error", error.what()}});
    for (auto* call : calls) call->reply = unavailable();
  }
  const bool able = lane.handler.able();
  lock.lock();
  lane.able = able;
  for (auto* peer : turn) settle(lane, *peer);
}

void EventLoop::rest(Lane& lane, Lock& lock) {
  if (stopping_ || now_ < lane.rest_at) return;
  lane.rest_at = now_ + settings_.rest_every;
  lock.unlock();
  lane.handler.rest();
  const bool able = lane.handler.able();
  lock.lock();
  lane.able = able;
}

void EventLoop::begin_drain(Lane& lane) {
  if (stopping_) return;
  stopping_ = true;
  ::eventfd_write(wake_.get(), 1);
  ::epoll_ctl(epoll_.get(), EPOLL_CTL_DEL, stop_fd_, nullptr);
  drain_end_ = now_ + settings_.drain_limit;
  // Nobody else will answer the backlog of a socket of our own; a shared one is left to the others.
  if (!listener_.own_path.empty()) accept_waiting(lane);
  stop_accepting();
  close_listener(listener_);
  std::vector<Peer*> all;
  for (const auto& [fd, peer] : peers_) all.push_back(peer.get());
  for (auto* peer : all) {
    if (peer->stage == Peer::Stage::held) set_timer(*peer, now_);
    if (peer->stage == Peer::Stage::fresh) set_timer(*peer, now_ + k_drain_greeting);
    if (peer->stage == Peer::Stage::idle && peer->connection.look() == Arrival::nothing) drop(*peer);
  }
}

void EventLoop::start_accepting() {
  // Level-triggered; of several processes on the socket one is woken, not all.
  add_to(epoll_.get(), listener_.socket.get(), EPOLLIN | EPOLLEXCLUSIVE);
  accepting_ = true;
}

void EventLoop::stop_accepting() {
  if (accepting_) ::epoll_ctl(epoll_.get(), EPOLL_CTL_DEL, listener_.socket.get(), nullptr);
  accepting_ = false;
  accept_again_ = now_ + k_accept_pause;
}

void EventLoop::accept_waiting(Lane& lane) {
  while (lane.turn.size() < settings_.turn_size || stopping_) {
    if (peers_.size() >= settings_.max_connections) return stop_accepting();
    Descriptor socket(::accept4(listener_.socket.get(), nullptr, nullptr, SOCK_CLOEXEC));
    if (!socket && (errno == ECONNABORTED || errno == EINTR)) continue;
    if (!socket && errno != EAGAIN) {
      base::log::warn("cannot accept a connection", {{"error", std::generic_category().message(errno)}});
      return stop_accepting();
    }
    if (!socket) return;
    const int fd = socket.get();
    auto& peer = *peers_.emplace(fd, std::make_unique<Peer>(std::move(socket), ++accepted_)).first->second;
    connections_.Set(static_cast<double>(peers_.size()));
    examine(lane, peer);
  }
}

void EventLoop::examine(Lane& lane, Peer& peer) {
  using Stage = Peer::Stage;
  const auto arrival = peer.connection.look();
  if (arrival == Arrival::whole) return take(lane, peer);
  if (arrival == Arrival::refused) refused_.Increment();
  if (arrival == Arrival::refused || arrival == Arrival::gone || peer.half_closed) return drop(peer);
  if (arrival == Arrival::part) peer.stage = Stage::unfinished;
  if (peer.stage != Stage::idle && !peer.timer) set_timer(peer, now_ + settings_.unfinished_limit);
  watch(peer);
}

void EventLoop::take(Lane& lane, Peer& peer) {
  clear_timer(peer);
  if (!peer.connection.take(peer.call.request)) {
    refused_.Increment();
    return drop(peer);
  }
  peer.stage = Peer::Stage::taken;
  peer.call.arrived = now_;
  peer.call.mark = {};
  lane.turn.push_back(&peer);
}

void EventLoop::settle(Lane& lane, Peer& peer) {
  if (peer.call.held_until && !stopping_ && held_ < settings_.max_held) {
    ++held_;
    peer.stage = Peer::Stage::held;
    set_timer(peer, *peer.call.held_until);
    return watch(peer);
  }
  if (!peer.connection.finish(peer.call.reply, !stopping_ && !peer.half_closed)) return drop(peer);
  peer.stage = Peer::Stage::idle;
  watch(peer);
  if (std::exchange(peer.missed_input, false)) examine(lane, peer);
}

void EventLoop::watch(Peer& peer) {
  if (peer.watched) return;
  // Edge-triggered, for what is half-sent stays unread in the socket and would wake us without end.
  add_to(epoll_.get(), peer.connection.fd(), EPOLLIN | EPOLLRDHUP | EPOLLET, peer.number);
  peer.watched = true;
}

void EventLoop::set_timer(Peer& peer, SteadyTime at) {
  clear_timer(peer);
  peer.timer = timers_.emplace(at, &peer);
}

void EventLoop::clear_timer(Peer& peer) {
  if (peer.timer) timers_.erase(*peer.timer);
  peer.timer.reset();
}

void EventLoop::drop(Peer& peer) {
  clear_timer(peer);
  if (peer.stage == Peer::Stage::held) --held_;
  peers_.erase(peer.connection.fd());
  connections_.Set(static_cast<double>(peers_.size()));
}

}  // namespace validation
