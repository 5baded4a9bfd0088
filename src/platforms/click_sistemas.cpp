#include <algorithm>
#include <charconv>
#include <nlohmann/json.hpp>

#include "base/http.h"
#include "base/text.h"
#include "platforms/account_calls.h"
#include "platforms/held.h"
#include "platforms/json_reply.h"
#include "platforms/platform.h"

// The contract is assumed (CONTRACTS §5). Every name of it stands in this file.
namespace platforms {

namespace {

using domain::Change;
using domain::KnownObject;
using domain::Reason;
using domain::RemoteObject;
using nlohmann::json;
using Settings = std::map<std::string, std::string>;

/// The password is always made of it (D51).
/// In every error of the platform [A]; a 404 without it is that of a wrong address.
constexpr const char* k_error = "erro";
constexpr std::string_view k_password_field = "cpf_cnpj";

/// How a refusal names the one in the way: the platform tells its id nowhere else.
constexpr std::string_view k_id_said = " (id ";

void keep(const KnownObject* known, const std::string& name, RemoteObject& object) {
  if (known == nullptr) return;
  const auto kept = known->object.attributes.find(name);
  if (kept != known->object.attributes.end()) object.attributes.insert(*kept);
}

/// The source that the account's passwords were made of, the same for all of its products.
std::string kept_source(const std::vector<KnownObject>& all_known) {
  for (const auto& known : all_known)
    if (const auto found = known.object.attributes.find("senha");
        found != known.object.attributes.end() && !found->second.empty())
      return found->second;
  return {};
}

/// Name and document are those of the creation: no call changes them. E-mail and password follow (D53).
RemoteObject object_of(const AccountView& view, const KnownObject* known, const std::string& product,
                       const std::string& source) {
  RemoteObject object{.key = product};
  auto& attributes = object.attributes;
  if (known == nullptr) {
    attributes["nome"] = view.customer.name;
    attributes["documento"] = view.customer.document.value_or("");
  }
  for (const auto* name : {"nome", "documento", "referencia"}) keep(known, name, object);
  if (const auto& email = view.customer.email) attributes["email"] = *email;
  keep(known, "email", object);
  attributes["senha"] = source;
  return object;
}

/// An object a product; its key is the product's code.
Wanted wanted(const AccountView& view, const std::vector<KnownObject>& all_known) {
  Wanted out;
  for (const auto& package : view.packages)
    if (!package.products.empty()) out.objects_of[package.id] = package.products.front();
  const auto kept = kept_source(all_known);
  auto source = text_of(password_source(view, {}, std::string(k_password_field), kept));
  if (!password_of(view, source)) source = kept;
  std::string missing;
  if (!view.customer.email) add_missing(missing, "e-mail");
  if (!view.customer.document) add_missing(missing, "CPF/CNPJ");
  for (const auto& [product, suspended] : held_products(view)) {
    const auto* known = find_known(all_known, product);
    if (known == nullptr && !missing.empty()) {
      out.waiting.push_back(product);
      out.missing = missing;
      continue;
    }
    out.objects.push_back(object_of(view, known, product, source));
    out.objects.back().suspended = suspended;
  }
  return out;
}

HttpCall call_to(const Settings& settings, Wire& wire, std::string method, const std::string& path) {
  wire.hide(settings.at("token"));
  auto call = json_call(settings.at("api_url"), std::move(method), path);
  call.headers.emplace_back("Authorization", "Bearer " + settings.at("token"));
  return call;
}

/// A product's code as the platform counts them; nothing where it is none of its numbers.
std::optional<std::uint64_t> product_number(const std::string& code) {
  std::uint64_t number = 0;
  const auto* const end = code.data() + code.size();
  const auto read = std::from_chars(code.data(), end, number);
  if (read.ec != std::errc{} || read.ptr != end || std::to_string(number) != code || number == 0)
    return std::nullopt;
  return number;
}

Outcome no_number(const std::string& code) {
  return refused(Reason::permanent, "Os produtos da Click Sistemas têm números por código, e " + code +
                                        " não é um. Corrija o código do produto.");
}

std::string situation_of(const RemoteObject& object) { return object.suspended ? "bloqueado" : "ativo"; }

KnownObject known_of(const json& subscriber) {
  KnownObject known{.object = {.key = text_at(subscriber, "produto_id"),
                               .suspended = text_at(subscriber, "situacao") == "bloqueado"},
                    .platform_id = text_at(subscriber, "id")};
  for (const auto* name : {"referencia", "documento"})
    known.object.attributes[name] = text_at(subscriber, name);
  return known;
}

Sight look(Wire& wire, const AccountView& view, const std::string&, const std::string& number) {
  hide_person(wire, view);
  const auto answer =
      wire.send(call_to(view.settings, wire, "GET", "/assinantes?referencia=" + http::url_encode(number)));
  if (auto outcome = common_outcome(answer, k_error)) return {.outcome = std::move(*outcome)};
  const auto body = json_of(*answer);
  const auto list = body ? member_of(*body, "assinantes") : json();
  if (answer->status != 200 || !list.is_array()) return {.outcome = unreadable(*answer)};
  for (const auto& each : list) {
    if (text_at(each, "referencia") != number) continue;
    auto known = known_of(each);
    if (known.platform_id.empty() || known.object.key.empty()) return {.outcome = unreadable(*answer)};
    return {.kind = Sight::Kind::found, .object = std::move(known)};
  }
  return {.kind = Sight::Kind::absent};
}

/// Somebody has it already: ours where it carries our reference, else a person has to look (D16).
Outcome adopted(Wire& wire, const AccountView& view, const Change& change, const std::string& number,
                const std::string& id) {
  auto sight = look(wire, view, {}, number);
  if (sight.kind == Sight::Kind::unseen) return std::move(sight.outcome);
  if (sight.kind == Sight::Kind::absent)
    return refused(Reason::conflict, "Já existe lá um assinante deste produto com outra referência" +
                                         (id.empty() ? "" : std::string(k_id_said) + id + ")") +
                                         ": não foi criado por este cadastro.");
  auto attributes = change.after.attributes;
  for (const auto& [name, value] : sight.object.object.attributes) attributes[name] = value;
  auto& there = sight.object.object;
  Outcome outcome{.platform_id = sight.object.platform_id, .noted = std::move(attributes)};
  if (there.key != change.after.key || there.suspended != change.after.suspended)
    outcome.found = std::move(there);
  return outcome;
}

/// Names the fields that the platform does.
Outcome judged(const HttpReply& reply, const json& body) {
  auto said = text_at(body, "mensagem");
  if (said.empty()) said = text_at(body, "erro");
  if (said.empty()) said = std::to_string(reply.status);
  const auto fields = member_of(body, "campos");
  std::string named;
  if (fields.is_object())
    for (const auto& [name, why] : fields.items()) named += (named.empty() ? "" : ", ") + name;
  if (!named.empty()) said += " (" + named + ")";
  if (text_at(body, "erro") == "ja_existe")
    return refused(Reason::conflict, "Outro assinante da plataforma já é deste produto: " + said);
  const bool is_product =
      text_at(body, "erro").starts_with("produto") || (fields.is_object() && fields.contains("produto_id"));
  if (is_product || reply.status == 404)
    return refused(Reason::permanent, "A plataforma não aceita o produto ou a chamada: " + said);
  return refused(Reason::registry, "A plataforma recusou o cadastro: " + said);
}

Outcome create_subscriber(Wire& wire, const AccountView& view, const Change& change,
                          const std::string& number) {
  const auto product = product_number(change.after.key);
  if (!product) return no_number(change.after.key);
  const auto& attributes = change.after.attributes;
  const auto password = password_of(view, attributes.at("senha")).value_or("");
  hide_person(wire, view, password);
  const json body{{"referencia", number},
                  {"nome", attributes.at("nome")},
                  {"email", attributes.at("email")},
                  {"documento", attributes.at("documento")},
                  {"senha", password},
                  {"produto_id", *product}};
  const auto answer = wire.send(with_json(call_to(view.settings, wire, "POST", "/assinantes"), body));
  if (auto outcome = common_outcome(answer, k_error)) return std::move(*outcome);
  const auto said = json_of(*answer).value_or(json());
  auto id = text_at(said, "id");
  if (answer->status / 100 == 2) {
    if (id.empty()) return unreadable(*answer);
    return {.platform_id = std::move(id), .noted = {{"referencia", number}}};
  }
  if (answer->status == 409 && text_at(said, "erro") == "ja_existe")
    return adopted(wire, view, change, number, id);
  return judged(*answer, said);
}

/// What of a change is the platform's to know.
json changed_body(const Change& change, const std::optional<std::string>& password) {
  json body{{"situacao", situation_of(change.after)}};
  const auto differs = [&](const char* name) {
    const auto before = change.before.attributes.find(name);
    const auto after = change.after.attributes.find(name);
    return after != change.after.attributes.end() && !after->second.empty() &&
           (before == change.before.attributes.end() || before->second != after->second);
  };
  if (change.kind == domain::CallKind::swap) body["produto_id"] = product_number(change.after.key).value();
  if (differs("email")) body["email"] = change.after.attributes.at("email");
  if (differs("senha") && password) body["senha"] = *password;
  return body;
}

/// Another product takes name, document and reference over with the subscriber.
std::map<std::string, std::string> taken_over(const Change& change) {
  std::map<std::string, std::string> noted;
  for (const auto* name : {"nome", "documento", "referencia"})
    if (const auto found = change.before.attributes.find(name); found != change.before.attributes.end())
      noted.insert(*found);
  return noted;
}

/// Believed when it does not show our reference either (D49).
Outcome gone(Wire& wire, const AccountView& view, const Change& change) {
  const auto reference = change.before.attributes.find("referencia");
  if (reference == change.before.attributes.end() || reference->second.empty()) return {.gone = true};
  auto sight = look(wire, view, {}, reference->second);
  if (sight.kind == Sight::Kind::unseen) return std::move(sight.outcome);
  if (sight.kind == Sight::Kind::absent) return {.gone = true};
  return {.platform_id = sight.object.platform_id, .found = std::move(sight.object.object)};
}

Outcome change_existing(Wire& wire, const AccountView& view, const HttpCall& call, const Change& change) {
  const bool removes = change.kind == domain::CallKind::remove;
  const auto answer = wire.send(call);
  if (auto outcome = common_outcome(answer, k_error)) return std::move(*outcome);
  if (answer->status == 404) return gone(wire, view, change);
  if (answer->status / 100 != 2) return judged(*answer, json_of(*answer).value_or(json()));
  return {.platform_id = change.platform_id, .noted = removes ? Settings{} : taken_over(change)};
}

Outcome tell(Wire& wire, const AccountView& view, const Change& change, const std::string& number) {
  using enum domain::CallKind;
  hide_transmitted(wire, change);
  if (change.kind == create) return create_subscriber(wire, view, change, number);
  const auto path = "/assinantes/" + http::url_encode(change.platform_id);
  if (change.kind == remove) {
    hide_person(wire, view);
    return change_existing(wire, view, call_to(view.settings, wire, "DELETE", path), change);
  }
  if (change.kind == swap && !product_number(change.after.key)) return no_number(change.after.key);
  const auto password = password_of(view, change.after.attributes.at("senha"));
  hide_person(wire, view, password);
  const auto body = changed_body(change, password);
  return change_existing(wire, view, with_json(call_to(view.settings, wire, "PATCH", path), body), change);
}

ProductList products(Wire& wire, const Settings& settings) {
  const auto answer = wire.send(call_to(settings, wire, "GET", "/produtos"));
  if (auto outcome = common_outcome(answer, k_error)) return {.failure = std::move(outcome)};
  const auto body = json_of(*answer);
  const auto list = body ? member_of(*body, "produtos") : json();
  if (answer->status != 200 || !list.is_array()) return {.failure = unreadable(*answer)};
  ProductList out;
  for (const auto& each : list)
    out.products.push_back({.code = text_at(each, "id"),
                            .name = text_at(each, "nome"),
                            .active = member_of(each, "ativo") != false});
  return out;
}

/// The one of the product and document that the platform named when it refused.
Sight rival(Wire&, const AccountView& view, const RemoteObject& refused_object, const std::string& said) {
  const auto at = said.find(k_id_said);
  if (at == std::string::npos) return {.kind = Sight::Kind::absent};
  const auto begin = at + k_id_said.size();
  KnownObject held{.object = {.key = refused_object.key, .suspended = refused_object.suspended},
                   .platform_id = said.substr(begin, said.find(')', begin) - begin)};
  held.object.attributes["documento"] = view.customer.document.value_or("");
  return {.kind = Sight::Kind::found, .object = std::move(held)};
}

/// It is told its situation, and so is there.
Outcome take(Wire& wire, const AccountView& view, const KnownObject& held) {
  hide_person(wire, view);
  const auto answer = wire.send(
      with_json(call_to(view.settings, wire, "PATCH", "/assinantes/" + http::url_encode(held.platform_id)),
                json{{"situacao", situation_of(held.object)}}));
  if (auto outcome = common_outcome(answer, k_error)) return std::move(*outcome);
  if (answer->status / 100 == 2) return {.platform_id = held.platform_id};
  return judged(*answer, json_of(*answer).value_or(json()));
}

}  // namespace

const Platform& click_sistemas() {
  static const AccountCalls k_calls{.rival = rival, .take = take, .remakes = true};
  static const Platform k_platform{
      .key = "click_sistemas",
      .name = "Click Sistemas (Saber Mais)",
      .can = {.lists_products = true,
              .suspends = true,
              .swaps = true,
              .swaps_in_place = true,
              .changes_email = true,
              .changes_password = true,
              .one_product_per_package = true,
              .numbers_products = true,
              .needs_email = true,
              .needs_document = true},
      .settings =
          {{.name = "token", .hint = "Token fornecido pela plataforma.", .required = true, .secret = true},
           {.name = "api_url",
            .hint = "Endereço da API; só preencha se a plataforma indicar outro.",
            .url = true,
            .default_value = "https://api.sabermais.clicksistemas.com.br/v1",
            .aliases = {"apiUrl", "apUrl"}}},
      .account_calls = &k_calls,
      .telling = {.wanted = wanted, .tell = tell, .look = look, .products = products}};
  return k_platform;
}

}  // namespace platforms
