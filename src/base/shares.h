#pragma once
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>

namespace base {

/// How many may have of something at a time: all together, those of one group, and one of its members.
struct MostShares {
  unsigned in_all = 1;
  unsigned of_group = 1;
  unsigned of_member = 1;
};

/// Hands out shares of something expensive, never more than that. Any thread; outlives its shares.
class Shares {
 public:
  explicit Shares(MostShares most) : most_(most) {}

  /// Nothing when there is none left. Given back when the last copy goes.
  std::shared_ptr<const void> take(std::string_view group, std::string_view member);

 private:
  using Member = std::pair<std::string, std::string>;  // its group first

  void give_back(const Member& member);

  const MostShares most_;
  std::mutex mutex_ = {};
  unsigned taken_ = 0;
  std::map<std::string, unsigned> by_group_ = {};
  std::map<Member, unsigned> by_member_ = {};
};

}  // namespace base
