#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

#include "base/http.h"
#include "platforms/account_calls.h"
#include "platforms/held.h"
#include "platforms/json_reply.h"
#include "platforms/platform.h"
#include "platforms/registry_fields.h"
#include "platforms/sign_in.h"

// CeletiHub (CONTRACTS §8, D60). Every name of the contract stands in this file.
namespace platforms {

namespace {

using domain::CallKind;
using domain::Change;
using domain::Delivery;
using domain::KnownObject;
using domain::Reason;
using domain::RemoteObject;
using nlohmann::json;

/// Where a subscriber's product stands there; `nothing`: it is not listed.
enum class Status : int {
  nothing = 0,
  active = 1,
  schedule_cancel = 2,
  canceled = 3,
  suspend = 4,
  checkout = 5,
  limit_reached = 6,
  overdue = 7,
  scheduled_suspension = 8
};
/// What a change wants of it.
enum class Aim : std::uint8_t { active, suspended, gone };

/// In every error of the platform [A]; a 404 without it is that of a wrong address.
constexpr const char* k_error = "message";
/// Of an object in the snapshot: what the platform has taken but not carried out yet, as the number of its
/// status. It is looked at hourly; the opposite wish is told at once.
const std::string k_pending = "situacao";
constexpr std::chrono::seconds k_look_again = std::chrono::hours(1);
/// Without a word on how long a token lives.
constexpr std::chrono::minutes k_session{10};

std::string key_of(const std::string& product) { return product; }

std::string pending_of(const RemoteObject& object) {
  const auto found = object.attributes.find(k_pending);
  return found == object.attributes.end() ? std::string() : found->second;
}

RemoteObject without_pending(RemoteObject object) {
  object.attributes.erase(k_pending);
  return object;
}

/// The subscriber is one for all products: what was transmitted with another one stays for this one too.
const KnownObject* find_person(const std::vector<KnownObject>& known, std::string_view key) {
  const auto* same = find_known(known, key);
  return same != nullptr || known.empty() ? same : &known.front();
}

Wanted wanted(const AccountView& view, const std::vector<KnownObject>& all_known) {
  Wanted out;
  for (const auto& [product, suspended] : held_products(view)) {
    const auto* known = find_known(all_known, product);
    RemoteObject object{.key = key_of(product), .suspended = suspended};
    RegistryFields fields(object, find_person(all_known, product));
    fields.freeze("documento", checked_document(view.customer), "CPF/CNPJ com dígitos verificadores certos");
    fields.follow("nome", view.customer.name, "nome");
    fields.follow("email", view.customer.email, "e-mail");
    fields.follow("telefone", phone_of(view.customer), "telefone com DDD");
    // A wish that has turned goes before the look at what is under way.
    if (const auto pending = transmitted(known, k_pending); pending && known->object.suspended != suspended)
      object.attributes[k_pending] = *pending;
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

/// Nothing: there is a token now.
std::optional<Outcome> sign_in(Wire& wire, const std::map<std::string, std::string>& settings) {
  const auto& access = settings.at("access_token");
  wire.hide(access);
  const auto answer = wire.send(
      with_json(json_call(settings.at("api_url"), "POST", "/authenticate"), json{{"access_token", access}}));
  if (auto outcome = common_outcome(answer, k_error)) return outcome;
  if (answer->status / 100 != 2) return refused_credential(*answer);
  const auto body = json_of(*answer).value_or(json());
  auto token = text_at(body, "access_token");
  if (token.empty()) return unreadable(*answer);
  keep_token(wire, std::move(token), wire.now() + seconds_at(body, "expires_in").value_or(k_session));
  return std::nullopt;
}

using Answer = base::Expected<HttpReply, Outcome>;

Answer said(Wire& wire, const std::map<std::string, std::string>& settings, const HttpCall& call) {
  return send_signed_in(
      wire, call, [&](Wire& line) { return sign_in(line, settings); }, k_error);
}

HttpCall call_to(const AccountView& view, std::string method, const std::string& path) {
  return json_call(view.settings.at("api_url"), std::move(method), path);
}

Outcome later(Reason reason, std::string message) {
  return {.delivery = Delivery::later, .reason = reason, .message = std::move(message), .wait = k_look_again};
}

Outcome judged(const HttpReply& reply) {
  const auto body = json_of(reply).value_or(json());
  const auto message = text_at(body, "message");
  auto words = message.empty() ? std::to_string(reply.status) : message;
  const auto errors = member_of(body, "errors");
  if (errors.is_object())
    for (const auto& [name, why] : errors.items())
      words += "; " + name + (why.is_string() ? " " + why.get<std::string>() : "");
  if (errors.is_object() && errors.contains("contentSupplierProduct"))
    return refused(Reason::permanent, "A plataforma não aceita o produto: " + words);
  return refused(Reason::registry, "A plataforma recusou o cadastro: " + words);
}

/// What there is of a product, and of its subscriber.
struct There {
  Status status = Status::nothing;
  json subscriber = {};  ///< null: there is none
};

Status status_in(const json& subscriber, const std::string& product) {
  for (const auto& each : member_of(subscriber, "products")) {
    if (text_at(each, "contentSupplierProduct") != product) continue;
    const auto status = text_at(each, "status");
    const bool known = status.size() == 1 && status.front() >= '1' && status.front() <= '8';
    return known ? static_cast<Status>(status.front() - '0') : Status::nothing;
  }
  return Status::nothing;
}

base::Expected<There, Outcome> there(Wire& wire, const AccountView& view, const std::string& document,
                                     const std::string& product) {
  const auto answer =
      said(wire, view.settings, call_to(view, "GET", "/subscribers/" + http::url_encode(document)));
  if (!answer.ok()) return base::Unexpected{answer.error()};
  if (answer->status == 404) return There{};
  auto body = json_of(*answer);
  if (answer->status != 200 || !body || !member_of(*body, "products").is_array())
    return base::Unexpected{unreadable(*answer)};
  const auto status = status_in(*body, product);
  return There{.status = status, .subscriber = std::move(*body)};
}

/// Nothing: it stands there as it should.
std::optional<Outcome> put_subscriber(Wire& wire, const AccountView& view, const RemoteObject& object) {
  const auto& attributes = object.attributes;
  const json body{{"name", attributes.at("nome")},
                  {"email", attributes.at("email")},
                  {"phone", attributes.at("telefone")}};
  const auto answer = said(
      wire, view.settings,
      with_json(call_to(view, "PUT", "/subscribers/" + http::url_encode(attributes.at("documento"))), body));
  if (!answer.ok()) return answer.error();
  return answer->status / 100 == 2 ? std::nullopt : std::optional(judged(*answer));
}

bool is_gone(Status status) { return status == Status::nothing || status == Status::canceled; }

/// The call that leads there; empty: there is none, or none is needed.
std::string_view call_towards(Aim aim, Status status) {
  using enum Status;
  switch (aim) {
    case Aim::active:
      if (is_gone(status)) return "activate";
      return status == suspend || status == overdue || status == scheduled_suspension ? "reactivate" : "";
    case Aim::suspended:
      if (status == active || status == checkout) return "suspend";
      return status == limit_reached ? "cancel" : "";  // what only waits is asked for anew later
    case Aim::gone:
      return is_gone(status) || status == schedule_cancel ? "" : "cancel";
  }
  return "";
}

bool is_reached(Aim aim, Status status) {
  using enum Status;
  switch (aim) {
    case Aim::active:
      return status == active || status == checkout;
    case Aim::suspended:
      return status == suspend || status == overdue;
    case Aim::gone:
      return is_gone(status);
  }
  return false;
}

/// Said of what the platform has taken, but carries out later; empty: any other status.
std::string pending_message(Status status) {
  if (status == Status::limit_reached)
    return "O limite contratado com a plataforma foi atingido; o pedido espera lá por uma vaga.";
  if (status == Status::schedule_cancel) return "A plataforma agendou o cancelamento do produto.";
  if (status == Status::scheduled_suspension) return "A plataforma agendou a suspensão do produto.";
  return {};
}

/// Taken for the first time it goes into the snapshot, so that the opposite would be told; from then on it is
/// looked at.
Outcome pending(const RemoteObject& before, RemoteObject object, Status status) {
  auto number = std::to_string(static_cast<int>(status));
  if (pending_of(before) == number)
    return later(status == Status::limit_reached ? Reason::commercial : Reason::none,
                 pending_message(status));
  object.attributes[k_pending] = std::move(number);
  return {.message = pending_message(status), .found = std::move(object)};
}

Outcome concluded(const Change& change, Aim aim, Status status) {
  const bool removes = change.kind == CallKind::remove;
  if (is_reached(aim, status)) {
    Outcome done{.message = status == Status::checkout ? "Aguarda o cliente concluir a ativação." : ""};
    if (!removes && !pending_of(change.after).empty()) done.found = without_pending(change.after);
    return done;
  }
  if (!pending_message(status).empty())
    return pending(change.before, removes ? change.before : change.after, status);
  if (is_gone(status) && change.kind != CallKind::create) return {.gone = true};
  return {.delivery = Delivery::later,
          .reason = Reason::again,
          .message = "A plataforma recebeu o pedido, mas mostra o produto de outro modo (situação " +
                     std::to_string(static_cast<int>(status)) + ")."};
}

/// Looks where the product stands, calls for what is wanted, and looks again: no call is told twice.
Outcome led(Wire& wire, const AccountView& view, const Change& change, Aim aim) {
  const auto& object = change.kind == CallKind::remove ? change.before : change.after;
  const auto& document = object.attributes.at("documento");
  auto seen = there(wire, view, document, object.key);
  if (!seen.ok()) return seen.error();
  if (is_gone(seen->status) && change.kind != CallKind::create) return concluded(change, aim, seen->status);
  const auto call = call_towards(aim, seen->status);
  if (call.empty()) return concluded(change, aim, seen->status);
  const json body{{"contentSupplierProduct", json::parse(object.key)},
                  {"documents", json::array({document})}};
  const auto answer =
      said(wire, view.settings, with_json(call_to(view, "POST", "/provision/" + std::string(call)), body));
  if (!answer.ok()) return answer.error();
  // 404 and 409: it moved meanwhile; what counts is where it stands.
  if (answer->status / 100 != 2 && answer->status != 404 && answer->status != 409) return judged(*answer);
  seen = there(wire, view, document, object.key);
  return seen.ok() ? concluded(change, aim, seen->status) : seen.error();
}

bool person_differs(const Change& change) {
  return std::ranges::any_of(std::array{"nome", "email", "telefone"}, [&](const char* name) {
    const auto before = change.before.attributes.find(name);
    return before == change.before.attributes.end() || before->second != change.after.attributes.at(name);
  });
}

Outcome tell(Wire& wire, const AccountView& view, const Change& change, const std::string&) {
  if (!platforms::at("celetihub").can_have_product(change.key))
    return refused(Reason::permanent, "O código do produto precisa ser o número que a plataforma lhe dá.");
  hide_person(wire, view);
  hide_transmitted(wire, change);
  if (change.kind == CallKind::remove) return led(wire, view, change, Aim::gone);
  const bool puts =
      change.kind == CallKind::create || (change.kind == CallKind::update && person_differs(change));
  if (puts)
    if (auto outcome = put_subscriber(wire, view, change.after)) return std::move(*outcome);
  if (change.kind == CallKind::update && pending_of(change.before).empty()) return {};
  return led(wire, view, change, change.after.suspended ? Aim::suspended : Aim::active);
}

Sight look(Wire& wire, const AccountView& view, const std::string& key, const std::string&) {
  const auto document = checked_document(view.customer);
  if (!document) return {.kind = Sight::Kind::absent};
  hide_person(wire, view);
  const auto seen = there(wire, view, *document, key);
  if (!seen.ok()) return {.outcome = seen.error()};
  if (is_gone(seen->status)) return {.kind = Sight::Kind::absent};
  using enum Status;
  KnownObject known{.object = {.key = key,
                               .suspended = seen->status == suspend || seen->status == overdue ||
                                            seen->status == scheduled_suspension}};
  auto& attributes = known.object.attributes;
  attributes["documento"] = *document;
  for (const auto& [ours, theirs] : std::array<std::pair<const char*, const char*>, 3>{
           {{"nome", "name"}, {"email", "email"}, {"telefone", "phone"}}})
    if (auto value = text_at(seen->subscriber, theirs); !value.empty()) attributes[ours] = std::move(value);
  if (!pending_message(seen->status).empty())
    attributes[k_pending] = std::to_string(static_cast<int>(seen->status));
  return {.kind = Sight::Kind::found, .object = std::move(known)};
}

ProductList products(Wire& wire, const std::map<std::string, std::string>& settings) {
  const auto answer = said(wire, settings, json_call(settings.at("api_url"), "GET", "/products"));
  if (!answer.ok()) return {.failure = answer.error()};
  const auto body = json_of(*answer);
  const auto list = body ? member_of(*body, "content_supplier_products") : json();
  if (answer->status != 200 || !list.is_array()) return {.failure = unreadable(*answer)};
  ProductList out;
  for (const auto& each : list)
    out.products.push_back({.code = text_at(each, "id"), .name = text_at(each, "name")});
  return out;
}

Outcome activate(Wire& wire, const AccountView& view, const KnownObject& known) {
  hide_person(wire, view);
  const auto& document = known.object.attributes.at("documento");
  wire.hide(document);
  const json body{{"document", document}, {"product_id", json::parse(known.object.key)}};
  const auto answer = said(wire, view.settings,
                           with_json(call_to(view, "POST", "/subscribers/resend_activation_email"), body));
  if (!answer.ok()) return answer.error();
  if (answer->status / 100 == 2) return {};
  const auto message = text_at(json_of(*answer).value_or(json()), "message");
  return refused(Reason::permanent, "A plataforma não reenviou a ativação: " +
                                        (message.empty() ? std::to_string(answer->status) : message));
}

}  // namespace

const Platform& celetihub() {
  static const AccountCalls k_calls{.activate = activate, .remakes = true};
  static const Platform k_platform{
      .key = "celetihub",
      .name = "CeletiHub",
      .can = {.lists_products = true,
              .suspends = true,
              .changes_email = true,
              .numbers_products = true,
              .needs_email = true,
              .needs_phone = true,
              .needs_document = true},
      .settings = {{.name = "access_token",
                    .hint = "Token de acesso fornecido pela plataforma.",
                    .required = true,
                    .secret = true},
                   {.name = "api_url",
                    .hint = "Endereço da API; só preencha se a plataforma indicar outro.",
                    .url = true,
                    .default_value = "https://api.celetihub.com.br/api",
                    .aliases = {"apiUrl", "apUrl"}}},
      .account_calls = &k_calls,
      .telling = {.wanted = wanted, .tell = tell, .look = look, .products = products}};
  return k_platform;
}

}  // namespace platforms
