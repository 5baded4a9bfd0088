#include "storage/attention.h"

#include "storage/live.h"

namespace storage {

namespace {

Noticed noticed_of(const Row& row) {
  return {.customer_id = row.u64("customer_id"),
          .customer_name = row.text("customer_name"),
          .service_id = row.u64("service_id"),
          .package = row.text("package")};
}

}  // namespace

constexpr std::string_view k_set_up = R"sql(
  SELECT EXISTS(SELECT 1 FROM integration WHERE provider_id = ?) AS integrations,
         EXISTS(SELECT 1 FROM product WHERE provider_id = ?) AS products,
         EXISTS(SELECT 1 FROM package WHERE provider_id = ?) AS packages,
         EXISTS(SELECT 1 FROM plan WHERE provider_id = ?) AS plans,
         EXISTS(SELECT 1 FROM customer WHERE provider_id = ?) AS customers)sql";

SetUp find_set_up(const Tenant& tenant) {
  const auto read = [](const Row& row) {
    return SetUp{.integrations = row.flag("integrations"),
                 .products = row.flag("products"),
                 .packages = row.flag("packages"),
                 .plans = row.flag("plans"),
                 .customers = row.flag("customers")};
  };
  return tenant.db.find(k_set_up, Params(5, Param(tenant.provider_id)), read).value();
}

const std::string k_ending = R"sql(
  SELECT sp.customer_id, c.name AS customer_name, sp.service_id, sp.description AS package, sp.limit_on
  FROM service_package sp
  JOIN customer c ON c.id = sp.customer_id
  WHERE sp.provider_id = ? AND sp.removed_at IS NULL AND sp.limit_on >= ? AND sp.limit_on <= ?
    AND NOT )sql" + std::string(k_waits) +
                             " ORDER BY sp.limit_on, sp.id LIMIT ?";

std::vector<Noticed> list_ending(const Tenant& tenant, base::Date today, base::Date last,
                                 std::uint32_t limit) {
  return tenant.db.list(k_ending, {tenant.provider_id, today, last, limit}, [](const Row& row) {
    auto noticed = noticed_of(row);
    noticed.day = row.date("limit_on");
    return noticed;
  });
}

constexpr std::string_view k_left_out = R"sql(
  SELECT s.customer_id, c.name AS customer_name, l.service_id, p.description AS package, l.message
  FROM left_out_package l
  JOIN customer_service s ON s.id = l.service_id
  JOIN customer c ON c.id = s.customer_id
  JOIN package p ON p.id = l.package_id
  WHERE l.provider_id = ?
  ORDER BY l.at DESC LIMIT ?)sql";

std::vector<Noticed> list_newest_left_out(const Tenant& tenant, std::uint32_t limit) {
  return tenant.db.list(k_left_out, {tenant.provider_id, limit}, [](const Row& row) {
    auto noticed = noticed_of(row);
    noticed.why = row.text("message");
    return noticed;
  });
}

// Not the whole trail: it grows by millions in a bulk load, and what lies far back is of no use here.
constexpr std::string_view k_touched = R"sql(
  SELECT c.id, c.code, c.name
  FROM (SELECT id, actor, customer_id FROM audit WHERE provider_id = ? ORDER BY at DESC, id DESC LIMIT 2000) AS newest
  JOIN customer c ON c.id = newest.customer_id
  WHERE newest.actor = ?
  GROUP BY c.id, c.code, c.name
  ORDER BY MAX(newest.id) DESC LIMIT ?)sql";

std::vector<Touched> list_touched_by(const Tenant& tenant, std::string_view actor, std::uint32_t limit) {
  return tenant.db.list(k_touched, {tenant.provider_id, actor, limit}, [](const Row& row) {
    return Touched{.id = row.u64("id"), .code = row.text("code"), .name = row.text("name")};
  });
}

}  // namespace storage
