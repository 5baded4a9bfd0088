#include "web/history.h"

#include <charconv>

#include "storage/audit.h"
#include "web/audit_words.h"

namespace web {

namespace {

constexpr std::uint32_t k_lines = 50;

void fill_line(const Context& context, View& body, const storage::AuditLine& line, bool named) {
  auto view = body.each("EVENT");
  view.set("WHEN", context.provider.zone.second_br(line.at))
      .set("INSTANT", base::to_rfc3339(line.at))
      .set("WHAT", action_label(line.entry.action))
      .set("WHO", actor_label(line.actor));
  if (named) view.each("RECORD").set("NAME", record_label(line));
  for (const auto& change : told_changes(line.entry.changes)) {
    const FieldOf of{line.entry.entity, change.field};
    auto item = view.each("CHANGE");
    item.set("FIELD", field_label(change.field)).set("AFTER", value_text(context, of, change.after));
    if (!change.before.empty()) item.each("FROM").set("BEFORE", value_text(context, of, change.before));
  }
}

void fill_events(const Context& context, View& view, const std::vector<storage::AuditLine>& lines,
                 bool named) {
  for (const auto& line : lines) fill_line(context, view, line, named);
  view.show_if(lines.empty(), "NOTHING");
}

http::Response timeline(const Context& context, Page& page, const std::vector<storage::AuditLine>& lines,
                        bool named) {
  auto& body = page.body();
  fill_events(context, body, lines, named);
  if (lines.size() == k_lines)
    body.each("OLDER").set("HREF", context.request.path + "?antes=" + std::to_string(lines.back().id));
  return page.answer();
}

}  // namespace

std::uint64_t before_of(const Context& context) {
  const auto text = context.query.get("antes");
  std::uint64_t id = 0;
  std::from_chars(text.data(), text.data() + text.size(), id);
  return id;
}

http::Response history_answer(const Context& context, Page& page, domain::Entity entity,
                              std::uint64_t entity_id) {
  return timeline(context, page,
                  storage::list_audit_of(context.tenant(), entity, entity_id, before_of(context), k_lines),
                  false);
}

void fill_history(const Context& context, View view, domain::Entity entity, std::uint64_t entity_id,
                  const std::string& all) {
  constexpr std::uint32_t k_newest = 10;
  const auto lines = storage::list_audit_of(context.tenant(), entity, entity_id, 0, k_newest);
  fill_events(context, view, lines, false);
  if (lines.size() == k_newest)
    view.each("OLDER").set("HREF", all + "?antes=" + std::to_string(lines.back().id));
}

http::Response customer_history_answer(const Context& context, Page& page, std::uint64_t customer_id) {
  return timeline(context, page,
                  storage::list_audit_of_customer(context.tenant(), customer_id, before_of(context), k_lines),
                  true);
}

}  // namespace web
