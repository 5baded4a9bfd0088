#pragma once
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "storage/decision_log.h"
#include "web/list.h"

/// The period of *Validações* and what was counted in it.
namespace web {

Filter period_filter();
Filter day_filter();
/// An hour of the day chosen.
Filter hour_filter();

/// From when until when, and the pieces it is counted in.
struct Period {
  enum class Piece : std::uint8_t { minute, hour, day };
  base::Instant from = base::k_long_ago;
  base::Instant until = base::k_open_end;
  Piece piece = Piece::hour;
};
Period period_of(const Context& context);

/// How many were allowed and denied in a piece of the period.
struct Piece {
  std::string label = {};
  base::Instant at = {};
  std::uint64_t allowed = 0;
  std::uint64_t denied = 0;
};

/// Exact counts of the filtered period; nothing where only the lines can tell: of one subscriber, or of a
/// product that no integration has.
struct Counts {
  bool exact = true;
  std::uint64_t total = 0;
  std::map<std::string, std::uint64_t> by_reason = {};
  std::vector<Piece> pieces = {};

  bool say_none() const { return exact && total == 0; }
};
Counts counts_of(const Context& context, const storage::DecisionFilter& filter);

/// The chips and bars above the list, each a link to what it counts (template "decisions/summary.html").
void fill_summary(const Context& context, View& view, const storage::DecisionFilter& filter,
                  const Counts& counts);

}  // namespace web
