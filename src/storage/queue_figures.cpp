#include "storage/queue_figures.h"

#include <algorithm>

namespace storage {

namespace {

/// The words of domain::Waiting as rows, in the character set of the key they are looked up in.
std::string waiting_rows() {
  std::string sql;
  for (const auto waiting : domain::k_waitings)
    sql += (sql.empty() ? "SELECT " : " UNION ALL SELECT ") + std::string("_ascii'") +
           std::string(domain::words_of(waiting).name) + "' COLLATE ascii_bin AS name";
  return sql;
}

struct Found {
  WaitingFigure figure = {};
  std::uint32_t provider_id = 0;
  std::uint32_t integration_id = 0;
};

}  // namespace

// The first entry of a key for each integration and waiting: a GROUP BY would go over all accounts.
const std::string k_oldest = R"sql(
  SELECT p.slug, i.code, i.id, i.provider_id, w.name,
         (SELECT a.waits_since FROM account a FORCE INDEX (account_waiting)
          WHERE a.provider_id = i.provider_id AND a.waits_as = w.name AND a.integration_id = i.id AND a.waits_since <= ?
          ORDER BY a.waits_since LIMIT 1) AS oldest
  FROM integration i JOIN provider p ON p.id = i.provider_id JOIN ()sql" +
                             waiting_rows() + R"sql() w
  HAVING oldest IS NOT NULL ORDER BY i.id, w.name)sql";

constexpr std::string_view k_count = R"sql(
  SELECT COUNT(*) AS n FROM (
    SELECT 1 FROM account FORCE INDEX (account_waiting)
    WHERE provider_id = ? AND waits_as = ? AND integration_id = ? AND waits_since <= ? LIMIT ?) AS counted)sql";

std::vector<WaitingFigure> list_waiting_figures(Db& db, base::Instant now, std::uint32_t most) {
  auto found = db.list(k_oldest, {now}, [](const Row& row) -> Found {
    return {.figure = {.provider = row.text("slug"),
                       .integration = row.text("code"),
                       .waiting = row.text("name"),
                       .oldest = row.instant("oldest")},
            .provider_id = row.u32("provider_id"),
            .integration_id = row.u32("id")};
  });
  std::vector<WaitingFigure> figures;
  for (auto& [figure, provider_id, integration_id] : found) {
    figure.accounts =
        db.find(k_count, {provider_id, figure.waiting, integration_id, now, most}, [](const Row& row) {
            return row.u64("n");
          }).value();
    figures.push_back(std::move(figure));
  }
  return figures;
}

constexpr std::string_view k_reach = R"sql(
  SELECT p.slug, i.code, COALESCE(q.paused_by, '') AS paused_by, q.unreachable
  FROM transmission_queue q JOIN integration i ON i.id = q.integration_id JOIN provider p ON p.id = i.provider_id
  WHERE i.active = 1)sql";

std::vector<ReachFigure> list_reach_figures(Db& db) {
  return db.list(k_reach, {}, [](const Row& row) -> ReachFigure {
    return {row.text("slug"), row.text("code"), row.text("paused_by"), row.u32("unreachable")};
  });
}

}  // namespace storage
