#include "jobs/pauses.h"

#include <algorithm>

#include "base/secrets.h"

namespace jobs {

std::chrono::milliseconds pause_after(std::uint32_t failures, double chance,
                                      const std::optional<platforms::Wait>& asked) {
  using namespace std::chrono_literals;
  const std::chrono::milliseconds most = 6h;
  const bool begins = asked && asked->begins;
  const auto first = begins ? asked->time : 30s;
  const auto plain =
      failures > 12 ? most : std::min<std::chrono::milliseconds>(most, first * (1U << failures));
  const auto varied = std::chrono::milliseconds(
      static_cast<std::int64_t>(static_cast<double>(plain.count()) * (0.8 + 0.4 * chance)));
  const auto pause = std::min(varied, most);
  return asked && !begins ? std::max<std::chrono::milliseconds>(pause, asked->time) : pause;
}

std::optional<std::chrono::seconds> probe_after(std::uint32_t unreachable) {
  using namespace std::chrono_literals;
  if (unreachable < k_unreachable) return std::nullopt;
  const auto more = std::min<std::uint32_t>(unreachable - k_unreachable, 5);
  return std::min<std::chrono::seconds>(10min, 30s * (1U << more));
}

double chance() {
  const auto bytes = base::random_bytes(2);
  return static_cast<double>(static_cast<unsigned char>(bytes[0]) * 256 +
                             static_cast<unsigned char>(bytes[1])) /
         65535.0;
}

}  // namespace jobs
