#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "storage/db.h"

/// Seals on closed ranges of the audit trail, of the whole installation.
namespace storage {

struct AuditSeal {
  std::uint64_t previous_id = 0;  ///< the last line of the seal before; 0: there is none
  std::uint64_t last_id = 0;
  std::uint32_t line_count = 0;
  std::string mac = {};  ///< 32 bytes
  base::Instant sealed_at = {};
};
/// The newest.
std::optional<AuditSeal> find_last_audit_seal(Db& db);
/// Those behind a line, in their order.
std::vector<AuditSeal> list_audit_seals(Db& db, std::uint64_t after_id, std::uint32_t limit);
/// False when another process has sealed from there already.
bool insert_audit_seal(Db& db, const AuditSeal& seal);

/// A line of the trail, whosever it is, with all that it says.
struct WholeAuditLine {
  std::uint64_t id = 0;
  base::Instant at = {};
  std::string bytes = {};  ///< of every column; different lines differ
};
/// Lines behind one up to another, in their order.
std::vector<WholeAuditLine> list_whole_audit(Db& db, std::uint64_t after_id, std::uint64_t last_id,
                                             std::uint32_t limit);

}  // namespace storage
