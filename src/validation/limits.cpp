#include "validation/limits.h"

#include <algorithm>
#include <cstring>
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

LoginThrottle::Entry* LoginThrottle::find(std::uint64_t login) {
  for (auto& entry : set_of(login))
    if (entry.login == login && entry.failures > 0) return &entry;
  return nullptr;
}

LoginThrottle::Entry& LoginThrottle::find_or_replace(std::uint64_t login, SteadyTime now) {
  if (auto* known = find(login); known != nullptr) {
    if (now - known->last_failure > k_forgotten_after) *known = {.login = login};
    return *known;
  }
  auto& set = set_of(login);
  auto& least = *std::min_element(set.begin(), set.end(), [](const Entry& a, const Entry& b) {
    return a.failures != b.failures ? a.failures < b.failures : a.last_failure < b.last_failure;
  });
  least = {.login = login};
  return least;
}

LoginThrottle::Turn LoginThrottle::enter(std::uint32_t integration_id, std::string_view login_key,
                                         SteadyTime now) {
  const auto login = login_of(integration_id, login_key);
  auto* entry = find(login);
  const auto failures =
      entry == nullptr || now - entry->last_failure > k_forgotten_after ? 0 : entry->failures;
  if (failures < k_free_failures) {
    if (std::exchange(turn_, now) != now) in_hand_.clear();
    auto& in_hand = in_hand_[login];
    if (failures + in_hand >= k_free_failures) return {.wait_until = now, .unplaced = true};
    ++in_hand;
    return {};
  }
  const auto at = std::max(now, entry->next_attempt);
  if (at - now > k_longest_queue) return {.wait_until = at, .refused = true};
  entry->next_attempt = at + wait_after(entry->failures);
  return at == now ? Turn{} : Turn{.wait_until = at};
}

void LoginThrottle::failed(std::uint32_t integration_id, std::string_view login_key, SteadyTime now) {
  auto& entry = find_or_replace(login_of(integration_id, login_key), now);
  ++entry.failures;
  entry.last_failure = now;
  if (entry.failures == k_free_failures) entry.next_attempt = now + k_first_wait;
}

void LoginThrottle::succeeded(std::uint32_t integration_id, std::string_view login_key) {
  if (auto* entry = find(login_of(integration_id, login_key)); entry != nullptr) *entry = {};
}

}  // namespace validation
