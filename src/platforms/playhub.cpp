#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

#include "base/documents.h"
#include "base/http.h"
#include "domain/credential.h"
#include "platforms/account_calls.h"
#include "platforms/held.h"
#include "platforms/json_reply.h"
#include "platforms/platform.h"
#include "platforms/registry_fields.h"
#include "platforms/sign_in.h"

// PlayHub v3 (CONTRACTS §7). Every name of the contract stands in this file.
namespace platforms {

namespace {

using domain::CallKind;
using domain::Change;
using domain::KnownObject;
using domain::Reason;
using domain::RemoteObject;
using nlohmann::json;

/// The customer is an object, never deleted; each subscription is one, under the code of its product.
/// In every error of the platform [A]; a 404 without it is that of a wrong address.
constexpr const char* k_error = "Code";
constexpr std::string_view k_customer = "cliente";
constexpr std::string_view k_subscription = "produto:";

/// Tokens live for about 25 minutes.
constexpr std::chrono::minutes k_session{24};
/// Vouchers do not come back within seconds.
constexpr std::chrono::seconds k_without_vouchers = std::chrono::hours(1);

/// What the platform's codes mean; any other is of the customer's registry or, at a subscription, for good.
enum Code : int {
  k_already_registered = 2,
  k_invalid_document = 3,
  k_no_subscription = 4,
  k_invalid_product = 5,
  k_not_authorised = 6,
  k_already_subscribed = 7,
  k_no_vouchers = 8
};

std::string key_of(const std::string& product) { return std::string(k_subscription) + product; }
bool is_customer(std::string_view key) { return key == k_customer; }

RemoteObject customer_of(const AccountView& view, const KnownObject* known, std::string& missing) {
  RemoteObject object{.key = std::string(k_customer)};
  RegistryFields fields(object, known);
  fields.freeze("usuario", view.customer.email, "e-mail");
  fields.freeze("documento", checked_document(view.customer), "CPF/CNPJ com dígitos verificadores certos");
  fields.follow("nome", view.customer.name, "nome");
  if (known != nullptr || view.customer.email) fields.follow("email", view.customer.email, "e-mail");
  fields.follow("telefone", phone_of(view.customer), "telefone com DDD");
  missing = fields.missing();
  object.attributes["senha"] =
      text_of(password_source(view, "", "cpf_cnpj", transmitted(known, "senha").value_or("")));
  return object;
}

RemoteObject subscription_of(const std::string& product, const std::string& username) {
  return {.key = key_of(product),
          .attributes = {{"produto", product}, {"usuario", username}},
          .stands_on = std::string(k_customer)};
}

/// Suspended is absent (D49).
Wanted wanted(const AccountView& view, const std::vector<KnownObject>& all_known) {
  const auto* known = find_known(all_known, k_customer);
  auto products = held_products(view);
  std::erase_if(products, [](const auto& each) { return each.second; });
  Wanted out;
  if (products.empty()) {
    if (known != nullptr) out.objects.push_back(known->object);
  } else {
    auto customer = customer_of(view, known, out.missing);
    const auto username = customer.attributes["usuario"];
    if (out.missing.empty())
      out.objects.push_back(std::move(customer));
    else
      out.waiting.emplace_back(k_customer);
    for (const auto& [product, _] : products)
      if (out.missing.empty())
        out.objects.push_back(subscription_of(product, username));
      else
        out.waiting.push_back(key_of(product));
  }
  place_packages(out, view, all_known, key_of);
  return out;
}

/// Nothing: there is a token now.
std::optional<Outcome> sign_in(Wire& wire, const std::map<std::string, std::string>& settings) {
  wire.hide(settings.at("ApiKey"));
  wire.hide(settings.at("ApiSecret"));
  const json body{{"ApiKey", settings.at("ApiKey")}, {"ApiSecret", settings.at("ApiSecret")}};
  const auto answer =
      wire.send(with_json(json_call(settings.at("api_url"), "POST", "/authentication/tokens"), body));
  if (auto outcome = common_outcome(answer, k_error)) return outcome;
  if (answer->status / 100 != 2) return refused_credential(*answer);
  auto token = text_at(json_of(*answer).value_or(json()), "AccessToken");
  if (token.empty()) return unreadable(*answer);
  keep_token(wire, std::move(token), wire.now() + k_session);
  return std::nullopt;
}

base::Expected<HttpReply, Outcome> said(Wire& wire, const AccountView& view, const HttpCall& call) {
  return send_signed_in(
      wire, call, [&](Wire& line) { return sign_in(line, view.settings); }, k_error, true);
}

HttpCall call_of(const AccountView& view, std::string method, const std::string& username,
                 const std::string& below = "") {
  return json_call(view.settings.at("api_url"), std::move(method),
                   "/customers/" + http::url_encode(username) + below);
}

/// Hides the person as the registry has it, and as it was transmitted.
void hide_all(Wire& wire, const AccountView& view, const Change& change) {
  hide_person(wire, view);
  hide_transmitted(wire, change);
  for (const auto* object : {&change.before, &change.after})
    if (const auto username = object->attributes.find("usuario"); username != object->attributes.end())
      wire.hide(username->second, email_masked(username->second));
}

int code_of(const HttpReply& reply) {
  const auto code = text_at(json_of(reply).value_or(json()), "Code");
  return code.size() == 1 ? code.front() - '0' : 0;
}

Outcome judged(const HttpReply& reply, std::string_view key) {
  const auto message = text_at(json_of(reply).value_or(json()), "Message");
  const auto words = message.empty() ? std::to_string(reply.status) : message;
  switch (code_of(reply)) {
    case k_invalid_document:
      return refused(Reason::registry, "A plataforma não aceita o CPF/CNPJ do cliente: " + words);
    case k_invalid_product:
      return refused(Reason::permanent, "A plataforma não conhece o produto: " + words);
    case k_not_authorised:
      return refused(Reason::commercial, "O produto não está contratado com a plataforma: " + words);
    case k_no_vouchers:
      return {.delivery = domain::Delivery::later,
              .reason = Reason::commercial,
              .message = "A plataforma não tem mais vouchers do produto: " + words,
              .wait = k_without_vouchers};
    default:
      if (is_customer(key)) return refused(Reason::registry, "A plataforma recusou o cadastro: " + words);
      return refused(Reason::permanent, "A plataforma recusou a assinatura: " + words);
  }
}

KnownObject known_of(const json& customer) {
  KnownObject known{.object = {.key = std::string(k_customer)}, .platform_id = text_at(customer, "Username")};
  constexpr std::array<std::pair<const char*, const char*>, 5> k_names{{{"usuario", "Username"},
                                                                        {"documento", "Document"},
                                                                        {"nome", "Name"},
                                                                        {"email", "Email"},
                                                                        {"telefone", "Mobile"}}};
  for (const auto& [ours, theirs] : k_names)
    if (auto value = text_at(customer, theirs); !value.empty()) known.object.attributes[ours] = value;
  return known;
}

/// The customer of a Username, if it is ours: a Username is an e-mail, which others may have too.
Sight customer_there(Wire& wire, const AccountView& view, const std::string& username,
                     const std::string& document) {
  const auto answer = said(wire, view, call_of(view, "GET", username));
  if (!answer.ok()) return {.outcome = answer.error()};
  if (answer->status == 404) return {.kind = Sight::Kind::absent};
  const auto body = json_of(*answer);
  if (answer->status != 200 || !body || !body->is_object()) return {.outcome = unreadable(*answer)};
  wire.hide(text_at(*body, "Document"));  // somebody else's, it may be
  if (base::document_plain(text_at(*body, "Document")) != document) return {.kind = Sight::Kind::absent};
  return {.kind = Sight::Kind::found, .object = known_of(*body)};
}

Sight subscription_there(Wire& wire, const AccountView& view, const RemoteObject& subscription) {
  const auto& username = subscription.attributes.at("usuario");
  const auto answer = said(wire, view, call_of(view, "GET", username, "/subscriptions"));
  if (!answer.ok()) return {.outcome = answer.error()};
  if (answer->status == 404) return {.kind = Sight::Kind::absent};
  const auto body = json_of(*answer);
  if (answer->status != 200 || !body || !body->is_array()) return {.outcome = unreadable(*answer)};
  for (const auto& each : *body)
    if (text_at(each, "ProductId") == subscription.attributes.at("produto"))
      return {.kind = Sight::Kind::found,
              .object = {.object = subscription, .platform_id = text_at(each, "Voucher")}};
  return {.kind = Sight::Kind::absent};
}

/// A Username that was frozen before the registry changed is not found here; creating says so then (2, 7).
Sight look(Wire& wire, const AccountView& view, const std::string& key, const std::string&) {
  const auto username = view.customer.email.value_or("");
  const auto document = view.customer.document.value_or("");
  if (username.empty() || document.empty()) return {.kind = Sight::Kind::absent};
  hide_person(wire, view);
  auto customer = customer_there(wire, view, username, document);
  if (is_customer(key) || customer.kind != Sight::Kind::found) return customer;
  return subscription_there(wire, view, subscription_of(key.substr(k_subscription.size()), username));
}

/// What a platform says to be there already, taken as it stands; `otherwise` where it is not ours.
Outcome adopted(Sight sight, Outcome otherwise) {
  if (sight.kind == Sight::Kind::unseen) return std::move(sight.outcome);
  if (sight.kind == Sight::Kind::absent) return otherwise;
  return {.platform_id = sight.object.platform_id, .found = std::move(sight.object.object)};
}

json person_of(const RemoteObject& customer) {
  const auto& attributes = customer.attributes;
  return {{"Name", attributes.at("nome")},
          {"Email", attributes.at("email")},
          {"Mobile", attributes.at("telefone")}};
}

Outcome create_customer(Wire& wire, const AccountView& view, const RemoteObject& customer) {
  const auto& username = customer.attributes.at("usuario");
  const auto& document = customer.attributes.at("documento");
  auto body = person_of(customer);
  body["Username"] = username;
  body["Document"] = document;
  body["Password"] = password_of(view, customer.attributes.at("senha")).value_or(document);
  const auto answer =
      said(wire, view, with_json(json_call(view.settings.at("api_url"), "POST", "/customers"), body));
  if (!answer.ok()) return answer.error();
  if (answer->status / 100 == 2) return {.platform_id = username};
  if (code_of(*answer) != k_already_registered) return judged(*answer, customer.key);
  return adopted(customer_there(wire, view, username, document),
                 refused(Reason::conflict,
                         "O e-mail ou o CPF/CNPJ já é de outro cadastro na plataforma. Confira com a "
                         "plataforma de quem é."));
}

Outcome change_customer(Wire& wire, const AccountView& view, const Change& change) {
  auto body = person_of(change.after);
  const auto& source = change.after.attributes.at("senha");
  const auto before = change.before.attributes.find("senha");
  if (before == change.before.attributes.end() || before->second != source)
    if (const auto password = password_of(view, source)) body["Password"] = *password;
  const auto& username = change.after.attributes.at("usuario");
  const auto answer = said(wire, view, with_json(call_of(view, "PUT", username), body));
  if (!answer.ok()) return answer.error();
  if (answer->status / 100 == 2) return {.platform_id = username};
  if (answer->status == 404) return {.gone = true, .account_gone = true};
  return judged(*answer, change.key);
}

Outcome subscribe(Wire& wire, const AccountView& view, const RemoteObject& subscription) {
  const auto& username = subscription.attributes.at("usuario");
  const json body{{"ProductId", subscription.attributes.at("produto")}};
  const auto answer = said(wire, view, with_json(call_of(view, "POST", username, "/subscriptions"), body));
  if (!answer.ok()) return answer.error();
  if (answer->status / 100 == 2) {
    auto voucher = text_at(json_of(*answer).value_or(json()), "Voucher");
    if (voucher.empty()) return unreadable(*answer);
    return {.platform_id = std::move(voucher)};
  }
  if (code_of(*answer) == k_already_subscribed) {
    auto outcome = adopted(subscription_there(wire, view, subscription),
                           {.delivery = domain::Delivery::later,
                            .reason = Reason::again,
                            .message = "A plataforma diz que o produto já está assinado, mas não o mostra."});
    outcome.found.reset();  // it is what was asked
    return outcome;
  }
  if (answer->status == 404) return {.gone = true, .account_gone = true};
  return judged(*answer, subscription.key);
}

Outcome unsubscribe(Wire& wire, const AccountView& view, const RemoteObject& subscription) {
  const auto& attributes = subscription.attributes;
  const auto answer = said(wire, view,
                           call_of(view, "DELETE", attributes.at("usuario"),
                                   "/subscriptions/" + http::url_encode(attributes.at("produto"))));
  if (!answer.ok()) return answer.error();
  if (answer->status / 100 == 2 || answer->status == 404 || code_of(*answer) == k_no_subscription) return {};
  return judged(*answer, subscription.key);
}

Outcome tell(Wire& wire, const AccountView& view, const Change& change, const std::string&) {
  const bool removes = change.kind == CallKind::remove;
  hide_all(wire, view, change);
  if (!is_customer(change.key))
    return removes ? unsubscribe(wire, view, change.before) : subscribe(wire, view, change.after);
  if (removes) return {};  // there is no call: it stays there, without a subscription
  return change.kind == CallKind::create ? create_customer(wire, view, change.after)
                                         : change_customer(wire, view, change);
}

/// The customer of the Username, whoever it is.
Sight rival(Wire& wire, const AccountView& view, const RemoteObject& refused_object, const std::string&) {
  hide_person(wire, view);
  const auto& username = refused_object.attributes.at("usuario");
  wire.hide(username, email_masked(username));
  const auto answer = said(wire, view, call_of(view, "GET", username));
  if (!answer.ok()) return {.outcome = answer.error()};
  if (answer->status == 404) return {.kind = Sight::Kind::absent};
  const auto body = json_of(*answer);
  if (answer->status != 200 || !body || !body->is_object()) return {.outcome = unreadable(*answer)};
  wire.hide(text_at(*body, "Document"));
  return {.kind = Sight::Kind::found, .object = known_of(*body)};
}

}  // namespace

const Platform& playhub() {
  static const AccountCalls k_calls{.rival = rival, .kept_key = k_customer};
  static const Platform k_platform{
      .key = "playhub",
      .name = "PlayHub",
      .can = {.changes_email = true,
              .changes_password = true,
              .needs_email = true,
              .needs_phone = true,
              .needs_document = true},
      .settings = {{.name = "ApiKey", .hint = "Chave da API.", .required = true, .secret = true},
                   {.name = "ApiSecret", .hint = "Senha da API.", .required = true, .secret = true},
                   {.name = "api_url",
                    .hint = "Endereço da API; só preencha se a plataforma indicar outro.",
                    .url = true,
                    .default_value = "https://www.playhub.com.br/API/PlayhubApi/api/v3",
                    .aliases = {"apiUrl", "apUrl"}}},
      .account_calls = &k_calls,
      .telling = {.wanted = wanted, .tell = tell, .look = look}};
  return k_platform;
}

}  // namespace platforms
