#pragma once
#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include "base/secrets.h"
#include "storage/db.h"

/// The audit trail of all providers under seals (sql/0059): `work` sets them, `catraca verify` looks whether
/// they hold.
namespace operations {

/// A line this old is followed by no line before it: no transaction takes so long.
inline constexpr std::chrono::minutes k_audit_closed_after{10};
/// No clock is so much ahead: a line of then does not keep those behind it open until then.
inline constexpr std::chrono::hours k_audit_far{24};

/// What was sealed, and where the seals end now.
struct SealedAudit {
  std::uint64_t lines = 0;
  std::uint64_t last_id = 0;
  std::string mac = {};  ///< of the newest seal; empty: there is none
  bool more = false;     ///< as many as at once may be: there may be more
};
/// Seals lines that are closed at `now`, in their order.
SealedAudit seal_audit(storage::Db& db, const base::Keyring& keyring, base::Instant now);

/// A seal as logs and people name it: its first 16 bytes.
std::string seal_words(const std::string& mac);

struct AuditCheck {
  std::uint64_t lines = 0;  ///< under seals that hold
  std::uint64_t last_id = 0;
  std::string mac = {};  ///< of the newest seal
  std::vector<std::string> broken =
      {};                      ///< "lines 11 to 20": changed, removed or added after they were sealed
  std::uint64_t untimely = 0;  ///< lines whose time is not that of their place among the others
  std::vector<std::string> untimely_lines = {};  ///< the first of them: "line 12 of 2020-01-01 00:00:00.000"
};
/// Looks at every seal, and whether the time of each line fits its place: lines are numbered by the database
/// as they are written, so that whoever dates one back or ahead is found. Writes nothing.
AuditCheck check_audit(storage::Db& db, const base::Keyring& keyring);

}  // namespace operations
