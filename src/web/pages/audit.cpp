#include "web/audit_words.h"
#include "web/list.h"
#include "web/pages/handlers.h"

namespace web {

namespace {

/// Where no first day is asked for: no index finds a part of a text, and a trail has no end.
constexpr std::chrono::days k_period{30};

/// So long before the last day, or before today.
base::Date usual_first_day(const Context& context) {
  const auto today = context.provider.zone.day_of(context.house.clock.now());
  return std::chrono::sys_days(filter_day(context, "ate").value_or(today)) - k_period;
}

/// The day asked for, else the usual one.
base::Date first_day(const Context& context) {
  return filter_day(context, "de").value_or(usual_first_day(context));
}

storage::AuditFilter bounded(const Context& context, storage::AuditFilter filter) {
  if (const auto day = filter_day(context, "ate"))
    filter.until = context.provider.zone.start_of(std::chrono::sys_days(*day) + std::chrono::days(1));
  return filter;
}

storage::AuditFilter filter_of(const Context& context) {
  storage::AuditFilter filter{.entity = domain::entity_from(context.query.get("registro")),
                              .actor = context.query.get("quem"),
                              .text = context.query.get("busca")};
  filter.since = context.provider.zone.start_of(first_day(context));
  filter.subjects = storage::find_audit_subjects(context.tenant(), filter.text);
  if (filter.subjects.empty()) return bounded(context, std::move(filter));
  // Its keys need no first day; the form sends the usual one unasked.
  filter.text.clear();
  if (first_day(context) == usual_first_day(context)) filter.since = {};
  return bounded(context, std::move(filter));
}

std::string changes_text(const Context& context, const storage::AuditEntry& entry) {
  std::string text;
  for (const auto& change : told_changes(entry.changes)) {
    const FieldOf of{entry.entity, change.field};
    text += (text.empty() ? "" : "; ") + field_label(change.field) + ": ";
    if (!change.before.empty()) text += value_text(context, of, change.before) + " → ";
    text += value_text(context, of, change.after);
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
                    {.text = changes_text(context, line.entry)}}};
}

ListRows fetch(const Context& context, const storage::Page& page) {
  const auto listed = storage::list_audit(context.tenant(), filter_of(context), page);
  auto rows = place_of(listed);
  for (const auto& line : listed.lines) rows.rows.push_back(row_of(context, line));
  return rows;
}

storage::Counted count(const Context& context) {
  return storage::count_audit(context.tenant(), filter_of(context));
}

}  // namespace

http::Response audit_list(Context& context) {
  Page page(context, "list.html", "Auditoria");
  page.lead(
      "Quem alterou o quê, e quando. Nada aqui pode ser editado ou apagado. "
      "Mostra os últimos 30 dias, ou desde o dia em De; o número de um serviço ou de um pacote vendido, e o "
      "código do que for, mostram tudo o que houve com ele.");
  return list_answer(
      context, page,
      {.total_label = "Total de Registros",
       .file_name = "auditoria",
       .columns = {{"Quando", "quando", Column::Kind::secondary},
                   {"Quem"},
                   {"Registro", "", Column::Kind::title},
                   {"Cliente", "", Column::Kind::secondary},
                   {"Ação"},
                   {"Alterações", "", Column::Kind::prose}},
       .filters =
           {{.name = "busca", .label = "Buscar", .placeholder = "Número, código, valor, login, nome…"},
            {.name = "quem", .label = "Quem", .placeholder = "Nome, e-mail ou token…"},
            {.name = "registro", .label = "Registro", .options = entity_options()},
            {.name = "de", .label = "De", .otherwise = base::to_br(first_day(context)), .is_day = true},
            {.name = "ate", .label = "Até", .is_day = true}},
       .newest_first = true,
       .empty_title = "Nada registrado com esses filtros",
       .empty_text =
           "Toda alteração feita aqui, pela API ou pelo próprio sistema fica registrada nesta página.",
       .fetch = fetch,
       .count = count});
}

}  // namespace web
