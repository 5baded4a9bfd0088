#include <algorithm>

#include "operations/login.h"
#include "web/answers.h"
#include "web/directory.h"
#include "web/guard.h"
#include "web/page.h"
#include "web/pages/handlers.h"
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

/// The form needs a CSRF token before there is a session: it hangs on a cookie of the visitor's.
http::Response login_page(Context& context, std::string_view problem, int status) {
  const bool secure = context.request.secure;
  std::string visitor;
  if (context.csrf.empty()) {
    visitor = base::random_token();
    context.csrf = csrf_token(context.house.keyring, visitor);
  }
  const auto& sent = context.form.all().empty() ? context.query : context.form;
  auto response = bare_page(context, "session/login.html", "Entrar", status, [&](View& body) {
    body.set_or_hide("PROBLEM", problem).set("EMAIL", sent.get("email")).set("RETURN_TO", sent.get("voltar"));
    body.set_or_hide("KEPT", context.kept_form.empty() ? sent.get(k_kept_form) : context.kept_form);
  });
  if (!visitor.empty())
    response.with("Set-Cookie", cookie_header(visitor_cookie_name(secure), visitor, secure));
  return response;
}

/// Where a person who has just signed in goes on: the form that was being typed when the session ended, or
/// the page that was asked for.
http::Response after_sign_in(Context& context, const std::string& session_token) {
  const auto& house = context.house;
  context.user = house.directory.find_user(context.db, context.provider, session_token, house.clock.now());
  context.csrf = csrf_token(house.keyring, session_token);
  const auto kept = context.form.get(k_kept_form);
  if (auto again = reopened(context, kept)) return std::move(*again);
  auto onward = safe_return(context.form.get("voltar"));
  if (kept.empty()) return redirect(std::move(onward));
  return redirect_with(
      context, std::move(onward),
      "O formulário que estava aberto não pôde ser guardado para você; nada dele foi gravado.",
      Tone::warning);
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
  return after_sign_in(context, result->session_token)
      .with("Set-Cookie", cookie_header(session_cookie_name(secure), result->session_token, secure))
      .with("Set-Cookie",
            cookie_header(device_cookie_name(secure), result->device, secure, k_device_cookie_s));
}

http::Response session_close(Context& context) {
  operations::log_out(context.operations(), context.user->id, context.user->session_hash);
  const bool secure = context.request.secure;
  return redirect("/entrar").with("Set-Cookie", cookie_header(session_cookie_name(secure), "", secure, 0));
}

}  // namespace web
