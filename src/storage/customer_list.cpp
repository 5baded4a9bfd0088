#include "storage/customer_list.h"

#include <algorithm>
#include <charconv>
#include <span>

#include "base/text.h"
#include "storage/customer_search.h"
#include "storage/live.h"

namespace storage {

namespace {

constexpr std::size_t k_batch = 500;
/// The most customers that one look examines: a bound on what filters that hardly anybody passes can cost.
constexpr std::uint32_t k_examined = 2'500;

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

/// A filter that may lead the list: the text, or a statement that is completed by the id behind which to go
/// on and by a limit.
struct Lead {
  std::string_view sql = {};
  Params params = {};
};

constexpr std::string_view k_ids_by_state = R"sql(
  SELECT DISTINCT customer_id AS id FROM customer_service
  WHERE provider_id = ? AND state = ? AND customer_id > ? ORDER BY customer_id LIMIT ?)sql";

constexpr std::string_view k_ids_by_place = R"sql(
  SELECT id FROM customer WHERE provider_id = ? AND state = ? AND city = ? AND id > ? ORDER BY id LIMIT ?)sql";

constexpr std::string_view k_ids_by_city = R"sql(
  SELECT id FROM customer WHERE provider_id = ? AND city = ? AND id > ? ORDER BY id LIMIT ?)sql";

constexpr std::string_view k_ids_by_uf = R"sql(
  SELECT id FROM customer WHERE provider_id = ? AND state = ? AND id > ? ORDER BY id LIMIT ?)sql";

std::vector<Lead> leads_of(std::uint32_t provider_id, const CustomerFilter& filter) {
  std::vector<Lead> leads;
  if (!filter.text.empty()) leads.emplace_back();
  if (filter.service_state)
    leads.push_back({k_ids_by_state, {provider_id, static_cast<unsigned>(*filter.service_state)}});
  if (!filter.uf.empty() && !filter.city.empty())
    leads.push_back({k_ids_by_place, {provider_id, filter.uf, filter.city}});
  else if (!filter.city.empty())
    leads.push_back({k_ids_by_city, {provider_id, filter.city}});
  else if (!filter.uf.empty())
    leads.push_back({k_ids_by_uf, {provider_id, filter.uf}});
  return leads;
}

/// How many customers a lead finds; stops counting behind `most`.
std::uint32_t count_of(const Tenant& tenant, const CustomerFilter& filter, const Lead& lead,
                       std::uint32_t most) {
  if (lead.sql.empty()) return count_rarest_word(tenant, filter.text, most);
  auto params = lead.params;
  params.emplace_back(0);
  params.emplace_back(most + 1);
  return tenant.db
      .find("SELECT COUNT(*) AS n FROM (" + std::string(lead.sql) + ") AS some", params,
            [](const Row& row) { return row.u32("n"); })
      .value();
}

