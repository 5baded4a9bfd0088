#include "storage/audit.h"

#include <nlohmann/json.hpp>

namespace storage {

namespace {

/// The lines with the names of their records, looked up for these lines only.
std::string named(std::string_view lines) {
  return R"sql(
  SELECT line.id, line.at, line.actor, line.entity, line.entity_id, line.customer_id, line.action, line.changes,
         c.name AS customer_name,
         COALESCE(CASE line.entity
           WHEN 'servico' THEN
             (SELECT CAST(s.external_id AS CHAR) FROM customer_service s
              WHERE s.id = line.entity_id AND s.provider_id = line.provider_id)
           WHEN 'cliente' THEN CONVERT(c.code USING utf8mb4)
           WHEN 'pacote_servico' THEN
             (SELECT p.description FROM service_package p
              WHERE p.id = line.entity_id AND p.provider_id = line.provider_id)
           WHEN 'integracao' THEN
             (SELECT i.description FROM integration i
              WHERE i.id = line.entity_id AND i.provider_id = line.provider_id)
           WHEN 'produto' THEN
             (SELECT p.name FROM product p WHERE p.id = line.entity_id AND p.provider_id = line.provider_id)
           WHEN 'pacote' THEN
             (SELECT p.description FROM package p
              WHERE p.id = line.entity_id AND p.provider_id = line.provider_id)
           WHEN 'plano' THEN
             (SELECT p.description FROM plan p WHERE p.id = line.entity_id AND p.provider_id = line.provider_id)
           WHEN 'usuario' THEN
             (SELECT u.name FROM user u WHERE u.id = line.entity_id AND u.provider_id = line.provider_id)
           WHEN 'token' THEN
             (SELECT t.description FROM api_token t
              WHERE t.id = line.entity_id AND t.provider_id = line.provider_id)
           WHEN 'provedor' THEN (SELECT p.name FROM provider p WHERE p.id = line.provider_id)
           WHEN 'conta' THEN
             (SELECT i.description FROM account a JOIN integration i ON i.id = a.integration_id
              WHERE a.id = line.entity_id AND a.provider_id = line.provider_id)
         END, CAST(line.entity_id AS CHAR)) AS known_as
  FROM ()sql" +
         std::string(lines) + R"sql() AS line
  LEFT JOIN customer c ON c.id = line.customer_id AND c.provider_id = line.provider_id
  ORDER BY line.at DESC, line.id DESC)sql";
}

std::uint64_t upper_bound_of(std::uint64_t before_id) {
  return before_id == 0 ? ~std::uint64_t{0} : before_id;
}

Params params_of(std::uint32_t provider_id, const AuditFilter& filter) {
  const auto text = like_anywhere(filter.text);
  const auto entity = filter.entity ? domain::words_of(*filter.entity).name : "";
  return {provider_id, filter.since, filter.until, entity, entity, like_anywhere(filter.actor), text, text};
}

AuditLine line_of(const Row& row) {
  AuditLine line{.id = row.u64("id"), .at = row.instant("at"), .actor = row.text("actor")};
  line.known_as = row.text("known_as");
  line.customer_name = row.maybe_text("customer_name").value_or("");
  line.entry = {.entity = domain::entity_at(row.text("entity")),
                .entity_id = row.u64("entity_id"),
                .customer_id = row.maybe_u64("customer_id"),
                .action = row.text("action")};
  for (const auto& change : nlohmann::json::parse(row.text("changes")))
    line.entry.changes.push_back({change.at(0), change.at(1), change.at(2)});
  return line;
}

}  // namespace

constexpr std::string_view k_insert = R"sql(
  INSERT INTO audit (provider_id, at, actor, entity, entity_id, customer_id, action, changes))sql";

void insert_audit(const Tenant& tenant, base::Instant at, std::string_view actor, const AuditEntry& entry) {
  auto changes = nlohmann::json::array();
  for (const auto& change : entry.changes) changes.push_back({change.field, change.before, change.after});
  tenant.db.append(k_insert, {tenant.provider_id, at, actor, domain::words_of(entry.entity).name,
                              entry.entity_id, entry.customer_id, entry.action, changes.dump()});
}

const std::string k_of_record = named(R"sql(
    SELECT * FROM audit WHERE provider_id = ? AND entity = ? AND entity_id = ? AND id < ? ORDER BY id DESC LIMIT ?)sql");

std::vector<AuditLine> list_audit_of(const Tenant& tenant, domain::Entity entity, std::uint64_t entity_id,
                                     std::uint64_t before_id, std::uint32_t limit) {
  return tenant.db.list(
      k_of_record,
      {tenant.provider_id, domain::words_of(entity).name, entity_id, upper_bound_of(before_id), limit},
      line_of);
}

