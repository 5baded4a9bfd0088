#include "storage/audit_lines.h"

#include <nlohmann/json.hpp>

namespace storage {

std::string named_audit_lines(std::string_view lines, bool newest_first) {
  const std::string direction = newest_first ? " DESC" : "";
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
  ORDER BY line.at)sql" +
         direction + ", line.id" + direction;
}

AuditLine audit_line_of(const Row& row) {
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

}  // namespace storage
