#include "operations/audit_seals.h"

#include <algorithm>
#include <span>

#include "base/text.h"
#include "storage/audit_seals.h"

namespace operations {

namespace {

constexpr std::uint32_t k_lines = 1000;  // a seal
constexpr int k_seals = 20;              // at once
constexpr std::uint32_t k_looked_at = 500;
constexpr auto k_end = ~std::uint64_t{0};

using storage::AuditSeal;
using Lines = std::span<const storage::WholeAuditLine>;

std::string mac_of(const base::Keyring& keyring, const std::string& previous, Lines lines) {
  auto text = previous;
  for (const auto& line : lines) text += line.bytes;
  return keyring.mac("audit seal", text);
}

bool holds(const base::Keyring& keyring, const AuditSeal& seal, const std::string& previous, Lines lines) {
  return lines.size() == seal.line_count && base::same_bytes(mac_of(keyring, previous, lines), seal.mac);
}

bool is_closed(const storage::WholeAuditLine& line, base::Instant now) {
  return line.at <= now - k_audit_closed_after || line.at > now + k_audit_far;
}

/// Looks at lines in their order. Each was written after those before it, by a transaction that takes no
/// longer than until a line is closed, and before its seal.
class Times {
 public:
  void look(AuditCheck& check, const AuditSeal& seal, Lines lines) {
    for (const auto& line : lines) {
      if (line.at <= seal.sealed_at && line.at >= newest_ - k_audit_closed_after)
        newest_ = std::max(newest_, line.at);
      else if (++check.untimely <= k_named)
        check.untimely_lines.push_back("line " + std::to_string(line.id) + " of " + base::to_sql(line.at));
    }
  }

 private:
  static constexpr std::uint64_t k_named = 20;
  base::Instant newest_{k_audit_closed_after};
};

}  // namespace

SealedAudit seal_audit(storage::Db& db, const base::Keyring& keyring, base::Instant now) {
  auto last = storage::find_last_audit_seal(db).value_or(AuditSeal{});
  SealedAudit sealed;
  for (int i = 0; i < k_seals; ++i) {
    const auto lines = storage::list_whole_audit(db, last.last_id, k_end, k_lines);
    const auto open = std::ranges::find_if(lines, [&](const auto& line) { return !is_closed(line, now); });
    const Lines closed(lines.begin(), open);
    if (closed.empty()) break;
    AuditSeal next{.previous_id = last.last_id,
                   .last_id = closed.back().id,
                   .line_count = static_cast<std::uint32_t>(closed.size()),
                   .mac = mac_of(keyring, last.mac, closed),
                   .sealed_at = now};
    if (!storage::insert_audit_seal(db, next)) break;  // another worker is at it
    sealed.lines += closed.size();
    sealed.more = i + 1 == k_seals;
    last = std::move(next);
  }
  sealed.last_id = last.last_id;
  sealed.mac = last.mac;
  return sealed;
}

std::string seal_words(const std::string& mac) { return base::hex_of(mac.substr(0, 16)); }

AuditCheck check_audit(storage::Db& db, const base::Keyring& keyring) {
  AuditCheck check;
  AuditSeal last;
  Times times;
  const auto broken = [&](std::uint64_t after, std::uint64_t until) {
    check.broken.push_back("lines " + std::to_string(after + 1) + " to " + std::to_string(until));
  };
  for (;;) {
    const auto seals = storage::list_audit_seals(db, last.last_id, k_looked_at);
    check.last_id = last.last_id;
    check.mac = last.mac;
    if (seals.empty()) return check;
    for (const auto& seal : seals) {
      if (seal.previous_id != last.last_id) broken(last.last_id, seal.previous_id);  // its seal is gone
      const auto lines = storage::list_whole_audit(db, seal.previous_id, seal.last_id, k_lines + 1);
      times.look(check, seal, lines);
      if (holds(keyring, seal, last.mac, lines))
        check.lines += seal.line_count;
      else
        broken(seal.previous_id, seal.last_id);
      last = seal;
    }
  }
}

}  // namespace operations
