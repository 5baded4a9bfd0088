#include "web/history.h"

#include <charconv>
#include <utility>

#include "storage/audit.h"

namespace web {

namespace {

constexpr std::uint32_t k_lines = 50;

constexpr std::pair<std::string_view, std::string_view> k_labels[] = {
    {"criado", "Criado"},
    {"alterado", "Alterado"},
    {"ativado", "Ativado"},
    {"inativado", "Inativado"},
    {"removido", "Removido"},
    {"restaurado", "Restaurado"},
    {"migrado", "Migrado"},
    {"revogado", "Revogado"},
    {"entrou", "Entrou"},
    {"senha_alterada", "Senha alterada"},
    {"sessao_encerrada", "Sessão encerrada"},
    {"documento_revelado", "CPF/CNPJ mostrado"},
};

constexpr std::pair<std::string_view, std::string_view> k_entities[] = {
    {"cliente", "Cliente"},       {"servico", "Serviço"}, {"pacote_servico", "Pacote do serviço"},
    {"integracao", "Integração"}, {"produto", "Produto"}, {"pacote", "Pacote"},
    {"plano", "Plano"},           {"usuario", "Usuário"}, {"token", "Token"},
};

std::uint64_t before_of(const Context& context) {
  const auto text = context.query.get("antes");
  std::uint64_t id = 0;
  std::from_chars(text.data(), text.data() + text.size(), id);
  return id;
}

void fill_line(const Context& context, View& body, const storage::AuditLine& line, bool named) {
  auto view = body.each("EVENT");
  view.set("WHEN", context.provider.zone.second_br(line.at))
      .set("INSTANT", base::to_rfc3339(line.at))
      .set("WHAT", action_label(line.entry.action))
      .set("WHO", actor_label(line.actor));
  if (named) view.each("RECORD").set("NAME", entity_label(line.entry.entity)).set("ID", line.entry.entity_id);
  for (const auto& change : line.entry.changes) {
    auto item = view.each("CHANGE");
    item.set("FIELD", change.field).set("AFTER", change.after.empty() ? "vazio" : change.after);
    if (!change.before.empty()) item.each("FROM").set("BEFORE", change.before);
  }
}

http::Response timeline(const Context& context, Page& page, const std::vector<storage::AuditLine>& lines,
                        bool named) {
  auto& body = page.body();
  for (const auto& line : lines) fill_line(context, body, line, named);
  body.show_if(lines.empty(), "NOTHING");
  if (lines.size() == k_lines)
    body.each("OLDER").set("HREF", context.request.path + "?antes=" + std::to_string(lines.back().id));
  return page.answer();
}

}  // namespace

std::string entity_label(std::string_view entity) {
  for (const auto& [name, label] : k_entities)
    if (name == entity) return std::string(label);
  return std::string(entity);
}

std::string actor_label(std::string_view actor) {
  constexpr std::string_view k_user = "usuario:";
  constexpr std::string_view k_token = "token:";
  if (actor.starts_with(k_user)) return std::string(actor.substr(k_user.size()));
  if (actor.starts_with(k_token)) return "Token " + std::string(actor.substr(k_token.size()));
  return actor == "sistema" ? "Sistema" : std::string(actor);
}

std::vector<Option> entity_options() {
  std::vector<Option> options{{"", "Todos"}};
  for (const auto& [name, label] : k_entities) options.push_back({std::string(name), std::string(label)});
  return options;
}

std::string action_label(std::string_view action) {
  for (const auto& [name, label] : k_labels)
    if (name == action) return std::string(label);
  return std::string(action);
}

http::Response history_answer(const Context& context, Page& page, std::string_view entity,
                              std::uint64_t entity_id) {
  return timeline(
      context, page,
      storage::list_audit_of(context.db, context.provider.id, entity, entity_id, before_of(context), k_lines),
      false);
}

http::Response customer_history_answer(const Context& context, Page& page, std::uint64_t customer_id) {
  return timeline(context, page,
                  storage::list_audit_of_customer(context.db, context.provider.id, customer_id,
                                                  before_of(context), k_lines),
                  true);
}

}  // namespace web
