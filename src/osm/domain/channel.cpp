#include "osm/domain/channel.h"

#include <set>

namespace osm {

std::vector<Channel> united(const std::vector<Channel>& by_plan) {
  std::vector<Channel> all;
  std::set<std::uint32_t> seen;
  for (const auto& channel : by_plan)
    if (seen.insert(channel.id).second) all.push_back(channel);
  return all;
}

}  // namespace osm
