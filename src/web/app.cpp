#include "web/app.h"

#include <exception>
#include <optional>

#include "base/digest_place.h"
#include "base/log.h"
#include "base/text.h"
#include "operations/brake.h"
#include "operations/document_search.h"
#include "storage/db.h"
#include "web/answers.h"
#include "web/api/envelope.h"
#include "web/api/query.h"
#include "web/body_rules.h"
#include "web/directory.h"
#include "web/form_record.h"
#include "web/guard.h"
#include "web/once.h"
#include "web/page.h"
#include "web/refill.h"

namespace web {

namespace {

constexpr std::string_view k_form_type = "application/x-www-form-urlencoded";

/// The token of "Authorization: Bearer …"; empty when there is none.
std::string_view bearer_of(const http::Request& request) {
  constexpr std::string_view k_bearer = "bearer ";
  const auto header = request.header("Authorization");
  const bool fits =
      header.size() > k_bearer.size() && base::to_lower(header.substr(0, k_bearer.size())) == k_bearer;
  return fits ? base::trim(header.substr(k_bearer.size())) : std::string_view{};
}

/// The parameters of the form, or a refusal.
base::Result<http::Params> read_form(const http::Request& request) {
  if (request.body.empty()) return http::Params{};
  const auto type = base::trim(base::split(request.header("Content-Type"), ';').front());
  if (base::to_lower(type) != k_form_type)
    return base::Unexpected{base::Problem::malformed("O formulário veio em um formato desconhecido.")};
  return http::Params::parse(request.body);
}

/// True for a body that would be read as something else than it says.
bool is_compressed(const http::Request& request) {
  const auto coding = base::trim(request.header("Content-Encoding"));
  const bool has_body = !request.body.empty() || request.stream_body;
  return has_body && !coding.empty() && base::to_lower(coding) != "identity";
}

/// Where to sign in, coming back to a page that was asked for by GET.
http::Response ask_to_sign_in(const http::Request& request) {
  if (!request.header("HX-Request").empty())
    return http::Response{.status = 401}.with("HX-Redirect", "/entrar");
  if (is_unsafe(request.method) || request.path == "/") return redirect("/entrar");
  const auto wanted = request.path + (request.query.empty() ? "" : "?" + request.query);
  return redirect("/entrar?voltar=" + http::url_encode(wanted));
}

/// To the one thing that somebody without the second factor demanded may do.
http::Response ask_to_set_up(const Context& context) {
  const std::string where(k_second_factor_path);
  if (!context.request.header("HX-Request").empty())
    return http::Response{.status = 401}.with("HX-Redirect", where);
  if (!is_unsafe(context.request.method)) return redirect(where);
  return redirect_with(context, where,
                       "Seu provedor passou a exigir a verificação em duas etapas, e nada foi gravado: "
                       "configure a sua e envie de novo.",
                       Tone::warning);
}

http::Response unauthorised(const Context& context) {
  return failure(context, 401, "O token de acesso está ausente, foi revogado ou não é deste provedor")
      .with("WWW-Authenticate", "Bearer");
}

/// True when the form carries the mark of the session, or of the visitor before there is one.
bool is_ours(const Context& context) {
  const std::string header(context.request.header("X-CSRF-Token"));
  const auto sent = header.empty() ? http::find_param(context.request.body, "_csrf").value_or("") : header;
  return !context.csrf.empty() && base::same_bytes(sent, context.csrf);
}

/// The log-in page, with a form to come back to.
http::Response sign_in_again(const Context& context, std::string kept) {
  auto request = head_of(context.request);
  request.method = http::Method::get;
  request.path = "/entrar";
  request.query.clear();
  const auto match = context.router.match(request.method, request.path);
  if (kept.empty() || match.route == nullptr) return ask_to_sign_in(context.request);
  auto page = context.with(request, match.args, {});
  page.kept_form = std::move(kept);
  return match.route->handler(page);
}

/// The answer to a form without the mark of this session: the form as it was typed, with a new one, if the
/// same person has it; the log-in page again while it keeps a form.
http::Response refuse_mark(const Context& context) {
  if (context.user) {
    if (auto again = remarked(context)) return std::move(*again);
  } else if (auto kept = http::find_param(context.request.body, k_kept_form)) {
    return sign_in_again(context, std::move(*kept));
  }
  return failure(context, 403, "O formulário expirou: volte, recarregue a página e envie de novo.");
}

/// Reads the form into the context; the refusal of one that is not ours, which is read no further than to its
/// mark.
std::optional<http::Response> take_form(Context& context) {
  if (!is_same_origin(context.request))
    return failure(context, 403, "O formulário foi enviado por outro site.");
  if (!is_ours(context)) return refuse_mark(context);
  auto form = read_form(context.request);
  if (!form) return failure(context, 400, form.error().message);
  if (most_rows(*form) > k_most_rows)
    return failure(
        context, 400,
        "O formulário tem mais de " + std::to_string(k_most_rows) + " linhas; divida-o em partes.");
  context.form = std::move(*form);
  return std::nullopt;
}

/// Notes what a page is asked to search for, whatever its field is called; the refusal of one document too
/// many.
std::optional<http::Response> mind_search(const Context& context) {
  if (!context.user) return std::nullopt;
  for (const auto& [name, value] : context.query.all()) {
    const auto wait = operations::note_search(context.operations(), value, context.may(Role::attendant));
    if (wait.count() > 0)
      return failure(context, 429,
                     "Foram muitas buscas por CPF/CNPJ. " + operations::wait_text(wait) +
                         " Por nome, código ou login não há espera.")
          .with("Retry-After", std::to_string(wait.count()));
  }
  return std::nullopt;
}

}  // namespace

BodyRule App::body_rule(const http::Request& request, const Match& match) {
  if (match.route == nullptr || !is_unsafe(request.method)) return {.ignored = true};
  switch (match.route->body) {
    case Body::form:
      return k_form_rule;
    case Body::long_form:
      return k_long_form_rule;
    case Body::json:
      return k_json_rule;
    case Body::stream:
      return {.max_bytes = 0, .stream = true};
  }
  return {};
}

std::string App::too_large(const BodyRule& rule) {
  return "O que foi enviado passa de " + std::to_string(rule.max_bytes / 1024) + " KiB e não foi lido.";
}

http::Response App::refuse(const http::Request& request, storage::Db& db, int status,
                           std::string_view message) const {
  const Context context{.request = request, .db = db, .house = house_, .router = router_};
  auto response = failure(context, status, message);
  harden(response, request.secure);
  return response;
}

http::Response App::handle(const http::Request& request, const Match& match, storage::Db& db) const {
  const auto since = house_.clock.now();
  Context context{.request = request, .db = db, .house = house_, .router = router_, .args = match.args};
  auto response = guarded(context, match);
  harden(response, request.secure);
  if (request.method == http::Method::head) response.body.clear();
  measure(match, response.status, since);
  return response;
}

http::Response App::guarded(Context& context, const Match& match) const {
  const auto& request = context.request;
  try {
    return answer(context, match);
  } catch (const storage::Unavailable& error) {
    base::log::warn("database away", {{"request_id", request.request_id}, {"error", error.what()}});
    return failure(context, 503).with("Retry-After", "2");
  } catch (const base::TooManyDigests&) {
    house_.metrics
        .counter("catraca_digests_refused_total", "Requests refused since too many passwords were digested.")
        .Increment();
    return failure(context, 503,
                   "Muitas senhas estão sendo conferidas ao mesmo tempo e nada foi gravado. Aguarde alguns "
                   "segundos e envie de novo.")
        .with("Retry-After", "3");
  } catch (const std::exception& error) {
    base::log::error("request failed", {{"request_id", request.request_id},
                                        {"method", http::name_of(request.method)},
                                        {"route", match.route ? match.route->pattern : "none"},
                                        {"error", base::log::mask_documents(error.what())}});
    return failure(context, 500);
  }
}

http::Response App::answer(Context& context, const Match& match) const {
  const auto& request = context.request;
  if (match.route && match.route->access.kind() == Access::Kind::probe) return match.route->handler(context);
  const auto rule = body_rule(request, match);
  if (auto refusal = refuse_size(context, rule)) return std::move(*refusal);
  if (!rule.ignored && is_compressed(request))
    return failure(context, 415,
                   "O corpo veio comprimido e não foi lido: envie-o sem compressão e sem o cabeçalho "
                   "Content-Encoding.");
  const bool for_tokens = match.route && match.route->access.kind() == Access::Kind::token;
  if (!identify_provider(context, for_tokens))
    return failure(context, 404, "Não há provedor neste endereço.");
  if (!for_tokens) identify(context);
  if (!match.route && match.allowed.empty()) return failure(context, 404);
  if (!match.route) return failure(context, 405).with("Allow", match.allowed);
  auto query = http::Params::parse(for_tokens ? api::lists_apart(request.query) : request.query);
  if (!query) return failure(context, 400, query.error().message);
  context.query = std::move(*query);
  return for_tokens ? answer_api(context, match) : answer_page(context, *match.route);
}

/// The refusal of what would be too much to read, whoever sent it: before the database is asked who that is.
std::optional<http::Response> App::refuse_size(const Context& context, const BodyRule& rule) {
  const auto& body = context.request.body;
  if (rule.ignored || rule.stream) return std::nullopt;
  if (body.size() > rule.max_bytes) return failure(context, 413, too_large(rule));
  if (rule.max_fields == 0 || !http::has_more_params(body, rule.max_fields)) return std::nullopt;
  return failure(context, 400,
                 "O formulário tem mais de " + std::to_string(rule.max_fields) +
                     " campos e não foi lido; envie menos de cada vez.");
}

http::Response App::answer_api(Context& context, const Match& match) const {
  const auto& route = *match.route;
  if (!context.token) return unauthorised(context);
  if (!domain::covers(context.token->scopes, route.access.scope()))
    return failure(context, 403,
                   "O token não tem o escopo " + std::string(domain::name_of(route.access.scope())));
  if (!match.wrong_arg.empty())
    return api::refusal(context.request, base::Problem::field(std::string(match.wrong_arg),
                                                              "deve ser um número inteiro positivo"));
  return route.handler(context);
}

/// The provider of the host, and on routes for tokens the token that the call brings; false when no provider
/// is there.
bool App::identify_provider(Context& context, bool for_tokens) const {
  const auto& host = context.request.host;
  const auto bearer = for_tokens ? bearer_of(context.request) : std::string_view{};
  if (bearer.empty()) {
    auto provider = house_.directory.find_provider(context.db, host);
    if (provider) context.provider = std::move(*provider);
    return provider.has_value();
  }
  auto caller = house_.directory.find_caller(context.db, host, bearer, house_.clock.now());
  if (!caller) return false;
  context.provider = std::move(caller->provider);
  context.token = std::move(caller->token);
  return true;
}

/// The person of the session cookie, and the CSRF token that belongs to it or, before log-in, to the
/// visitor's.
void App::identify(Context& context) const {
  const auto& request = context.request;
  if (!is_trusted_channel(request, house_.plain_http)) return;
  const auto session = request.cookie(session_cookie_name(request.secure)).value_or("");
  if (!session.empty())
    context.user = house_.directory.find_user(context.db, context.provider, session, house_.clock.now());
  const auto visitor = request.cookie(visitor_cookie_name(request.secure)).value_or("");
  const auto& anchor = context.user ? session : visitor;
  if (!anchor.empty()) context.csrf = csrf_token(house_.keyring, anchor);
}

http::Response App::answer_page(Context& context, const Route& route) const {
  if (route.access.kind() == Access::Kind::person) {
    const bool typed = is_unsafe(context.request.method) && is_same_origin(context.request) &&
                       context.request.header("HX-Request").empty();
    if (!context.user) return sign_in_again(context, typed ? kept_form(context) : "");
    if (!context.may(route.access.role())) return failure(context, 403);
    if (context.must_set_up_before(route.access)) return ask_to_set_up(context);
  }
  if (!is_unsafe(context.request.method)) {
    auto refusal = mind_search(context);
    return refusal ? std::move(*refusal) : route.handler(context);
  }
  if (auto refusal = take_form(context)) return *refusal;
  return context.user ? form_once(context, route.handler) : route.handler(context);
}

void App::measure(const Match& match, int status, base::Instant since) const {
  const std::string route(match.route ? match.route->pattern : "none");
  const std::chrono::duration<double> took = house_.clock.now() - since;
  house_.metrics
      .counter("catraca_http_requests_total", "Requests answered",
               {{"route", route}, {"status", std::to_string(status)}})
      .Increment();
  house_.metrics.seconds("catraca_http_request_seconds", "Time to answer a request", {{"route", route}})
      .Observe(took.count());
}

}  // namespace web
