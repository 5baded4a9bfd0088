#include <charconv>

#include "base/documents.h"
#include "base/text.h"
#include "storage/audit_lines.h"

namespace storage {

namespace {

/// The most lines that one look for what no key finds examines.
constexpr std::uint32_t k_examined = 10'000;

std::string cursor(const AuditLine& line) { return cursor_of(line.id, base::to_sql(line.at)); }

bool is_sought(const AuditFilter& filter) {
  return filter.entity || !filter.actor.empty() || !filter.text.empty();
}

Params time_of(const Tenant& tenant, const AuditFilter& filter) {
  return {tenant.provider_id, filter.since, filter.until};
}

const std::string k_passes = " (? = '' OR entity = ?) AND actor LIKE ? AND (actor LIKE ? OR changes LIKE ?)";

void add_passes(Params& params, const AuditFilter& filter) {
  const auto text = like_anywhere(filter.text);
  const auto entity = filter.entity ? domain::words_of(*filter.entity).name : "";
  params.insert(params.end(), {entity, entity, like_anywhere(filter.actor), text, text});
}

void add(Params& params, const Params& more) { params.insert(params.end(), more.begin(), more.end()); }

const std::string k_in_time = " FROM audit WHERE audit.provider_id = ? AND audit.at >= ? AND audit.at < ?";

/// The last of the lines that a look at this page examines; nothing when there are fewer.
std::optional<std::string> end_of_look(const Tenant& tenant, const AuditFilter& filter, Page page) {
  page.limit = 0;  // the statement reads one more
  const auto cut = keyset(page, "at", "id");
  auto params = time_of(tenant, filter);
  add(params, cut.params);
  params.emplace_back(k_examined - 1);
  return tenant.db.find("SELECT id, at" + k_in_time + cut.sql + " OFFSET ?", params,
                        [](const Row& row) { return cursor_of(row.u64("id"), row.text("at")); });
}

/// The lines that a look at this page examines, and their parameters.
Keyset looked_at(const Tenant& tenant, const AuditFilter& filter, Page page) {
  page.limit = k_examined - 1;
  const auto cut = keyset(page, "at", "id");
  Keyset look{.sql = "SELECT *" + k_in_time + cut.sql, .params = time_of(tenant, filter)};
  add(look.params, cut.params);
  return look;
}

Listed<AuditLine> sought_page(const Tenant& tenant, const AuditFilter& filter, const Page& page) {
  auto look = looked_at(tenant, filter, page);
  add_passes(look.params, filter);
  look.params.emplace_back(page.limit + 1);
  auto lines = tenant.db.list(
      named_audit_lines("SELECT * FROM (" + look.sql + ") AS looked_at WHERE" + k_passes +
                            directed(" ORDER BY at {order}, id {order} LIMIT ?", page.reads_down()),
                        page.reads_down()),
      look.params, audit_line_of);
  const bool more = lines.size() > page.limit;
  auto listed = cut_page(std::move(lines), page, cursor);
  if (!more)
    (page.backwards() ? listed.previous : listed.next) = end_of_look(tenant, filter, page).value_or("");
  return listed;
}

Counted count_sought(const Tenant& tenant, const AuditFilter& filter) {
  const auto page = newest_first({});
  auto look = looked_at(tenant, filter, page);
  add_passes(look.params, filter);
  const auto found =
      tenant.db.find("SELECT COUNT(*) AS n FROM (" + look.sql + ") AS looked_at WHERE" + k_passes,
                     look.params, [](const Row& row) { return row.u64("n"); });
  return {found.value(), end_of_look(tenant, filter, page).has_value()};
}

/// The lines of the subjects, each by its key, that pass the filter.
Keyset of_subjects(const Tenant& tenant, const AuditFilter& filter) {
  Keyset found;
  const auto by = [&](std::string_view condition, const Params& params) {
    found.sql += (found.sql.empty() ? "" : " UNION ") +
                 std::string("SELECT id AS found_id FROM audit WHERE provider_id = ? AND ") +
                 std::string(condition);
    found.params.emplace_back(tenant.provider_id);
    add(found.params, params);
  };
  for (const auto& subject : filter.subjects) {
    by("entity = ? AND entity_id = ?", {domain::words_of(subject.entity).name, subject.id});
    if (subject.entity == domain::Entity::customer) by("customer_id = ?", {subject.id});
  }
  found.sql = " FROM (" + found.sql +
              ") AS found STRAIGHT_JOIN audit ON audit.id = found.found_id WHERE audit.provider_id = ?"
              " AND audit.at >= ? AND audit.at < ? AND" +
              k_passes;
  add(found.params, time_of(tenant, filter));
  add_passes(found.params, filter);
  return found;
}

}  // namespace

Listed<AuditLine> list_audit(const Tenant& tenant, const AuditFilter& filter, const Page& asked) {
  const auto page = newest_first(asked);
  if (filter.subjects.empty() && is_sought(filter)) return sought_page(tenant, filter, page);
  auto lines = filter.subjects.empty() ? Keyset{.sql = k_in_time, .params = time_of(tenant, filter)}
                                       : of_subjects(tenant, filter);
  const auto cut = keyset(page, "audit.at", "audit.id");
  add(lines.params, cut.params);
  const auto sql = named_audit_lines("SELECT audit.*" + lines.sql + cut.sql, page.reads_down());
  return cut_page(tenant.db.list(sql, lines.params, audit_line_of), page, cursor);
}

Counted count_audit(const Tenant& tenant, const AuditFilter& filter) {
  if (filter.subjects.empty() && is_sought(filter)) return count_sought(tenant, filter);
  auto lines = filter.subjects.empty() ? Keyset{.sql = k_in_time, .params = time_of(tenant, filter)}
                                       : of_subjects(tenant, filter);
  lines.params.emplace_back(k_count_cap + 1);
  return tenant.db
      .find("SELECT COUNT(*) AS n FROM (SELECT 1" + lines.sql + " LIMIT ?) AS counted", lines.params,
            [](const Row& row) { return row.u64("n"); })
      .value();
}

// Each by its key; what the text cannot be is NULL and finds nothing.
constexpr std::string_view k_subjects = R"sql(
  SELECT 'servico' AS entity, id FROM customer_service WHERE provider_id = ? AND external_id = ?
  UNION SELECT 'pacote_servico', p.id FROM customer_service s JOIN service_package p ON p.service_id = s.id
        WHERE s.provider_id = ? AND s.external_id = ?
  UNION SELECT 'pacote_servico', id FROM service_package WHERE provider_id = ? AND id = ?
  UNION SELECT 'cliente', id FROM customer WHERE provider_id = ? AND code = ?
  UNION SELECT 'cliente', id FROM customer WHERE provider_id = ? AND document = ?
  UNION SELECT 'plano', id FROM plan WHERE provider_id = ? AND code = ?
  UNION SELECT 'pacote', id FROM package WHERE provider_id = ? AND code = ?
  UNION SELECT 'integracao', id FROM integration WHERE provider_id = ? AND code = ?)sql";

std::vector<AuditSubject> find_audit_subjects(const Tenant& tenant, std::string_view typed) {
  const auto text = base::tidied(typed);
  std::optional<std::uint64_t> number;
  std::uint64_t read = 0;
  const auto end = std::from_chars(text.data(), text.data() + text.size(), read);
  if (!text.empty() && end.ec == std::errc{} && end.ptr == text.data() + text.size()) number = read;
  const auto code = base::is_code(text) ? std::optional(text) : std::nullopt;
  const auto plain = base::document_plain(text);
  const auto document = base::is_document_shaped(plain) ? std::optional(plain) : std::nullopt;
  if (!number && !code && !document) return {};
  const auto provider = tenant.provider_id;
  return tenant.db.list(k_subjects,
                        {provider, number, provider, number, provider, number, provider, code, provider,
                         document, provider, code, provider, code, provider, code},
                        [](const Row& row) -> AuditSubject {
                          return {domain::entity_at(row.text("entity")), row.u64("id")};
                        });
}

}  // namespace storage
