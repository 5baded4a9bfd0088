#pragma once
#include <functional>
#include <latch>
#include <thread>
#include <vector>

#include "base/digest_place.h"

namespace test {

/// While it lives every place at the digesting of passwords is taken, and so many wait: as many as may, each
/// of another provider, or some of one.
class FullDigestPlaces {
 public:
  explicit FullDigestPlaces(std::size_t waiting = base::DigestPlace::k_waiting,
                            std::uint32_t provider_id = 0) {
    for (std::size_t i = 0; i < base::DigestPlace::places(); ++i) holders_.emplace_back([this] { hold(); });
    taken_.wait();
    for (std::size_t i = 0; i < waiting; ++i)
      waiters_.emplace_back(
          [=] { wait_for_one(provider_id == 0 ? 1'000'000 + static_cast<std::uint32_t>(i) : provider_id); });
    while (base::DigestPlace::waiting() < waiting) std::this_thread::yield();
  }
  ~FullDigestPlaces() {
    over_.count_down();
    for (auto& thread : holders_) thread.join();
    for (auto& thread : waiters_) thread.join();
  }
  FullDigestPlaces(const FullDigestPlaces&) = delete;
  FullDigestPlaces& operator=(const FullDigestPlaces&) = delete;

 private:
  void hold() {
    const base::DigestPlace place;
    taken_.count_down();
    over_.wait();
  }
  static void wait_for_one(std::uint32_t provider_id) {
    try {
      const base::DigestPlace place(provider_id);
    } catch (const base::TooManyDigests&) {  // held longer than a slow test's patience
    }
  }

  std::latch taken_{static_cast<std::ptrdiff_t>(base::DigestPlace::places())};
  std::latch over_{1};
  std::vector<std::thread> holders_ = {};
  std::vector<std::thread> waiters_ = {};
};

}  // namespace test
