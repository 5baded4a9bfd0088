#include <algorithm>
#include <nlohmann/json.hpp>
#include <stdexcept>

#include "base/http.h"
#include "base/text.h"
#include "platforms/account_calls.h"
#include "platforms/held.h"
#include "platforms/json_reply.h"
#include "platforms/platform.h"
#include "platforms/registry_fields.h"

// Watch Brasil (CONTRACTS §6, D59). Every name of the contract stands in this file.
namespace platforms {

namespace {

using domain::CallKind;
using domain::Change;
using domain::Delivery;
using domain::KnownObject;
using domain::Reason;
using domain::RemoteObject;
using nlohmann::json;
using Settings = std::map<std::string, std::string>;
using Form = std::vector<std::pair<std::string, std::string>>;

/// In every error of the platform [A]; a 404 without it is that of a wrong address.
constexpr const char* k_error = "HasError";
/// A code mostly comes within seconds of being asked for.
const Wait k_look_for_code{std::chrono::seconds(5), true};
/// Without a word on how long a token lives.
constexpr std::chrono::hours k_session{1};

std::string key_of(const std::string& product) { return product; }

/// There is no call for a name: it stays as it was told.
Wanted wanted(const AccountView& view, const std::vector<KnownObject>& all_known) {
  Wanted out;
  for (const auto& [product, suspended] : held_products(view)) {
    RemoteObject object{.key = key_of(product), .suspended = suspended};
    RegistryFields fields(object, find_known(all_known, product));
    fields.freeze("nome", view.customer.name, "nome");
    fields.follow("email", view.customer.email, "e-mail");
    fields.follow("telefone", phone_of(view.customer), "telefone com DDD");
    if (fields.missing().empty()) {
      out.objects.push_back(std::move(object));
    } else {
      out.missing = fields.missing();
      out.waiting.push_back(object.key);
    }
  }
  place_packages(out, view, all_known, key_of);
  return out;
}

// --- what is said ---

std::string encoded(const Form& form) {
  std::string text;
  for (const auto& [name, value] : form)
    text += (text.empty() ? "" : "&") + name + "=" + http::url_encode(value);
  return text;
}

HttpCall get(const Settings& settings, const std::string& path, const Form& query = {}) {
  return json_call(settings.at("api_url"), "GET", path + (query.empty() ? "" : "?" + encoded(query)));
}

HttpCall post(const Settings& settings, const std::string& path, const Form& form) {
  auto call = json_call(settings.at("api_url"), "POST", path);
  call.content_type = "application/x-www-form-urlencoded";
  call.body = encoded(form);
  return call;
}

/// An envelope, opened.
struct Said {
  bool ok = false;
  bool wrong_fields = false;
  std::string message = {};
  json result = {};
  int status = 0;
};

/// Nothing: no envelope where there should be one.
std::optional<Said> said_in(const HttpReply& reply) {
  const auto body = json_of(reply).value_or(json());
  const auto failed = member_of(body, "HasError");
  const bool is_fine = reply.status / 100 == 2;
  if (is_fine && !failed.is_boolean()) return std::nullopt;
  const auto message = text_at(body, "ErrorMessage");
  return Said{.ok = is_fine && failed == false,
              .wrong_fields = member_of(body, "IsValidationError") == true,
              .message = message.empty() ? std::to_string(reply.status) : message,
              .result = member_of(body, "Result"),
              .status = reply.status};
}

bool is_ticket_gone(const Said& said) {
  return base::fold(said.message).find("ticket nao encontrado") != std::string::npos;
}

Outcome judged(const Said& said) {
  if (said.wrong_fields) return refused(Reason::registry, "A plataforma recusou o cadastro: " + said.message);
  return refused(Reason::permanent, "A plataforma recusou o pedido: " + said.message);
}

// --- signing in (D59): a code is asked for, brought to our callback URL, and given for a token ---

Outcome awaiting_code(std::optional<Wait> wait = {}) {
  return {.delivery = Delivery::later,
          .reason = Reason::again,
          .message = "Aguarda o código de autorização da plataforma.",
          .wait = wait};
}

/// Whatever goes wrong in signing in, the change itself was not sent.
Outcome not_sent(Outcome outcome) {
  if (outcome.delivery == Delivery::unknown) outcome.delivery = Delivery::not_sent;
  return outcome;
}

std::optional<Outcome> refused_request(Wire& wire, const Settings& settings) {
  const auto answer = wire.send(post(settings, "/watch/v1/oauth/authenticate",
                                     {{"client_id", settings.at("client_id")},
                                      {"redirect_url", wire.codes()->callback_url()},
                                      {"approval_prompt", "false"},
                                      {"uid", settings.at("id_projeto")}}));
  if (auto outcome = common_outcome(answer, k_error)) return not_sent(std::move(*outcome));
  const auto said = said_in(*answer);
  if (!said) return not_sent(unreadable(*answer));
  if (!said->ok)
    return refused(Reason::credential, "A plataforma recusou a credencial da integração: " + said->message);
  return std::nullopt;
}

Outcome ask_for_code(Wire& wire, const Settings& settings) {
  auto refusal = refused_request(wire, settings);
  if (!refusal) return awaiting_code(k_look_for_code);
  wire.codes()->withdraw();
  return std::move(*refusal);
}

/// The token stands at the top or in the first result.
Session session_of(const json& body, base::Instant now) {
  const auto result = member_of(body, "Result");
  const auto& given =
      text_at(body, "access_token").empty() && result.is_array() && !result.empty() ? result.front() : body;
  return {.token = text_at(given, "access_token"),
          .expires_at = now + seconds_at(given, "expires_in").value_or(k_session),
          .changed = true};
}

/// Nothing: there is a token now. The code has counted, whatever came of it.
std::optional<Outcome> give_code(Wire& wire, const Settings& settings, const std::string& code) {
  wire.hide(code);
  wire.hide(settings.at("client_secret"));
  const auto answer = wire.send(post(settings, "/oauth/token",
                                     {{"client_id", settings.at("client_id")},
                                      {"client_secret", settings.at("client_secret")},
                                      {"code", code},
                                      {"grant_type", "authorization_code"},
                                      {"redirect_url", wire.codes()->callback_url()}}));
  if (auto outcome = common_outcome(answer, k_error)) return not_sent(std::move(*outcome));
  auto session = session_of(json_of(*answer).value_or(json()), wire.now());
  if (answer->status / 100 != 2 || session.token.empty()) return awaiting_code();
  wire.session() = std::move(session);
  wire.hide(wire.session().token);
  return std::nullopt;
}

/// Nothing: there is a token.
std::optional<Outcome> signed_in(Wire& wire, const Settings& settings) {
  const auto& session = wire.session();
  if (!session.token.empty() && session.expires_at > wire.now()) return std::nullopt;
  auto* codes = wire.codes();
  if (codes == nullptr) return awaiting_code();
  const auto callback = codes->callback_url();
  wire.hide(callback.substr(callback.rfind('/') + 1));
  if (const auto code = codes->take()) return give_code(wire, settings, *code);
  if (!codes->ask()) return awaiting_code(k_look_for_code);
  return ask_for_code(wire, settings);
}

base::Expected<HttpReply, HttpFailure> sent_under_token(Wire& wire, HttpCall call) {
  wire.hide(wire.session().token);
  call.headers.emplace_back("Authorization", "Bearer " + wire.session().token);
  return wire.send(call);
}

base::Expected<Said, Outcome> said(Wire& wire, const Settings& settings, const HttpCall& call) {
  const auto kept = wire.session().token;
  if (auto outcome = signed_in(wire, settings)) return base::Unexpected{std::move(*outcome)};
  auto answer = sent_under_token(wire, call);
  if (answer.ok() && answer->status == 401 && wire.session().token == kept) {
    wire.session().token.clear();
    wire.session().changed = true;
    if (wire.codes() != nullptr) {
      if (auto outcome = signed_in(wire, settings)) return base::Unexpected{std::move(*outcome)};
      answer = sent_under_token(wire, call);
    }
  }
  if (auto outcome = common_outcome(answer, k_error)) return base::Unexpected{std::move(*outcome)};
  auto said = said_in(*answer);
  return said ? base::Expected<Said, Outcome>(std::move(*said)) : base::Unexpected{unreadable(*answer)};
}

// --- tickets ---

KnownObject known_of(const json& ticket, const std::string& key) {
  const auto status = member_of(ticket, "Status");
  KnownObject known{
      .object = {.key = key, .suspended = status == false || text_at(ticket, "Status") == "false"},
      .platform_id = text_at(ticket, "Ticket")};
  for (const auto& [ours, theirs] : std::array<std::pair<const char*, const char*>, 3>{
           {{"nome", "Nome"}, {"email", "EmailUsuario"}, {"telefone", "Telefone"}}})
    if (auto value = text_at(ticket, theirs); !value.empty())
      known.object.attributes[ours] = std::move(value);
  return known;
}

Sight look(Wire& wire, const AccountView& view, const std::string& key, const std::string&) {
  hide_person(wire, view);
  const auto answer = said(wire, view.settings,
                           get(view.settings, "/watch/v2/tickets/get",
                               {{"pPacote", key}, {"pAssinanteIDIntegracao", view.subscriber_id}}));
  if (!answer.ok()) return {.outcome = answer.error()};
  if (!answer->ok && is_ticket_gone(*answer)) return {.kind = Sight::Kind::absent};
  const auto list = member_of(answer->result, "list");
  if (!answer->ok || !list.is_array()) return {.outcome = unreadable({.status = answer->status})};
  for (const auto& each : list)
    if (text_at(each, "Pacote") == key &&
        base::to_lower(text_at(each, "IDIntegracaoAssinante")) == view.subscriber_id &&
        !text_at(each, "Ticket").empty())
      return {.kind = Sight::Kind::found, .object = known_of(each, key)};
  return {.kind = Sight::Kind::absent};
}

/// A no to a creation may mean that the ticket is there already: one billable ticket a package and
/// subscriber.
Outcome adopted_or(Wire& wire, const AccountView& view, const RemoteObject& asked, Outcome otherwise) {
  auto sight = look(wire, view, asked.key, "");
  if (sight.kind == Sight::Kind::unseen) return std::move(sight.outcome);
  if (sight.kind == Sight::Kind::absent) return otherwise;
  Outcome outcome{.platform_id = sight.object.platform_id};
  if (sight.object.object != asked) outcome.found = std::move(sight.object.object);
  return outcome;
}

Outcome insert(Wire& wire, const AccountView& view, const RemoteObject& asked) {
  const auto answer = said(wire, view.settings,
                           post(view.settings, "/watch/v2/assinantes/insert",
                                {{"pPacote", asked.key},
                                 {"pEmail", asked.attributes.at("email")},
                                 {"pPhone", asked.attributes.at("telefone")},
                                 {"pName", asked.attributes.at("nome")},
                                 {"pAssinanteIDIntegracao", view.subscriber_id}}));
  if (!answer.ok()) return answer.error();
  if (!answer->ok) return adopted_or(wire, view, asked, judged(*answer));
  auto ticket = text_at(answer->result, "ticket");
  if (ticket.empty()) return unreadable({.status = answer->status});
  return {.platform_id = std::move(ticket)};
}

Outcome change_ticket(Wire& wire, const AccountView& view, const Change& change, const std::string& path,
                      const Form& form) {
  const auto answer = said(wire, view.settings, post(view.settings, path, form));
  if (!answer.ok()) return answer.error();
  if (answer->ok) return {.platform_id = change.platform_id};
  return is_ticket_gone(*answer) ? Outcome{.gone = true} : judged(*answer);
}

/// People are found by their e-mail there: which one it has is looked up first, since an earlier try may have
/// changed it.
Outcome edit(Wire& wire, const AccountView& view, const Change& change) {
  const auto sight = look(wire, view, change.key, "");
  if (sight.kind == Sight::Kind::unseen) return sight.outcome;
  if (sight.kind == Sight::Kind::absent) return {.gone = true};
  const auto now_there = transmitted(&sight.object, "email").value_or("");
  const auto& email = change.after.attributes.at("email");
  wire.hide(now_there, email_masked(now_there));
  if (now_there != email) {
    auto outcome = change_ticket(wire, view, change, "/watch/v2/assinantes/editEmail",
                                 {{"pPacote", change.key}, {"pEmail", now_there}, {"pNewEmail", email}});
    if (outcome.delivery != Delivery::delivered || outcome.gone) return outcome;
  }
  const auto& phone = change.after.attributes.at("telefone");
  const auto before = change.before.attributes.find("telefone");
  if (before != change.before.attributes.end() && before->second == phone)
    return {.platform_id = change.platform_id};
  return change_ticket(wire, view, change, "/watch/v2/assinantes/editPhone",
                       {{"pPacote", change.key}, {"pEmail", email}, {"pPhone", phone}});
}

Outcome tell(Wire& wire, const AccountView& view, const Change& change, const std::string&) {
  hide_person(wire, view);
  hide_transmitted(wire, change);
  switch (change.kind) {
    case CallKind::create:
      return insert(wire, view, change.after);
    case CallKind::update:
    case CallKind::swap:
      return edit(wire, view, change);
    case CallKind::suspend:
    case CallKind::enable:
      return change_ticket(
          wire, view, change, "/watch/v1/tickets/updatestatus",
          {{"pTicket", change.platform_id}, {"pStatus", change.after.suspended ? "false" : "true"}});
    case CallKind::remove:
      break;
    case CallKind::activate:
    case CallKind::adopt:
      throw std::logic_error("no change of a ticket");
  }
  auto outcome =
      change_ticket(wire, view, change, "/watch/v1/tickets/delete", {{"pTicket", change.platform_id}});
  outcome.gone = false;  // which is what was asked
  return outcome;
}

ProductList products(Wire& wire, const Settings& settings) {
  const auto answer = said(wire, settings, get(settings, "/watch/v1/pacotes/get"));
  if (!answer.ok()) return {.failure = answer.error()};
  const auto list = member_of(answer->result, "list");
  if (!answer->ok || !list.is_array()) return {.failure = unreadable({.status = answer->status})};
  ProductList out;
  for (const auto& each : list)
    out.products.push_back({.code = text_at(each, "Pacote"),
                            .name = text_at(each, "Nome"),
                            .active = member_of(each, "Ativo") != false});
  return out;
}

Outcome activate(Wire& wire, const AccountView& view, const KnownObject& known) {
  hide_person(wire, view);
  return change_ticket(wire, view, {.platform_id = known.platform_id},
                       "/watch/v1/assinante/sendemailactivation", {{"pTicket", known.platform_id}});
}

}  // namespace

const Platform& watch_brasil() {
  static const AccountCalls k_calls{.activate = activate, .remakes = true};
  static const Platform k_platform{
      .key = "watch_brasil",
      .name = "Watch Brasil",
      .can = {.lists_products = true,
              .lists_accounts = true,
              .suspends = true,
              .changes_email = true,
              .needs_email = true,
              .needs_phone = true},
      .settings =
          {{.name = "id_projeto", .hint = "Identificador do projeto na plataforma.", .required = true},
           {.name = "client_id", .hint = "Identificador do cliente OAuth.", .required = true},
           {.name = "client_secret", .hint = "Senha do cliente OAuth.", .required = true, .secret = true},
           {.name = "api_url",
            .hint = "Endereço da API; só preencha se a plataforma indicar outro.",
            .url = true,
            .default_value = "https://apiweb.watch.tv.br",
            .aliases = {"apiUrl", "apUrl"}}},
      .account_calls = &k_calls,
      .telling = {.wanted = wanted, .tell = tell, .look = look, .products = products}};
  return k_platform;
}

}  // namespace platforms
