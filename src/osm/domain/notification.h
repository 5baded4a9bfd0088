#pragma once
#include <cstdint>
#include <optional>
#include <string>

#include "base/clock.h"

namespace osm {

/// What was sent to subscribers; `read_at` is of the subscriber whose inbox it lies in.
struct Notification {
  std::uint64_t id = 0;
  std::string title = {};
  std::string text = {};
  std::optional<std::string> image = {};  ///< its address
  std::optional<std::string> link = {};
  base::Instant sent_at = {};
  std::optional<base::Instant> read_at = {};
};

}  // namespace osm
