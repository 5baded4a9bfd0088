#include "storage/customer_list.h"

#include <algorithm>
#include <charconv>

#include "base/text.h"
#include "storage/customer_search.h"

namespace storage {

namespace {

constexpr std::uint32_t k_batch = 500;

CustomerLine line_of(const Row& row) {
  return {.id = row.u64("id"),
          .code = row.text("code"),
          .name = row.text("name"),
          .document = row.maybe_text("document"),
          .city = row.maybe_text("city"),
          .uf = row.maybe_text("state"),
          .services = row.u32("services"),
          .suspended = row.u32("suspended"),
          .packages = row.u32("packages")};
}

std::uint64_t id_of(const Row& row) { return row.u64("id"); }

bool is_plain(const CustomerFilter& filter) {
  return filter.text.empty() && !filter.service_state && filter.uf.empty() && filter.city.empty();
}

/// What leads the filtered list: the text where there is one, else a statement that is completed by the id
/// behind which to go on and by a limit.
struct Lead {
  std::string_view sql = {};
  Params params = {};
  bool whole = false;  ///< it is all of the filter: nothing is left to test
};

constexpr std::string_view k_ids_by_state = R"sql(
  SELECT DISTINCT customer_id AS id FROM customer_service
  WHERE provider_id = ? AND state = ? AND customer_id > ? ORDER BY customer_id LIMIT ?)sql";

constexpr std::string_view k_ids_by_city = R"sql(
  SELECT id FROM customer WHERE provider_id = ? AND state = ? AND city = ? AND id > ? ORDER BY id LIMIT ?)sql";

constexpr std::string_view k_ids_by_uf = R"sql(
  SELECT id FROM customer WHERE provider_id = ? AND state = ? AND id > ? ORDER BY id LIMIT ?)sql";

constexpr std::string_view k_ids = R"sql(
  SELECT id FROM customer WHERE provider_id = ? AND id > ? ORDER BY id LIMIT ?)sql";

Lead lead_of(std::uint32_t provider_id, const CustomerFilter& filter) {
  const bool placed = !filter.uf.empty() || !filter.city.empty();
  if (!filter.text.empty()) return {.whole = !placed && !filter.service_state};
  if (!filter.city.empty() && !filter.uf.empty())
    return {k_ids_by_city, {provider_id, filter.uf, filter.city}, !filter.service_state};
  if (filter.service_state)
    return {k_ids_by_state, {provider_id, static_cast<unsigned>(*filter.service_state)}, !placed};
  if (!filter.uf.empty()) return {k_ids_by_uf, {provider_id, filter.uf}, filter.city.empty()};
  return {k_ids, {provider_id}, false};
}

/// At most `limit` ids of the lead behind `after`, ascending.
std::vector<std::uint64_t> next_ids(const Tenant& tenant, const CustomerFilter& filter, const Lead& lead,
                                    std::uint64_t after, std::uint32_t limit) {
  if (lead.sql.empty()) return find_customer_ids_by_text(tenant, filter.text, after, limit);
  auto params = lead.params;
  params.emplace_back(after);
  params.emplace_back(limit);
  return tenant.db.list(lead.sql, params, id_of);
}

/// The ids of a batch that pass every filter, in order. The list is padded to a fixed size: one statement for
/// all.
std::vector<std::uint64_t> passing(const Tenant& tenant, const CustomerFilter& filter,
                                   const std::vector<std::uint64_t>& ids) {
  Params params{tenant.provider_id};
  for (std::size_t i = 0; i < k_batch; ++i) params.emplace_back(ids[std::min(i, ids.size() - 1)]);
  std::string sql =
      "SELECT c.id FROM customer c WHERE c.provider_id = ? AND c.id IN (" + placeholders(k_batch) + ")";
  if (!filter.uf.empty()) {
    sql += " AND c.state = ?";
    params.emplace_back(filter.uf);
  }
  if (!filter.city.empty()) {
    sql += " AND c.city = ?";
    params.emplace_back(filter.city);
  }
  if (filter.service_state) {
    sql += " AND EXISTS (SELECT 1 FROM customer_service s WHERE s.customer_id = c.id AND s.state = ?)";
    params.emplace_back(static_cast<unsigned>(*filter.service_state));
  }
  return tenant.db.list(sql + " ORDER BY c.id", params, id_of);
}

