#pragma once
#include <string>

#include "base/clock.h"
#include "settings.h"

namespace door {

/// This machine's clock; in development, where `development.clock_file` is set, the instant that stands in
/// that file, read anew at every look, so that tests can move every process at once. Safe from any thread.
class HouseClock final : public base::Clock {
 public:
  /// Logs a warning when it does not go by itself.
  explicit HouseClock(const Settings& settings);
  /// Throws std::runtime_error when the file holds no "YYYY-MM-DD HH:MM:SS" (UTC).
  base::Instant now() const override;

 private:
  std::string file_;
};

}  // namespace door
