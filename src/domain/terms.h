#pragma once
#include <cstdint>
#include <optional>
#include <vector>

#include "base/clock.h"
#include "base/money.h"

namespace domain {

/// What holds of a sold package over some days, as far as money asks (D39).
struct Terms {
  std::optional<base::Date> until = {};    ///< the day from which something else held; none: still in force
  base::Cents value = 0;                   ///< a whole month's, as sold
  std::optional<base::Date> limit = {};    ///< data_limite, itself not charged
  std::optional<base::Date> removed = {};  ///< itself not charged
  bool trial = false;
  std::uint64_t customer_id = 0;
  std::uint64_t service_id = 0;
  friend bool operator==(const Terms&, const Terms&) = default;
};

/// True when it is there at some time from the day `first` to the day `end`, which is excluded; `since`: the
/// first day on which these terms hold.
bool is_there_between(const Terms& terms, base::Date since, base::Date first, base::Date end);

/// All terms of a sold package, by day, without gaps: the last one is in force, the first since the sale.
using TermsInTime = std::vector<Terms>;

/// The terms in force on a day; before the sale those of the sale.
const Terms& terms_on(const TermsInTime& terms, base::Date day);

/// What an edit says: what is not given stays; a limit given without value is none.
struct TermsEdit {
  std::optional<base::Cents> value = {};
  std::optional<std::optional<base::Date>> limit = {};
  bool back = false;  ///< what had been taken off is there again
};
/// The same terms with an edit that holds from a day on. A trial's past keeps its limit: what was free stays
/// free.
TermsInTime edited_from(TermsInTime terms, const TermsEdit& edit, base::Date sold, base::Date from);

}  // namespace domain
