#include "base/digest_place.h"

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <thread>

namespace base {

namespace {

/// Longer than those before one take on a busy machine.
constexpr std::chrono::seconds k_patience{3};

struct Desk {
  std::mutex mutex = {};
  std::condition_variable freed = {};
  std::size_t taken = 0;
  std::size_t waiting = 0;
};

Desk& desk() {
  static Desk desk;
  return desk;
}

/// Places of this thread: one within another is the same.
thread_local std::size_t held = 0;

void take() {
  auto& at = desk();
  std::unique_lock lock(at.mutex);
  if (at.taken >= DigestPlace::places()) {
    if (at.waiting >= DigestPlace::k_waiting) throw TooManyDigests("too many passwords to digest at once");
    ++at.waiting;
    const bool free = at.freed.wait_for(lock, k_patience, [&] { return at.taken < DigestPlace::places(); });
    --at.waiting;
    if (!free) throw TooManyDigests("no place to digest a password in time");
  }
  ++at.taken;
}

void give_back() {
  auto& at = desk();
  {
    const std::lock_guard lock(at.mutex);
    --at.taken;
  }
  at.freed.notify_one();
}

}  // namespace

DigestPlace::DigestPlace() {
  if (held == 0) take();
  ++held;
}

DigestPlace::~DigestPlace() {
  if (--held == 0) give_back();
}

/// Half of the processors, so that pages go on.
std::size_t DigestPlace::places() {
  static const auto places = std::clamp<std::size_t>(std::thread::hardware_concurrency() / 2, 1, 4);
  return places;
}

std::size_t DigestPlace::waiting() {
  auto& at = desk();
  const std::lock_guard lock(at.mutex);
  return at.waiting;
}

}  // namespace base
