#include "base/text.h"
#include "operations/login.h"
#include "operations/people.h"
#include "storage/audit.h"
#include "web/answers.h"
#include "web/audit_words.h"
#include "web/form.h"
#include "web/guard.h"
#include "web/pages/handlers.h"
#include "web/pages/profile_page.h"

namespace web {

namespace {

http::Response profile_form(Context& context, const http::Params& values, const base::Problem* problem) {
  Page page(context, "form.html", "Meu perfil");
  fill_profile_sections(context, page);
  Form form(context, page, "/perfil", values, problem);
  form.line({{.name = "nome", .label = "Nome", .required = true, .autocomplete = "name"}});
  form.line({{.name = "email",
              .label = "E-mail",
              .kind = Field::Kind::email,
              .required = true,
              .autocomplete = "email"}});
  form.line({{.name = "senha",
              .label = "Senha atual",
              .kind = Field::Kind::password,
              .hint = "Só para trocar o e-mail.",
              .autocomplete = "current-password"}});
  return form.answer("Salvar", "");
}

http::Response password_form(Context& context, const base::Problem* problem) {
  Page page(context, "form.html", "Meu perfil");
  fill_profile_sections(context, page);
  const http::Params nothing;
  Form form(context, page, "/perfil/senha", nothing, problem);
  form.hidden("usuario", context.user->email);
  form.line({{.name = "senha_atual",
              .label = "Senha atual",
              .kind = Field::Kind::password,
              .required = true,
              .autocomplete = "current-password"}});
  form.line({{.name = "senha_nova",
              .label = "Nova senha",
              .kind = Field::Kind::password,
              .required = true,
              .hint = "Ao menos 12 caracteres; uma frase serve. As outras sessões terminam.",
              .autocomplete = "new-password"}});
  form.line({{.name = "senha_repetida",
              .label = "Repita a nova senha",
              .kind = Field::Kind::password,
              .required = true,
              .autocomplete = "new-password"}});
  return form.answer("Trocar Senha", "");
}

/// "Firefox em Linux": what a person recognises of a User-Agent.
std::string browser_of(std::string_view agent) {
  const auto first_of = [&](auto names) -> std::string {
    for (const auto& [mark, name] : names)
      if (agent.find(mark) != std::string_view::npos) return name;
    return "";
  };
  using Names = std::initializer_list<std::pair<const char*, const char*>>;
  const auto browser = first_of(Names{{"Edg/", "Edge"},
                                      {"OPR/", "Opera"},
                                      {"Firefox/", "Firefox"},
                                      {"Chrome/", "Chrome"},
                                      {"Safari/", "Safari"}});
  const auto system = first_of(Names{{"Android", "Android"},
                                     {"iPhone", "iPhone"},
                                     {"iPad", "iPad"},
                                     {"Windows", "Windows"},
                                     {"Mac OS", "macOS"},
                                     {"Linux", "Linux"}});
  if (browser.empty()) return "Navegador desconhecido";
  return system.empty() ? browser : browser + " em " + system;
}

void fill_session(const Context& context, View& body, const storage::Session& session) {
  const auto& zone = context.provider.zone;
  auto view = body.each("SESSION");
  view.set("BROWSER", browser_of(session.user_agent))
      .set("ADDRESS", session.address)
      .set("SINCE", zone.minute_br(session.created_at))
      .set("SEEN", zone.minute_br(session.last_seen_at))
      .set("HREF", "/perfil/sessoes/" + base::hex_of(session.token_hash) + "/encerrar");
  view.show(session.token_hash == context.user->session_hash ? "HERE" : "ELSEWHERE");
}

/// What was refused at this account lately: its owner tells his own slips from somebody else's.
void fill_refused(const Context& context, View& body) {
  constexpr std::uint32_t k_most = 20;
  const auto since = context.house.clock.now() - std::chrono::days(30);
  const auto lines = storage::list_audit_of_actions(
      context.tenant(), domain::Entity::user, context.user->id,
      {operations::k_refused_login, operations::k_refused_password, operations::k_refused_code}, since,
      k_most);
  body.show(lines.empty() ? "NONE_REFUSED" : "SOME_REFUSED");
  for (const auto& line : lines) {
    auto item = body.each("REFUSED");
    item.set("WHAT", action_label(line.entry.action)).set("AT", context.provider.zone.minute_br(line.at));
    for (const auto& change : line.entry.changes)
      item.each("DETAIL").set("NAME", field_label(change.field)).set("VALUE", change.after);
  }
}

}  // namespace

void fill_profile_sections(const Context& context, Page& page) {
  constexpr std::pair<std::string_view, std::string_view> k_sections[] = {
      {"Dados", "/perfil"},
      {"Senha", "/perfil/senha"},
      {"Duas etapas", k_second_factor_path},
      {"Sessões", "/perfil/sessoes"}};
  // What lies below a section is part of it; the first section is everything's root.
  const auto& path = context.request.path;
  const bool below = path.starts_with(k_second_factor_path);
  const std::string_view current = below ? k_second_factor_path : std::string_view(path);
  for (const auto& [label, href] : k_sections)
    if (may_visit(context, href)) page.section(label, href, href == current);
}

http::Response profile_edit(Context& context) {
  http::Params values;
  values.set("nome", context.user->name);
  values.set("email", context.user->email);
  return profile_form(context, values, nullptr);
}

http::Response profile_save(Context& context) {
  const auto result = operations::change_own_profile(context.operations(), context.user->id,
                                                     {.name = context.form.get("nome"),
                                                      .email = context.form.get("email"),
                                                      .password = context.form.get("senha")});
  if (result) return redirect_with(context, "/perfil", "Dados salvos.");
  return profile_form(context, context.form, &result.error());
}

http::Response profile_password(Context& context) { return password_form(context, nullptr); }

http::Response profile_password_save(Context& context) {
  const auto result = operations::change_own_password(
      context.operations(), context.user->id, context.form.get("senha_atual"), context.form.get("senha_nova"),
      context.form.get("senha_repetida"), context.user->session_hash);
  if (result) return redirect_with(context, "/perfil/senha", "Senha trocada; as outras sessões terminaram.");
  return password_form(context, &result.error());
}

http::Response profile_sessions(Context& context) {
  Page page(context, "profile/sessions.html", "Meu perfil");
  fill_profile_sections(context, page);
  for (const auto& session : operations::list_live_sessions(context.operations(), context.user->id))
    fill_session(context, page.body(), session);
  fill_refused(context, page.body());
  return page.answer();
}

http::Response profile_session_end(Context& context) {
  const auto hash = base::bytes_of_hex(context.arg("sessao"));
  if (!operations::end_session(context.operations(), context.user->id, hash))
    return failure(context, 404, "Esta sessão já terminou.");
  return redirect_with(context, "/perfil/sessoes", "Sessão encerrada.");
}

}  // namespace web
