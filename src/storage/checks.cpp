#include "storage/checks.h"

#include <algorithm>
#include <array>
#include <bit>
#include <stdexcept>

namespace storage {

namespace {

/// The text of a statement for 1, 2, 4 … k_most_keys keys of `columns` values.
class Sizes {
 public:
  Sizes(std::string_view text, std::size_t columns) {
    for (std::size_t i = 0; i < texts_.size(); ++i) {
      texts_[i] = text;
      const std::string_view mark = "{keys}";
      texts_[i].replace(texts_[i].find(mark), mark.size(), placeholders(std::size_t{1} << i, columns));
    }
  }
  const std::string& for_keys(std::size_t count) const {
    return texts_[static_cast<std::size_t>(std::countr_zero(std::bit_ceil(count)))];
  }

 private:
  std::array<std::string, std::countr_zero(k_most_keys) + 1> texts_ = {};
};

/// Binds the keys and their padding, runs the statement, maps its rows.
template <typename RowType, typename Key, typename Bind, typename Map>
Checked<RowType> ask(Db& db, const Sizes& sizes, std::span<const Key> keys, Bind bind, Map map) {
  if (keys.empty() || keys.size() > k_most_keys) throw std::logic_error("1 to 64 keys a statement");
  Params params;
  const auto places = std::bit_ceil(keys.size());
  for (std::size_t i = 0; i < places; ++i) bind(params, keys[std::min(i, keys.size() - 1)]);
  Checked<RowType> checked;
  db.select(sizes.for_keys(keys.size()), params, [&](const Row& row) {
    checked.config_version = row.u64_at(1);
    if (!row.is_null_at(2)) checked.rows.push_back(map(row));
  });
  if (checked.config_version == 0) throw std::runtime_error("config_version has no row");
  return checked;
}

base::Instant instant_at(const Row& row, unsigned position) {
  const auto at = base::instant_from_sql(row.text_at(position));
  if (!at) throw std::logic_error("not a moment in an entitlement");
  return *at;
}

HeldProduct held_product_of(const Row& row) {
  return {.subscriber_id = row.text_at(2),
          .product_id = static_cast<std::uint32_t>(row.u64_at(3)),
          .integration_id = static_cast<std::uint32_t>(row.u64_at(4)),
          .entitlement = {.active_until = instant_at(row, 5),
                          .partial_until = instant_at(row, 6),
                          .held_until = instant_at(row, 7),
                          .ended_by = static_cast<domain::EndedBy>(row.u64_at(8))}};
}

LoginRow login_of(const Row& row) {
  return {.key = {static_cast<std::uint32_t>(row.u64_at(2)), static_cast<std::uint32_t>(row.u64_at(3)),
                  row.text_at(4)},
          .service_id = row.u64_at(5),
          .customer_id = row.u64_at(6),
          .subscriber_id = row.text_at(7),
          .password_digest = row.text_at(8)};
}

void bind_id(Params& params, const std::string& id) { params.emplace_back(id); }

}  // namespace

// config_version leads the join so that a row comes even when no key is found; the optimiser reads it as a
// constant, and it costs nothing that could be measured. A subscriber's few rows lie side by side: reading
// all of them costs what reading one does, and tells most subscribers without the product from unknown ones.
constexpr std::string_view k_held_products = R"sql(
  SELECT c.version, e.subscriber_id, e.product_id, e.integration_id, e.active_until, e.partial_until, e.held_until,
    e.ended_by
  FROM config_version c
  LEFT JOIN entitlement e FORCE INDEX (PRIMARY) ON e.subscriber_id IN ({keys})
  WHERE c.id = 1)sql";

Checked<HeldProduct> find_held_products(Db& db, std::span<const std::string> subscriber_ids) {
  static const Sizes k_sizes(k_held_products, 1);
  return ask<HeldProduct>(db, k_sizes, subscriber_ids, bind_id, held_product_of);
}

constexpr std::string_view k_subscribers = R"sql(
  SELECT c.version, a.subscriber_id, a.integration_id
  FROM config_version c
  LEFT JOIN account a FORCE INDEX (account_subscriber) ON a.subscriber_id IN ({keys})
  WHERE c.id = 1)sql";

Checked<KnownSubscriber> find_subscribers(Db& db, std::span<const std::string> subscriber_ids) {
  static const Sizes k_sizes(k_subscribers, 1);
  return ask<KnownSubscriber>(db, k_sizes, subscriber_ids, bind_id, [](const Row& row) -> KnownSubscriber {
    return {row.text_at(2), static_cast<std::uint32_t>(row.u64_at(3))};
  });
}

constexpr std::string_view k_logins = R"sql(
  SELECT c.version, l.integration_id, l.generation, l.login_key, l.service_id, l.customer_id, l.subscriber_id,
    l.password_digest
  FROM config_version c
  LEFT JOIN credential l FORCE INDEX (PRIMARY) ON (l.integration_id, l.generation, l.login_key) IN ({keys})
  WHERE c.id = 1)sql";

Checked<LoginRow> find_logins(Db& db, std::span<const LoginKey> keys) {
  static const Sizes k_sizes(k_logins, 3);
  return ask<LoginRow>(
      db, k_sizes, keys,
      [](Params& params, const LoginKey& key) {
        params.emplace_back(key.integration_id);
        params.emplace_back(key.generation);
        params.emplace_back(key.login_key);
      },
      login_of);
}

constexpr std::string_view k_version = "SELECT version FROM config_version WHERE id = 1";

std::uint64_t find_config_version(Db& db) {
  return db.find(k_version, {}, [](const Row& row) { return row.u64_at(1); }).value();
}

void prepare_checks(Db& db) {
  // Without it every key is looked up a first time to estimate how many rows it has.
  db.run_script_statement("SET SESSION eq_range_index_dive_limit = 1");
  const std::string nobody(16, '\0');
  for (std::size_t size = 1; size <= k_most_keys; size *= 2) {
    find_held_products(db, std::vector<std::string>(size, nobody));
    find_subscribers(db, std::vector<std::string>(size, nobody));
    find_logins(db, std::vector<LoginKey>(size, {0, 0, nobody}));
  }
  find_config_version(db);
}

}  // namespace storage
