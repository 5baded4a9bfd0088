#include "storage/audit.h"

#include "storage/audit_lines.h"

#include <nlohmann/json.hpp>

namespace storage {

namespace {

std::uint64_t upper_bound_of(std::uint64_t before_id) {
  return before_id == 0 ? ~std::uint64_t{0} : before_id;
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

const std::string k_of_record = named_audit_lines(R"sql(
    SELECT * FROM audit WHERE provider_id = ? AND entity = ? AND entity_id = ? AND id < ? ORDER BY id DESC LIMIT ?)sql");

std::vector<AuditLine> list_audit_of(const Tenant& tenant, domain::Entity entity, std::uint64_t entity_id,
                                     std::uint64_t before_id, std::uint32_t limit) {
  return tenant.db.list(
      k_of_record,
      {tenant.provider_id, domain::words_of(entity).name, entity_id, upper_bound_of(before_id), limit},
      audit_line_of);
}

const std::string k_of_customer = named_audit_lines(R"sql(
    SELECT * FROM audit WHERE provider_id = ? AND customer_id = ? AND id < ? ORDER BY id DESC LIMIT ?)sql");

std::vector<AuditLine> list_audit_of_customer(const Tenant& tenant, std::uint64_t customer_id,
                                              std::uint64_t before_id, std::uint32_t limit) {
  return tenant.db.list(k_of_customer, {tenant.provider_id, customer_id, upper_bound_of(before_id), limit},
                        audit_line_of);
}

const std::string k_of_actions = named_audit_lines(R"sql(
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
                        audit_line_of);
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

Changes& Changes::field(std::string_view name, const std::string& before, const std::string& after) {
  if (before != after) items_.push_back({std::string(name), before, after});
  return *this;
}

Changes& Changes::noted(std::string_view name, std::string before_shown, std::string after_shown) {
  items_.push_back({std::string(name), std::move(before_shown), std::move(after_shown)});
  return *this;
}

}  // namespace storage
