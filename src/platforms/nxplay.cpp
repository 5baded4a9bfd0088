#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/http.h"
#include "base/text.h"
#include "domain/credential.h"
#include "platforms/account_calls.h"
#include "platforms/held.h"
#include "platforms/json_reply.h"
#include "platforms/platform.h"

// The contract is assumed (CONTRACTS §2): the API of NX Play's own subscriber manager. Every name of it
// stands in this file.
namespace platforms {

namespace {

using domain::Change;
using domain::KnownObject;
using domain::Reason;
using domain::RemoteObject;
using nlohmann::json;

/// In every error of the platform [A]; a 404 without it is that of a wrong address.
constexpr const char* k_error = "erro";
/// An account is one subscriber, with all of its products.
constexpr std::string_view k_key = "assinante";
/// Characters; shorter passwords get zeros on the left (R12).
constexpr std::uint32_t k_password_min = 6;

/// False only where every package says so (R12, D13).
std::string flag(const AccountView& view, std::string_view name) {
  const bool off = std::ranges::all_of(view.packages, [&](const HeldPackage& package) {
    const auto row = package.parameters.find(name);
    return !package.wanted || (row != package.parameters.end() && row->second.value == "false");
  });
  return off ? "false" : "true";
}

/// What is enabled; all that is held while nothing is. Codes have no blanks.
std::string plans_text(const std::map<std::string, bool>& products, bool suspended) {
  std::string text;
  for (const auto& [code, product_suspended] : products)
    if (suspended || !product_suspended) text += (text.empty() ? "" : " ") + code;
  return text;
}

json plans_json(const std::string& text) {
  auto plans = json::array();
  for (const auto code : base::split(text, ' ')) plans.push_back(std::string(code));
  return plans;
}

/// The e-mail never changes once transmitted (D54), the document neither (D53).
void keep_or_take_person(const AccountView& view, const KnownObject* known, RemoteObject& object) {
  auto& attributes = object.attributes;
  attributes["nome"] = view.customer.name;
  if (known != nullptr) {
    for (const auto* name : {"email", "cpf"})
      if (const auto kept = known->object.attributes.find(name); kept != known->object.attributes.end())
        attributes[name] = kept->second;
    return;
  }
  attributes["email"] = last_edited(view, "email").value_or(view.customer.email.value_or(""));
  if (view.customer.document.value_or("").size() == 11) attributes["cpf"] = *view.customer.document;
}

std::string padded(const std::string& password, std::size_t length) {
  return std::string(length - std::min(length, base::length_of(password)), '0') + password;
}

std::optional<std::string> password_for(const AccountView& view, const RemoteObject& object) {
  const auto password = password_of(view, object.attributes.at("senha"));
  return password ? std::optional(padded(*password, k_password_min)) : std::nullopt;
}

Wanted wanted(const AccountView& view, const std::vector<KnownObject>& all_known) {
  const auto products = held_products(view);
  Wanted out;
  for (const auto& package : view.packages) out.objects_of[package.id] = k_key;
  if (products.empty()) return out;
  const auto* known = find_known(all_known, k_key);
  RemoteObject object{.key = std::string(k_key)};
  object.suspended = std::ranges::all_of(products, [](const auto& each) { return each.second; });
  keep_or_take_person(view, known, object);
  auto& attributes = object.attributes;
  attributes["planos"] = plans_text(products, object.suspended);
  attributes["noggin"] = flag(view, "noggin");
  attributes["paramount"] = flag(view, "paramount");
  const auto kept = known == nullptr ? std::string() : known->object.attributes.at("senha");
  attributes["senha"] =
      text_of(password_source(view, "usuario", view.settings.at(std::string(k_source_setting)), kept));
  if (!password_for(view, object)) {
    if (known != nullptr)
      attributes["senha"] = kept;
    else
      out.missing = "o campo da senha (" + std::string(base::split(attributes["senha"], '/').front()) + ")";
  }
  if (attributes["email"].empty()) out.missing = out.missing.empty() ? "e-mail" : "e-mail, " + out.missing;
  if (out.missing.empty())
    out.objects.push_back(std::move(object));
  else
    out.waiting.emplace_back(k_key);
  return out;
}

/// The e-mail is the account's, whichever of its packages named it.
std::optional<std::string> transmitted_email(std::string_view /*parameter*/,
                                             const std::vector<KnownObject>& all_known,
                                             const std::vector<std::string>& /*products*/) {
  const auto* known = find_known(all_known, k_key);
  return known == nullptr ? std::nullopt : std::optional(known->object.attributes.at("email"));
}

HttpCall call_to(const std::map<std::string, std::string>& settings, Wire& wire, std::string method,
                 const std::string& path) {
  wire.hide(settings.at("token"));
  auto call = json_call(settings.at("api_url"), std::move(method), path);
  call.headers.emplace_back("Authorization", "Bearer " + settings.at("token"));
  return call;
}

std::string path_of(const std::string& platform_id) { return "/assinantes/" + http::url_encode(platform_id); }

json body_value(const AccountView& view, const RemoteObject& object, const std::string& name) {
  const auto& value = object.attributes.at(name);
  if (name == "planos") return plans_json(value);
  if (name == "noggin" || name == "paramount") return value == "true";
  if (name == "senha") return password_for(view, object).value_or("");
  return value;
}

json whole_body(const AccountView& view, const RemoteObject& object) {
  json body{{"codigo_externo", view.subscriber_id}, {"status", object.suspended ? "suspenso" : "ativo"}};
  for (const auto& [name, _] : object.attributes) body[name] = body_value(view, object, name);
  return body;
}

json changed_body(const AccountView& view, const Change& change) {
  json body;
  for (const auto& [name, value] : change.after.attributes) {
    const auto before = change.before.attributes.find(name);
    if (before == change.before.attributes.end() || before->second != value)
      body[name] = body_value(view, change.after, name);
  }
  return body;
}

/// What a subscriber is there; the password is nowhere to be seen.
KnownObject known_of(const json& subscriber) {
  KnownObject known{
      .object = {.key = std::string(k_key), .suspended = text_at(subscriber, "status") == "suspenso"},
      .platform_id = text_at(subscriber, "id")};
  auto& attributes = known.object.attributes;
  for (const auto* name : {"nome", "email", "cpf"})
    if (const auto value = text_at(subscriber, name); !value.empty()) attributes[name] = value;
  for (const auto* name : {"noggin", "paramount"})
    attributes[name] = member_of(subscriber, name) == false ? "false" : "true";
  std::vector<std::string> plans;
  for (const auto& plan : member_of(subscriber, "planos"))
    plans.push_back(plan.is_object()   ? text_at(plan, "codigo")
                    : plan.is_string() ? plan.get<std::string>()
                                       : "");
  std::ranges::sort(plans);
  auto& text = attributes["planos"];
  for (const auto& plan : plans) text += (text.empty() ? "" : " ") + plan;
  return known;
}

Sight look(Wire& wire, const AccountView& view, const std::string&, const std::string&) {
  hide_person(wire, view);
  const auto answer = wire.send(call_to(
      view.settings, wire, "GET", "/assinantes?codigo_externo=" + http::url_encode(view.subscriber_id)));
  if (auto outcome = common_outcome(answer, k_error)) return {.outcome = std::move(*outcome)};
  const auto body = json_of(*answer);
  const auto list = body ? member_of(*body, "assinantes") : json();
  if (answer->status != 200 || !list.is_array()) return {.outcome = unreadable(*answer)};
  for (const auto& each : list)
    if (text_at(each, "codigo_externo") == view.subscriber_id)
      return {.kind = Sight::Kind::found, .object = known_of(each)};
  return {.kind = Sight::Kind::absent};
}

/// Already there under our own key: what stands there is taken as it is, and brought in line from there.
Outcome adopted(Wire& wire, const AccountView& view) {
  auto sight = look(wire, view, std::string(k_key), "");
  if (sight.kind == Sight::Kind::unseen) return std::move(sight.outcome);
  if (sight.kind == Sight::Kind::absent)
    return {.delivery = domain::Delivery::later,
            .reason = Reason::again,
            .message = "A plataforma diz que o assinante já existe, mas não o mostra."};
  return {.platform_id = sight.object.platform_id, .found = std::move(sight.object.object)};
}

Outcome judged(const HttpReply& reply, const json& body) {
  const auto error = member_of(body, "erro");
  const auto message = text_at(error, "mensagem");
  const auto said = message.empty() ? std::to_string(reply.status) : message;
  if (text_at(error, "codigo") == "email_em_uso")
    return refused(Reason::conflict, "O e-mail já é de outro assinante da plataforma: " + said);
  if (text_at(error, "codigo") == "email_imutavel" || reply.status == 404)
    return refused(Reason::permanent, "A plataforma não aceita a mudança: " + said);
  std::string fields;
  if (const auto named = member_of(error, "campos"); named.is_object())
    for (const auto& [name, why] : named.items())
      fields += (fields.empty() ? "" : "; ") + name + (why.is_string() ? " " + why.get<std::string>() : "");
  return refused(Reason::registry,
                 "A plataforma recusou o cadastro: " + said + (fields.empty() ? "" : " (" + fields + ")"));
}

Outcome create_subscriber(Wire& wire, const AccountView& view, const Change& change,
                          const std::string& number) {
  hide_transmitted(wire, change);
  hide_person(wire, view, password_for(view, change.after));
  hide_transmitted(wire, change);
  auto call = with_json(call_to(view.settings, wire, "POST", "/assinantes"), whole_body(view, change.after));
  call.headers.emplace_back("Idempotency-Key", number);
  const auto answer = wire.send(call);
  if (auto outcome = common_outcome(answer, k_error)) return std::move(*outcome);
  const auto body = json_of(*answer);
  if (answer->status / 100 == 2) {
    auto id =
        body ? text_at(body->contains("assinante") ? (*body)["assinante"] : *body, "id") : std::string();
    if (id.empty()) return unreadable(*answer);
    return {.platform_id = std::move(id)};
  }
  const auto error = body ? member_of(*body, "erro") : json();
  const auto holder = text_at(error, "codigo_externo");
  if (text_at(error, "codigo") == "codigo_externo_em_uso" || holder == view.subscriber_id)
    return adopted(wire, view);
  return judged(*answer, body.value_or(json()));
}

/// PUT, PATCH and DELETE may be repeated. A 404 is believed when the list does not show it either (D49).
Outcome change_existing(Wire& wire, const AccountView& view, HttpCall call, const Change& change) {
  const auto answer = wire.send(call);
  if (auto outcome = common_outcome(answer, k_error)) return std::move(*outcome);
  if (answer->status / 100 == 2) return {.platform_id = change.platform_id};
  if (answer->status == 404) {
    auto sight = look(wire, view, std::string(k_key), "");
    if (sight.kind == Sight::Kind::unseen) return std::move(sight.outcome);
    if (sight.kind == Sight::Kind::absent) return {.gone = true};
    return {.platform_id = sight.object.platform_id, .found = std::move(sight.object.object)};
  }
  return judged(*answer, json_of(*answer).value_or(json()));
}

Outcome tell(Wire& wire, const AccountView& view, const Change& change, const std::string& number) {
  using enum domain::CallKind;
  if (change.kind == create) return create_subscriber(wire, view, change, number);
  hide_transmitted(wire, change);
  hide_person(wire, view, change.kind == remove ? std::nullopt : password_for(view, change.after));
  hide_transmitted(wire, change);
  const auto path = path_of(change.platform_id);
  if (change.kind == remove)
    return change_existing(wire, view, call_to(view.settings, wire, "DELETE", path), change);
  if (change.kind == update)
    return change_existing(
        wire, view, with_json(call_to(view.settings, wire, "PUT", path), changed_body(view, change)), change);
  const json body{{"status", change.kind == suspend ? "suspenso" : "ativo"}};
  return change_existing(wire, view, with_json(call_to(view.settings, wire, "PATCH", path + "/status"), body),
                         change);
}

ProductList products(Wire& wire, const std::map<std::string, std::string>& settings) {
  const auto answer = wire.send(call_to(settings, wire, "GET", "/planos"));
  if (auto outcome = common_outcome(answer, k_error)) return {.failure = std::move(outcome)};
  const auto body = json_of(*answer);
  const auto list = body ? member_of(*body, "planos") : json();
  if (answer->status != 200 || !list.is_array()) return {.failure = unreadable(*answer)};
  ProductList out;
  for (const auto& each : list)
    out.products.push_back({.code = text_at(each, "codigo"),
                            .name = text_at(each, "nome"),
                            .active = member_of(each, "ativo") != false});
  return out;
}

/// Who has the e-mail.
Sight rival(Wire& wire, const AccountView& view, const RemoteObject& refused_object, const std::string&) {
  hide_person(wire, view);
  const auto& email = refused_object.attributes.at("email");
  wire.hide(email, email_masked(email));
  wire.hide(http::url_encode(email), email_masked(email));
  const auto answer =
      wire.send(call_to(view.settings, wire, "GET", "/assinantes?email=" + http::url_encode(email)));
  if (auto outcome = common_outcome(answer, k_error)) return {.outcome = std::move(*outcome)};
  const auto body = json_of(*answer);
  const auto list = body ? member_of(*body, "assinantes") : json();
  if (answer->status != 200 || !list.is_array()) return {.outcome = unreadable(*answer)};
  if (list.empty()) return {.kind = Sight::Kind::absent};
  if (const auto document = text_at(list.front(), "cpf"); !document.empty()) wire.hide(document);
  return {.kind = Sight::Kind::found,
          .object = known_of(list.front()),
          .outcome = {.noted = {{std::string(k_rival_key), text_at(list.front(), "codigo_externo")}}}};
}

/// Under our key its answers come to us, and it is found again.
Outcome take(Wire& wire, const AccountView& view, const KnownObject& held) {
  hide_person(wire, view);
  const auto answer = wire.send(with_json(call_to(view.settings, wire, "PUT", path_of(held.platform_id)),
                                          json{{"codigo_externo", view.subscriber_id}}));
  if (auto outcome = common_outcome(answer, k_error)) return std::move(*outcome);
  if (answer->status / 100 == 2) return {.platform_id = held.platform_id};
  return judged(*answer, json_of(*answer).value_or(json()));
}

}  // namespace

const Platform& nxplay() {
  static const AccountCalls k_calls{
      .transmitted = transmitted_email, .rival = rival, .take = take, .remakes = true};
  static const Platform k_platform{
      .key = "nxplay",
      .name = "NX Play",
      .can = {.lists_products = true,
              .lists_accounts = true,
              .suspends = true,
              .swaps = true,
              .changes_password = true,
              .needs_email = true,
              .product_list = "planos",
              .password_min = k_password_min},
      .settings = {{.name = "api_url",
                    .hint = "URL de produção para conexão com a plataforma.",
                    .required = true,
                    .url = true,
                    .aliases = {"apiUrl", "apUrl"}},
                   {.name = "token",
                    .hint = "Token para geração da URL de callback.",
                    .required = true,
                    .secret = true},
                   {.name = "usuario",
                    .hint =
                        "Informação que será a senha do cliente na plataforma; o login é sempre o e-mail.",
                    .default_value = "login_autenticacao",
                    .choices = domain::credential_source_names()}},
      .package_parameters =
          {{.name = "noggin",
            .hint = "Define se o assinante terá o Noggin habilitado; false desabilita.",
            .default_value = "true",
            .choices = {"true", "false"}},
           {.name = "paramount",
            .hint = "Define se o assinante terá o Paramount habilitado; false desabilita.",
            .default_value = "true",
            .choices = {"true", "false"}},
           {.name = "email",
            .hint = "E-mail do cliente na plataforma. Não poderá ser alterado depois de transmitido.",
            .prefilled_email = true,
            .frozen_once_transmitted = true},
           {.name = "usuario",
            .hint = "Informação que será a senha do cliente na plataforma; com menos de 6 caracteres, recebe "
                    "zeros à esquerda.",
            .default_value = "login_autenticacao",
            .choices = domain::credential_source_names()}},
      .account_calls = &k_calls,
      .telling = {.wanted = wanted, .tell = tell, .look = look, .products = products},
      .callback_setting = "token"};
  return k_platform;
}

}  // namespace platforms
