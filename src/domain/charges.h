#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/money.h"
#include "domain/package.h"
#include "domain/status.h"

namespace domain {

/// The parts brought to a new total: each rounded down, what is left on the last one.
std::vector<CompositionPart> scaled(std::vector<CompositionPart> parts, base::Cents total);

/// From this day on the service stood like this; of several on one day the last counts.
struct StatusSince {
  base::Date day = {};
  std::string prefix = {};
  ServiceState state = ServiceState::not_yet;  ///< in force, D1's memory included
};

/// True while a package is on trial: it came with days of trial and still has an end. Without one it is sold
/// like any other.
bool is_trial(const std::optional<std::uint32_t>& trial_days, const std::optional<base::Date>& limit_on);
/// True while a trial waits for its service's first enabling: its days count from there (D4). `limit_typed`:
/// somebody gave it a date.
bool trial_waits(const std::optional<std::uint32_t>& trial_days, bool limit_typed, bool activated);
/// What a month of a package costs on cards, in lists and in charges alike: a trial nothing (R15).
base::Cents monthly_value(base::Cents sold_for, bool trial);

/// Days from the first, included, to the last, excluded; no last = open.
struct Days {
  base::Date first = {};
  std::optional<base::Date> last = {};
};

/// A package on a service, as far as charging looks at it.
struct ChargedPackage {
  base::Cents value = 0;  ///< a whole month's, as sold
  std::vector<CompositionPart> composition = {};
  base::Date sold = {};
  std::optional<base::Date> limit = {};    ///< data_limite, itself not charged
  std::optional<base::Date> removed = {};  ///< itself not charged
  bool trial = false;
  std::vector<Days> free_courtesies = {};  ///< those with isenta_cobranca only
};

/// Why a line is at zero (D23).
enum class ZeroReason : std::uint8_t { none, trial, courtesy, included, suspended, outside };
/// "degustacao", …, "fora_do_periodo"; empty for `none`.
std::string_view name_of(ZeroReason reason);

/// Why a service that stands like this lets its packages cost nothing for as long as it does: `outside`,
/// `suspended` (at the customer's own request, D23), or `none`.
ZeroReason standstill_of(ServiceState state, std::string_view prefix, bool charges_own_suspension);

/// A line of the monthly charge.
struct Charge {
  int days = 0;            ///< charged; under a zero reason, those on which the package was there
  base::Cents whole = 0;   ///< of a whole month
  base::Cents amount = 0;  ///< of `days`, pro rata by the calendar days of the month, half a cent up
  ZeroReason reason = ZeroReason::none;
  std::vector<CompositionPart> composition = {};  ///< of `amount`
};

/// What a package costs in a month (D23, R15): days on a service enabled or suspended; not those suspended at
/// the customer's own request, unless the provider charges them. `statuses` in order of time.
Charge charge_of(const ChargedPackage& package, const std::vector<StatusSince>& statuses,
                 std::chrono::year_month month, bool charges_own_suspension);

}  // namespace domain
