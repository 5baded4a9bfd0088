#include "storage/record_lock.h"

#include <stdexcept>

namespace storage {

namespace {

constexpr std::string_view k_package = "SELECT id FROM package WHERE provider_id = ? AND id = ? FOR UPDATE";

constexpr std::string_view k_plan = "SELECT id FROM plan WHERE provider_id = ? AND id = ? FOR UPDATE";

constexpr std::string_view k_integration =
    "SELECT id FROM integration WHERE provider_id = ? AND id = ? FOR UPDATE";

constexpr std::string_view k_product = "SELECT id FROM product WHERE provider_id = ? AND id = ? FOR UPDATE";

constexpr std::string_view k_user = "SELECT id FROM user WHERE provider_id = ? AND id = ? FOR UPDATE";

std::string_view lock_of(Lockable kind) {
  switch (kind) {
    case Lockable::package:
      return k_package;
    case Lockable::plan:
      return k_plan;
    case Lockable::integration:
      return k_integration;
    case Lockable::product:
      return k_product;
    case Lockable::user:
      return k_user;
  }
  throw std::logic_error("no such record to lock");
}

}  // namespace

bool lock_record(const Tenant& tenant, Lockable kind, std::uint64_t id) {
  return tenant.db.find(lock_of(kind), {tenant.provider_id, id}, [](const Row& row) { return row.u64("id"); })
      .has_value();
}

}  // namespace storage
