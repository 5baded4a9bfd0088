#pragma once
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "domain/entitlement.h"
#include "storage/db.h"

/// The hot statements of validation: one for all that calls of a turn ask alike, prepared for 1, 2, 4 … 64
/// keys (spare places repeat the last). Each returns the config_version of its own snapshot, so that a caller
/// who decides with settings in memory knows whether they were in force.
namespace storage {

/// Most keys of one statement; callers cut longer lists.
inline constexpr std::size_t k_most_keys = 64;

template <typename RowType>
struct Checked {
  std::uint64_t config_version = 0;
  std::vector<RowType> rows = {};
};

struct HeldProduct {
  std::string subscriber_id = {};
  std::uint32_t product_id = 0;
  std::uint32_t integration_id = 0;
  domain::Entitlement entitlement = {};
};
/// All that the subscribers (16-byte ids) have or had. One who is not in the answer may still be somebody who
/// never had anything: find_subscribers tells.
Checked<HeldProduct> find_held_products(Db& db, std::span<const std::string> subscriber_ids);

struct KnownSubscriber {
  std::string subscriber_id = {};
  std::uint32_t integration_id = 0;
};
/// Those of the 16-byte ids that are somebody's.
Checked<KnownSubscriber> find_subscribers(Db& db, std::span<const std::string> subscriber_ids);

struct LoginKey {
  std::uint32_t integration_id = 0;
  std::uint32_t generation = 0;
  std::string login_key = {};  ///< Keyring::login_key
};
struct LoginRow {
  LoginKey key = {};
  std::uint64_t service_id = 0;
  std::uint64_t customer_id = 0;
  std::string subscriber_id = {};
  std::string password_digest = {};  ///< Keyring::password_digest(service_id, …)
};
/// Every service that has one of the log-ins, whatever its password.
Checked<LoginRow> find_logins(Db& db, std::span<const LoginKey> keys);

/// For a turn that asks nothing else, yet answers from settings.
std::uint64_t find_config_version(Db& db);

/// Prepares every statement above, so that no call waits for it.
void prepare_checks(Db& db);

}  // namespace storage
