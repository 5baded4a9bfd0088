#include "storage/transmission_list.h"

#include <algorithm>
#include <map>

#include "storage/many.h"

namespace storage {

namespace {

using domain::Waiting;

std::string name_of(Waiting waiting) { return std::string(domain::words_of(waiting).name); }

/// Where an account stands in the list.
struct Place {
  std::uint64_t id = 0;
  Waiting waiting = Waiting::conflict;
  std::string since = {};
};

std::string cursor_of_place(const Place& place) {
  return cursor_of(place.id, name_of(place.waiting) + "/" + place.since);
}

/// The place that a page before left off at.
std::optional<Place> place_of(std::string_view cursor) {
  const auto parsed = parsed_cursor(cursor);
  if (!parsed) return std::nullopt;
  const auto slash = parsed->second.find('/');
  if (slash == std::string::npos) return std::nullopt;
  const auto waiting = domain::waiting_from(parsed->second.substr(0, slash));
  const auto since = base::instant_from_sql(parsed->second.substr(slash + 1));
  if (!waiting || !since) return std::nullopt;
  return Place{parsed->first, *waiting, base::to_sql(*since)};
}

TransmissionLine line_of(const Row& row) {
  TransmissionLine line{.account = {.id = row.u64("id"),
                                    .integration_id = row.u32("integration_id"),
                                    .customer_id = row.u64("customer_id"),
                                    .subscriber_id = row.text("subscriber_id"),
                                    .told = row.flag("told"),
                                    .created_at = row.instant("created_at")},
                        .integration = row.text("integration"),
                        .gateway = row.text("gateway"),
                        .customer_code = row.text("customer_code"),
                        .customer_name = row.text("customer_name"),
                        .message = row.maybe_text("message").value_or(""),
                        .failures = row.u32("failures"),
                        .due_at = row.maybe_instant("due_at"),
                        .stands = row.flag("stands"),
                        .platform_id = row.maybe_text("platform_ids").value_or("")};
  line.since = row.maybe_instant("waits_since").value_or(line.account.created_at);
  if (const auto name = row.maybe_text("waits_as")) line.waiting = domain::waiting_from(*name);
  line.last_at = row.maybe_instant("last_at");
  if (const auto kind = row.maybe_text("last_kind")) line.last = domain::call_kind_at(*kind);
  return line;
}

}  // namespace

const std::string k_places = R"sql(
  (SELECT id, waits_since FROM account
   WHERE provider_id = ? AND waits_as = ? AND integration_id = ? AND waits_since <= ? AND waits_since >= ?
     AND (waits_since > ? OR id > ?)
   ORDER BY waits_since, id LIMIT ?))sql";

const std::string k_places_before = R"sql(
  (SELECT id, waits_since FROM account
   WHERE provider_id = ? AND waits_as = ? AND integration_id = ? AND waits_since <= ? AND waits_since <= ?
     AND (waits_since < ? OR id < ?)
   ORDER BY waits_since DESC, id DESC LIMIT ?))sql";

namespace {

/// The first `limit` behind `place` of those that wait for this, in their order; or the last before it, from
/// there back.
std::vector<Place> list_places(const Tenant& tenant, const std::vector<std::uint32_t>& integration_ids,
                               Waiting waiting, const std::optional<Place>& place, bool backwards,
                               std::uint32_t limit, base::Instant now) {
  if (integration_ids.empty()) return {};
  const auto end = backwards ? base::k_open_end : base::k_long_ago;
  const auto from = place ? place->since : base::to_sql(end);
  std::string sql;
  Params params;
  for (const auto id : integration_ids) {
    sql += (sql.empty() ? "" : " UNION ALL ") + (backwards ? k_places_before : k_places);
    params.insert(params.end(), {tenant.provider_id, name_of(waiting), id, now, from, from,
                                 place ? place->id : std::uint64_t{0}, limit});
  }
  sql += backwards ? " ORDER BY waits_since DESC, id DESC LIMIT ?" : " ORDER BY waits_since, id LIMIT ?";
  params.emplace_back(limit);
  return tenant.db.list(sql, params, [&](const Row& row) -> Place {
    return {row.u64("id"), waiting, row.text("waits_since")};
  });
}

}  // namespace

