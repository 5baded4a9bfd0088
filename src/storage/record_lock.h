#pragma once
#include <cstdint>

#include "storage/tenant.h"

namespace storage {

/// A record that people edit in a form of its own.
enum class Lockable : std::uint8_t { package, plan, integration, product, user };

/// Holds the record until the transaction ends: first statement of one that compares it with what somebody
/// saw, so that what is read next is what there is. False when there is none.
bool lock_record(const Tenant& tenant, Lockable kind, std::uint64_t id);

}  // namespace storage
