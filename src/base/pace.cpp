#include "base/pace.h"

namespace base {

bool Pace::keeps(std::size_t bytes, Clock::duration waited, Clock::time_point now) {
  came_ += bytes;
  waited_ += waited;
  if (now >= ends_) return false;
  if (waited_ < rule_.stretch) return true;
  const bool enough = came_ >= rule_.bytes_a_stretch;
  came_ = 0;
  waited_ = {};
  return enough;
}

}  // namespace base
