#include "validation/event_loop.h"

#include <sys/epoll.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <exception>
#include <optional>
#include <system_error>
#include <utility>

#include "base/log.h"

namespace validation {

using std::chrono::milliseconds;

namespace {

constexpr milliseconds k_accept_pause{100};    // out of descriptors or connections: look again then
constexpr milliseconds k_drain_greeting{100};  // a connection just opened still gets this long to ask

void add_to(int epoll, int fd, std::uint32_t events) {
  epoll_event event{};
  event.events = events;
  event.data.fd = fd;
  if (::epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event) != 0)
    throw std::system_error(errno, std::generic_category(), "epoll_ctl");
}

}  // namespace

struct EventLoop::Peer {
  explicit Peer(Descriptor socket) : connection(std::move(socket)) {}

  enum class Stage {
    fresh,       // has never asked
    unfinished,  // part of a request is there
    taken,       // in this turn
    held,        // the handler wants it again later
    idle,        // answered and kept
  };

  Connection connection;
  Call call = {};
  Stage stage = Stage::fresh;
  bool watched = false;
  bool half_closed = false;   // the peer sends no more; it may still read
  bool missed_input = false;  // something arrived while it was held
  std::optional<Timers::iterator> timer = {};
};

EventLoop::EventLoop(Listener listener, int stop_fd, LoopSettings settings, TurnHandler& handler,
                     base::Metrics& metrics)
    : listener_(std::move(listener)),
      stop_fd_(stop_fd),
      settings_(settings),
      handler_(handler),
      epoll_(::epoll_create1(EPOLL_CLOEXEC)),
      connections_(metrics.gauge("catraca_validation_connections", "Open connections of the web server")),
      refused_(metrics.counter("catraca_validation_refused_total",
                               "Connections closed: not FastCGI, or a request above 16 KiB")),
      unfinished_(metrics.counter("catraca_validation_unfinished_total",
                                  "Connections closed: a request was not whole in time")) {
  if (!epoll_) throw std::system_error(errno, std::generic_category(), "epoll_create1");
  add_to(epoll_.get(), stop_fd_, EPOLLIN);
  start_accepting();
}

EventLoop::~EventLoop() { close_listener(listener_); }

void EventLoop::run() {
  now_ = std::chrono::steady_clock::now();
  while (!finished()) {
    fire_timers();
    wait();
    answer_turn();
    rest();
  }
  timers_.clear();
  peers_.clear();
  connections_.Set(0);
}

bool EventLoop::finished() const { return stopping_ && (peers_.empty() || now_ >= drain_end_); }

void EventLoop::wait() {
  std::array<epoll_event, 256> events;
  const auto room = settings_.turn_size - std::min(settings_.turn_size, turn_.size());
  const int count = room == 0
                        ? 0
                        : ::epoll_wait(epoll_.get(), events.data(),
                                       static_cast<int>(std::min(room, events.size())), wait_limit_ms());
  if (count < 0 && errno != EINTR) throw std::system_error(errno, std::generic_category(), "epoll_wait");
  now_ = std::chrono::steady_clock::now();
  for (std::size_t i = 0; i < static_cast<std::size_t>(std::max(count, 0)); ++i)
    on_event(events[i].data.fd, events[i].events);
  if (!accepting_ && !stopping_ && now_ >= accept_again_) start_accepting();
}

int EventLoop::wait_limit_ms() const {
  if (!turn_.empty()) return 0;
  auto until = SteadyTime::max();
  if (!timers_.empty()) until = timers_.begin()->first;
  if (stopping_) until = std::min(until, drain_end_);
  if (!stopping_) until = std::min(until, rest_at_);
  if (!stopping_ && !accepting_) until = std::min(until, accept_again_);
  if (until == SteadyTime::max()) return -1;
  return static_cast<int>(std::max(std::chrono::ceil<milliseconds>(until - now_), milliseconds{0}).count());
}

void EventLoop::on_event(int fd, std::uint32_t events) {
  if (fd == stop_fd_) return begin_drain();
  if (fd == listener_.socket.get()) return accept_waiting();
  const auto found = peers_.find(fd);
  if (found == peers_.end()) return;
  auto& peer = *found->second;
  if ((events & (EPOLLHUP | EPOLLRDHUP | EPOLLERR)) != 0) peer.half_closed = true;
  const bool gone = (events & (EPOLLHUP | EPOLLERR)) != 0;
  // One in this turn was held until a moment ago; its answer finds out that it is gone.
  if (peer.stage == Peer::Stage::taken || (peer.stage == Peer::Stage::held && !gone)) {
    peer.missed_input = true;
  } else if (gone) {
    drop(peer);
  } else {
    examine(peer);
  }
}