/// The lead that finds the fewest.
const Lead& rarest(const Tenant& tenant, const CustomerFilter& filter, const std::vector<Lead>& leads) {
  if (leads.size() == 1) return leads.front();
  std::vector<std::uint32_t> counts;
  for (const auto& lead : leads) counts.push_back(count_of(tenant, filter, lead, k_examined));
  return leads[static_cast<std::size_t>(std::min_element(counts.begin(), counts.end()) - counts.begin())];
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

/// Every filter as a condition on a customer c.
Condition condition_of(const Tenant& tenant, const CustomerFilter& filter, const Lead& lead) {
  Condition all;
  const auto add = [&](std::string_view sql, const Params& params) {
    all.sql += " AND " + std::string(sql);
    all.params.insert(all.params.end(), params.begin(), params.end());
  };
  if (!filter.uf.empty()) add("c.state = ?", {filter.uf});
  if (!filter.city.empty()) add("c.city = ?", {filter.city});
  if (filter.service_state)
    add("EXISTS (SELECT 1 FROM customer_service s WHERE s.customer_id = c.id AND s.state = ?)",
        {static_cast<unsigned>(*filter.service_state)});
  if (!filter.text.empty() && !lead.sql.empty()) {
    const auto text = text_condition(tenant, filter.text);
    add(text.sql, text.params);
  }
  return all;
}

/// The ids of a batch that pass every filter, in order. The list is padded to a fixed size: one statement for
/// all.
std::vector<std::uint64_t> passing(const Tenant& tenant, const Condition& condition,
                                   std::span<const std::uint64_t> ids) {
  Params params{tenant.provider_id};
  for (std::size_t i = 0; i < k_batch; ++i) params.emplace_back(ids[std::min(i, ids.size() - 1)]);
  params.insert(params.end(), condition.params.begin(), condition.params.end());
  return tenant.db.list("SELECT c.id FROM customer c WHERE c.provider_id = ? AND c.id IN (" +
                            placeholders(k_batch) + ")" + condition.sql + " ORDER BY c.id",
                        params, id_of);
}

/// What a look at the filtered list found.
struct Found {
  std::vector<std::uint64_t> ids = {};  ///< ascending
  std::uint64_t seen_to = 0;            ///< the last id looked at
  bool all = false;                     ///< nothing is left behind it
};

/// The filtered list: its rarest filter leads, the others are tested on the first k_examined that pass it.
class FilteredList {
 public:
  FilteredList(const Tenant& tenant, const CustomerFilter& filter)
      : tenant_(tenant),
        filter_(filter),
        leads_(leads_of(tenant.provider_id, filter)),
        lead_(rarest(tenant, filter, leads_)),
        condition_(leads_.size() == 1 ? Condition{} : condition_of(tenant, filter, lead_)) {}

  /// The first `most` ids behind `after`.
  Found look(std::uint64_t after, std::uint32_t most) const {
    if (leads_.size() == 1) {
      Found found{.ids = next_ids(tenant_, filter_, lead_, after, most)};
      found.all = found.ids.size() < most;
      return found;
    }
    return lead_.sql.empty() ? look_by_text(after, most) : look_by_lead(after, most);
  }

  Counted count() const {
    if (lead_.sql.empty() || leads_.size() == 1) {
      const auto found = look(0, k_count_cap + 1);
      return {found.ids.size(), !found.all};
    }
    const auto passing = tenant_.db.find("SELECT COUNT(*) AS n" + joined(), joined_params(0),
                                         [](const Row& row) { return row.u64("n"); });
    return {passing.value(), seen(0).customers == k_examined};
  }

 private:
  struct Seen {
    std::uint32_t customers = 0;
    std::uint64_t last_id = 0;
  };

  Params lead_params(std::uint64_t after) const {
    auto params = lead_.params;
    params.emplace_back(after);
    params.emplace_back(k_examined);
    return params;
  }
  /// Whom the lead shows behind `after`, and what else he must pass; in the lead's order.
  std::string joined() const {
    return " FROM (" + std::string(lead_.sql) +
           ") l STRAIGHT_JOIN customer c ON c.id = l.id WHERE c.provider_id = ?" + condition_.sql;
  }
  Params joined_params(std::uint64_t after) const {
    auto params = lead_params(after);
    params.emplace_back(tenant_.provider_id);
    params.insert(params.end(), condition_.params.begin(), condition_.params.end());
    return params;
  }
  Seen seen(std::uint64_t after) const {
    return tenant_.db
        .find("SELECT COUNT(*) AS customers, COALESCE(MAX(id), 0) AS last_id FROM (" +
                  std::string(lead_.sql) + ") AS looked_at",
              lead_params(after),
              [](const Row& row) {
                return Seen{row.u32("customers"), row.u64("last_id")};
              })
        .value();
  }

  Found look_by_lead(std::uint64_t after, std::uint32_t most) const {
    auto params = joined_params(after);
    params.emplace_back(most);
    Found found{.ids = tenant_.db.list("SELECT c.id" + joined() + " ORDER BY c.id LIMIT ?", params, id_of)};
    if (found.ids.size() == most) {
      found.seen_to = found.ids.back();
      return found;
    }
    const auto looked_at = seen(after);
    found.seen_to = looked_at.last_id;
    found.all = looked_at.customers < k_examined;
    return found;
  }

  Found look_by_text(std::uint64_t after, std::uint32_t most) const {
    const auto examined = next_ids(tenant_, filter_, lead_, after, k_examined);
    Found found{.seen_to = after, .all = examined.size() < k_examined};
    for (auto rest = std::span(examined); !rest.empty() && found.ids.size() < most;) {
      const auto batch = rest.first(std::min(rest.size(), k_batch));
      for (const auto id : passing(tenant_, condition_, batch)) found.ids.push_back(id);
      found.seen_to = batch.back();
      rest = rest.subspan(batch.size());
      found.all = found.all && rest.empty();
    }
    if (found.ids.size() > most) {
      found.ids.resize(most);
      found.seen_to = found.ids.back();
      found.all = false;
    }
    return found;
  }

  const Tenant& tenant_;
  const CustomerFilter& filter_;
  std::vector<Lead> leads_;
  const Lead& lead_;
  Condition condition_;  ///< every filter but the text where that leads
};

const std::string k_line = R"sql(
  SELECT c.id, c.code, c.name, c.document, c.city, c.state,
         (SELECT COUNT(*) FROM customer_service s WHERE s.customer_id = c.id AND s.state <> 4) AS services,
         (SELECT COUNT(*) FROM customer_service s WHERE s.customer_id = c.id AND s.state IN (2, 3) AND NOT EXISTS (
            SELECT 1 FROM courtesy k WHERE k.service_id = s.id AND k.ended_at IS NULL AND k.ends_on > ?)) AS suspended,
         (SELECT COUNT(*) FROM service_package sp WHERE sp.customer_id = c.id AND )sql" +
                           std::string(k_live) + R"sql() AS packages
  FROM customer c
  WHERE c.provider_id = ?)sql";

Listed<CustomerLine> filtered_page(const Tenant& tenant, const CustomerFilter& filter, const Page& page) {
  std::uint64_t after = 0;
  std::from_chars(page.after.data(), page.after.data() + page.after.size(), after);
  auto found = FilteredList(tenant, filter).look(after, page.limit + 1);
  auto& ids = found.ids;
  Listed<CustomerLine> listed;
  if (ids.size() > page.limit) {
    ids.pop_back();
    listed.next = cursor_of(ids.back(), "");
  } else if (!found.all) {
    listed.next = cursor_of(found.seen_to, "");
  }
  if (ids.empty()) return listed;
  Params params{filter.today, filter.today, tenant.provider_id};
  for (const auto id : ids) params.emplace_back(id);
  listed.lines = tenant.db.list(k_line + " AND c.id IN (" + placeholders(ids.size()) + ") ORDER BY c.id",
                                params, line_of);
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
    listed.lines = tenant.db.list(k_first_by_name, {today, today, tenant.provider_id, wanted}, line_of);
  } else {
    const auto name = page.after.substr(colon + 1);
    listed.lines =
        tenant.db.list(k_next_by_name, {today, today, tenant.provider_id, name, name, id, wanted}, line_of);
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

Counted count_customers(const Tenant& tenant, const CustomerFilter& filter) {
  if (!is_plain(filter)) return FilteredList(tenant, filter).count();
  return tenant.db
      .find(k_count_all, {tenant.provider_id, k_count_cap + 1},
            [](const Row& row) { return Counted(row.u64("n")); })
      .value();
}

}  // namespace storage
