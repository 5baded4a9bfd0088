#pragma once
#include <cstdint>

#include "storage/db.h"

namespace storage {

/// A provider's rows on a connection: whoever reads or writes rows of a provider is given one, so no
/// statement on them can be asked without saying whose. Cheap to copy; lives no longer than its Db.
struct Tenant {
  Db& db;
  std::uint32_t provider_id;
};

}  // namespace storage