void EventLoop::fire_timers() {
  while (!timers_.empty() && timers_.begin()->first <= now_ && turn_.size() < settings_.turn_size) {
    auto& peer = *timers_.begin()->second;
    clear_timer(peer);
    if (peer.stage == Peer::Stage::held) {
      --held_;
      peer.stage = Peer::Stage::taken;
      turn_.push_back(&peer);
    } else {
      unfinished_.Increment();
      drop(peer);
    }
  }
}

void EventLoop::answer_turn() {
  if (turn_.empty()) return;
  const auto turn = std::exchange(turn_, {});
  std::vector<Call*> calls;
  for (auto* peer : turn) {
    peer->call.held_until.reset();
    calls.push_back(&peer->call);
  }
  try {
    handler_.answer(calls);
  } catch (const std::exception& error) {
    base::log::error("a turn of validation failed", {{"error", error.what()}});
    for (auto* call : calls) call->reply = unavailable();
  }
  for (auto* peer : turn) settle(*peer);
}

void EventLoop::rest() {
  if (stopping_ || now_ < rest_at_) return;
  rest_at_ = now_ + settings_.rest_every;
  handler_.rest();
}

void EventLoop::begin_drain() {
  if (stopping_) return;
  stopping_ = true;
  ::epoll_ctl(epoll_.get(), EPOLL_CTL_DEL, stop_fd_, nullptr);
  drain_end_ = now_ + settings_.drain_limit;
  // Nobody else will answer the backlog of a socket of our own; a shared one is left to the others.
  if (!listener_.own_path.empty()) accept_waiting();
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

void EventLoop::accept_waiting() {
  while (turn_.size() < settings_.turn_size || stopping_) {
    if (peers_.size() >= settings_.max_connections) return stop_accepting();
    Descriptor socket(::accept4(listener_.socket.get(), nullptr, nullptr, SOCK_CLOEXEC));
    if (!socket && (errno == ECONNABORTED || errno == EINTR)) continue;
    if (!socket && errno != EAGAIN) {
      base::log::warn("cannot accept a connection", {{"error", std::generic_category().message(errno)}});
      return stop_accepting();
    }
    if (!socket) return;
    const int fd = socket.get();
    auto& peer = *peers_.emplace(fd, std::make_unique<Peer>(std::move(socket))).first->second;
    connections_.Set(static_cast<double>(peers_.size()));
    examine(peer);
  }
}

void EventLoop::examine(Peer& peer) {
  using Stage = Peer::Stage;
  const auto arrival = peer.connection.look();
  if (arrival == Arrival::whole) return take(peer);
  if (arrival == Arrival::refused) refused_.Increment();
  if (arrival == Arrival::refused || arrival == Arrival::gone || peer.half_closed) return drop(peer);
  if (arrival == Arrival::part) peer.stage = Stage::unfinished;
  if (peer.stage != Stage::idle && !peer.timer) set_timer(peer, now_ + settings_.unfinished_limit);
  watch(peer);
}

void EventLoop::take(Peer& peer) {
  clear_timer(peer);
  if (!peer.connection.take(peer.call.request)) {
    refused_.Increment();
    return drop(peer);
  }
  peer.stage = Peer::Stage::taken;
  peer.call.arrived = now_;
  peer.call.mark = {};
  turn_.push_back(&peer);
}

void EventLoop::settle(Peer& peer) {
  if (peer.call.held_until && !stopping_ && held_ < settings_.max_held) {
    ++held_;
    peer.stage = Peer::Stage::held;
    set_timer(peer, *peer.call.held_until);
    return watch(peer);
  }
  if (!peer.connection.finish(peer.call.reply, !stopping_ && !peer.half_closed)) return drop(peer);
  peer.stage = Peer::Stage::idle;
  watch(peer);
  if (std::exchange(peer.missed_input, false)) examine(peer);
}

void EventLoop::watch(Peer& peer) {
  if (peer.watched) return;
  // Edge-triggered, for what is half-sent stays unread in the socket and would wake us without end.
  add_to(epoll_.get(), peer.connection.fd(), EPOLLIN | EPOLLRDHUP | EPOLLET);
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
