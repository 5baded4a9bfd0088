#include "storage/tokens.h"

#include "operations/tokens.h"
#include "web/answers.h"
#include "web/confirm.h"
#include "web/form.h"
#include "web/history.h"
#include "web/list.h"
#include "web/pages/handlers.h"
#include "web/saved.h"

namespace web {

namespace {

constexpr std::string_view k_missing = "Este token não existe.";

struct ScopeField {
  Scope scope;
  std::string_view field;
  std::string_view label;
  std::string_view hint;
};

constexpr ScopeField k_scopes[] = {
    {Scope::reading, "escopo_leitura", "Leitura", "Consulta clientes, pacotes, cobranças e contas."},
    {Scope::customers, "escopo_clientes", "Clientes",
     "Grava clientes, serviços, planos e pacotes vendidos; inclui a leitura."},
    {Scope::configuration, "escopo_configuracao", "Configuração",
     "Grava integrações, produtos e o catálogo de pacotes."},
};

std::string scope_labels(const std::vector<Scope>& scopes) {
  std::string labels;
  for (const auto& row : k_scopes) {
    if (std::find(scopes.begin(), scopes.end(), row.scope) == scopes.end()) continue;
    labels += labels.empty() ? "" : ", ";
    labels += row.label;
  }
  return labels;
}

ListRow row_of(const Context& context, const storage::ApiToken& token) {
  const auto& zone = context.provider.zone;
  const auto path = "/tokens/" + std::to_string(token.id);
  ListRow row{.cells = {{.text = token.description},
                        {.text = "…" + token.token_tail},
                        {.text = scope_labels(token.scopes)},
                        {.text = zone.minute_br(token.created_at)},
                        {.text = token.last_used_at ? zone.minute_br(*token.last_used_at) : "Nunca"}},
              .actions = {{"Histórico(s)", path + "/historico", "clock-history"}},
              .record = path};
  if (token.revoked_at) {
    row.cells.push_back(
        {.text = "Revogado", .tone = Cell::Tone::muted, .title = zone.minute_br(*token.revoked_at)});
  } else {
    row.cells.push_back({.text = "Ativo", .tone = Cell::Tone::good});
    row.actions.push_back({"Revogar", path + "/revogar", "slash-circle", true});
  }
  return row;
}

storage::TokenFilter filter_of(const Context& context) {
  return {.text = context.query.get("busca"), .active = active_filter(context)};
}

ListRows fetch(const Context& context, const storage::Page& page) {
  const auto listed = storage::list_tokens(context.tenant(), filter_of(context), page);
  auto rows = place_of(listed);
  for (const auto& token : listed.lines) rows.rows.push_back(row_of(context, token));
  return rows;
}

std::uint64_t count(const Context& context) {
  return storage::count_tokens(context.tenant(), filter_of(context));
}

http::Response token_form(Context& context, const http::Params& values, const base::Problem* problem) {
  Page page(context, "form.html", "Novo Token");
  page.lead("Um token deixa um sistema, como o ERP, chamar a API deste provedor.");
  Form form(context, page, context.request.path, values, problem);
  form.creates();
  form.line({{.name = "descricao",
              .label = "Descrição",
              .required = true,
              .hint = "Para que serve, como “ERP de produção”.",
              .autocomplete = "off"}});
  form.heading("Escopos", "", "escopos");
  for (const auto& row : k_scopes)
    form.line({{.name = std::string(row.field),
                .label = std::string(row.label),
                .kind = Field::Kind::flag,
                .hint = std::string(row.hint)}});
  return form.answer("Criar Token", "/tokens");
}

http::Response shown_once(Context& context, const operations::IssuedToken& issued) {
  Page page(context, "tokens/issued.html", "Token criado: " + context.form.get("descricao"));
  page.body().set("TOKEN", issued.text).set("LIST", "/tokens?novo=" + std::to_string(issued.id));
  return page.answer(201);
}

}  // namespace

http::Response token_list(Context& context) {
  Page page(context, "list.html", "Tokens");
  page.lead("As chaves com que outros sistemas chamam a API deste provedor.")
      .action("Adicionar", "/tokens/novo");
  return list_answer(
      context, page,
      {.total_label = "Total de Tokens",
       .file_name = "tokens",
       .columns = {{"Descrição", "descricao", Column::Kind::title},
                   {"Final", "", Column::Kind::code},
                   {"Escopos"},
                   {"Criado em", "criado_em", Column::Kind::secondary},
                   {"Último uso", "ultimo_uso", Column::Kind::secondary},
                   {k_status}},
       .filters = {{.name = "busca", .label = "Procurar", .placeholder = "Descrição, final ou quem criou…"},
                   status_filter()},
       .empty_title = "Nenhum token encontrado",
       .empty_text = "Um token deixa um sistema, como o ERP, chamar a API deste provedor.",
       .fetch = fetch,
       .count = count});
}

http::Response token_new(Context& context) {
  http::Params values;
  values.set("escopo_clientes", "1");
  return token_form(context, values, nullptr);
}

http::Response token_create(Context& context) {
  operations::TokenInput input{.description = context.form.get("descricao")};
  for (const auto& row : k_scopes)
    if (context.form.get(row.field) == "1") input.scopes.push_back(row.scope);
  const auto result = operations::issue_token(context.operations(), input);
  return result ? shown_once(context, *result) : token_form(context, context.form, &result.error());
}

http::Response token_revoke_ask(Context& context) {
  const auto token = storage::find_token(context.tenant(), static_cast<std::uint32_t>(context.id()));
  if (!token) return failure(context, 404, k_missing);
  return confirm_answer(context,
                        {.title = "Revogar o token “" + token->description + "”?",
                         .consequences = {"O sistema que o usa deixa de ser atendido na próxima chamada.",
                                          "Um token revogado não volta; crie outro se precisar."},
                         .button = "Revogar",
                         .action = context.request.path,
                         .cancel_href = "/tokens"});
}

http::Response token_revoke(Context& context) {
  const auto id = static_cast<std::uint32_t>(context.id());
  const auto token = storage::find_token(context.tenant(), id);
  const auto result = operations::revoke_token(context.operations(), id);
  if (!result || !token) return failure(context, 404, result ? k_missing : result.error().message);
  return redirect_with(context, "/tokens", "Token revogado: " + token->description + ".");
}

http::Response token_history(Context& context) {
  const auto token = storage::find_token(context.tenant(), static_cast<std::uint32_t>(context.id()));
  if (!token) return failure(context, 404, k_missing);
  Page page(context, "history.html", "Histórico(s)");
  page.under(token->description, "/tokens");
  return history_answer(context, page, domain::Entity::token, token->id);
}

}  // namespace web
