#include "waiting_room.h"

#include <algorithm>

namespace door {

namespace {

constexpr std::chrono::milliseconds k_look_again{250};  // for those who have become late

bool is_late(const Visit& visit) {
  return visit.since + WaitingRoom::k_longest_wait < std::chrono::steady_clock::now();
}

}  // namespace

Places places_of(unsigned threads) {
  const auto quarter = std::max(threads / 4, 1U);
  const auto of_owner = std::max(threads - quarter, 1U);
  return {.of_owner = of_owner, .of_kind = std::min(std::max(quarter, 2U), of_owner)};
}

bool WaitingRoom::enter(std::unique_ptr<Visit>& visit) {
  const std::lock_guard lock(mutex_);
  const auto of_same = [&](const auto& other) { return other->owner == visit->owner; };
  if (closed_ || std::ranges::count_if(waiting_, of_same) >= k_most_waiting) return false;
  waiting_.push_back(std::move(visit));
  changed_.notify_one();
  return true;
}

std::unique_ptr<Visit> WaitingRoom::next() {
  std::unique_lock lock(mutex_);
  for (;;) {
    if (auto visit = take()) return visit;
    if (closed_ && waiting_.empty()) return nullptr;
    if (waiting_.empty())
      changed_.wait(lock);
    else
      changed_.wait_for(lock, k_look_again);
  }
}

std::unique_ptr<Visit> WaitingRoom::take() {
  const auto found =
      std::ranges::find_if(waiting_, [&](const auto& visit) { return has_place(*visit) || is_late(*visit); });
  if (found == waiting_.end()) return nullptr;
  auto visit = std::move(*found);
  waiting_.erase(found);
  visit->late = is_late(*visit);
  if (!visit->late) {
    ++at_work_[visit->owner];
    ++at_work_alike_[{visit->owner, visit->kind}];
  }
  return visit;
}

bool WaitingRoom::has_place(const Visit& visit) const {
  const auto of_owner = at_work_.find(visit.owner);
  const auto of_kind = at_work_alike_.find({visit.owner, visit.kind});
  return (of_owner == at_work_.end() || of_owner->second < places_.of_owner) &&
         (of_kind == at_work_alike_.end() || of_kind->second < places_.of_kind);
}

void WaitingRoom::leave(const Visit& visit) {
  const std::lock_guard lock(mutex_);
  const auto give_back = [](auto& counts, const auto& key) {
    const auto busy = counts.find(key);
    if (--busy->second == 0) counts.erase(busy);
  };
  give_back(at_work_, visit.owner);
  give_back(at_work_alike_, Kind(visit.owner, visit.kind));
  changed_.notify_one();
}

void WaitingRoom::close() {
  const std::lock_guard lock(mutex_);
  closed_ = true;
  changed_.notify_all();
}

}  // namespace door
