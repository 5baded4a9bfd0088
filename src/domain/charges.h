#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/money.h"
#include "domain/package.h"
#include "domain/status.h"
#include "domain/terms.h"

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

/// The days of a service's courtesies, as they end (D23, D41).
struct CourtesyDays {
  std::vector<Days> free = {};  ///< those with isenta_cobranca
  std::vector<Days> paid = {};  ///< the others: a suspension counts as enabled, so it is charged
};

/// A package on a service, as far as charging looks at it.
struct ChargedPackage {
  base::Date sold = {};
  TermsInTime terms = {};
  std::vector<CompositionPart> composition = {};
  std::map<std::uint64_t, CourtesyDays> courtesies = {};  ///< by service
};

/// Why a line is at zero (D23).
enum class ZeroReason : std::uint8_t { none, trial, courtesy, included, suspended, outside };
/// "degustacao", …, "fora_do_periodo"; empty for `none`.
std::string_view name_of(ZeroReason reason);

/// Why a service that stands like this lets its packages cost nothing for as long as it does: `outside`,
/// `suspended` (at the customer's own request, D23), or `none`.
ZeroReason standstill_of(ServiceState state, std::string_view prefix, bool charges_own_suspension);
/// The same under a courtesy, which is free of charge or not (D23, D41).
ZeroReason standstill_under_courtesy(ZeroReason standstill, bool free_of_charge);

/// A line of the monthly charge.
struct Charge {
  std::uint64_t customer_id = 0;
  std::uint64_t service_id = 0;  ///< on which the customer had it last in that month
  int days = 0;                  ///< charged; under a zero reason, those on which the package was there
  base::Cents whole = 0;         ///< of a whole month, as it was last
  base::Cents amount = 0;        ///< of `days`, pro rata by the calendar days of the month, half a cent up
  ZeroReason reason = ZeroReason::none;
  std::vector<CompositionPart> composition = {};  ///< of `amount`
};

/// How services stood, in order of time, by service.
using Statuses = std::map<std::uint64_t, std::vector<StatusSince>>;

/// What a package costs in a month (D23, R15), a line for each customer whose it was then: each day at what
/// held on that day (D39), on a service enabled or suspended; not days suspended at the customer's own
/// request, unless the provider charges them.
std::vector<Charge> charges_of(const ChargedPackage& package, const Statuses& statuses,
                               std::chrono::year_month month, bool charges_own_suspension);

}  // namespace domain
