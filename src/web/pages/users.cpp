#include "storage/users.h"

#include "operations/invitations.h"
#include "operations/second_factor.h"
#include "storage/invitations.h"
#include "web/answers.h"
#include "web/confirm.h"
#include "web/form.h"
#include "web/guard.h"
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

/// "Com senha e verificação em duas etapas."
std::string way_in_text(const Context& context, const storage::User& user) {
  std::string text = user.password_hash.empty() ? "Ainda sem senha" : "Com senha";
  text += user.totp_secret.empty() ? "" : " e verificação em duas etapas";
  const auto invitation = storage::find_invitation_of(context.tenant(), user.id);
  if (!invitation) return text + ".";
  const auto until = context.provider.zone.minute_br(invitation->expires_at);
  const bool over = invitation->expires_at <= context.house.clock.now();
  return text + (over ? "; o convite venceu em " : "; há um convite que vale até ") + until + ".";
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
                    {.text = user.totp_secret.empty() ? "Não" : "Sim"},
                    active_cell(user.active)},
          .actions = {edit_action(path),
                      {"Novo convite", path + "/convite", "envelope"},
                      {"Histórico(s)", path + "/historico", "clock-history"},
                      user.active ? RowAction{"Inativar", path + "/inativar", "slash-circle", true}
                                  : RowAction{"Ativar", path + "/ativar", "check-circle"}}};
}

ListRows fetch(const Context& context, const storage::Page& page) {
  const auto listed = storage::list_users(context.tenant(), filter_of(context), page);
  auto rows = place_of(listed);
  for (const auto& user : listed.lines) rows.rows.push_back(row_of(context, user));
  return rows;
}

std::uint64_t count(const Context& context) {
  return storage::count_users(context.tenant(), filter_of(context));
}

operations::UserInput input_of(const http::Params& form) {
  return {.name = form.get("nome"), .email = form.get("email"), .role = form.get("papel")};
}

/// What an administrator wants to know of how somebody signs in, and what he can do about it.
void fill_ways_in(const Context& context, Page& page, std::uint32_t id) {
  const auto user = storage::find_user(context.tenant(), id);
  if (!user) return;
  page.lead(way_in_text(context, *user));
  if (user->active && user->id != context.user->id)
    page.side_action("Novo convite", path_of(id) + "/convite", "envelope");
  if (!user->totp_secret.empty() && user->id != context.user->id)
    page.side_action("Tirar duas etapas", path_of(id) + "/duas-etapas", "unlock");
}

http::Response user_form(Context& context, const std::string& title, bool is_new, const http::Params& values,
                         const base::Problem* problem) {
  Page page(context, "form.html", title);
  if (is_new)
    page.lead("A pessoa recebe um link para criar a própria senha; você não precisa saber nenhuma.");
  else
    fill_ways_in(context, page, static_cast<std::uint32_t>(context.id()));
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
  return form.answer(is_new ? "Criar e Convidar" : "Salvar", "/usuarios");
}

http::Response shown_once(const Context& context, const std::string& title,
                          const operations::Invited& invited) {
  const auto user = storage::find_user(context.tenant(), invited.user_id).value();
  const auto& request = context.request;
  Page page(context, "users/invited.html", title);
  page.body()
      .set("NAME", user.name)
      .set("LIST", "/usuarios?novo=" + std::to_string(user.id))
      .set("LINK",
           (request.secure ? "https://" : "http://") + request.host_with_port + "/convite/" + invited.token)
      .set("UNTIL", context.provider.zone.minute_br(invited.until))
      .show_if(!user.password_hash.empty(), "HAS_PASSWORD");
  return page.answer(201);
}

/// What one's own account is left to: it asks there for what an administrator is not asked for here.
http::Response own_account(const Context& context, std::string_view where) {
  return redirect_with(context, std::string(where), "Da sua própria conta se cuida em Meu perfil.",
                       Tone::warning);
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
                                  {"Duas etapas", "", Column::Kind::secondary},
                                  {k_status}},
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
  const auto result = operations::invite_new_user(context.operations(), input_of(context.form));
  if (result) return shown_once(context, "Usuário criado: " + context.form.get("nome"), *result);
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

http::Response user_invite_ask(Context& context) {
  const auto user = storage::find_user(context.tenant(), static_cast<std::uint32_t>(context.id()));
  if (!user) return failure(context, 404, "Este usuário não existe.");
  if (user->id == context.user->id) return own_account(context, "/perfil/senha");
  Confirmation question{.title = "Criar um convite para " + user->name + "?",
                        .consequences = {"Aparece um link, uma vez só, que vale 72 horas e um único uso.",
                                         "Um convite anterior deixa de valer."},
                        .button = "Criar Convite",
                        .danger = false,
                        .action = context.request.path,
                        .cancel_href = path_of(user->id)};
  if (!user->password_hash.empty())
    question.consequences.emplace_back(
        "A senha atual continua valendo até o link ser usado; então as sessões da pessoa terminam.");
  return confirm_answer(context, question);
}

http::Response user_invite(Context& context) {
  const auto id = static_cast<std::uint32_t>(context.id());
  if (id == context.user->id) return own_account(context, "/perfil/senha");
  const auto result = operations::invite_user(context.operations(), id);
  if (result) return shown_once(context, "Convite criado", *result);
  if (result.error().kind == base::Problem::Kind::missing)
    return failure(context, 404, result.error().message);
  return redirect_with(context, path_of(id), result.error().message, Tone::warning);
}

http::Response user_second_factor_ask(Context& context) {
  const auto user = storage::find_user(context.tenant(), static_cast<std::uint32_t>(context.id()));
  if (!user) return failure(context, 404, "Este usuário não existe.");
  if (user->id == context.user->id) return own_account(context, k_second_factor_path);
  if (user->totp_secret.empty())
    return redirect_with(context, path_of(user->id), "Este usuário não usa a verificação em duas etapas.",
                         Tone::warning);
  return confirm_answer(
      context, {.title = "Tirar a verificação em duas etapas de " + user->name + "?",
                .consequences = {"Faça isso só se falou com a pessoa: ela perdeu o aplicativo e os códigos.",
                                 "Ela entra só com a senha até configurar outra; se o provedor exige a "
                                 "verificação, configura ao entrar.",
                                 "Todas as sessões de " + user->email + " terminam agora."},
                .button = "Tirar Duas Etapas",
                .action = context.request.path,
                .cancel_href = path_of(user->id)});
}

http::Response user_second_factor_reset(Context& context) {
  const auto id = static_cast<std::uint32_t>(context.id());
  if (id == context.user->id) return own_account(context, k_second_factor_path);
  const auto result = operations::reset_second_factor(context.operations(), id);
  if (result) return redirect_with(context, path_of(id), "Verificação em duas etapas tirada.");
  if (result.error().kind == base::Problem::Kind::missing)
    return failure(context, 404, result.error().message);
  return redirect_with(context, path_of(id), result.error().message, Tone::warning);
}

http::Response user_history(Context& context) {
  const auto user = storage::find_user(context.tenant(), static_cast<std::uint32_t>(context.id()));
  if (!user) return failure(context, 404, "Este usuário não existe.");
  Page page(context, "history.html", "Histórico(s)");
  page.under(user->name, path_of(user->id));
  return history_answer(context, page, domain::Entity::user, user->id);
}

}  // namespace web
