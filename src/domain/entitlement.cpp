#include "domain/entitlement.h"

#include <algorithm>
#include <array>
#include <stdexcept>
#include <string>
#include <utility>

namespace domain {

namespace {

constexpr std::array<std::pair<RemovedBy, std::string_view>, 3> k_names{
    {{RemovedBy::person, "pessoa"}, {RemovedBy::service, "servico"}, {RemovedBy::trial, "degustacao"}}};

/// The moment from which it gives nothing: its limit or its removal, whichever came first. What is removed
/// has an end even where nobody knows when that was.
base::Instant end_of(const Justification& why) {
  const auto limit = why.limit_at.value_or(base::k_open_end);
  return why.removed_by == RemovedBy::nobody ? limit
                                             : std::min(limit, why.removed_at.value_or(base::k_long_ago));
}

/// What one justification alone entitles to; nothing when it never did.
std::optional<Entitlement> alone(const Justification& why) {
  if (why.removed_by == RemovedBy::person || !why.activated) return std::nullopt;
  if (why.state == ServiceState::over || why.removed_by == RemovedBy::service) return Entitlement{};
  if (why.state == ServiceState::not_yet) return std::nullopt;

  const auto end = end_of(why);
  const auto granted = std::min(end, why.courtesy_until.value_or(base::k_long_ago));
  return Entitlement{.active_until = why.state == ServiceState::enabled ? end : granted,
                     .partial_until = why.state != ServiceState::suspended ? end : granted,
                     .held_until = end,
                     .ended_by = EndedBy::limit};
}

void join(Entitlement& whole, const Entitlement& part) {
  whole.active_until = std::max(whole.active_until, part.active_until);
  whole.partial_until = std::max(whole.partial_until, part.partial_until);
  whole.held_until = std::max(whole.held_until, part.held_until);
  whole.ended_by = std::min(whole.ended_by, part.ended_by);
}

}  // namespace

std::string_view name_of(RemovedBy removed_by) {
  for (const auto& [value, name] : k_names)
    if (value == removed_by) return name;
  return "";
}

RemovedBy removed_by_from(std::string_view name) {
  if (name.empty()) return RemovedBy::nobody;
  for (const auto& [value, text] : k_names)
    if (text == name) return value;
  throw std::logic_error("unknown removed_by: " + std::string(name));
}

std::map<std::uint32_t, Entitlement> union_of(const std::vector<Justification>& justifications) {
  std::map<std::uint32_t, Entitlement> rows;
  for (const auto& why : justifications)
    if (const auto part = alone(why)) join(rows.try_emplace(why.product_id, *part).first->second, *part);
  return rows;
}

}  // namespace domain
