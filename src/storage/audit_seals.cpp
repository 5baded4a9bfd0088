#include "storage/audit_seals.h"

#include <initializer_list>

namespace storage {

namespace {

AuditSeal seal_of(const Row& row) {
  return {.previous_id = row.u64("previous_id"),
          .last_id = row.u64("last_id"),
          .line_count = row.u32("line_count"),
          .mac = row.text("mac"),
          .sealed_at = row.instant("sealed_at")};
}

/// Each with its length before it, so that none can pass for part of another.
std::string framed(std::initializer_list<std::string> parts) {
  std::string bytes;
  for (const auto& part : parts) bytes += std::to_string(part.size()) + ":" + part;
  return bytes;
}

}  // namespace

constexpr std::string_view k_last =
    "SELECT previous_id, last_id, line_count, mac, sealed_at FROM audit_seal ORDER BY previous_id DESC LIMIT "
    "1";

std::optional<AuditSeal> find_last_audit_seal(Db& db) { return db.find(k_last, {}, seal_of); }

constexpr std::string_view k_list = R"sql(
  SELECT previous_id, last_id, line_count, mac, sealed_at FROM audit_seal WHERE previous_id >= ?
  ORDER BY previous_id LIMIT ?)sql";

std::vector<AuditSeal> list_audit_seals(Db& db, std::uint64_t after_id, std::uint32_t limit) {
  return db.list(k_list, {after_id, limit}, seal_of);
}

constexpr std::string_view k_insert =
    "INSERT INTO audit_seal (previous_id, last_id, line_count, mac, sealed_at) VALUES (?, ?, ?, ?, ?)";

bool insert_audit_seal(Db& db, const AuditSeal& seal) {
  try {
    db.execute(k_insert, {seal.previous_id, seal.last_id, seal.line_count, seal.mac, seal.sealed_at});
    return true;
  } catch (const DuplicateKey&) {
    return false;
  }
}

constexpr std::string_view k_lines = R"sql(
  SELECT id, provider_id, at, actor, entity, entity_id, customer_id, action, changes FROM audit
  WHERE id > ? AND id <= ? ORDER BY id LIMIT ?)sql";

std::vector<WholeAuditLine> list_whole_audit(Db& db, std::uint64_t after_id, std::uint64_t last_id,
                                             std::uint32_t limit) {
  return db.list(k_lines, {after_id, last_id, limit}, [](const Row& row) -> WholeAuditLine {
    const auto customer = row.maybe_u64("customer_id");
    return {row.u64("id"), row.instant("at"),
            framed({std::to_string(row.u64("id")), std::to_string(row.u64("provider_id")),
                    base::to_sql(row.instant("at")), row.text("actor"), row.text("entity"),
                    std::to_string(row.u64("entity_id")), customer ? std::to_string(*customer) : "-",
                    row.text("action"), row.text("changes")})};
  });
}

}  // namespace storage
