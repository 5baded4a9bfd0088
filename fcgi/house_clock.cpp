#include "house_clock.h"

#include <fstream>
#include <stdexcept>

#include "base/log.h"

namespace door {

HouseClock::HouseClock(const Settings& settings) : file_(settings.clock_file) {
  if (!file_.empty())
    base::log::warn("development: the clock stands at what a file says, not at this machine's time",
                    {{"file", file_}});
}

base::Instant HouseClock::now() const {
  if (file_.empty()) return base::SystemClock{}.now();
  std::string text;
  std::ifstream file(file_);
  std::getline(file, text);
  const auto instant = base::instant_from_sql(text);
  if (!instant) throw std::runtime_error("development.clock_file: " + file_ + " holds no instant");
  return *instant;
}

}  // namespace door
