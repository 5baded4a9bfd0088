#include "osm/api/answers.h"

#include <nlohmann/json.hpp>

namespace osm::api {

namespace {

using nlohmann::ordered_json;

/// Text that is not UTF-8 is mended, never thrown.
http::Response answer(int status, const ordered_json& body) {
  http::Response response{.status = status,
                          .body = body.dump(-1, ' ', false, ordered_json::error_handler_t::replace)};
  response.with("Content-Type", "application/json; charset=utf-8");
  response.with("Cache-Control", "no-store");
  return response;
}

/// A member where there is a value.
void put(ordered_json& object, const char* name, const std::optional<std::string>& value) {
  if (value) object[name] = *value;
}

void put(ordered_json& object, const char* name, const std::optional<base::Instant>& at) {
  if (at) object[name] = base::to_rfc3339(*at);
}

ordered_json codes_of(const std::vector<HeldPlan>& plans) {
  auto codes = ordered_json::array();
  for (const auto& held : plans) codes.push_back(held.plan.code);
  return codes;
}

ordered_json shown(const WholeSubscriber& whole) {
  const auto& subscriber = whole.subscriber;
  ordered_json object{{"id", subscriber.id}};
  put(object, "codigo_externo", subscriber.erp_code);
  object["nome"] = subscriber.name;
  put(object, "email", email_of(whole));
  if (!whole.credentials.empty()) put(object, "chave_acesso", whole.credentials.front().access_key);
  put(object, "cpf", subscriber.document);
  object["status"] = std::string(name_of(subscriber.status));
  object["planos"] = codes_of(whole.plans);
  object["noggin"] = is_on(whole.settings, k_noggin);
  object["paramount"] = is_on(whole.settings, k_paramount);
  object["criado_em"] = base::to_rfc3339(subscriber.created_at);
  put(object, "app_em", subscriber.app_seen_at);
  return object;
}

ordered_json shown(const Plan& plan) {
  return {{"codigo", plan.code}, {"nome", plan.name}, {"ativo", plan.active}};
}

ordered_json shown(const Channel& channel) {
  ordered_json object{{"id", channel.id}, {"numero", channel.number}, {"nome", channel.name}};
  if (!channel.category.empty()) object["categoria"] = channel.category;
  put(object, "imagem", channel.image);
  return object;
}

ordered_json shown(const Notification& notification) {
  ordered_json object{{"id", notification.id}, {"titulo", notification.title}, {"texto", notification.text}};
  put(object, "imagem", notification.image);
  put(object, "link", notification.link);
  object["enviada_em"] = base::to_rfc3339(notification.sent_at);
  put(object, "lida_em", notification.read_at);
  return object;
}

template <typename Records>
ordered_json all_shown(const Records& records) {
  auto list = ordered_json::array();
  for (const auto& record : records) list.push_back(shown(record));
  return list;
}

ordered_json error_of(const char* code, const std::string& message) {
  return {{"codigo", code}, {"mensagem", message}};
}

int status_of(const base::Problem& problem) {
  switch (problem.kind) {
    case base::Problem::Kind::malformed:
      return 400;
    case base::Problem::Kind::missing:
      return 404;
    case base::Problem::Kind::fields:
      return 422;
    case base::Problem::Kind::rule:
      return 409;
  }
  return 500;
}

}  // namespace

http::Response subscriber_answer(const WholeSubscriber& subscriber, const std::vector<std::string>& warnings,
                                 int status) {
  ordered_json body{{"assinante", shown(subscriber)}};
  if (!warnings.empty()) body["avisos"] = warnings;
  return answer(status, body);
}

http::Response subscribers_answer(std::span<const WholeSubscriber> subscribers, std::uint64_t total,
                                  std::uint64_t page) {
  return answer(200, {{"assinantes", all_shown(subscribers)}, {"total", total}, {"pagina", page}});
}

http::Response credential_answer(const Credential& credential, int status) {
  ordered_json object{{"id", credential.id}};
  put(object, "email", credential.email);
  put(object, "chave_acesso", credential.access_key);
  return answer(status, {{"autenticacao", object}});
}

http::Response plans_answer(std::span<const Plan> plans) {
  return answer(200, {{"planos", all_shown(plans)}});
}

http::Response nothing_left() { return {.status = 204}; }

http::Response refusal_answer(const Refusal& refusal) {
  const auto& problem = refusal.problem;
  auto error = error_of(problem.code.c_str(), problem.message);
  put(error, "codigo_externo", refusal.holder_code);
  if (refusal.holder_id) error["id"] = *refusal.holder_id;
  for (const auto& item : problem.errors.items()) error["campos"][item.field] = item.message;
  return answer(status_of(problem), {{"erro", error}});
}

http::Response logged_in_answer(const LoggedIn& in) {
  auto plans = ordered_json::array();
  for (const auto& held : in.subscriber.plans)
    plans.push_back({{"codigo", held.plan.code}, {"nome", held.plan.name}});
  auto settings = ordered_json::object();
  for (const auto name : {k_noggin, k_paramount})
    settings[std::string(name)] = is_on(in.subscriber.settings, name);
  for (const auto& [name, value] : in.subscriber.settings)
    if (!settings.contains(name)) settings[name] = value;
  return answer(
      200, {{"token", in.token},
            {"assinante", {{"id", in.subscriber.subscriber.id}, {"nome", in.subscriber.subscriber.name}}},
            {"planos", plans},
            {"configuracoes", settings}});
}

http::Response channels_answer(std::span<const Channel> channels) {
  return answer(200, {{"canais", all_shown(channels)}});
}

http::Response inbox_answer(const Inbox& inbox) {
  return answer(200, {{"notificacoes", all_shown(inbox.notifications)}, {"nao_lidas", inbox.unread}});
}

http::Response app_refusal_answer(const AppRefusal& refusal) {
  switch (refusal.why) {
    case AppRefusal::Why::wrong:
      return answer(401, {{"erro", error_of("credenciais_invalidas", "E-mail, chave ou senha incorretos.")}});
    case AppRefusal::Why::over:
      return answer(401, {{"erro", error_of("nao_autorizado", "Entre de novo.")}});
    case AppRefusal::Why::suspended:
      return answer(403, {{"erro", error_of("assinante_suspenso", "Sua assinatura está suspensa.")}});
    case AppRefusal::Why::wait:
      break;
  }
  const auto wait = std::to_string(refusal.wait.count());
  return answer(429, {{"erro", error_of("limite_excedido", "Aguarde " + wait + " s e tente de novo.")}})
      .with("Retry-After", wait);
}

}  // namespace osm::api
