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

/// What the service stands with, as its feed names it; asked for only where it has to be compared.
struct Standing {
  std::uint64_t erp_id = 0;
  const domain::Service& service;
  std::function<std::string()> customer_code;
  std::function<std::string()> plan_code;
};
/// Drops what repeats the ERP's last feed (D10), the status excepted (D31). A password is remembered by its
/// digest.
void keep_news(const Context& context, const Standing& standing, ServicePut& put, ErpMemory& memory);

/// Writes the fields that are given; `value_cents` is what the service costs when nothing is said.
void put_fields(const ServicePut& put, base::Cents value_cents, domain::Service& service);

/// The fields that differ, with the status; `before` is nothing for a new service.
void note_changed_fields(storage::Changes& changes, const std::optional<domain::Service>& before,
                         const domain::Service& after);

}  // namespace operations
