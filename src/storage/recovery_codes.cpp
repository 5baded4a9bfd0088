#include "storage/recovery_codes.h"

namespace storage {

constexpr std::string_view k_delete = "DELETE FROM recovery_code WHERE provider_id = ? AND user_id = ?";

void delete_recovery_codes(const Tenant& tenant, std::uint32_t user_id) {
  tenant.db.execute(k_delete, {tenant.provider_id, user_id});
}

constexpr std::string_view k_insert =
    "INSERT INTO recovery_code (provider_id, user_id, code_hash, created_at) VALUES (?, ?, ?, ?)";

void replace_recovery_codes(const Tenant& tenant, std::uint32_t user_id,
                            const std::vector<std::string>& hashes, base::Instant at) {
  delete_recovery_codes(tenant, user_id);
  for (const auto& hash : hashes) tenant.db.execute(k_insert, {tenant.provider_id, user_id, hash, at});
}

constexpr std::string_view k_take =
    "DELETE FROM recovery_code WHERE provider_id = ? AND user_id = ? AND code_hash = ?";

bool take_recovery_code(const Tenant& tenant, std::uint32_t user_id, std::string_view hash) {
  return tenant.db.execute(k_take, {tenant.provider_id, user_id, hash}) > 0;
}

constexpr std::string_view k_count =
    "SELECT COUNT(*) AS n FROM recovery_code WHERE provider_id = ? AND user_id = ?";

std::uint32_t count_recovery_codes(const Tenant& tenant, std::uint32_t user_id) {
  return tenant.db.find(k_count, {tenant.provider_id, user_id}, [](const Row& row) { return row.u32("n"); })
      .value_or(0);
}

}  // namespace storage
