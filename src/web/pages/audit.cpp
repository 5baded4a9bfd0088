#include "storage/audit.h"

#include <algorithm>
#include <charconv>

#include "web/history.h"
#include "web/list.h"
#include "web/pages/handlers.h"

namespace web {

namespace {

Filter period_filter() {
  return {.name = "dias",
          .label = "Período",
          .options = {{"1", "Último dia"},
                      {"7", "Últimos 7 dias"},
                      {"30", "Últimos 30 dias"},
                      {"365", "Último ano"},
                      {"36500", "Tudo"}},
          .otherwise = "30"};
}

storage::AuditFilter filter_of(const Context& context) {
  const auto text = filter_value(context, period_filter());
  int days = 0;
  std::from_chars(text.data(), text.data() + text.size(), days);
  days = std::clamp(days, 1, 36'500);
  return {.since = context.house.clock.now() - std::chrono::days(days),
          .entity = context.query.get("registro"),
          .actor = context.query.get("quem")};
}

std::string changes_text(const std::vector<storage::AuditChange>& changes) {
  std::string text;
  for (const auto& change : changes) {
    text += text.empty() ? "" : "; ";
    text += change.field + ": " + (change.before.empty() ? "" : change.before + " → ") +
            (change.after.empty() ? "vazio" : change.after);
  }
  return text;
}

ListRow row_of(const Context& context, const storage::AuditLine& line) {
  return {.cells = {{.text = context.provider.zone.second_br(line.at)},
                    {.text = actor_label(line.actor)},
                    {.text = entity_label(line.entry.entity) + " " + std::to_string(line.entry.entity_id)},
                    {.text = action_label(line.entry.action)},
                    {.text = changes_text(line.entry.changes)}}};
}

ListRows fetch(const Context& context, const storage::Page& page) {
  const auto listed = storage::list_audit(context.db, context.provider.id, filter_of(context), page);
  ListRows rows{.next = listed.next};
  for (const auto& line : listed.lines) rows.rows.push_back(row_of(context, line));
  return rows;
}

std::uint64_t count(const Context& context) {
  return storage::count_audit(context.db, context.provider.id, filter_of(context));
}

}  // namespace

http::Response audit_list(Context& context) {
  Page page(context, "list.html", "Auditoria");
  page.lead("Quem alterou o quê, e quando. Nada aqui pode ser apagado ou editado.");
  return list_answer(context, page,
                     {.total_label = "Total de Registros",
                      .file_name = "auditoria",
                      .columns = {{"Quando", "", Column::Kind::secondary},
                                  {"Quem"},
                                  {"Registro", "", Column::Kind::title},
                                  {"Ação"},
                                  {"Alterações", "", Column::Kind::secondary}},
                      .filters = {{.name = "quem", .label = "Quem", .placeholder = "Nome, e-mail ou token…"},
                                  {.name = "registro", .label = "Registro", .options = entity_options()},
                                  period_filter()},
                      .empty_title = "Nada registrado no período",
                      .empty_text = "Mude os filtros ou aumente o período.",
                      .fetch = fetch,
                      .count = count});
}

}  // namespace web
