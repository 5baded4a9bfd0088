#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "domain/courtesy.h"
#include "storage/tenant.h"

namespace storage {

/// What a statement selects that joins the courtesy k of a service, and how its rows are read: nothing where
/// there is none.
inline constexpr std::string_view k_courtesy_columns =
    "k.id AS courtesy_id, k.service_id AS courtesy_service_id, k.since AS courtesy_since, k.ends_on AS "
    "courtesy_ends_on, k.reason AS courtesy_reason, k.author AS courtesy_author, k.free_of_charge AS "
    "courtesy_free_of_charge, k.ended_at AS courtesy_ended_at";
std::optional<domain::Courtesy> joined_courtesy_of(const Row& row);

/// Every courtesy that a service had, the oldest first.
std::vector<domain::Courtesy> list_courtesies(const Tenant& tenant, std::uint64_t service_id);
/// Ends the one before at its beginning; under the customer's lock.
void insert_courtesy(const Tenant& tenant, const domain::Courtesy& courtesy);
/// Ends the service's, whether or not its date has come; under the customer's lock.
void end_courtesy(const Tenant& tenant, std::uint64_t service_id, base::Instant at);

/// A service that has a courtesy, as a list of them shows it.
struct CourtesyLine {
  domain::Courtesy courtesy = {};
  std::uint64_t customer_id = 0;
  std::string customer_name = {};
};
/// Those that last beyond `today`, the next to end first.
std::vector<CourtesyLine> list_courtesies_in_force(const Tenant& tenant, base::Date today,
                                                   std::uint32_t limit);

}  // namespace storage