/// The first `most` ids behind `after` that pass the filter.
std::vector<std::uint64_t> filtered_ids(const Tenant& tenant, const CustomerFilter& filter,
                                        std::uint64_t after, std::uint32_t most) {
  const auto lead = lead_of(tenant.provider_id, filter);
  if (lead.whole) return next_ids(tenant, filter, lead, after, most);
  std::vector<std::uint64_t> found;
  while (found.size() < most) {
    const auto ids = next_ids(tenant, filter, lead, after, k_batch);
    if (ids.empty()) break;
    for (const auto id : passing(tenant, filter, ids))
      if (found.size() < most) found.push_back(id);
    after = ids.back();
  }
  return found;
}

const std::string k_line = R"sql(
  SELECT c.id, c.code, c.name, c.document, c.city, c.state,
         (SELECT COUNT(*) FROM customer_service s WHERE s.customer_id = c.id AND s.state <> 4) AS services,
         (SELECT COUNT(*) FROM customer_service s WHERE s.customer_id = c.id AND s.state IN (2, 3) AND NOT EXISTS (
            SELECT 1 FROM courtesy k WHERE k.service_id = s.id AND k.ended_at IS NULL AND k.ends_on > ?)) AS suspended,
         (SELECT COUNT(*) FROM service_package sp WHERE sp.customer_id = c.id AND sp.removed_at IS NULL) AS packages
  FROM customer c
  WHERE c.provider_id = ?)sql";

Listed<CustomerLine> filtered_page(const Tenant& tenant, const CustomerFilter& filter, const Page& page) {
  std::uint64_t after = 0;
  std::from_chars(page.after.data(), page.after.data() + page.after.size(), after);
  auto ids = filtered_ids(tenant, filter, after, page.limit + 1);
  Listed<CustomerLine> listed;
  const bool more = ids.size() > page.limit;
  if (more) ids.pop_back();
  if (ids.empty()) return listed;
  Params params{filter.today, tenant.provider_id};
  for (const auto id : ids) params.emplace_back(id);
  listed.lines = tenant.db.list(k_line + " AND c.id IN (" + placeholders(ids.size()) + ") ORDER BY c.id",
                                params, line_of);
  if (more) listed.next = cursor_of(ids.back(), "");
  return listed;
}

const std::string k_first_by_name = k_line + " ORDER BY c.name, c.id LIMIT ?";

const std::string k_next_by_name =
    k_line + " AND (c.name > ? OR (c.name = ? AND c.id > ?)) ORDER BY c.name, c.id LIMIT ?";

Listed<CustomerLine> page_by_name(const Tenant& tenant, base::Date today, const Page& page) {
  const auto colon = page.after.find(':');
  std::uint64_t id = 0;
  std::from_chars(page.after.data(), page.after.data() + std::min(colon, page.after.size()), id);
  const std::uint64_t wanted = std::uint64_t{page.limit} + 1;
  Listed<CustomerLine> listed;
  if (colon == std::string::npos) {
    listed.lines = tenant.db.list(k_first_by_name, {today, tenant.provider_id, wanted}, line_of);
  } else {
    const auto name = page.after.substr(colon + 1);
    listed.lines =
        tenant.db.list(k_next_by_name, {today, tenant.provider_id, name, name, id, wanted}, line_of);
  }
  if (listed.lines.size() > page.limit) {
    listed.lines.pop_back();
    listed.next = cursor_of(listed.lines.back().id, listed.lines.back().name);
  }
  return listed;
}

}  // namespace

Listed<CustomerLine> list_customers(const Tenant& tenant, const CustomerFilter& filter, const Page& page) {
  return is_plain(filter) ? page_by_name(tenant, filter.today, page) : filtered_page(tenant, filter, page);
}

constexpr std::string_view k_count_all = R"sql(
  SELECT COUNT(*) AS n FROM (SELECT id FROM customer WHERE provider_id = ? LIMIT ?) AS some)sql";

std::uint32_t count_customers(const Tenant& tenant, const CustomerFilter& filter) {
  if (!is_plain(filter))
    return static_cast<std::uint32_t>(filtered_ids(tenant, filter, 0, k_count_cap + 1).size());
  return tenant.db
      .find(k_count_all, {tenant.provider_id, k_count_cap + 1}, [](const Row& row) { return row.u32("n"); })
      .value();
}

}  // namespace storage
