#include "validation/limits.h"

#include <algorithm>
#include <cstring>
#include <tuple>
#include <utility>

namespace validation {

using std::chrono::milliseconds;

bool RateLimit::allow(std::uint32_t integration_id, std::uint32_t per_second, SteadyTime now) {
  const double ceiling = per_second;
  auto& bucket = buckets_.try_emplace(integration_id, Bucket{ceiling, now}).first->second;
  const std::chrono::duration<double> passed = now - bucket.filled_at;
  bucket.tokens = std::min(ceiling, bucket.tokens + passed.count() * ceiling);
  bucket.filled_at = now;
  if (bucket.tokens < 1) return false;
  bucket.tokens -= 1;
  return true;
}

namespace {

/// login_key is a keyed hash already; one integration's is told from another's.
std::uint64_t login_of(std::uint32_t integration_id, std::string_view login_key) {
  std::uint64_t login = 0;
  std::memcpy(&login, login_key.data(), std::min(sizeof login, login_key.size()));
  return login ^ (std::uint64_t{integration_id} * 0x9E3779B97F4A7C15U);
}

/// 250 ms, 500 ms, 1 s … up to the longest.
milliseconds wait_after(std::uint32_t failures) {
  const auto doublings = std::min(failures - LoginThrottle::k_free_failures, 16U);
  return std::min(LoginThrottle::k_first_wait * (1 << doublings), LoginThrottle::k_longest_wait);
}

}  // namespace

void LoginThrottle::Entry::forget_failures() {
  *this = {.login = login, .good = good, .last_success = last_success};
}

LoginThrottle::Entry* LoginThrottle::find(std::uint64_t login, SteadyTime now) {
  for (auto& entry : set_of(login)) {
    if (entry.login != login || !entry.known()) continue;
    if (entry.failures > 0 && now - entry.last_failure > k_forgotten_after) entry.forget_failures();
    return &entry;
  }
  return nullptr;
}

LoginThrottle::Entry& LoginThrottle::find_or_replace(std::uint64_t login, SteadyTime now) {
  if (auto* known = find(login, now); known != nullptr) return *known;
  auto& set = set_of(login);
  auto& least = *std::min_element(set.begin(), set.end(), [](const Entry& a, const Entry& b) {
    return std::tie(a.failures, a.last_failure, a.last_success) <
           std::tie(b.failures, b.last_failure, b.last_success);
  });
  least = {.login = login};
  return least;
}

LoginThrottle::Turn LoginThrottle::enter_free(std::uint64_t login, std::uint32_t failures, SteadyTime now) {
  if (std::exchange(turn_, now) != now) in_hand_.clear();
  auto& in_hand = in_hand_[login];
  if (failures + in_hand >= k_free_failures) return {.wait_until = now};
  ++in_hand;
  return {};
}

/// Takes part in the lot for the next place, if that comes before he has waited too long.
LoginThrottle::Turn LoginThrottle::wait(Entry& entry, const Asking& asking) {
  if (entry.place_at - asking.since > k_longest_wait) return {.wait_until = entry.place_at, .refused = true};
  const auto number = asking.number == 0 ? ++numbers_ : asking.number;
  ++entry.waiting;
  if (lots_() % entry.waiting == 0) entry.drawn = number;
  return {.wait_until = entry.place_at, .number = number};
}

LoginThrottle::Turn LoginThrottle::enter(std::uint32_t integration_id, std::string_view login_key,
                                         SteadyTime now, const Asking& asking) {
  const auto login = login_of(integration_id, login_key);
  auto* entry = find(login, now);
  if (entry != nullptr && asking.password != 0 && asking.password == entry->good) return {};
  const auto failures = entry == nullptr ? 0 : entry->failures;
  if (failures < k_free_failures) return enter_free(login, failures, now);
  const bool place = now >= entry->place_at;
  if (place && entry->waiting > 0) entry->next = std::exchange(entry->drawn, 0);
  const bool comes = place && entry->waiting == 0;
  if (place) {
    entry->waiting = 0;
    entry->place_at = now + wait_after(failures);
  }
  if (comes) return {};  // nobody waited
  if (asking.number == 0 || asking.number != entry->next) return wait(*entry, asking);
  entry->next = 0;
  return {};
}

void LoginThrottle::failed(std::uint32_t integration_id, std::string_view login_key, SteadyTime now,
                           std::uint64_t password) {
  auto& entry = find_or_replace(login_of(integration_id, login_key), now);
  if (entry.good == password) entry.good = 0;
  ++entry.failures;
  entry.last_failure = now;
  if (entry.failures == k_free_failures) entry.place_at = now + k_first_wait;
}

void LoginThrottle::succeeded(std::uint32_t integration_id, std::string_view login_key, SteadyTime now,
                              std::uint64_t password) {
  const auto login = login_of(integration_id, login_key);
  auto* entry = find(login, now);
  if (entry == nullptr) {
    const bool room =
        std::ranges::any_of(set_of(login), [](const Entry& other) { return other.failures == 0; });
    if (password == 0 || !room) return;  // no guesser is forgotten for it
    entry = &find_or_replace(login, now);
  }
  // One who came by his own place says nothing of the others, who go on guessing.
  if (password == 0 || entry->good != password) entry->forget_failures();
  entry->good = password;
  entry->last_success = now;
}

}  // namespace validation
