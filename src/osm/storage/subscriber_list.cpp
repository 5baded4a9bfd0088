#include "osm/storage/subscriber_list.h"

#include <algorithm>
#include <limits>
#include <span>

#include "base/documents.h"
#include "base/text.h"
#include "osm/domain/log_in.h"
#include "osm/storage/credentials.h"
#include "osm/storage/subscribers.h"
#include "storage/many.h"

namespace osm {

using storage::Listed;
using storage::Page;
using storage::Params;
using storage::Row;
using storage::Tenant;

namespace {

/// The most subscribers of a text that one look examines: a bound on what a common name can cost.
constexpr std::uint32_t k_examined = 2'500;
constexpr std::size_t k_batch = 500;

SubscriberLine line_of(const Row& row) {
  return {.id = row.u64("id"),
          .name = row.text("name"),
          .document = row.maybe_text("document"),
          .status = static_cast<Status>(row.u32("status")),
          .fed = row.flag("fed"),
          .app_name = row.maybe_text("app_name"),
          .app_seen_at = row.maybe_instant("app_seen_at"),
          .created_at = row.instant("created_at")};
}

std::uint64_t id_of(const Row& row) { return row.u64("id"); }

bool by_name(const Page& page) { return page.sort == "nome"; }

/// The index whose order the list has.
std::string_view index_for(const SubscriberFilter& filter, const Page& page) {
  if (by_name(page)) return filter.status ? "osm_subscriber_status_name" : "osm_subscriber_name";
  if (filter.suspect) return "osm_subscriber_suspect";
  return filter.status ? "osm_subscriber_status" : "osm_subscriber_registered";
}

/// What the filters beside the text ask of a subscriber s.
storage::Condition condition_of(const Tenant& tenant, const SubscriberFilter& filter) {
  storage::Condition condition{.sql = "s.provider_id = ?", .params = {tenant.provider_id}};
  if (filter.status) {
    condition.sql += " AND s.status = ?";
    condition.params.emplace_back(static_cast<unsigned>(*filter.status));
  }
  if (filter.suspect) condition.sql += " AND s.suspect = 1";
  return condition;
}

constexpr std::string_view k_line = R"sql(
  SELECT s.id, s.name, s.document, s.status, s.erp_code IS NOT NULL AS fed, s.app_name, s.app_seen_at, s.created_at
  FROM osm_subscriber s )sql";

/// A page of those that pass, read in its order; `from`: how they are found.
Listed<SubscriberLine> page_of(const Tenant& tenant, const std::string& from, Params params,
                               const Page& page) {
  auto cut = by_name(page) ? storage::keyset(page, "s.name", "s.id") : storage::keyset_by_id(page, "s.id");
  params.insert(params.end(), cut.params.begin(), cut.params.end());
  return storage::cut_page(tenant.db.list(std::string(k_line) + from + cut.sql, params, line_of), page,
                           [&](const SubscriberLine& line) {
                             return storage::cursor_of(line.id, by_name(page) ? line.name : "");
                           });
}

Listed<SubscriberLine> page_of_all(const Tenant& tenant, const SubscriberFilter& filter, const Page& page) {
  const auto condition = condition_of(tenant, filter);
  return page_of(tenant, "FORCE INDEX (" + std::string(index_for(filter, page)) + ") WHERE " + condition.sql,
                 condition.params, page);
}

/// Of few ids, those that pass.
Listed<SubscriberLine> page_of_few(const Tenant& tenant, const SubscriberFilter& filter,
                                   std::span<const std::uint64_t> ids, const Page& page) {
  if (ids.empty()) return {};
  auto condition = condition_of(tenant, filter);
  Params places(ids.begin(), ids.end());
  storage::fill_places(places);
  condition.params.insert(condition.params.end(), places.begin(), places.end());
  return page_of(tenant,
                 "WHERE " + condition.sql + " AND s.id IN (" + storage::placeholders(places.size()) + ")",
                 condition.params, page);
}

/// Of these ids, in their order, those that pass.
std::vector<SubscriberLine> passing(const Tenant& tenant, const SubscriberFilter& filter,
                                    std::span<const std::uint64_t> ids) {
  auto condition = condition_of(tenant, filter);
  Params places(ids.begin(), ids.end());
  storage::fill_places(places);
  condition.params.insert(condition.params.end(), places.begin(), places.end());
  auto lines = tenant.db.list(std::string(k_line) + "WHERE " + condition.sql + " AND s.id IN (" +
                                  storage::placeholders(places.size()) + ")",
                              condition.params, line_of);
  std::ranges::sort(lines, {}, [&](const SubscriberLine& line) { return std::ranges::find(ids, line.id); });
  return lines;
}

/// Of very many, in the order of registration as far as one look goes.
Listed<SubscriberLine> page_of_many(const Tenant& tenant, const SubscriberFilter& filter, const Page& page) {
  const bool down = page.reads_down();
  const auto place = storage::parsed_cursor(page.cursor());
  const auto start = down ? std::uint64_t{std::numeric_limits<std::int64_t>::max()} : std::uint64_t{0};
  const auto ids = find_subscriber_ids(tenant, filter.text, place ? place->first : start, k_examined, down);
  Listed<SubscriberLine> listed{.sorted = false};
  auto rest = std::span(ids);
  while (!rest.empty() && listed.lines.size() <= page.limit) {
    const auto batch = rest.first(std::min(rest.size(), k_batch));
    for (auto& line : passing(tenant, filter, batch)) listed.lines.push_back(std::move(line));
    rest = rest.subspan(batch.size());
  }
  const bool full = listed.lines.size() > page.limit;
  if (full) listed.lines.resize(page.limit);
  const bool more = full || ids.size() == k_examined;
  const auto onward = !more ? "" : storage::cursor_of(full ? listed.lines.back().id : ids.back(), "");
  const auto back = !place || listed.lines.empty() ? "" : storage::cursor_of(listed.lines.front().id, "");
  listed.next = page.backwards() ? back : onward;
  listed.previous = page.backwards() ? onward : back;
  if (page.backwards()) std::ranges::reverse(listed.lines);
  return listed;
}

}  // namespace

