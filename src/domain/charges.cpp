#include "domain/charges.h"

#include <algorithm>

namespace domain {

namespace {

using std::chrono::sys_days;

/// Two amounts multiplied do not fit into 64 bits.
__extension__ using Wide = __int128;

constexpr std::string_view k_own_request = "suspenso_pedido_cliente";

/// What a day counts as.
enum class DayKind : std::uint8_t { outside, suspended, courtesy, charged };

bool lies_in(base::Date day, const Days& days) {
  return sys_days{day} >= sys_days{days.first} && (!days.last || sys_days{day} < sys_days{*days.last});
}

bool holds(const ChargedPackage& package, base::Date day) {
  return lies_in(day, {package.sold, package.limit}) && lies_in(day, {package.sold, package.removed});
}

/// How the service stood at the end of a day.
struct Standing {
  ServiceState state = ServiceState::not_yet;
  bool own_request = false;
};

Standing standing_on(base::Date day, const std::vector<StatusSince>& statuses) {
  Standing standing;
  for (const auto& status : statuses) {
    if (sys_days{status.day} > sys_days{day}) break;
    const auto* known = find_status(status.prefix);
    // A service that went back to a *not yet* status keeps its last state, and why it had it.
    const bool remembered = known != nullptr && known->state == ServiceState::not_yet;
    if (!remembered) standing.own_request = status.prefix == k_own_request;
    standing.state = status.state;
  }
  return standing;
}

ZeroReason standstill(const Standing& standing, bool charges_own) {
  if (standing.state == ServiceState::not_yet || standing.state == ServiceState::over)
    return ZeroReason::outside;
  return standing.own_request && !charges_own ? ZeroReason::suspended : ZeroReason::none;
}

DayKind kind_of(base::Date day, const ChargedPackage& package, const Standing& standing, bool charges_own) {
  const auto still = standstill(standing, charges_own);
  if (!holds(package, day) || still == ZeroReason::outside) return DayKind::outside;
  const auto covers = [&](const Days& courtesy) { return lies_in(day, courtesy); };
  if (std::any_of(package.free_courtesies.begin(), package.free_courtesies.end(), covers))
    return DayKind::courtesy;
  return still == ZeroReason::suspended ? DayKind::suspended : DayKind::charged;
}

struct DayCounts {
  int month = 0;
  int suspended = 0;
  int courtesy = 0;
  int charged = 0;
  int there() const { return suspended + courtesy + charged; }
};

ZeroReason reason_of(const ChargedPackage& package, const DayCounts& days) {
  if (days.there() == 0) return ZeroReason::outside;
  if (monthly_value(package.value, package.trial) == 0)
    return package.trial ? ZeroReason::trial : ZeroReason::included;
  if (days.charged > 0) return ZeroReason::none;
  return days.courtesy > 0 ? ZeroReason::courtesy : ZeroReason::suspended;
}

}  // namespace

bool is_trial(const std::optional<std::uint32_t>& trial_days, const std::optional<base::Date>& limit_on) {
  return trial_days.has_value() && limit_on.has_value();
}

bool trial_waits(const std::optional<std::uint32_t>& trial_days, bool limit_typed, bool activated) {
  return trial_days.has_value() && !limit_typed && !activated;
}

base::Cents monthly_value(base::Cents sold_for, bool trial) { return trial ? 0 : sold_for; }

std::vector<CompositionPart> scaled(std::vector<CompositionPart> parts, base::Cents total) {
  base::Cents before = 0;
  for (const auto& part : parts) before += part.value_cents;
  base::Cents left = total;
  for (auto& part : parts) {
    part.value_cents = before == 0 ? 0 : static_cast<base::Cents>(Wide{part.value_cents} * total / before);
    left -= part.value_cents;
  }
  if (!parts.empty()) parts.back().value_cents += left;
  return parts;
}

ZeroReason standstill_of(ServiceState state, std::string_view prefix, bool charges_own_suspension) {
  return standstill({.state = state, .own_request = prefix == k_own_request}, charges_own_suspension);
}

std::string_view name_of(ZeroReason reason) {
  switch (reason) {
    case ZeroReason::none:
      return "";
    case ZeroReason::trial:
      return "degustacao";
    case ZeroReason::courtesy:
      return "cortesia";
    case ZeroReason::included:
      return "incluso";
    case ZeroReason::suspended:
      return "suspenso";
    case ZeroReason::outside:
      return "fora_do_periodo";
  }
  return "";
}

Charge charge_of(const ChargedPackage& package, const std::vector<StatusSince>& statuses,
                 std::chrono::year_month month, bool charges_own_suspension) {
  DayCounts days;
  const sys_days end{(month + std::chrono::months(1)) / 1};
  for (sys_days day{month / 1}; day < end; day += std::chrono::days(1), ++days.month) {
    switch (kind_of(day, package, standing_on(day, statuses), charges_own_suspension)) {
      case DayKind::outside:
        break;
      case DayKind::suspended:
        ++days.suspended;
        break;
      case DayKind::courtesy:
        ++days.courtesy;
        break;
      case DayKind::charged:
        ++days.charged;
        break;
    }
  }
  Charge charge{.whole = package.value, .reason = reason_of(package, days)};
  charge.days = charge.reason == ZeroReason::none ? days.charged : days.there();
  if (charge.reason == ZeroReason::none)
    charge.amount = (2 * package.value * days.charged + days.month) / (2 * days.month);
  charge.composition = scaled(package.composition, charge.amount);
  return charge;
}

}  // namespace domain
