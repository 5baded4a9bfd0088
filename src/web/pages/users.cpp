#include "storage/users.h"

#include "operations/people.h"
#include "web/answers.h"
#include "web/confirm.h"
#include "web/form.h"
#include "web/history.h"
#include "web/list.h"
#include "web/pages/handlers.h"
#include "web/saved.h"

namespace web {

namespace {

std::string path_of(std::uint64_t id) { return "/usuarios/" + std::to_string(id); }

std::vector<Option> role_options() {
  return {{"leitura", "Leitura: vê tudo, não altera nada"},
          {"operador", "Operador: clientes e pacotes"},
          {"administrador", "Administrador: tudo, também configuração e usuários"}};
}

std::string role_label(Role role) {
  const auto label = role_options().at(static_cast<std::size_t>(role)).label;
  return label.substr(0, label.find(':'));
}

storage::UserFilter filter_of(const Context& context) {
  return {.text = context.query.get("busca"), .active = active_filter(context)};
}

ListRow row_of(const Context& context, const storage::User& user) {
  const auto& zone = context.provider.zone;
  const auto path = path_of(user.id);
  return {.href = path,
          .cells = {{.text = user.name},
                    {.text = user.email},
                    {.text = role_label(user.role)},
                    {.text = user.last_login_at ? zone.minute_br(*user.last_login_at) : "Nunca"},
                    active_cell(user.active)},
          .actions = {edit_action(path),
                      {"Histórico(s)", path + "/historico", "clock-history"},
                      user.active ? RowAction{"Inativar", path + "/inativar", "slash-circle", true}
                                  : RowAction{"Ativar", path + "/ativar", "check-circle"}}};
}

ListRows fetch(const Context& context, const storage::Page& page) {
  const auto listed = storage::list_users(context.tenant(), filter_of(context), page);
  ListRows rows{.next = listed.next};
  for (const auto& user : listed.lines) rows.rows.push_back(row_of(context, user));
  return rows;
}

std::uint64_t count(const Context& context) {
  return storage::count_users(context.tenant(), filter_of(context));
}

operations::UserInput input_of(const http::Params& form) {
  return {.name = form.get("nome"),
          .email = form.get("email"),
          .role = form.get("papel"),
          .password = form.get("senha")};
}

http::Response user_form(Context& context, const std::string& title, bool is_new, const http::Params& values,
                         const base::Problem* problem) {
  Page page(context, "form.html", title);
  Form form(context, page, context.request.path, values, problem);
  if (is_new) form.creates();
  form.line({{.name = "nome", .label = "Nome", .required = true, .autocomplete = "off"}});
  form.line({{.name = "email",
              .label = "E-mail",
              .kind = Field::Kind::email,
              .required = true,
              .hint = "É com ele que a pessoa entra.",
              .autocomplete = "off"}});
  form.line({{.name = "papel",
              .label = "Papel",
              .kind = Field::Kind::select,
              .required = true,
              .options = role_options()}});
  form.line(
      {{.name = "senha",
        .label = is_new ? "Senha" : "Nova senha",
        .kind = Field::Kind::password,
        .required = is_new,
        .hint = is_new ? "Ao menos 12 caracteres; uma frase serve."
                       : "Deixe em branco para manter a atual. Uma nova senha encerra as sessões da pessoa.",
        .autocomplete = "new-password"}});
  return form.answer("Salvar", "/usuarios");
}

http::Response ask(Context& context, bool activate) {
  const auto user = storage::find_user(context.tenant(), static_cast<std::uint32_t>(context.id()));
  if (!user) return failure(context, 404, "Este usuário não existe.");
  Confirmation question{.title = (activate ? "Ativar " : "Inativar ") + user->name + "?",
                        .button = activate ? "Ativar" : "Inativar",
                        .danger = !activate,
                        .action = context.request.path,
                        .cancel_href = "/usuarios"};
  question.consequences =
      activate ? std::vector<std::string>{user->email + " volta a entrar com a senha que tinha."}
               : std::vector<std::string>{"Todas as sessões de " + user->email + " terminam agora.",
                                          "A pessoa não entra mais até ser ativada de novo."};
  return confirm_answer(context, question);
}

http::Response switch_user(Context& context, bool active) {
  const auto id = static_cast<std::uint32_t>(context.id());
  const auto result = operations::set_user_active(context.operations(), id, active);
  const auto user = storage::find_user(context.tenant(), id);
  if (result && user)
    return saved_in_list(context, "/usuarios", id, Saved::changed,
                         (active ? "Usuário ativado: " : "Usuário inativado: ") + user->name + ".");
  if (result.error().kind == base::Problem::Kind::missing)
    return failure(context, 404, result.error().message);
  return redirect_with(context, "/usuarios", result.error().message, Tone::warning);
}

}  // namespace

http::Response user_list(Context& context) {
  Page page(context, "list.html", "Usuários");
  page.lead("Quem entra neste provedor e o que pode fazer.").action("Adicionar", "/usuarios/novo");
  return list_answer(context, page,
                     {.total_label = "Total de Usuários",
                      .file_name = "usuarios",
                      .columns = {{"Nome", "nome", Column::Kind::title},
                                  {"E-mail", "email"},
                                  {"Papel", "papel"},
                                  {"Último acesso", "ultimo_acesso", Column::Kind::secondary},
                                  {"Status"}},
                      .filters = {{.name = "busca",
                                   .label = "Buscar por Nome ou E-mail",
                                   .placeholder = "Digite o nome ou e-mail…"},
                                  status_filter()},
                      .empty_title = "Nenhum usuário encontrado",
                      .empty_text = "Mude os filtros ou adicione alguém.",
                      .fetch = fetch,
                      .count = count});
}

http::Response user_new(Context& context) {
  http::Params values;
  values.set("papel", "operador");
  return user_form(context, "Novo Usuário", true, values, nullptr);
}

http::Response user_create(Context& context) {
  const auto result = operations::add_user(context.operations(), input_of(context.form));
  if (result)
    return saved_in_list(context, "/usuarios", *result, Saved::made,
                         "Usuário criado: " + context.form.get("nome") + ".");
  return user_form(context, "Novo Usuário", true, context.form, &result.error());
}

http::Response user_edit(Context& context) {
  const auto user = storage::find_user(context.tenant(), static_cast<std::uint32_t>(context.id()));
  if (!user) return failure(context, 404, "Este usuário não existe.");
  http::Params values;
  values.set("nome", user->name);
  values.set("email", user->email);
  values.set("papel", std::string(domain::name_of(user->role)));
  return user_form(context, user->name, false, values, nullptr);
}

http::Response user_save(Context& context) {
  const auto id = static_cast<std::uint32_t>(context.id());
  const auto result = operations::change_user(context.operations(), id, input_of(context.form));
  if (const auto user = storage::find_user(context.tenant(), id); result && user)
    return saved_in_list(context, "/usuarios", id, Saved::changed, "Usuário salvo: " + user->name + ".");
  if (result.error().kind == base::Problem::Kind::missing)
    return failure(context, 404, result.error().message);
  return user_form(context, "Editar Usuário", false, context.form, &result.error());
}

http::Response user_deactivate_ask(Context& context) { return ask(context, false); }
http::Response user_deactivate(Context& context) { return switch_user(context, false); }
http::Response user_activate_ask(Context& context) { return ask(context, true); }
http::Response user_activate(Context& context) { return switch_user(context, true); }

http::Response user_history(Context& context) {
  const auto user = storage::find_user(context.tenant(), static_cast<std::uint32_t>(context.id()));
  if (!user) return failure(context, 404, "Este usuário não existe.");
  Page page(context, "history.html", "Histórico(s)");
  page.under(user->name, path_of(user->id));
  return history_answer(context, page, domain::Entity::user, user->id);
}

}  // namespace web
