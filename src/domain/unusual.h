#pragma once
#include "base/clock.h"
#include "base/money.h"

/// What is so far from the usual that it may be a slip of the finger, and is asked about once.
namespace domain {

/// More than three times the usual value, or less than a third of it; nothing where that is nothing.
bool is_unusual(base::Cents value, base::Cents usual);
/// More than ten years from today, before or behind it.
bool is_far(base::Date day, base::Date today);

}  // namespace domain
