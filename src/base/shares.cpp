#include "base/shares.h"

namespace base {

namespace {

template <typename Counts>
unsigned count_of(const Counts& counts, const typename Counts::key_type& key) {
  const auto found = counts.find(key);
  return found == counts.end() ? 0 : found->second;
}

template <typename Counts>
void lower(Counts& counts, const typename Counts::key_type& key) {
  const auto found = counts.find(key);
  if (--found->second == 0) counts.erase(found);
}

}  // namespace

std::shared_ptr<const void> Shares::take(std::string_view group, std::string_view member) {
  const Member key{group, member};
  const std::lock_guard lock(mutex_);
  if (taken_ >= most_.in_all || count_of(by_group_, key.first) >= most_.of_group ||
      count_of(by_member_, key) >= most_.of_member)
    return nullptr;
  std::shared_ptr<const void> share(this, [this, key](const void*) { give_back(key); });
  ++taken_;
  ++by_group_[key.first];
  ++by_member_[key];
  return share;
}

void Shares::give_back(const Member& member) {
  const std::lock_guard lock(mutex_);
  --taken_;
  lower(by_group_, member.first);
  lower(by_member_, member);
}

}  // namespace base