const std::string k_of_customer = named(R"sql(
    SELECT * FROM audit WHERE provider_id = ? AND customer_id = ? AND id < ? ORDER BY id DESC LIMIT ?)sql");

std::vector<AuditLine> list_audit_of_customer(const Tenant& tenant, std::uint64_t customer_id,
                                              std::uint64_t before_id, std::uint32_t limit) {
  return tenant.db.list(k_of_customer, {tenant.provider_id, customer_id, upper_bound_of(before_id), limit},
                        line_of);
}

const std::string k_of_actions = named(R"sql(
    SELECT * FROM audit
    WHERE provider_id = ? AND entity = ? AND entity_id = ? AND action IN (?, ?, ?) AND at >= ?
    ORDER BY id DESC LIMIT ?)sql");

std::vector<AuditLine> list_audit_of_actions(const Tenant& tenant, domain::Entity entity,
                                             std::uint64_t entity_id,
                                             const std::array<std::string_view, 3>& actions,
                                             base::Instant since, std::uint32_t limit) {
  return tenant.db.list(k_of_actions,
                        {tenant.provider_id, domain::words_of(entity).name, entity_id, actions[0], actions[1],
                         actions[2], since, limit},
                        line_of);
}

constexpr std::string_view k_status_actor = R"sql(
  SELECT actor FROM audit
  WHERE provider_id = ? AND entity = ? AND entity_id = ? AND changes LIKE '%"status_prefixo"%'
  ORDER BY id DESC LIMIT 1)sql";

std::string find_status_actor(const Tenant& tenant, std::uint64_t service_id) {
  return tenant.db
      .find(k_status_actor, {tenant.provider_id, domain::words_of(domain::Entity::service).name, service_id},
            [](const Row& row) { return row.text("actor"); })
      .value_or("");
}

constexpr std::string_view k_removing_actor = R"sql(
  SELECT actor FROM audit WHERE provider_id = ? AND entity = ? AND entity_id = ? AND action = 'removido'
  ORDER BY id DESC LIMIT 1)sql";

std::string find_removing_actor(const Tenant& tenant, std::uint64_t service_package_id) {
  return tenant.db
      .find(k_removing_actor,
            {tenant.provider_id, domain::words_of(domain::Entity::service_package).name, service_package_id},
            [](const Row& row) { return row.text("actor"); })
      .value_or("");
}

const std::string k_asked_for = R"sql(
    FROM audit WHERE provider_id = ? AND at >= ? AND at < ? AND (? = '' OR entity = ?) AND actor LIKE ?
      AND (actor LIKE ? OR changes LIKE ?))sql";

const std::string k_list = named("SELECT *" + k_asked_for + R"sql(
      AND (at < ? OR (at = ? AND id < ?))
    ORDER BY at DESC, id DESC LIMIT ?)sql");

Listed<AuditLine> list_audit(const Tenant& tenant, const AuditFilter& filter, const Page& page) {
  const auto after = parsed_cursor(page.after);
  const auto at = after ? base::instant_from_sql(after->second).value_or(base::k_open_end) : base::k_open_end;
  auto params = params_of(tenant.provider_id, filter);
  params.insert(params.end(), {at, at, after ? after->first : 0, std::uint64_t{page.limit} + 1});
  Listed<AuditLine> listed{.lines = tenant.db.list(k_list, params, line_of)};
  if (listed.lines.size() <= page.limit) return listed;
  listed.lines.pop_back();
  listed.next = cursor_of(listed.lines.back().id, base::to_sql(listed.lines.back().at));
  return listed;
}

const std::string k_count = "SELECT COUNT(*) AS n FROM (SELECT 1" + k_asked_for + " LIMIT ?) AS counted";

std::uint64_t count_audit(const Tenant& tenant, const AuditFilter& filter) {
  auto params = params_of(tenant.provider_id, filter);
  params.emplace_back(k_count_cap + 1);
  return tenant.db.find(k_count, params, [](const Row& row) { return row.u64("n"); }).value();
}

Changes& Changes::field(std::string_view name, const std::string& before, const std::string& after) {
  if (before != after) items_.push_back({std::string(name), before, after});
  return *this;
}

Changes& Changes::noted(std::string_view name, std::string before_shown, std::string after_shown) {
  items_.push_back({std::string(name), std::move(before_shown), std::move(after_shown)});
  return *this;
}

}  // namespace storage
