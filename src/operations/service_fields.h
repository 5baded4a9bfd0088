#pragma once
#include <cstdint>

#include "operations/erp_memory.h"
#include "operations/services.h"
#include "storage/audit.h"
#include "storage/services.h"

/// The fields of a service's card: those that have no consequence but themselves.
namespace operations {

/// Finds what is wrong with the values themselves. An empty password counts as none.
void check_fields(base::FieldErrors& errors, ServicePut& put);

/// Drops what repeats the ERP's last feed (D10). A password is remembered by its digest.
void keep_news(const Context& context, std::uint64_t erp_id, ServicePut& put, ErpMemory& memory);

/// Writes the fields that are given; `value_cents` is what the service costs when nothing is said.
void put_fields(const ServicePut& put, base::Cents value_cents, domain::Service& service);

/// The fields that differ, with the status; `before` is nothing for a new service.
void note_changed_fields(storage::Changes& changes, const std::optional<domain::Service>& before,
                         const domain::Service& after);

}  // namespace operations
