#pragma once
#include <cstdint>
#include <functional>
#include <string>

#include "operations/erp_memory.h"
#include "operations/services.h"
#include "storage/audit.h"
#include "storage/services.h"

/// The fields of a service's card: those that have no consequence but themselves.
namespace operations {

/// Finds what is wrong with the values themselves. An empty password counts as none.
void check_fields(base::FieldErrors& errors, ServicePut& put);

/// What the ERP sent last for the service.
ErpMemory memory_of(const domain::Service& service, Writer writer);

/// The records that a PUT names, and the service itself (0: not yet there).
struct FeedBasis {
  std::uint64_t erp_id = 0;
  std::uint64_t id = 0;
  std::uint64_t customer_id = 0;
  std::uint32_t plan_id = 0;
};
/// Drops what repeats the ERP's last feed (D10), the status excepted (D31). A password is remembered by its
/// digest.
void merge_feed(const Context& context, const FeedBasis& basis, ServicePut& put, ErpMemory& memory);
/// The service is enabled for the first time: where nobody said when, now. One that a feed brings enabled was
/// so before (`happens_here` false), nobody knows since when.
void enable_first(ErpMemory& memory, domain::Service& service, bool happens_here, base::Instant now);
/// What the service came to be by it.
void feed_applied(ErpMemory& memory, const domain::Service& after);

/// The codes of what the service hangs on; asked for only where they have to be said.
struct FeedNames {
  std::function<std::string()> customer = {};
  std::function<std::string()> plan = {};
};
/// The fields of the service that stand against the feed.
std::vector<Difference> feed_differences(const ErpMemory& memory, const domain::Service& service,
                                         const Voice& voice, const FeedNames& names);
/// Lists them after a change by another way than a PUT; before the service is written.
void settle_service(const Context& context, domain::Service& after);
/// The PUT that brings the ERP's value back; false when it sent none.
bool restore_field(const ErpMemory& memory, std::string_view field, ServicePut& put);

/// Writes the fields that are given; `value_cents` is what the service costs when nothing is said.
void put_fields(const ServicePut& put, base::Cents value_cents, domain::Service& service);

/// The fields that differ, with the status; `before` is nothing for a new service.
void note_changed_fields(storage::Changes& changes, const std::optional<domain::Service>& before,
                         const domain::Service& after);

}  // namespace operations
