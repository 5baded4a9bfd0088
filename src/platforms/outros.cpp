#include <algorithm>
#include <charconv>
#include <nlohmann/json.hpp>

#include "base/http.h"
#include "base/secrets.h"
#include "base/text.h"
#include "domain/transmission.h"
#include "platforms/account_calls.h"
#include "platforms/held.h"
#include "platforms/json_reply.h"
#include "platforms/platform.h"

// A webhook signed as in the public Standard Webhooks specification (CONTRACTS §3). Every name of it stands
// in this file.
namespace platforms {

const Platform& outros();

namespace {

using domain::Change;
using domain::KnownObject;
using domain::Reason;
using domain::RemoteObject;
using domain::Transmission;
using nlohmann::json;

/// What stands for the key in the address.
constexpr std::string_view k_key_place = "{api_key}";
/// Before a secret that is base64; any other is taken as it is typed.
constexpr std::string_view k_base64_secret = "whsec_";

/// Behind a sold package's number in the key of an object that was told of for another holder of it, before
/// that one's id; and the attribute that tells who that was, as the notice of its removal says it.
constexpr char k_formerly = '/';
constexpr const char* k_holder = "titular";

/// The provider's settings that are not ours, and over them the package's own.
json parameters_of(const AccountView& view, const HeldPackage* package) {
  auto parameters = json::object();
  for (const auto& [name, value] : view.settings)
    if (outros().find_setting(name) == nullptr) parameters[name] = value;
  if (package != nullptr)
    for (const auto& [name, row] : package->parameters) parameters[name] = row.value;
  for (auto it = parameters.begin(); it != parameters.end();)
    it = it->get_ref<const std::string&>().empty() ? parameters.erase(it) : std::next(it);
  return parameters;
}

const HeldPackage* find_package(const AccountView& view, std::string_view key) {
  const auto found = std::ranges::find_if(
      view.packages, [&](const HeldPackage& package) { return std::to_string(package.id) == key; });
  return found == view.packages.end() ? nullptr : &*found;
}

std::string joined(const std::vector<std::string>& codes) {
  std::string text;
  for (const auto& code : codes) text += (text.empty() ? "" : " ") + code;  // codes have no blanks
  return text;
}

json listed(const std::string& joined_codes) {
  auto codes = json::array();
  if (joined_codes.empty()) return codes;
  for (const auto code : base::split(joined_codes, ' ')) codes.push_back(std::string(code));
  return codes;
}

/// What a creation tells: a refused one is tried again once any of it has changed.
std::map<std::string, std::string> attributes_of(const AccountView& view, const HeldPackage& package) {
  const auto service = std::ranges::find(view.services, package.service_id, &domain::Service::id);
  return {{"id_pacote", std::to_string(package.package_id)},
          {"descricao", package.description},
          {"produtos", joined(package.products)},
          {"servico", std::to_string(service == view.services.end() ? 0 : service->erp_id)},
          {"nome", view.customer.name},
          {"cpf", view.customer.document.value_or("")},
          {"email", view.customer.email.value_or("")},
          {"parametros", parameters_of(view, &package).dump()}};
}

/// An object a service package. What was told once is never an edit's to tell (D49).
Wanted wanted(const AccountView& view, const std::vector<KnownObject>& all_known) {
  Wanted out;
  for (const auto& package : view.packages) {
    auto key = std::to_string(package.id);
    out.objects_of[package.id] = key;
    if (!package.wanted) continue;
    const auto* known = find_known(all_known, key);
    out.objects.push_back(
        {.key = std::move(key),
         .suspended = package.suspended,
         .attributes = known != nullptr ? known->object.attributes : attributes_of(view, package)});
  }
  return out;
}

std::uint64_t number_of(std::string_view text) {
  std::uint64_t number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

/// A number where the ERP's code is one.
json customer_code(const std::string& code) {
  const bool is_number = !code.empty() && code.size() <= 15 && code.front() != '0' &&
                         base::digits_of(code).size() == code.size();
  return is_number ? json(number_of(code)) : json(code);
}

json customer_json(const domain::Customer& customer) {
  json body{{"id_cliente", customer.id},
            {"codigo_cliente", customer_code(customer.code)},
            {"nome_razaosocial", customer.name}};
  if (customer.document) body["cpf_cnpj"] = *customer.document;
  if (customer.email) body["email_principal"] = *customer.email;
  return body;
}

/// The service a package is on; where the package is no longer the integration's, the one it was on.
domain::Service service_of(const AccountView& view, const HeldPackage* package, const RemoteObject& object) {
  const auto erp_id = number_of(object.attributes.at("servico"));
  const auto found = std::ranges::find_if(view.services, [&](const domain::Service& service) {
    return package != nullptr ? service.id == package->service_id : service.erp_id == erp_id;
  });
  return found == view.services.end() ? domain::Service{.erp_id = erp_id} : *found;
}

struct Notice {
  std::string_view kind;
  Transmission status;
};
Notice notice_of(domain::CallKind kind) {
  switch (kind) {
    case domain::CallKind::suspend:
      return {"suspensao", Transmission::awaiting_suspension};
    case domain::CallKind::enable:
      return {"habilitacao", Transmission::awaiting_enabling};
    case domain::CallKind::remove:
      return {"remocao", Transmission::awaiting_removal};
    default:
      return {"cadastro", Transmission::awaiting_creation};
  }
}

json body_of(const AccountView& view, const Change& change) {
  const auto [kind, status] = notice_of(change.kind);
  const auto& object = change.kind == domain::CallKind::remove ? change.before : change.after;
  const auto* package = find_package(view, change.key);
  const auto service = service_of(view, package, object);
  const auto holder = object.attributes.find(k_holder);
  return {{"tipo", kind},
          {"status", domain::words_of(status).name},
          {"id_cliente_servico_pacote", number_of(change.key)},
          {"pacote",
           {{"id_pacote", number_of(object.attributes.at("id_pacote"))},
            {"descricao", object.attributes.at("descricao")},
            {"produtos", listed(object.attributes.at("produtos"))}}},
          {"cliente_servico",
           {{"id_cliente_servico", service.erp_id},
            {"servico_status", {{"prefixo", service.status_prefix}}},
            {"cliente", holder == object.attributes.end() ? customer_json(view.customer)
                                                          : json::parse(holder->second)}}},
          {"parametros", parameters_of(view, package)}};
}

std::string setting_of(const AccountView& view, const std::string& name) {
  const auto found = view.settings.find(name);
  return found == view.settings.end() ? std::string() : found->second;
}

std::string address_of(const AccountView& view) {
  auto url = setting_of(view, "url");
  const auto key = http::url_encode(setting_of(view, "api_key"));
  for (auto at = url.find(k_key_place); at != std::string::npos; at = url.find(k_key_place, at + key.size()))
    url.replace(at, k_key_place.size(), key);
  return url;
}

/// The key of signatures; nothing where the setting is not what it says it is.
std::optional<std::string> signing_key(const std::string& secret) {
  if (!secret.starts_with(k_base64_secret)) return secret;
  return base::bytes_of_base64(std::string_view(secret).substr(k_base64_secret.size()));
}

/// `number`: "<subscriber_id>-<n>", of which <n> is the notice's own.
HttpCall signed_call(const AccountView& view, const Change& change, const std::string& number,
                     const std::string& key, base::Instant now) {
  auto call =
      with_json({.method = "POST", .url = address_of(view), .headers = {{"Accept", "application/json"}}},
                body_of(view, change));
  const auto id = std::to_string(number_of(change.key)) + number.substr(number.rfind('-'));
  const auto time = std::to_string(std::chrono::floor<std::chrono::seconds>(now).time_since_epoch().count());
  const auto signature = base::base64(base::hmac_sha256(key, id + "." + time + "." + call.body));
  call.headers.emplace_back("webhook-id", id);
  call.headers.emplace_back("webhook-timestamp", time);
  call.headers.emplace_back("webhook-signature", "v1," + signature);
  return call;
}

/// Any 2xx is delivered, unless its JSON says that it is not.
Outcome judged(const HttpReply& reply) {
  const auto body = json_of(reply).value_or(json());
  const auto message = text_at(body, "message");
  const auto said = message.empty() ? "(sem mensagem, " + std::to_string(reply.status) + ")" : message;
  if (reply.status / 100 == 2 && member_of(body, "success") != false) return {};
  return refused(Reason::permanent, "O sistema recusou o aviso: " + said);
}

Outcome tell(Wire& wire, const AccountView& view, const Change& change, const std::string& number) {
  const auto secret = setting_of(view, "segredo");
  wire.hide(secret);
  wire.hide(setting_of(view, "api_key"));
  hide_person(wire, view);
  hide_transmitted(wire, change);
  const auto key = signing_key(secret);
  if (!key)
    return refused(Reason::credential,
                   "O segredo da integração começa com whsec_, mas o resto não é base64. Confira-o.");
  if (setting_of(view, "url").find(k_key_place) != std::string::npos && setting_of(view, "api_key").empty())
    return refused(Reason::credential,
                   "O endereço da integração leva {api_key}, mas este parâmetro está vazio. Preencha-o.");
  const auto answer = wire.send(signed_call(view, change, number, *key, wire.now()));
  if (auto outcome = common_outcome(answer, "")) return std::move(*outcome);
  return judged(*answer);
}

/// A sold package is known to the receiver by its own number, whoever holds it: what was told for one holder
/// leaves before it comes for the next, in one account and under numbers that go on (D15, D48).
RemoteObject handed_over(RemoteObject object, const domain::Customer& former,
                         const domain::Customer& holder) {
  const auto at = object.key.find(k_formerly);
  if (at == std::string::npos) {
    object.key += k_formerly + std::to_string(former.id);
    object.attributes[k_holder] = customer_json(former).dump();
  } else if (number_of(std::string_view(object.key).substr(at + 1)) == holder.id) {
    object.key.resize(at);
    object.attributes.erase(k_holder);
  }
  return object;
}

/// The receiver lists nothing: one product stands for whatever it delivers (R5).
ProductList products(Wire&, const std::map<std::string, std::string>&) {
  return {.products = {{.code = "outros", .name = "Outros"}}};
}

}  // namespace

const Platform& outros() {
  static const AccountCalls k_calls{.handed_over = handed_over};
  static const Platform k_platform{
      .key = "outros",
      .name = "Outros",
      .can = {.suspends = true, .per_service_package = true, .other_parameters = true},
      .settings = {{.name = "url",
                    .hint = "Endereço que recebe os avisos; pode conter {api_key}.",
                    .required = true,
                    .url = true},
                   {.name = "segredo",
                    .hint = "Chave com que os avisos são assinados (webhook-signature): whsec_ e base64, ou "
                            "um texto qualquer, usado como está.",
                    .required = true,
                    .secret = true},
                   {.name = "api_key", .hint = "Substitui {api_key} no endereço.", .secret = true}},
      .account_calls = &k_calls,
      .telling = {.wanted = wanted, .tell = tell, .products = products}};
  return k_platform;
}

}  // namespace platforms
