#pragma once
#include <functional>
#include <latch>
#include <thread>
#include <vector>

#include "base/digest_place.h"

namespace test {

/// While it lives every place at the digesting of passwords is taken, and as many wait as may.
class FullDigestPlaces {
 public:
  FullDigestPlaces() {
    for (std::size_t i = 0; i < base::DigestPlace::places(); ++i) holders_.emplace_back([this] { hold(); });
    taken_.wait();
    for (std::size_t i = 0; i < base::DigestPlace::k_waiting; ++i) waiters_.emplace_back(wait_for_one);
    while (base::DigestPlace::waiting() < base::DigestPlace::k_waiting) std::this_thread::yield();
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
  static void wait_for_one() {
    try {
      const base::DigestPlace place;
    } catch (const base::TooManyDigests&) {  // held longer than a slow test's patience
    }
  }

  std::latch taken_{static_cast<std::ptrdiff_t>(base::DigestPlace::places())};
  std::latch over_{1};
  std::vector<std::thread> holders_ = {};
  std::vector<std::thread> waiters_ = {};
};

}  // namespace test
