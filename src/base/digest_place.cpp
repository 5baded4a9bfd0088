#include "base/digest_place.h"

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <map>
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
  std::map<std::uint32_t, std::size_t> waiting_of = {};  ///< by provider
};

Desk& desk() {
  static Desk desk;
  return desk;
}

/// Places of this thread: one within another is the same.
thread_local std::size_t held = 0;

void wait(Desk& at, std::unique_lock<std::mutex>& lock, std::uint32_t provider_id) {
  auto& of_one = at.waiting_of[provider_id];
  if (at.waiting >= DigestPlace::k_waiting || of_one >= DigestPlace::k_waiting_of_one)
    throw TooManyDigests("too many passwords to digest at once");
  ++at.waiting;
  ++of_one;
  const bool free = at.freed.wait_for(lock, k_patience, [&] { return at.taken < DigestPlace::places(); });
  --at.waiting;
  if (--of_one == 0) at.waiting_of.erase(provider_id);
  if (!free) throw TooManyDigests("no place to digest a password in time");
}

void take(std::uint32_t provider_id) {
  auto& at = desk();
  std::unique_lock lock(at.mutex);
  if (at.taken >= DigestPlace::places()) wait(at, lock, provider_id);
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

DigestPlace::DigestPlace(std::uint32_t provider_id) {
  if (held == 0) take(provider_id);
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