const std::string k_lines = R"sql(
  SELECT a.id, a.integration_id, a.customer_id, a.subscriber_id, a.told, a.created_at, a.waits_as, a.waits_since,
         a.message, a.failures, a.due_at, a.lease_until, i.description AS integration, i.gateway,
         c.code AS customer_code, c.name AS customer_name, t.kind AS last_kind, t.begun_at AS last_at,
         EXISTS(SELECT 1 FROM account_object o WHERE o.account_id = a.id AND o.attributes IS NOT NULL) AS stands,
         (SELECT GROUP_CONCAT(DISTINCT o.platform_id ORDER BY o.platform_id SEPARATOR ', ')
          FROM account_object o WHERE o.account_id = a.id) AS platform_ids
  FROM account a
  JOIN integration i ON i.id = a.integration_id
  JOIN customer c ON c.id = a.customer_id
  LEFT JOIN attempt t ON t.id = (SELECT MAX(n.id) FROM attempt n WHERE n.account_id = a.id)
  WHERE a.provider_id = ? AND a.id IN ({ids}))sql";

std::vector<TransmissionLine> list_transmissions_of(const Tenant& tenant,
                                                    std::span<const std::uint64_t> account_ids,
                                                    base::Instant now) {
  return list_by_ids(tenant, k_lines, account_ids, [&](const Row& row) {
    auto line = line_of(row);
    const auto until = row.maybe_instant("lease_until");
    line.at_work = until && *until > now;
    // It is looked at again on a day to come.
    if (line.waiting == Waiting::queued && line.due_at > now) line.waiting.reset();
    return line;
  });
}

namespace {

/// One more than the page holds, as they are read: waiting by waiting in the order of domain::k_waitings, or
/// from the end of it.
std::vector<Place> places_of_page(const Tenant& tenant, const TransmissionFilter& filter, const Page& page,
                                  base::Instant now) {
  auto place = place_of(page.cursor());
  std::vector<Waiting> order(domain::k_waitings.begin(), domain::k_waitings.end());
  if (page.backwards()) std::ranges::reverse(order);
  std::vector<Place> places;
  for (const auto waiting : order) {
    if (std::ranges::find(filter.waiting, waiting) == filter.waiting.end()) continue;
    if (place && waiting != place->waiting && (waiting < place->waiting) != page.backwards()) continue;
    if (place && waiting != place->waiting) place.reset();
    const auto left = page.limit + 1 - static_cast<std::uint32_t>(places.size());
    for (auto& found :
         list_places(tenant, filter.integration_ids, waiting, place, page.backwards(), left, now))
      places.push_back(std::move(found));
    if (places.size() > page.limit) break;
  }
  return places;
}

}  // namespace

Listed<TransmissionLine> list_transmissions(const Tenant& tenant, const TransmissionFilter& filter,
                                            const Page& page, base::Instant now) {
  const auto cut = cut_page(places_of_page(tenant, filter, page, now), page, cursor_of_place);
  Listed<TransmissionLine> listed{.next = cut.next, .previous = cut.previous};
  std::vector<std::uint64_t> ids;
  for (const auto& place : cut.lines) ids.push_back(place.id);
  std::map<std::uint64_t, TransmissionLine> by_id;
  for (auto& line : list_transmissions_of(tenant, ids, now)) by_id.emplace(line.account.id, std::move(line));
  for (const auto id : ids)
    if (const auto found = by_id.find(id); found != by_id.end())
      listed.lines.push_back(std::move(found->second));
  return listed;
}

std::optional<TransmissionLine> find_transmission(const Tenant& tenant, std::uint64_t account_id,
                                                  base::Instant now) {
  auto found = list_transmissions_of(tenant, {&account_id, 1}, now);
  return found.empty() ? std::nullopt : std::optional(std::move(found.front()));
}

// Both read a key and build no table: beyond the cap it is only told that there are more.
constexpr std::string_view k_beyond_cap = R"sql(
  SELECT id FROM account
  WHERE provider_id = ? AND waits_as = ? AND integration_id = ? AND waits_since <= ?
  ORDER BY waits_since LIMIT 1 OFFSET 1000)sql";
constexpr std::string_view k_count_waiting = R"sql(
  SELECT COUNT(*) AS n FROM account
  WHERE provider_id = ? AND waits_as = ? AND integration_id = ? AND waits_since <= ?)sql";

namespace {

void count_capped(const Tenant& tenant, WaitingCount& of, base::Instant now) {
  static_assert(k_waiting_cap == 1000);
  const Params params{tenant.provider_id, name_of(of.waiting), of.integration_id, now};
  of.more = tenant.db.find(k_beyond_cap, params, [](const Row& row) { return row.u64("id"); }).has_value();
  of.accounts =
      of.more ? k_waiting_cap
              : tenant.db.find(k_count_waiting, params, [](const Row& row) { return row.u64("n"); }).value();
}

}  // namespace

constexpr std::string_view k_integrations = "SELECT id FROM integration WHERE provider_id = ? ORDER BY id";

// The first entry of a key: asked once for each integration and waiting, since MariaDB would go over all of
// them for a GROUP BY (0.3 s of a million accounts).
constexpr std::string_view k_oldest = R"sql(
  SELECT waits_since AS oldest FROM account
  WHERE provider_id = ? AND waits_as = ? AND integration_id = ? AND waits_since <= ?
  ORDER BY waits_since LIMIT 1)sql";

