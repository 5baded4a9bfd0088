#include "storage/customer_list.h"

#include <algorithm>
#include <span>

#include "base/text.h"
#include "storage/customer_search.h"
#include "storage/live.h"
#include "storage/many.h"

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

/// A filter that may lead the list: the text, or a statement (see directed()) that is completed by the id
/// from which to go on and by a limit.
struct Lead {
  std::string_view sql = {};
  Params params = {};
};

constexpr std::string_view k_ids_by_state = R"sql(
  SELECT DISTINCT customer_id AS id FROM customer_service
  WHERE provider_id = ? AND state = ? AND customer_id {beyond} ? ORDER BY customer_id {order} LIMIT ?)sql";

constexpr std::string_view k_ids_by_place = R"sql(
  SELECT id FROM customer WHERE provider_id = ? AND state = ? AND city = ? AND id {beyond} ? ORDER BY id {order} LIMIT ?)sql";

constexpr std::string_view k_ids_by_city = R"sql(
  SELECT id FROM customer WHERE provider_id = ? AND city = ? AND id {beyond} ? ORDER BY id {order} LIMIT ?)sql";

constexpr std::string_view k_ids_by_uf = R"sql(
  SELECT id FROM customer WHERE provider_id = ? AND state = ? AND id {beyond} ? ORDER BY id {order} LIMIT ?)sql";

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
      .find("SELECT COUNT(*) AS n FROM (" + directed(lead.sql, false) + ") AS some", params,
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

/// Where a look at the list begins: behind an id, or before it and downwards.
struct Start {
  std::uint64_t from = 0;
  bool down = false;
};

/// At most `limit` ids of the lead from there, in that order.
std::vector<std::uint64_t> next_ids(const Tenant& tenant, const CustomerFilter& filter, const Lead& lead,
                                    const Start& start, std::uint32_t limit) {
  if (lead.sql.empty()) return find_customer_ids_by_text(tenant, filter.text, start.from, limit, start.down);
  auto params = lead.params;
  params.emplace_back(start.from);
  params.emplace_back(limit);
  return tenant.db.list(directed(lead.sql, start.down), params, id_of);
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
                                   std::span<const std::uint64_t> ids, bool down) {
  Params params{tenant.provider_id};
  for (std::size_t i = 0; i < k_batch; ++i) params.emplace_back(ids[std::min(i, ids.size() - 1)]);
  params.insert(params.end(), condition.params.begin(), condition.params.end());
  return tenant.db.list("SELECT c.id FROM customer c WHERE c.provider_id = ? AND c.id IN (" +
                            placeholders(k_batch) + ")" + condition.sql +
                            directed(" ORDER BY c.id {order}", down),
                        params, id_of);
}

/// What a look at the filtered list found.
struct Found {
  std::vector<std::uint64_t> ids = {};  ///< in the order of the look
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

  /// The first `most` ids from there.
  Found look(const Start& start, std::uint32_t most) const {
    if (leads_.size() == 1) {
      Found found{.ids = next_ids(tenant_, filter_, lead_, start, most)};
      found.all = found.ids.size() < most;
      return found;
    }
    return lead_.sql.empty() ? look_by_text(start, most) : look_by_lead(start, most);
  }

  Counted count() const {
    if (lead_.sql.empty() || leads_.size() == 1) {
      const auto found = look({}, k_count_cap + 1);
      return {found.ids.size(), !found.all};
    }
    const auto passing = tenant_.db.find("SELECT COUNT(*) AS n" + joined({}), joined_params({}),
                                         [](const Row& row) { return row.u64("n"); });
    return {passing.value(), seen({}).customers == k_examined};
  }

 private:
  struct Seen {
    std::uint32_t customers = 0;
    std::uint64_t last_id = 0;
  };

  Params lead_params(const Start& start) const {
    auto params = lead_.params;
    params.emplace_back(start.from);
    params.emplace_back(k_examined);
    return params;
  }
  /// Whom the lead shows from there, and what else he must pass; in the lead's order.
  std::string joined(const Start& start) const {
    return " FROM (" + directed(lead_.sql, start.down) +
           ") l STRAIGHT_JOIN customer c ON c.id = l.id WHERE c.provider_id = ?" + condition_.sql;
  }
  Params joined_params(const Start& start) const {
    auto params = lead_params(start);
    params.emplace_back(tenant_.provider_id);
    params.insert(params.end(), condition_.params.begin(), condition_.params.end());
    return params;
  }
  Seen seen(const Start& start) const {
    return tenant_.db
        .find("SELECT COUNT(*) AS customers, COALESCE(" + std::string(start.down ? "MIN" : "MAX") +
                  "(id), 0) AS last_id FROM (" + directed(lead_.sql, start.down) + ") AS looked_at",
              lead_params(start),
              [](const Row& row) {
                return Seen{row.u32("customers"), row.u64("last_id")};
              })
        .value();
  }

  Found look_by_lead(const Start& start, std::uint32_t most) const {
    auto params = joined_params(start);
    params.emplace_back(most);
    const auto order = directed(" ORDER BY c.id {order} LIMIT ?", start.down);
    Found found{.ids = tenant_.db.list("SELECT c.id" + joined(start) + order, params, id_of)};
    if (found.ids.size() == most) {
      found.seen_to = found.ids.back();
      return found;
    }
    const auto looked_at = seen(start);
    found.seen_to = looked_at.last_id;
    found.all = looked_at.customers < k_examined;
    return found;
  }

  Found look_by_text(const Start& start, std::uint32_t most) const {
    const auto examined = next_ids(tenant_, filter_, lead_, start, k_examined);
    Found found{.seen_to = start.from, .all = examined.size() < k_examined};
    for (auto rest = std::span(examined); !rest.empty() && found.ids.size() < most;) {
      const auto batch = rest.first(std::min(rest.size(), k_batch));
      for (const auto id : passing(tenant_, condition_, batch, start.down)) found.ids.push_back(id);
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

/// A column that customers are sorted by: its index has it in order.
struct Order {
  std::string_view key = {};
  std::string_view id = {};  ///< empty: no two have the same key
  std::string CustomerLine::*value = nullptr;
};

Order order_of(const Page& page) {
  if (page.sort == "codigo") return {"c.code", {}, &CustomerLine::code};
  return {"c.name", "c.id", &CustomerLine::name};
}

const std::string k_line = R"sql(
  SELECT c.id, c.code, c.name, c.document, c.city, c.state,
         (SELECT COUNT(*) FROM customer_service s WHERE s.customer_id = c.id AND s.state <> 4) AS services,
         (SELECT COUNT(*) FROM customer_service s WHERE s.customer_id = c.id AND s.state IN (2, 3) AND NOT EXISTS (
            SELECT 1 FROM courtesy k WHERE k.service_id = s.id AND k.ended_at IS NULL AND k.ends_on > ?)) AS suspended,
         (SELECT COUNT(*) FROM service_package sp WHERE sp.customer_id = c.id AND )sql" +
                           std::string(k_live) + R"sql() AS packages
  FROM customer c
  WHERE c.provider_id = ?)sql";

/// Lines of these ids, in this order.
std::vector<CustomerLine> lines_of(const Tenant& tenant, base::Date today,
                                   std::span<const std::uint64_t> ids) {
  if (ids.empty()) return {};
  Params params{today, today, tenant.provider_id};
  for (const auto id : ids) params.emplace_back(id);
  auto lines = tenant.db.list(k_line + " AND c.id IN (" + placeholders(ids.size()) + ")", params, line_of);
  const auto place = [&](const CustomerLine& line) { return std::ranges::find(ids, line.id); };
  std::ranges::sort(lines, {}, place);
  return lines;
}

/// Of few that pass all filters, sorted; nothing where they are more than one look examines.
std::optional<Listed<CustomerLine>> sorted_page(const Tenant& tenant, const CustomerFilter& filter,
                                                const FilteredList& list, const Page& page) {
  const auto found = list.look({}, k_examined + 1);
  if (!found.all) return std::nullopt;
  if (found.ids.empty()) return Listed<CustomerLine>{};
  const auto order = order_of(page);
  const auto cut = keyset(page, order.key, order.id);
  Params ids(found.ids.begin(), found.ids.end());
  fill_places(ids);
  Params params{tenant.provider_id};
  params.insert(params.end(), ids.begin(), ids.end());
  params.insert(params.end(), cut.params.begin(), cut.params.end());
  const auto sorted = tenant.db.list("SELECT c.id FROM customer c WHERE c.provider_id = ? AND c.id IN (" +
                                         placeholders(ids.size()) + ")" + cut.sql,
                                     params, id_of);
  return cut_page(lines_of(tenant, filter.today, sorted), page,
                  [&](const CustomerLine& line) { return cursor_of(line.id, line.*order.value); });
}

/// In the order of registration, as far as one look goes.
Listed<CustomerLine> filtered_page(const Tenant& tenant, const CustomerFilter& filter, const Page& page) {
  const FilteredList list(tenant, filter);
  const auto place = parsed_cursor(page.cursor());
  const bool in_registration = place && place->second.empty();  // the page before was
  if (!page.sort.empty() && !in_registration)
    if (auto sorted = sorted_page(tenant, filter, list, page)) return std::move(*sorted);
  const auto from = place ? place->first : 0;
  auto found = list.look({from, page.backwards()}, page.limit + 1);
  const bool more = found.ids.size() > page.limit;
  if (more) found.ids.pop_back();
  const auto& ids = found.ids;
  // Whoever turns back to an empty page's place comes to the customer before it.
  const auto onward = more ? cursor_of(ids.back(), "") : found.all ? "" : cursor_of(found.seen_to, "");
  const auto back = from == 0 ? ""
                              : cursor_of(!ids.empty()       ? ids.front()
                                          : page.backwards() ? from - 1
                                                             : from + 1,
                                          "");
  Listed<CustomerLine> listed{.lines = lines_of(tenant, filter.today, ids), .next = onward, .previous = back};
  listed.sorted = false;
  if (!page.backwards()) return listed;
  std::ranges::reverse(listed.lines);
  std::swap(listed.next, listed.previous);
  return listed;
}

Listed<CustomerLine> whole_page(const Tenant& tenant, base::Date today, const Page& page) {
  const auto order = order_of(page);
  const auto cut = keyset(page, order.key, order.id);
  Params params{today, today, tenant.provider_id};
  params.insert(params.end(), cut.params.begin(), cut.params.end());
  return cut_page(tenant.db.list(k_line + cut.sql, params, line_of), page,
                  [&](const CustomerLine& line) { return cursor_of(line.id, line.*order.value); });
}

}  // namespace

Listed<CustomerLine> list_customers(const Tenant& tenant, const CustomerFilter& filter, const Page& page) {
  return is_plain(filter) ? whole_page(tenant, filter.today, page) : filtered_page(tenant, filter, page);
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
