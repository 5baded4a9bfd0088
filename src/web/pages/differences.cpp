#include "web/differences.h"

#include <map>

#include "storage/feed_differences.h"
#include "web/answers.h"
#include "web/audit_words.h"
#include "web/list.h"
#include "web/pages/handlers.h"

/// *Diferem do ERP*: every field that was changed here against what the feed sends (D32).
namespace web {

namespace {

std::optional<domain::Entity> entity_of(const Context& context) {
  const auto chosen = domain::entity_from(context.query.get("registro"));
  return chosen && operations::find_fed_noun(*chosen) != nullptr ? chosen : std::nullopt;
}

/// The records of a page of the list, each looked up once.
class Records {
 public:
  explicit Records(const Context& context) : context_(context) {}

  const std::optional<operations::RecordDifferences>& of(const storage::FeedDifference& line) {
    const auto [at, fresh] = known_.try_emplace({line.entity, line.record_id});
    if (const auto* noun = operations::find_fed_noun(line.entity); fresh && noun != nullptr)
      at->second = noun->differences(context_.operations(), line.record_id);
    return at->second;
  }

 private:
  const Context& context_;
  std::map<std::pair<domain::Entity, std::uint64_t>, std::optional<operations::RecordDifferences>> known_ =
      {};
};

ListRow row_of(const Context& context, const storage::FeedDifference& line,
               const std::optional<operations::RecordDifferences>& record) {
  ListRow row{.cells = {{.text = entity_label(line.entity)},
                        {.text = record ? record->title : "#" + std::to_string(line.record_id)},
                        {.text = field_label(line.field)}}};
  ShownDifference shown;
  if (record)
    for (const auto& difference : record->fields)
      if (difference.field == line.field) shown = shown_difference(line.entity, difference);
  row.cells.push_back({.text = shown.sent});
  row.cells.push_back({.text = shown.stands});
  row.cells.push_back({.text = context.provider.zone.minute_br(line.since)});
  if (!record) return row;
  row.href = edit_path(line.entity, line.record_id, record->parent_id);
  row.actions = {{"Abrir", row.href, "pencil"}};
  return row;
}

ListRows fetch(const Context& context, const storage::Page& page) {
  const auto listed = storage::list_feed_differences(context.tenant(), entity_of(context), page);
  auto rows = place_of(listed);
  Records records(context);
  for (const auto& line : listed.lines) rows.rows.push_back(row_of(context, line, records.of(line)));
  return rows;
}

std::uint64_t count(const Context& context) {
  return storage::count_feed_differences(context.tenant(), entity_of(context));
}

std::vector<Option> entity_choices() {
  std::vector<Option> options{{"", "Todos"}};
  for (const auto& noun : operations::fed_nouns())
    options.push_back({std::string(domain::words_of(noun.entity).name), entity_label(noun.entity)});
  return options;
}

std::string refused(const base::Problem& problem) {
  auto text = problem.message;
  for (const auto& item : problem.errors.items())
    if (item.message != problem.message) text += " " + field_label(item.field) + ": " + item.message + ".";
  return text;
}

}  // namespace

http::Response difference_list(Context& context) {
  Page page(context, "list.html", "Diferem do ERP");
  page.lead(
      "O que foi alterado aqui e o ERP continua enviando com outro valor. Fica como está até o ERP mandar um "
      "valor "
      "novo, ou até alguém abrir o registro e voltar ao do ERP.");
  return list_answer(context, page,
                     {.total_label = "Total de Campos",
                      .file_name = "diferem-do-erp",
                      .columns = {{"Tipo", "", Column::Kind::secondary},
                                  {"Registro", "", Column::Kind::title},
                                  {"Campo"},
                                  {"O ERP enviou", "", Column::Kind::prose},
                                  {"Está aqui", "", Column::Kind::prose},
                                  {"Desde", "", Column::Kind::secondary}},
                      .filters = {{.name = "registro", .label = "Tipo", .options = entity_choices()}},
                      .empty_title = "Nada difere do ERP",
                      .empty_text = "O que alguém mudar aqui contra o que o ERP envia aparece nesta lista.",
                      .fetch = fetch,
                      .count = count});
}

http::Response difference_restore(Context& context) {
  const auto entity = domain::entity_from(context.arg("registro"));
  const auto* noun = entity ? operations::find_fed_noun(*entity) : nullptr;
  const auto with = context.operations();
  const auto record = noun == nullptr ? std::nullopt : noun->differences(with, context.id());
  if (!record) return failure(context, 404, "Este registro não existe.");
  const auto path = edit_path(*entity, context.id(), record->parent_id);
  if (!may_use(context, http::Method::post, path)) return failure(context, 403);
  const auto field = context.form.get("campo");
  const auto done = noun->restore(with, context.id(), field);
  if (!done) return redirect_with(context, path, refused(done.error()), Tone::warning);
  const bool secret =
      entity == domain::Entity::integration && field.starts_with("parametros.") && !done->changed;
  return redirect_with(context, path,
                       field_label(field) + (secret ? ": o próximo valor que o ERP enviar será aplicado."
                                                    : ": voltou ao valor do ERP."));
}

}  // namespace web
