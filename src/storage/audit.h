#pragma once
#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "domain/entity.h"
#include "storage/paging.h"
#include "storage/tenant.h"

namespace storage {

/// One changed field as the trail shows it; secrets and documents already masked.
struct AuditChange {
  std::string field = {};
  std::string before = {};
  std::string after = {};
};

/// What a change did to which record.
struct AuditEntry {
  domain::Entity entity = domain::Entity::customer;
  std::uint64_t entity_id = 0;
  std::optional<std::uint64_t> customer_id = {};
  std::string action = {};  ///< criado, alterado, ativado, inativado, removido, restaurado, migrado, …
  std::vector<AuditChange> changes = {};
};

/// With the transaction's end; see Db::append.
void insert_audit(const Tenant& tenant, base::Instant at, std::string_view actor, const AuditEntry& entry);

/// A line of a history, newest first.
struct AuditLine {
  std::uint64_t id = 0;
  base::Instant at = {};
  std::string actor = {};
  AuditEntry entry = {};
  std::string known_as = {};  ///< what people call the record: a service's number in the ERP, a plan's name
  std::string customer_name = {};  ///< of the customer it belongs to, if any
};

/// The history of one record, at most `limit` lines older than `before_id` (0 = from the newest).
std::vector<AuditLine> list_audit_of(const Tenant& tenant, domain::Entity entity, std::uint64_t entity_id,
                                     std::uint64_t before_id, std::uint32_t limit);
/// The same over all records of a customer.
std::vector<AuditLine> list_audit_of_customer(const Tenant& tenant, std::uint64_t customer_id,
                                              std::uint64_t before_id, std::uint32_t limit);

/// Of any of three actions, those since an instant; newest first, at most `limit`.
std::vector<AuditLine> list_audit_of_actions(const Tenant& tenant, domain::Entity entity,
                                             std::uint64_t entity_id,
                                             const std::array<std::string_view, 3>& actions,
                                             base::Instant since, std::uint32_t limit);

/// Who set a service's status last, and who took a package off its service; empty: the trail does not say.
std::string find_status_actor(const Tenant& tenant, std::uint64_t service_id);
std::string find_removing_actor(const Tenant& tenant, std::uint64_t service_package_id);

/// A record whose lines are found by their keys; a customer's are all that belong to him.
struct AuditSubject {
  domain::Entity entity = domain::Entity::customer;
  std::uint64_t id = 0;
};
/// Whose lines a typed text asks for: the service of that number with what was sold on it, the sold package
/// of that id, the customer of that code or document, what is sold under that code.
std::vector<AuditSubject> find_audit_subjects(const Tenant& tenant, std::string_view typed);

/// Which lines of the whole trail; empty fields ask nothing.
struct AuditFilter {
  base::Instant since = {};
  base::Instant until = base::k_open_end;  ///< not included
  std::optional<domain::Entity> entity = {};
  std::string actor = {};                   ///< part of it
  std::string text = {};                    ///< part of the actor or of what changed
  std::vector<AuditSubject> subjects = {};  ///< lines of one of these; none: of any
};

/// A page of the trail, in the order of time: newest first unless `page.sort` asks for an order.
/// No key finds a part of a text, an actor or a kind of record: a page looks at some thousand lines for them
/// and, be it empty, says where to go on.
Listed<AuditLine> list_audit(const Tenant& tenant, const AuditFilter& filter, const Page& asked);
/// How many lines, at most k_count_cap + 1, or of those that a page looks at.
Counted count_audit(const Tenant& tenant, const AuditFilter& filter);

/// Collects the fields that differ, for AuditEntry::changes.
class Changes {
 public:
  Changes& field(std::string_view name, const std::string& before, const std::string& after);
  /// For a field whose values are shown masked: the caller has seen that it differs.
  Changes& noted(std::string_view name, std::string before_shown, std::string after_shown);
  bool empty() const { return items_.empty(); }
  std::vector<AuditChange> take() { return std::move(items_); }

 private:
  std::vector<AuditChange> items_;
};

}  // namespace storage
