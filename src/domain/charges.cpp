#include "domain/charges.h"

#include <algorithm>
#include <array>
#include <numeric>

namespace domain {

namespace {

using std::chrono::sys_days;

/// Two amounts multiplied do not fit into 64 bits.
__extension__ using Wide = __int128;

constexpr std::string_view k_own_request = "suspenso_pedido_cliente";

/// What a day counts as; of those that cost nothing the first is told.
enum class DayKind : std::uint8_t { charged, trial, courtesy, included, suspended, outside };
constexpr std::size_t k_kinds = 6;
constexpr std::array<ZeroReason, k_kinds> k_reasons{ZeroReason::none,      ZeroReason::trial,
                                                    ZeroReason::courtesy,  ZeroReason::included,
                                                    ZeroReason::suspended, ZeroReason::outside};

bool lies_in(base::Date day, const Days& days) {
  return sys_days{day} >= sys_days{days.first} && (!days.last || sys_days{day} < sys_days{*days.last});
}

bool lies_in_any(base::Date day, const std::vector<Days>& all) {
  return std::any_of(all.begin(), all.end(), [&](const Days& days) { return lies_in(day, days); });
}

bool holds(const Terms& terms, base::Date sold, base::Date day) {
  return lies_in(day, {sold, terms.limit}) && lies_in(day, {sold, terms.removed});
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

const CourtesyDays& courtesies_of(const ChargedPackage& package, std::uint64_t service_id) {
  static const CourtesyDays k_none;
  const auto found = package.courtesies.find(service_id);
  return found == package.courtesies.end() ? k_none : found->second;
}

DayKind kind_of(base::Date day, const ChargedPackage& package, const Terms& terms, const Standing& standing,
                bool charges_own) {
  const auto still = standstill(standing, charges_own);
  if (!holds(terms, package.sold, day) || still == ZeroReason::outside) return DayKind::outside;
  if (monthly_value(terms.value, terms.trial) == 0) return terms.trial ? DayKind::trial : DayKind::included;
  const auto& courtesies = courtesies_of(package, terms.service_id);
  if (lies_in_any(day, courtesies.free)) return DayKind::courtesy;
  const bool unlocked = lies_in_any(day, courtesies.paid);
  return still == ZeroReason::suspended && !unlocked ? DayKind::suspended : DayKind::charged;
}

/// What a customer's days of a month come to.
struct DayCounts {
  std::uint64_t service_id = 0;  ///< of the last one
  base::Cents whole = 0;         ///< of the last one on which the package was there, else of the last one
  base::Cents sum = 0;           ///< whole months' values of the days charged
  std::array<int, k_kinds> days = {};

  int count(DayKind kind) const { return days[static_cast<std::size_t>(kind)]; }
  int there() const { return std::accumulate(days.begin(), days.end(), 0) - count(DayKind::outside); }
  void add(const Terms& terms, DayKind kind) {
    service_id = terms.service_id;
    if (kind != DayKind::outside || there() == 0) whole = terms.value;
    if (kind == DayKind::charged) sum += terms.value;
    ++days[static_cast<std::size_t>(kind)];
  }
  ZeroReason reason() const {
    const auto first = std::find_if(days.begin(), days.end(), [](int some) { return some > 0; });
    return k_reasons[static_cast<std::size_t>(first - days.begin())];
  }
};

Charge charge_of(const ChargedPackage& package, std::uint64_t customer_id, const DayCounts& counts,
                 int days_of_month) {
  Charge charge{.customer_id = customer_id,
                .service_id = counts.service_id,
                .whole = counts.whole,
                .reason = counts.reason()};
  const bool charged = charge.reason == ZeroReason::none;
  charge.days = charged ? counts.count(DayKind::charged) : counts.there();
  charge.amount = (2 * counts.sum + days_of_month) / (2 * days_of_month);
  charge.composition = scaled(package.composition, charge.amount);
  return charge;
}

/// The customers whose the package was in a month, in the order in which they had it.
std::vector<std::uint64_t> holders_in(const ChargedPackage& package, base::Date first, base::Date end) {
  std::vector<std::uint64_t> holders;
  auto since = package.sold;
  for (const auto& terms : package.terms) {
    const bool known = std::find(holders.begin(), holders.end(), terms.customer_id) != holders.end();
    if (!known && is_there_between(terms, since, first, end)) holders.push_back(terms.customer_id);
    since = terms.until.value_or(since);
  }
  return holders;
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

ZeroReason standstill_under_courtesy(ZeroReason standstill, bool free_of_charge) {
  if (standstill == ZeroReason::outside) return standstill;
  return free_of_charge ? ZeroReason::courtesy : ZeroReason::none;
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

std::vector<Charge> charges_of(const ChargedPackage& package, const Statuses& statuses,
                               std::chrono::year_month month, bool charges_own_suspension) {
  const base::Date first = month / 1;
  const base::Date next = (month + std::chrono::months(1)) / 1;
  static const std::vector<StatusSince> k_none;
  std::map<std::uint64_t, DayCounts> counts;
  for (sys_days at{first}; at < sys_days{next}; at += std::chrono::days(1)) {
    const base::Date day{at};
    const auto& terms = terms_on(package.terms, day);
    const auto known = statuses.find(terms.service_id);
    const auto standing = standing_on(day, known == statuses.end() ? k_none : known->second);
    counts[terms.customer_id].add(terms, kind_of(day, package, terms, standing, charges_own_suspension));
  }
  std::vector<Charge> charges;
  const auto length = static_cast<int>((sys_days{next} - sys_days{first}).count());
  for (const auto customer : holders_in(package, first, next))
    charges.push_back(charge_of(package, customer, counts[customer], length));
  return charges;
}

}  // namespace domain
