#include "operations/justifications.h"

namespace operations {

namespace {

std::optional<base::Instant> start_of(const std::optional<base::Date>& day, const base::TimeZone& zone) {
  return day ? std::optional(zone.start_of(*day)) : std::nullopt;
}

}  // namespace

std::optional<base::Instant> courtesy_end(const storage::SoldPackage& sold, const base::TimeZone& zone) {
  return sold.courtesy ? std::optional(zone.start_of(sold.courtesy->ends_on)) : std::nullopt;
}

domain::Justification justification_of(const storage::Cause& cause, const base::TimeZone& zone) {
  return {.product_id = cause.product_id,
          .state = cause.service_state,
          .activated = cause.activated,
          .removed_by = cause.removed_by,
          .limit_at = start_of(cause.limit_on, zone),
          .removed_at = cause.removed_at,
          .courtesy_until = start_of(cause.courtesy_ends_on, zone)};
}

domain::Justification justification_of(const storage::SoldPackage& sold, const base::TimeZone& zone) {
  return {.state = sold.service_state,
          .activated = sold.row.activated_at.has_value(),
          .removed_by = sold.row.removed_by,
          .limit_at = start_of(sold.row.limit_on, zone),
          .removed_at = sold.row.removed_at,
          .courtesy_until = courtesy_end(sold, zone)};
}

domain::Verdict verdict_alone(const domain::Justification& cause, domain::Facts facts, base::Instant now) {
  const auto rows = domain::union_of({cause});
  facts.entitlement = rows.empty() ? std::nullopt : std::optional(rows.begin()->second);
  return domain::decide(facts, now);
}

}  // namespace operations
