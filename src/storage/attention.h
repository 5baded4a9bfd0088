#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/money.h"
#include "storage/paging.h"
#include "storage/tenant.h"

namespace storage {

/// What a new provider has set up; each is the ground of the next.
struct SetUp {
  bool integrations = false;
  bool products = false;
  bool packages = false;
  bool plans = false;
  bool customers = false;
};
SetUp find_set_up(const Tenant& tenant);

/// A service package that somebody should look at.
struct Noticed {
  std::uint64_t customer_id = 0;
  std::string customer_name = {};
  std::uint64_t service_id = 0;
  std::string package = {};
  std::string why = {};  ///< the rule's sentence, for one left out
  base::Date day = {};   ///< the day it ends, for one with a limit
};

/// Live packages that end from `today` to `last`, both included, the next first.
std::vector<Noticed> list_ending(const Tenant& tenant, base::Date today, base::Date last,
                                 std::uint32_t limit);
/// The same, with what is needed to call the customer: as a list.
struct Ending {
  std::uint64_t customer_id = 0;
  std::string customer_name = {};
  std::string phone = {};  ///< digits; empty: none
  std::uint64_t service_id = 0;
  std::uint64_t service_erp_id = 0;
  std::uint64_t service_package_id = 0;
  std::string package = {};
  base::Cents value_cents = 0;
  base::Date day = {};
  bool trial = false;
};
struct EndingFilter {
  base::Date today = {};
  base::Date last = {};
  std::optional<bool> trial = {};
};
Listed<Ending> list_endings(const Tenant& tenant, const EndingFilter& filter, const Page& page);
std::uint64_t count_endings(const Tenant& tenant, const EndingFilter& filter);

/// Packages a feed asked for that were left out, newest first.
std::vector<Noticed> list_newest_left_out(const Tenant& tenant, std::uint32_t limit);

/// How many log-ins with a password platforms were refused since then, because too many wrong ones came
/// before them; exact, from the minute counts.
std::uint64_t count_refused_guesses(const Tenant& tenant, base::Instant since);

/// A customer whose records somebody changed.
struct Touched {
  std::uint64_t id = 0;
  std::string code = {};
  std::string name = {};
};
/// The customers that the actor changed last, among the newest changes of all; newest first.
std::vector<Touched> list_touched_by(const Tenant& tenant, std::string_view actor, std::uint32_t limit);

}  // namespace storage
