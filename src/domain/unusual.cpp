#include "domain/unusual.h"

namespace domain {

bool is_unusual(base::Cents value, base::Cents usual) {
  constexpr base::Cents k_times = 3;
  return usual > 0 && (value > usual * k_times || value * k_times < usual);
}

bool is_far(base::Date day, base::Date today) {
  constexpr std::chrono::days k_ten_years{3653};
  const auto apart = std::chrono::sys_days{day} - std::chrono::sys_days{today};
  return apart > k_ten_years || apart < -k_ten_years;
}

}  // namespace domain
