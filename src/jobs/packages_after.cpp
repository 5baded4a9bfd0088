#include "jobs/packages_after.h"

#include <algorithm>

#include "domain/waiting.h"

namespace jobs {

namespace {

using domain::Reason;
using domain::ToldPackage;

/// An account that cannot be reached is an error for people only after many tries.
Reason shown_reason(const storage::Settlement& left) {
  const bool soon = left.reason == Reason::again && left.failures < domain::k_failures_for_people;
  return soon ? Reason::none : left.reason;
}

ToldPackage after(const ToldPackage& before, const platforms::HeldPackage& package, bool behind,
                  const storage::Settlement& left) {
  if (!behind)
    return {.there = package.wanted && (before.there || !package.suspended), .suspended = package.suspended};
  ToldPackage told{.there = before.there, .suspended = before.suspended, .reason = shown_reason(left)};
  if (told.reason != Reason::none) told.message = left.message;
  return told;
}

bool is_known(const operations::AccountStanding& standing, const std::string& key) {
  return std::ranges::any_of(standing.objects,
                             [&](const storage::ObjectRow& row) { return row.known && row.key == key; });
}

bool stands_so(const ToldPackage& one, const ToldPackage& other) {
  return one.there == other.there && one.suspended == other.suspended && one.reason == other.reason &&
         one.message == other.message;
}

}  // namespace

std::map<std::uint64_t, ToldPackage> packages_after(const operations::AccountStanding& standing,
                                                    const storage::Settlement& left,
                                                    const std::set<std::string>& behind,
                                                    const HeldObjects& held, base::Instant now) {
  std::map<std::uint64_t, ToldPackage> changed;
  for (const auto& package : standing.view.packages) {
    const auto key = standing.wanted.objects_of.find(package.id);
    const bool has_object = key != standing.wanted.objects_of.end();
    const bool waits = has_object && std::ranges::count(standing.wanted.waiting, key->second) > 0;
    if (waits && is_known(standing, key->second)) continue;
    const auto& before = standing.told.at(package.id);
    // What waits and is not there may come from another customer, where it was.
    auto told =
        waits ? ToldPackage{} : after(before, package, has_object && behind.contains(key->second), left);
    if (has_object && held.keys.contains(key->second)) {
      told.reason = Reason::held;
      told.message = held.message;
    }
    if (stands_so(before, told)) continue;
    told.since = now;
    changed.emplace(package.id, std::move(told));
  }
  return changed;
}

}  // namespace jobs
