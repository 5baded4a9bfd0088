#include "domain/terms.h"

#include <algorithm>

namespace domain {

namespace {

bool holds_after(const Terms& terms, base::Date day) { return !terms.until || *terms.until > day; }

/// The first of the terms that hold on the day, or later.
std::size_t place_of(const TermsInTime& terms, base::Date day) {
  const auto found =
      std::find_if(terms.begin(), terms.end(), [&](const Terms& each) { return holds_after(each, day); });
  return static_cast<std::size_t>(found - terms.begin());
}

void change(Terms& terms, const TermsEdit& edit) {
  if (edit.value) terms.value = *edit.value;
  const bool was_free = terms.until && terms.trial && !(edit.back && terms.removed);
  if (edit.limit && !was_free) terms.limit = *edit.limit;
  if (edit.back) terms.removed.reset();
}

}  // namespace

bool is_there_between(const Terms& terms, base::Date since, base::Date first, base::Date end) {
  return since < end && holds_after(terms, first) && (!terms.removed || *terms.removed >= first) &&
         (!terms.limit || *terms.limit > first);
}

const Terms& terms_on(const TermsInTime& terms, base::Date day) { return terms[place_of(terms, day)]; }

TermsInTime edited_from(TermsInTime terms, const TermsEdit& edit, base::Date sold, base::Date from) {
  const auto place = place_of(terms, from);
  const auto since = place == 0 ? sold : *terms[place - 1].until;
  const auto held = terms[place];
  for (auto later = place; later < terms.size(); ++later) change(terms[later], edit);
  if (from > since && terms[place] != held) {
    const auto kept = terms.insert(terms.begin() + static_cast<std::ptrdiff_t>(place), held);
    kept->until = from;
  }
  return terms;
}

}  // namespace domain
