#include "web/audit_words.h"
#include "web/list.h"
#include "web/pages/handlers.h"

namespace web {

namespace {

/// Where no first day is asked for: no index finds a part of a text, and a trail has no end.
constexpr std::chrono::days k_period{30};

/// The day asked for, else so long before the last one, or before today.
base::Date first_day(const Context& context) {
  if (const auto day = filter_day(context, "de")) return *day;
  const auto today = context.provider.zone.day_of(context.house.clock.now());
  return std::chrono::sys_days(filter_day(context, "ate").value_or(today)) - k_period;
}

storage::AuditFilter filter_of(const Context& context) {
  storage::AuditFilter filter{.entity = domain::entity_from(context.query.get("registro")),
                              .actor = context.query.get("quem"),
                              .text = context.query.get("busca")};
  filter.since = context.provider.zone.start_of(first_day(context));
  if (const auto day = filter_day(context, "ate"))
    filter.until = context.provider.zone.start_of(std::chrono::sys_days(*day) + std::chrono::days(1));
  return filter;
}

std::string changes_text(const Context& context, const std::vector<storage::AuditChange>& changes) {
  std::string text;
  for (const auto& change : told_changes(changes)) {
    text += (text.empty() ? "" : "; ") + field_label(change.field) + ": ";
    if (!change.before.empty()) text += value_text(context, change.field, change.before) + " → ";
    text += value_text(context, change.field, change.after);
  }
  return text;
}

ListRow row_of(const Context& context, const storage::AuditLine& line) {
  const auto path = record_path(line);
  return {.href = path,
          .cells = {{.text = context.provider.zone.second_br(line.at)},
                    {.text = actor_label(line.actor)},
                    {.text = record_label(line)},
                    {.text = line.customer_name},
                    {.text = action_label(line.entry.action)},
                    {.text = changes_text(context, line.entry.changes)}}};
}

ListRows fetch(const Context& context, const storage::Page& page) {
  const auto listed = storage::list_audit(context.tenant(), filter_of(context), page);
  ListRows rows{.next = listed.next};
  for (const auto& line : listed.lines) rows.rows.push_back(row_of(context, line));
  return rows;
}

std::uint64_t count(const Context& context) {
  return storage::count_audit(context.tenant(), filter_of(context));
}

}  // namespace

http::Response audit_list(Context& context) {
  Page page(context, "list.html", "Auditoria");
  page.lead(
      "Quem alterou o quê, e quando. Nada aqui pode ser editado ou apagado. "
      "Mostra os últimos 30 dias, ou desde o dia em De.");
  return list_answer(
      context, page,
      {.total_label = "Total de Registros",
       .file_name = "auditoria",
       .columns = {{"Quando", "", Column::Kind::secondary},
                   {"Quem"},
                   {"Registro", "", Column::Kind::title},
                   {"Cliente", "", Column::Kind::secondary},
                   {"Ação"},
                   {"Alterações", "", Column::Kind::prose}},
       .filters =
           {{.name = "busca", .label = "Buscar", .placeholder = "Valor antigo ou novo, login, nome…"},
            {.name = "quem", .label = "Quem", .placeholder = "Nome, e-mail ou token…"},
            {.name = "registro", .label = "Registro", .options = entity_options()},
            {.name = "de", .label = "De", .otherwise = base::to_br(first_day(context)), .is_day = true},
            {.name = "ate", .label = "Até", .is_day = true}},
       .empty_title = "Nada registrado com esses filtros",
       .empty_text =
           "Toda alteração feita aqui, pela API ou pelo próprio sistema fica registrada nesta página.",
       .fetch = fetch,
       .count = count});
}

}  // namespace web
