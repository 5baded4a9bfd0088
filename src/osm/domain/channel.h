#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace osm {

struct Channel {
  std::uint32_t id = 0;
  std::uint32_t number = 0;  ///< as on the remote control
  std::string name = {};
  std::optional<std::uint32_t> category_id = {};
  std::string category = {};              ///< its name; empty: none
  std::optional<std::string> image = {};  ///< its address
  bool active = true;
};

/// Channels of several plans, the main one's first: each once, in the main plan's order, behind them what
/// only the others have, in theirs (D29).
std::vector<Channel> united(const std::vector<Channel>& by_plan);

}  // namespace osm
