#pragma once
#include <sys/eventfd.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <functional>
#include <mutex>
#include <optional>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "validation/event_loop.h"

/// An event loop to talk to, with a handler that echoes.
namespace test {

using namespace std::chrono_literals;

/// How many turns run at a time.
inline constexpr std::size_t k_lanes[] = {1, 2};

/// Answers with what was asked; a query "hold" is held for 200 ms first, "slow" blocks the turn, "throw"
/// throws.
class Echo final : public validation::TurnHandler {
 public:
  void answer(std::span<validation::Call* const> calls) override {
    largest_turn = std::max(largest_turn.load(), calls.size());
    for (auto* call : calls) answer_one(*call);
  }
  void rest() override { ++rests; }
  bool able() override { return is_able; }
  std::atomic<bool> is_able = true;
  std::atomic<int> rests = 0;
  std::atomic<std::size_t> largest_turn = 0;
  std::atomic<int> answered = 0;

 private:
  void answer_one(validation::Call& call) {
    const auto& request = call.request;
    if (request.query == "throw") throw std::runtime_error("as asked");
    if (request.query == "slow") std::this_thread::sleep_for(150ms);
    if (request.query == "hold" && std::chrono::steady_clock::now() - call.arrived < 200ms) {
      call.held_until = call.arrived + 200ms;
      return;
    }
    call.reply = {200, "text/plain",
                  std::string(request.method) + ' ' + std::string(request.path) + '?' +
                      std::string(request.query) + ' ' + request.body,
                  0};
    ++answered;
  }
};

/// A directory of its own, gone afterwards.
struct Folder {
  Folder() {
    std::string pattern = "/tmp/catraca-loop-XXXXXX";
    if (::mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("mkdtemp");
    path = pattern;
  }
  ~Folder() { std::filesystem::remove_all(path); }
  std::string path;
};

inline void start_fcgi_once() {
  static std::once_flag once;
  std::call_once(once, validation::start_fcgi);
}

/// A loop in a thread of its own, and one for each lane more.
struct Server {
  explicit Server(validation::LoopSettings settings = {}, std::size_t lanes = 1)
      : Server(settings, {}, lanes) {}
  Server(validation::LoopSettings settings, validation::Listener listener, std::size_t lanes = 1)
      : handlers(lanes, &echo) {
    start(settings, std::move(listener));
  }
  ~Server() { stop(); }

  void start(validation::LoopSettings settings = {}, validation::Listener listener = {}) {
    start_fcgi_once();
    stop_fd.reset(::eventfd(0, EFD_CLOEXEC));
    if (!listener.socket) listener = validation::own_listener(socket);
    loop.emplace(std::move(listener), stop_fd.get(), settings, handlers, metrics);
    thread = std::thread([this] { loop->run(); });
  }

  /// Tells it to stop and waits; how long that took.
  std::chrono::milliseconds stop() {
    const auto from = std::chrono::steady_clock::now();
    if (thread.joinable()) {
      ::eventfd_write(stop_fd.get(), 1);
      thread.join();
    }
    return std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - from);
  }

  Folder folder = {};
  std::string socket = folder.path + "/loop.sock";
  validation::Descriptor stop_fd{::eventfd(0, EFD_CLOEXEC)};
  base::Metrics metrics = {};
  Echo echo = {};
  Echo other = {};  // of a second lane, where a test puts it there
  std::vector<validation::TurnHandler*> handlers;
  std::optional<validation::EventLoop> loop = {};
  std::thread thread = {};
};

inline bool becomes_true(const std::function<bool()>& condition, std::chrono::milliseconds limit = 3s) {
  for (const auto until = std::chrono::steady_clock::now() + limit; std::chrono::steady_clock::now() < until;
       std::this_thread::sleep_for(5ms))
    if (condition()) return true;
  return condition();
}

inline double connections_of(Server& server) {
  return server.metrics.gauge("catraca_validation_connections", "Open connections of the web server").Value();
}

}  // namespace test
