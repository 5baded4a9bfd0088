#include "storage/shared_logins.h"

namespace storage {

namespace {

constexpr std::uint32_t k_window = 50'000;

const std::string k_last_key(16, '\xFF');

}  // namespace

constexpr std::string_view k_window_end = R"sql(
  SELECT login_key FROM credential FORCE INDEX (PRIMARY)
  WHERE provider_id = ? AND integration_id = ? AND generation = ? AND login_key > ?
  ORDER BY login_key LIMIT 1 OFFSET ?)sql";

// In the primary key's order: groups come one after the other, nothing is sorted.
constexpr std::string_view k_shared = R"sql(
  SELECT login_key FROM credential FORCE INDEX (PRIMARY)
  WHERE provider_id = ? AND integration_id = ? AND generation = ? AND login_key > ? AND login_key <= ?
  GROUP BY login_key HAVING MIN(customer_id) <> MAX(customer_id) ORDER BY login_key LIMIT ?)sql";

SharedLogins list_shared_logins(const Tenant& tenant, std::uint32_t integration_id, std::uint32_t generation,
                                const std::string& after_key, std::uint32_t limit) {
  const auto key_of = [](const Row& row) { return row.text("login_key"); };
  const auto end = tenant.db.find(
      k_window_end, {tenant.provider_id, integration_id, generation, after_key, k_window}, key_of);
  SharedLogins seen{.next_key = end.value_or("")};
  seen.login_keys = tenant.db.list(
      k_shared, {tenant.provider_id, integration_id, generation, after_key, end.value_or(k_last_key), limit},
      key_of);
  if (seen.login_keys.size() == limit) seen.next_key = seen.login_keys.back();
  return seen;
}

}  // namespace storage
