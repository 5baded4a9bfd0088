#include "web/app.h"

#include <exception>

#include "base/log.h"
#include "base/text.h"
#include "storage/db.h"
#include "web/answers.h"
#include "web/guard.h"

namespace web {

namespace {

constexpr std::size_t k_form_bytes = 256 * 1024;
constexpr std::size_t k_json_bytes = 1024 * 1024;
constexpr std::string_view k_form_type = "application/x-www-form-urlencoded";

/// The token of "Authorization: Bearer …"; empty when there is none.
std::string_view bearer_of(const http::Request& request) {
  constexpr std::string_view k_bearer = "Bearer ";
  const auto header = request.header("Authorization");
  const bool fits = header.size() > k_bearer.size() &&
                    base::to_lower(header.substr(0, k_bearer.size())) == base::to_lower(k_bearer);
  return fits ? base::trim(header.substr(k_bearer.size())) : std::string_view{};
}

/// The parameters of the form, or a refusal.
base::Result<http::Params> read_form(const http::Request& request) {
  if (request.body.empty()) return http::Params{};
  const auto type = base::trim(base::split(request.header("Content-Type"), ';').front());
  if (base::to_lower(type) != k_form_type)
    return base::Unexpected{base::Problem::malformed("O formulário veio em um formato desconhecido")};
  return http::Params::parse(request.body);
}

/// Where to sign in, coming back to a page that was asked for by GET.
http::Response ask_to_sign_in(const http::Request& request) {
  if (!request.header("HX-Request").empty())
    return http::Response{.status = 401}.with("HX-Redirect", "/entrar");
  if (is_unsafe(request.method) || request.path == "/") return redirect("/entrar");
  const auto wanted = request.path + (request.query.empty() ? "" : "?" + request.query);
  return redirect("/entrar?voltar=" + http::url_encode(wanted));
}

http::Response unauthorised(const http::Request& request) {
  return failure(request, 401, "O token de acesso está ausente, foi revogado ou não é deste provedor")
      .with("WWW-Authenticate", "Bearer");
}

}  // namespace

App::App(std::span<const Route> routes, const Directory& directory, const base::Clock& clock,
         const base::Keyring& keyring, base::Metrics& metrics)
    : router_(routes), directory_(directory), clock_(clock), keyring_(keyring), metrics_(metrics) {}

BodyRule App::body_rule(http::Method method, std::string_view path) const {
  const auto match = router_.match(method, path);
  if (match.route == nullptr || !is_unsafe(method)) return {};
  switch (match.route->body) {
    case Body::form:
      return {.max_bytes = k_form_bytes};
    case Body::json:
      return {.max_bytes = k_json_bytes};
    case Body::stream:
      return {.max_bytes = 0, .stream = true};
  }
  return {};
}

http::Response App::too_large(const http::Request& request) const {
  auto response = failure(request, 413);
  harden(response, request.secure);
  return response;
}

http::Response App::handle(const http::Request& request, storage::Db& db) const {
  const auto since = clock_.now();
  const auto match = router_.match(request.method, request.path);
  http::Response response;
  try {
    response = answer(request, db, match);
  } catch (const storage::Unavailable& error) {
    base::log::warn("database away", {{"request_id", request.request_id}, {"error", error.what()}});
    response = failure(request, 503).with("Retry-After", "2");
  } catch (const std::exception& error) {
    base::log::error("request failed", {{"request_id", request.request_id},
                                        {"method", http::name_of(request.method)},
                                        {"route", match.route ? match.route->pattern : "none"},
                                        {"error", base::log::mask_documents(error.what())}});
    response = failure(request, 500);
  }
  harden(response, request.secure);
  if (request.method == http::Method::head) response.body.clear();
  measure(match, response.status, since);
  return response;
}

http::Response App::answer(const http::Request& request, storage::Db& db, const Match& match) const {
  Context context{.request = request,
                  .db = db,
                  .clock = clock_,
                  .keyring = keyring_,
                  .metrics = metrics_,
                  .args = match.args};
  if (match.route && match.route->access.kind() == Access::Kind::probe) return match.route->handler(context);
  auto provider = directory_.find_provider(db, request.host);
  if (!provider) return failure(request, 404, "Não há provedor neste endereço");
  context.provider = std::move(*provider);
  if (!match.route && match.allowed.empty()) return failure(request, 404);
  if (!match.route) return failure(request, 405).with("Allow", match.allowed);
  if (request.body.size() > body_rule(request.method, request.path).max_bytes) return failure(request, 413);
  auto query = http::Params::parse(request.query);
  if (!query) return failure(request, 400, query.error().message);
  context.query = std::move(*query);
  return match.route->access.kind() == Access::Kind::token ? answer_api(context, *match.route)
                                                           : answer_page(context, *match.route);
}

http::Response App::answer_api(Context& context, const Route& route) const {
  const auto bearer = bearer_of(context.request);
  if (bearer.empty()) return unauthorised(context.request);
  context.token = directory_.find_token(context.db, context.provider, bearer);
  if (!context.token) return unauthorised(context.request);
  if (!covers(context.token->scopes, route.access.scope()))
    return failure(context.request, 403,
                   "O token não tem o escopo " + std::string(name_of(route.access.scope())));
  return route.handler(context);
}

http::Response App::answer_page(Context& context, const Route& route) const {
  const auto& request = context.request;
  const auto session = request.cookie(session_cookie_name(request.secure)).value_or("");
  if (!session.empty()) context.user = directory_.find_user(context.db, context.provider, session);
  const auto visitor = request.cookie(visitor_cookie_name(request.secure)).value_or("");
  const auto& anchor = context.user ? session : visitor;
  if (!anchor.empty()) context.csrf = csrf_token(keyring_, anchor);
  if (route.access.kind() == Access::Kind::person) {
    if (!context.user) return ask_to_sign_in(request);
    if (context.user->role < route.access.role()) return failure(request, 403);
  }
  if (is_unsafe(request.method)) {
    if (!is_same_origin(request)) return failure(request, 403, "O formulário foi enviado por outro site");
    auto form = read_form(request);
    if (!form) return failure(request, 400, form.error().message);
    context.form = std::move(*form);
    const auto sent = request.header("X-CSRF-Token").empty() ? context.form.get("_csrf")
                                                             : std::string(request.header("X-CSRF-Token"));
    if (context.csrf.empty() || !base::same_bytes(sent, context.csrf))
      return failure(request, 403, "O formulário expirou; recarregue a página e envie de novo");
  }
  return route.handler(context);
}

void App::measure(const Match& match, int status, base::Instant since) const {
  const std::string route(match.route ? match.route->pattern : "none");
  const std::chrono::duration<double> took = clock_.now() - since;
  metrics_
      .counter("catraca_http_requests_total", "Requests answered",
               {{"route", route}, {"status", std::to_string(status)}})
      .Increment();
  metrics_.seconds("catraca_http_request_seconds", "Time to answer a request", {{"route", route}})
      .Observe(took.count());
}

}  // namespace web