std::vector<WaitingCount> count_waiting(const Tenant& tenant, base::Instant now) {
  std::vector<WaitingCount> counts;
  const auto integrations =
      tenant.db.list(k_integrations, {tenant.provider_id}, [](const Row& row) { return row.u32("id"); });
  for (const auto waiting : domain::k_waitings)
    for (const auto id : integrations)
      if (const auto oldest = tenant.db.find(k_oldest, {tenant.provider_id, name_of(waiting), id, now},
                                             [](const Row& row) { return row.instant("oldest"); }))
        counts.push_back({.integration_id = id, .waiting = waiting, .oldest = *oldest});
  for (auto& count : counts) count_capped(tenant, count, now);
  return counts;
}

constexpr std::string_view k_in_error = R"sql(
  SELECT COUNT(*) AS n FROM (
    SELECT 1 FROM account WHERE provider_id = ? AND waits_as IN ({ids}) LIMIT ?) AS found)sql";

std::uint64_t count_in_error(const Tenant& tenant, std::uint32_t most) {
  Params params{tenant.provider_id};
  for (const auto waiting : domain::k_waitings)
    if (domain::words_of(waiting).error) params.emplace_back(name_of(waiting));
  const auto sql = with_places(k_in_error, params.size() - 1);
  params.emplace_back(most);
  return tenant.db.find(sql, params, [](const Row& row) { return row.u64("n"); }).value();
}

constexpr std::string_view k_queues = R"sql(
  SELECT i.id, i.description, i.gateway, i.active, q.paused_by, q.paused_at, q.paused_message,
         COALESCE(q.unreachable, 0) AS unreachable, q.probe_at,
         (SELECT CAST(COALESCE(SUM(h.held), 0) AS UNSIGNED) FROM loss_hold h WHERE h.integration_id = i.id) AS held
  FROM integration i LEFT JOIN transmission_queue q ON q.integration_id = i.id
  WHERE i.provider_id = ? ORDER BY i.description, i.id)sql";

std::vector<Queue> list_queues(const Tenant& tenant) {
  return tenant.db.list(k_queues, {tenant.provider_id}, [](const Row& row) -> Queue {
    return {.integration_id = row.u32("id"),
            .description = row.text("description"),
            .gateway = row.text("gateway"),
            .active = row.flag("active"),
            .state = {.paused_by = row.maybe_text("paused_by").value_or(""),
                      .paused_at = row.maybe_instant("paused_at"),
                      .message = row.maybe_text("paused_message").value_or(""),
                      .unreachable = row.u32("unreachable"),
                      .probe_at = row.maybe_instant("probe_at")},
            .held = row.u32("held")};
  });
}

constexpr std::string_view k_waiting_ids = R"sql(
  SELECT id FROM account
  WHERE provider_id = ? AND waits_as = ? AND integration_id = ? AND waits_since <= ? AND id > ?
  ORDER BY id LIMIT ?)sql";

std::vector<std::uint64_t> list_waiting_accounts(const Tenant& tenant, std::uint32_t integration_id,
                                                 Waiting waiting, std::uint64_t after, std::uint32_t limit,
                                                 base::Instant now) {
  return tenant.db.list(k_waiting_ids,
                        {tenant.provider_id, name_of(waiting), integration_id, now, after, limit},
                        [](const Row& row) { return row.u64("id"); });
}

// failing_since stays: it is told how long all of it has taken.
const std::string k_retry = R"sql(
  UPDATE account SET dirty_seq = dirty_seq + 1, due_at = ?, failures = 0, reason = NULL, message = NULL
  WHERE provider_id = ? AND told = 1 AND id IN ({ids}))sql";

void retry_accounts(const Tenant& tenant, std::span<const std::uint64_t> account_ids, base::Instant now) {
  for (const auto id : account_ids) forget_refusals(tenant, id);
  while (!account_ids.empty()) {
    const auto these = account_ids.first(std::min(account_ids.size(), k_ids_at_once));
    Params ids(these.begin(), these.end());
    fill_places(ids);
    const auto sql = with_places(k_retry, ids.size());
    ids.insert(ids.begin(), {now, tenant.provider_id});
    tenant.db.execute(sql, ids);
    account_ids = account_ids.subspan(these.size());
  }
}

constexpr std::string_view k_raise_resets =
    "UPDATE account SET resets = resets + 1 WHERE provider_id = ? AND id = ?";

void raise_resets(const Tenant& tenant, std::uint64_t account_id) {
  tenant.db.execute(k_raise_resets, {tenant.provider_id, account_id});
}

}  // namespace storage
