#include "jobs/pauses.h"

#include <algorithm>

#include "base/secrets.h"

namespace jobs {

std::chrono::milliseconds pause_after(std::uint32_t failures, double chance,
                                      std::optional<std::chrono::seconds> asked) {
  using namespace std::chrono_literals;
  const std::chrono::milliseconds most = 6h;
  const auto plain = failures > 12 ? most : std::min<std::chrono::milliseconds>(most, 30s * (1U << failures));
  const auto varied = std::chrono::milliseconds(
      static_cast<std::int64_t>(static_cast<double>(plain.count()) * (0.8 + 0.4 * chance)));
  return std::max<std::chrono::milliseconds>(std::min(varied, most), asked.value_or(0s));
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