std::vector<std::uint64_t> find_subscriber_ids(const Tenant& tenant, std::string_view text,
                                               std::uint64_t from, std::uint32_t limit, bool down) {
  const auto wanted = base::tidied(text);
  auto ids = storage::find_ids_by_words(tenant, k_subscriber_words, wanted, from, limit, down);
  const auto add = [&](const SubscriberQuery& query) {
    for (const auto id : list_asked_subscribers(tenant, query, 0, limit))
      if (down ? id < from : id > from) ids.push_back(id);
  };
  if (!wanted.empty()) add({.email = wanted});
  if (base::is_code(wanted)) add({.erp_code = wanted});
  if (const auto document = base::document_plain(wanted); base::is_document_shaped(document))
    add({.document = document});
  std::ranges::sort(ids);
  if (down) std::ranges::reverse(ids);
  ids.erase(std::ranges::unique(ids).begin(), ids.end());
  if (ids.size() > limit) ids.resize(limit);
  return ids;
}

Listed<SubscriberLine> list_subscriber_lines(const Tenant& tenant, const SubscriberFilter& filter,
                                             const Page& asked) {
  const auto page = storage::newest_first(asked);
  if (filter.text.empty()) return page_of_all(tenant, filter, page);
  const auto few = find_subscriber_ids(tenant, filter.text, 0, k_examined + 1);
  return few.size() <= k_examined ? page_of_few(tenant, filter, few, page)
                                  : page_of_many(tenant, filter, page);
}

constexpr std::string_view k_count = "SELECT COUNT(*) AS n FROM (SELECT s.id FROM osm_subscriber s WHERE ";

storage::Counted count_subscribers(const Tenant& tenant, const SubscriberFilter& filter) {
  auto condition = condition_of(tenant, filter);
  if (filter.text.empty()) {
    condition.params.emplace_back(storage::k_count_cap + 1);
    return tenant.db
        .find(std::string(k_count) + condition.sql + " LIMIT ?) AS some", condition.params,
              [](const Row& row) { return storage::Counted(row.u64("n")); })
        .value();
  }
  const auto ids = find_subscriber_ids(tenant, filter.text, 0, storage::k_count_cap + 1);
  if (!filter.status && !filter.suspect) return {ids.size(), ids.size() > storage::k_count_cap};
  std::uint64_t n = 0;
  const auto examined = std::span(ids).first(std::min<std::size_t>(ids.size(), k_examined));
  for (auto rest = examined; !rest.empty(); rest = rest.subspan(std::min(rest.size(), k_batch)))
    n += passing(tenant, filter, rest.first(std::min(rest.size(), k_batch))).size();
  return {n, ids.size() > k_examined};
}

namespace {

/// Whom a query means, as a condition on a subscriber s; an e-mail nobody has means nobody.
storage::Condition condition_of(const Tenant& tenant, const SubscriberQuery& query) {
  storage::Condition condition{.sql = "s.provider_id = ?", .params = {tenant.provider_id}};
  const auto add = [&](std::string_view sql, storage::Param param) {
    condition.sql += " AND " + std::string(sql);
    condition.params.push_back(std::move(param));
  };
  if (query.erp_code) add("s.erp_code = ?", *query.erp_code);
  if (query.email) add("s.id = ?", find_log_in_holder(tenant, log_in_of(*query.email)).value_or(0));
  if (query.document) add("s.document = ?", *query.document);
  if (query.status) add("s.status = ?", static_cast<unsigned>(*query.status));
  return condition;
}

}  // namespace

constexpr std::string_view k_ids = "SELECT s.id FROM osm_subscriber s WHERE ";

std::vector<std::uint64_t> list_asked_subscribers(const Tenant& tenant, const SubscriberQuery& query,
                                                  std::uint64_t skipped, std::uint32_t limit) {
  auto condition = condition_of(tenant, query);
  condition.params.emplace_back(limit);
  condition.params.emplace_back(skipped);
  return tenant.db.list(std::string(k_ids) + condition.sql + " ORDER BY s.id LIMIT ? OFFSET ?",
                        condition.params, id_of);
}

constexpr std::string_view k_count_asked = "SELECT COUNT(*) AS n FROM osm_subscriber s WHERE ";

std::uint64_t count_asked_subscribers(const Tenant& tenant, const SubscriberQuery& query) {
  const auto condition = condition_of(tenant, query);
  return tenant.db
      .find(std::string(k_count_asked) + condition.sql, condition.params,
            [](const Row& row) { return row.u64("n"); })
      .value();
}

}  // namespace osm
