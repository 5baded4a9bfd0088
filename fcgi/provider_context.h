#pragma once
#include <string>

#include "base/problem.h"
#include "base/secrets.h"
#include "command.h"
#include "house_clock.h"
#include "operations/context.h"
#include "storage/db.h"
#include "storage/paging.h"
#include "storage/providers.h"

namespace door {

/// A provider, and what operations on it are called with.
class ProviderContext {
 public:
  ProviderContext(const Settings& settings, storage::Provider of);
  /// The provider that --provider names; UsageError when there is none.
  ProviderContext(const Settings& settings, const Arguments& arguments);

  storage::Tenant tenant() { return {db, provider.id}; }
  operations::Context context() { return {tenant(), zone_, clock, keyring_, actor_}; }

  storage::Db db;
  storage::Provider provider;
  HouseClock clock;

 private:
  base::Keyring keyring_;
  base::TimeZone zone_;
  std::string actor_;
};

/// What the shell hears of an operation that was refused: everything wrong, a line each.
std::string text_of(const base::Problem& problem);

/// The value of an operation; std::runtime_error with what is wrong when it was refused.
template <typename T>
T value_or_throw(base::Result<T> result) {
  if (!result.ok()) throw std::runtime_error(text_of(result.error()));
  return std::move(result).value();
}

/// Calls `each` with every line of a paged list, page after page; `list` is asked for a page.
template <typename List, typename Each>
void for_each_line(List list, Each each) {
  storage::Page page{.limit = 200};
  do {
    const auto listed = list(page);
    for (const auto& line : listed.lines) each(line);
    page.after = listed.next;
  } while (!page.after.empty());
}

}  // namespace door
