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

Params params_of(const Tenant& tenant, const EndingFilter& filter) {
  return {tenant.provider_id, filter.today, filter.last, filter.trial, filter.trial};
}

Ending ending_of(const Row& row) {
  return {.customer_id = row.u64("customer_id"),
          .customer_name = row.text("customer_name"),
          .phone = row.text("phone"),
          .service_id = row.u64("service_id"),
          .service_erp_id = row.u64("external_id"),
          .service_package_id = row.u64("id"),
          .package = row.text("package"),
          .value_cents = row.i64("value_cents"),
          .day = row.date("limit_on"),
          .trial = row.flag("trial")};
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

/// With an end, what came with days of trial is one (domain::is_trial).
const std::string k_endings_from = R"sql(
  FROM service_package sp
  JOIN customer c ON c.id = sp.customer_id
  JOIN customer_service s ON s.id = sp.service_id
  WHERE sp.provider_id = ? AND sp.removed_at IS NULL AND sp.limit_on >= ? AND sp.limit_on <= ?
    AND (? IS NULL OR (sp.trial_days IS NOT NULL) = ?) AND NOT )sql" +
                                   std::string(k_waits);
const std::string k_ending =
    "SELECT sp.customer_id, c.name AS customer_name, sp.service_id, sp.description AS package, sp.limit_on" +
    k_endings_from + " ORDER BY sp.limit_on, sp.id LIMIT ?";

std::vector<Noticed> list_ending(const Tenant& tenant, base::Date today, base::Date last,
                                 std::uint32_t limit) {
  auto params = params_of(tenant, {.today = today, .last = last});
  params.emplace_back(limit);
  return tenant.db.list(k_ending, params, [](const Row& row) {
    auto noticed = noticed_of(row);
    noticed.day = row.date("limit_on");
    return noticed;
  });
}

const std::string k_endings = R"sql(
  SELECT sp.id, sp.customer_id, c.name AS customer_name, COALESCE(c.phone, '') AS phone, sp.service_id,
    s.external_id, sp.description AS package, sp.value_cents, sp.limit_on, sp.trial_days IS NOT NULL AS trial)sql" +
                              k_endings_from;
const std::string k_endings_count =
    "SELECT COUNT(*) AS n FROM (SELECT 1" + k_endings_from + " LIMIT ?) AS counted";

Listed<Ending> list_endings(const Tenant& tenant, const EndingFilter& filter, const Page& page) {
  static const std::vector<SortColumn> k_sortable{
      {"termina", "limit_on"}, {"cliente", "customer_name"}, {"pacote", "package"}};
  return list_page<Ending>(tenant.db, k_endings, params_of(tenant, filter), k_sortable, page, ending_of);
}

std::uint64_t count_endings(const Tenant& tenant, const EndingFilter& filter) {
  auto params = params_of(tenant, filter);
  params.emplace_back(k_count_cap + 1);
  return tenant.db.find(k_endings_count, params, [](const Row& row) { return row.u64("n"); }).value();
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

constexpr std::string_view k_refused_guesses = R"sql(
  SELECT CAST(COALESCE(SUM(decisions), 0) AS UNSIGNED) AS n FROM decision_count
  WHERE provider_id = ? AND minute >= ? AND reason = 'muitas_tentativas')sql";

std::uint64_t count_refused_guesses(const Tenant& tenant, base::Instant since) {
  return tenant.db
      .find(k_refused_guesses, {tenant.provider_id, since}, [](const Row& row) { return row.u64("n"); })
      .value();
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
