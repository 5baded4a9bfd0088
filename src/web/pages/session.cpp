#include <algorithm>
#include <sstream>

#include "operations/login.h"
#include "web/answers.h"
#include "web/directory.h"
#include "web/form_record.h"
#include "web/guard.h"
#include "web/page.h"
#include "web/pages/handlers.h"
#include "web/pages/visitor.h"
#include "web/refill.h"

namespace web {

namespace {

constexpr int k_device_cookie_s = 365 * 24 * 3600;

std::string device_cookie_name(bool secure) { return secure ? "__Host-aparelho" : "aparelho"; }

/// A path of this site; anything else leads home. Browsers drop white space from an address, so that
/// "/<TAB>/x" is
/// "//x" to them.
std::string safe_return(const std::string& wanted) {
  const bool visible = std::ranges::all_of(wanted, [](unsigned char c) { return c > 0x20 && c != 0x7F; });
  const bool ours = visible && wanted.starts_with('/') && !wanted.starts_with("//") &&
                    wanted.find('\\') == std::string::npos;
  return ours ? wanted : "/";
}

http::Response login_page(Context& context, std::string_view problem, int status) {
  const auto& sent = context.form.all().empty() ? context.query : context.form;
  return visitor_page(context, "session/login.html", "Entrar", status, [&](View& body) {
    body.set_or_hide("PROBLEM", problem).set("EMAIL", sent.get("email")).set("RETURN_TO", sent.get("voltar"));
    body.set_or_hide("KEPT", context.kept_form.empty() ? sent.get(k_kept_form) : context.kept_form);
    body.show_if(problem.empty() && sent.get("convite") == "usado", "PASSWORD_SET");
  });
}

/// Between password and code there is no session: what was proved goes with the form, sealed for this
/// provider and this browser, for a few minutes.
constexpr std::string_view k_half = "_entrada";
constexpr std::chrono::minutes k_half_life{5};

std::string half_purpose(const Context& context) {
  return "half log-in\n" + std::to_string(context.provider.id) + "\n" + context.csrf;
}

std::string sealed_half(const Context& context, const operations::HalfLogin& half) {
  const auto at = std::chrono::floor<std::chrono::seconds>(context.house.clock.now()).time_since_epoch();
  const auto text = std::to_string(at.count()) + " " + std::to_string(half.user_id) + " " + half.stands;
  return seal_text(context.house.keyring, text, half_purpose(context));
}

/// Nothing for what is none of ours, another browser's or provider's, or too old.
std::optional<operations::HalfLogin> half_in(const Context& context, std::string_view sealed) {
  const auto text = open_text(context.house.keyring, sealed, half_purpose(context));
  if (!text) return std::nullopt;
  std::istringstream in(*text);
  std::int64_t second = 0;
  operations::HalfLogin half;
  in >> second >> half.user_id >> half.stands;
  const auto at = base::Instant(std::chrono::seconds(second));
  return in && context.house.clock.now() - at <= k_half_life ? std::optional(half) : std::nullopt;
}

http::Response code_page(Context& context, const std::string& half, std::string_view problem, int status) {
  return visitor_page(context, "session/code.html", "Verificação em duas etapas", status, [&](View& body) {
    body.set_or_hide("PROBLEM", problem)
        .set("HALF", half)
        .set("RETURN_TO", context.form.get("voltar"))
        .set_or_hide("KEPT", context.form.get(k_kept_form));
  });
}

/// One more code that was looked at.
void count_code(const Context& context, std::string_view outcome) {
  context.house.metrics
      .counter("catraca_login_codes_total", "Codes typed as second factors at log-in",
               {{"outcome", std::string(outcome)}})
      .Increment();
}

std::string_view outcome_of(operations::CodeRefusal::Why why) {
  using enum operations::CodeRefusal::Why;
  switch (why) {
    case malformed:
      return "malformed";
    case wrong:
      return "wrong";
    case used:
      return "used";
    case held_back:
      return "held_back";
    case over:
      return "over";
  }
  return "";
}

std::string left_text(std::uint32_t left) {
  std::string text = "Você entrou com um código de recuperação, que não vale mais. ";
  if (left == 0) return text + "Era o último: crie novos agora, em Meu perfil › Duas etapas.";
  return text + (left == 1 ? "Resta 1." : "Restam " + std::to_string(left) + ".") +
         " Se perdeu o aplicativo, desligue a verificação e ligue-a de novo em Meu perfil › Duas etapas.";
}

/// Where a person who has just signed in goes on: the form that was being typed when the session ended, or
/// the page that was asked for, which says `said`.
http::Response after_sign_in(Context& context, const std::string& session_token, const std::string& said) {
  const auto& house = context.house;
  context.user = house.directory.find_user(context.db, context.provider, session_token, house.clock.now());
  context.csrf = csrf_token(house.keyring, session_token);
  const auto kept = context.form.get(k_kept_form);
  if (auto again = reopened(context, kept)) return std::move(*again);
  auto onward = safe_return(context.form.get("voltar"));
  if (!said.empty()) return redirect_with(context, std::move(onward), said, Tone::warning);
  if (kept.empty()) return redirect(std::move(onward));
  return redirect_with(
      context, std::move(onward),
      "O formulário que estava aberto não pôde ser guardado para você; nada dele foi gravado.",
      Tone::warning);
}

http::Response signed_in(Context& context, const operations::LoggedIn& in, const std::string& said = "") {
  const bool secure = context.request.secure;
  return after_sign_in(context, in.session_token, said)
      .with("Set-Cookie", cookie_header(session_cookie_name(secure), in.session_token, secure))
      .with("Set-Cookie", cookie_header(device_cookie_name(secure), in.device, secure, k_device_cookie_s));
}

}  // namespace

http::Response session_form(Context& context) {
  if (context.user) return redirect(safe_return(context.query.get("voltar")));
  if (!is_trusted_channel(context.request, context.house.plain_http))
    return failure(context, 403, "Para entrar, abra este endereço com https://.");
  if (!context.kept_form.empty())
    return login_page(
        context, "Sua sessão terminou e nada foi gravado. Entre de novo: o que você digitou está guardado.",
        401);
  return login_page(context, "", 200);
}

http::Response session_open(Context& context) {
  const bool secure = context.request.secure;
  const auto result = operations::log_in(
      context.operations(), {.email = context.form.get("email"),
                             .password = context.form.get("senha"),
                             .address = context.request.remote_address,
                             .user_agent = std::string(context.request.header("User-Agent")),
                             .device = context.request.cookie(device_cookie_name(secure)).value_or("")});
  if (!result && result.error().wait.count() > 0)
    return login_page(context, "Muitas tentativas. " + operations::wait_text(result.error().wait), 429)
        .with("Retry-After", std::to_string(result.error().wait.count()));
  if (!result) return login_page(context, "E-mail ou senha não conferem.", 422);
  if (result->half) return code_page(context, sealed_half(context, *result->half), "", 200);
  return signed_in(context, *result);
}

http::Response session_code(Context& context) {
  const auto sealed = context.form.get(k_half);
  const auto half = half_in(context, sealed);
  const bool secure = context.request.secure;
  const operations::CodeRefusal over{.why = operations::CodeRefusal::Why::over};
  const auto result = half ? operations::log_in_by_code(
                                 context.operations(), *half,
                                 {.code = context.form.get("codigo"),
                                  .address = context.request.remote_address,
                                  .user_agent = std::string(context.request.header("User-Agent")),
                                  .device = context.request.cookie(device_cookie_name(secure)).value_or("")})
                           : base::Unexpected{over};
  if (result) {
    count_code(context, result->taken.recovery ? "recovery" : "app");
    return signed_in(context, result->in, result->taken.recovery ? left_text(result->taken.left) : "");
  }
  const auto& refusal = result.error();
  count_code(context, outcome_of(refusal.why));
  const auto said = operations::refusal_text(refusal);
  if (refusal.why == operations::CodeRefusal::Why::over) return login_page(context, said, 401);
  if (refusal.why != operations::CodeRefusal::Why::held_back) return code_page(context, sealed, said, 422);
  return code_page(context, sealed, said, 429).with("Retry-After", std::to_string(refusal.wait.count()));
}

http::Response session_close(Context& context) {
  operations::log_out(context.operations(), context.user->id, context.user->session_hash);
  const bool secure = context.request.secure;
  return redirect("/entrar").with("Set-Cookie", cookie_header(session_cookie_name(secure), "", secure, 0));
}

}  // namespace web
