#include <algorithm>
#include <charconv>
#include <nlohmann/json.hpp>
#include <set>

#include "base/http.h"
#include "base/text.h"
#include "domain/credential.h"
#include "platforms/account_calls.h"
#include "platforms/held.h"
#include "platforms/json_reply.h"
#include "platforms/platform.h"
#include "platforms/sign_in.h"

// The contract is assumed, modelled on the vendor's public API (CONTRACTS §4). Every name of it stands in
// this file.
namespace platforms {

namespace {

using domain::Change;
using domain::KnownObject;
using domain::Reason;
using domain::RemoteObject;
using nlohmann::json;
using Settings = std::map<std::string, std::string>;

/// The customer, under their document; never deleted.
/// In every error of the platform [A]; a 404 without it is that of a wrong address.
constexpr const char* k_error = "message";
constexpr std::string_view k_customer = "cliente";
/// A contract's key is this and its contract_identifier.
constexpr std::string_view k_contract = "contrato/";
constexpr std::string_view k_password_parameter = "senha";
constexpr std::string_view k_password_field = "cpf_cnpj";
constexpr std::string_view k_country = "55";
/// Later ends are none.
constexpr std::int64_t k_last_second = 253402300799;

// --- what should stand there ------------------------------------------------------------------------------

/// Today's value, or the one transmitted where the registry has lost it.
void take_or_keep(std::map<std::string, std::string>& attributes, const std::string& name,
                  const std::optional<std::string>& today, const KnownObject* known) {
  const auto kept = known == nullptr ? std::string() : known->object.attributes.at(name);
  attributes[name] = today.value_or(kept);
}

/// A phone whose first two digits are an area's.
std::optional<std::string> phone_with_area(const domain::Customer& customer) {
  auto phone = phone_of(customer);
  return phone && phone->front() != '0' ? phone : std::nullopt;
}

RemoteObject customer_of(const AccountView& view, const KnownObject* known, std::string& missing) {
  const auto& customer = view.customer;
  RemoteObject object{.key = std::string(k_customer)};
  auto& attributes = object.attributes;
  take_or_keep(attributes, "documento",
               known == nullptr ? checked_document(customer) : std::optional<std::string>(), known);
  attributes["nome"] = customer.name;
  take_or_keep(attributes, "email", customer.email, known);
  take_or_keep(attributes, "telefone", phone_with_area(customer), known);
  const auto kept = known == nullptr ? std::string() : known->object.attributes.at("senha");
  const auto source =
      text_of(password_source(view, k_password_parameter, std::string(k_password_field), kept));
  const bool has_password = password_of(view, source).has_value();
  attributes["senha"] = has_password ? source : kept;
  if (attributes["email"].empty()) add_missing(missing, "e-mail");
  if (attributes["telefone"].empty()) add_missing(missing, "telefone com DDD");
  if (attributes["documento"].empty()) add_missing(missing, "CPF/CNPJ com dígitos verificadores certos");
  if (attributes["senha"].empty())
    add_missing(missing, "o campo da senha (" + std::string(base::split(source, '/').front()) + ")");
  return object;
}

/// The oldest package that holds a product.
const HeldPackage& holder_of(const AccountView& view, const std::string& product) {
  return *std::ranges::find_if(view.packages, [&](const HeldPackage& package) {
    return package.wanted && std::ranges::find(package.products, product) != package.products.end();
  });
}

std::string typed(const HeldPackage& package, std::string_view parameter) {
  const auto row = package.parameters.find(parameter);
  return row == package.parameters.end() ? std::string() : row->second.value;
}

std::string key_of(const std::string& identifier) { return std::string(k_contract) + identifier; }
std::string identifier_of(const std::string& key) { return key.substr(k_contract.size()); }

std::string default_identifier(const AccountView& view, const HeldPackage& package) {
  const auto service = std::ranges::find(view.services, package.service_id, &domain::Service::id);
  return std::to_string(service == view.services.end() ? package.service_id : service->erp_id);
}

/// `text`, or the first of text-2, text-3 … that is not taken; then taken.
std::string untaken(std::set<std::string>& taken, const std::string& text) {
  auto free = text;
  for (int i = 2; !taken.insert(free).second; ++i) free = text + "-" + std::to_string(i);
  return free;
}

/// The contracts of an account: each product has one, which it keeps; one that lost its product is given to a
/// product that comes (D15, D49, D54).
class Contracts {
 public:
  Contracts(const AccountView& view, const std::vector<KnownObject>& known, std::string document)
      : view_(view), document_(std::move(document)), products_(held_products(view)) {
    for (const auto& each : known) {
      if (!each.object.key.starts_with(k_contract)) continue;
      identifiers_.insert(identifier_of(each.object.key));
      labels_.insert(each.object.attributes.at("label"));
      const auto& product = each.object.attributes.at("produto");
      if (products_.contains(product) && !contracts_.contains(product))
        contracts_.emplace(product, each.object);
      else
        left_.push_back(each.object);
    }
  }

  /// By product.
  std::map<std::string, RemoteObject> run() {
    for (const auto& [product, suspended] : products_) {
      if (!contracts_.contains(product))
        contracts_.emplace(product, suspended ? made(product) : given_or_made(product));
      contracts_.at(product).suspended = suspended;
    }
    return std::move(contracts_);
  }

 private:
  RemoteObject given_or_made(const std::string& product) {
    const auto wish = typed(holder_of(view_, product), "id_contrato");
    const auto given = std::ranges::find_if(
        left_, [&](const RemoteObject& contract) { return wish.empty() || contract.key == key_of(wish); });
    if (given == left_.end()) return made(product);
    auto contract = std::move(*given);
    left_.erase(given);
    contract.attributes["produto"] = product;
    return contract;
  }

  RemoteObject made(const std::string& product) {
    const auto& holder = holder_of(view_, product);
    auto identifier = typed(holder, "id_contrato");
    if (identifier.empty()) identifier = default_identifier(view_, holder);
    auto label = typed(holder, "label");
    if (label.empty()) label = holder.package_code + "-" + std::to_string(holder.id);
    return {
        .key = key_of(untaken(identifiers_, identifier)),
        .attributes = {{"documento", document_}, {"label", untaken(labels_, label)}, {"produto", product}},
        .stands_on = std::string(k_customer)};
  }

  const AccountView& view_;
  std::string document_;
  std::map<std::string, bool> products_;
  std::set<std::string> identifiers_ = {};
  std::set<std::string> labels_ = {};
  std::map<std::string, RemoteObject> contracts_ = {};
  std::vector<RemoteObject> left_ = {};
};

/// The contract of a package's product: as it should be, else as it stands, else as it would be.
std::string contract_key_of(const AccountView& view, const HeldPackage& package,
                            const std::map<std::string, RemoteObject>& contracts,
                            const std::vector<KnownObject>& all_known) {
  for (const auto& product : package.products) {
    if (const auto found = contracts.find(product); found != contracts.end()) return found->second.key;
    for (const auto& known : all_known)
      if (const auto held = known.object.attributes.find("produto");
          held != known.object.attributes.end() && held->second == product)
        return known.object.key;
  }
  return key_of(default_identifier(view, package));
}

Wanted wanted(const AccountView& view, const std::vector<KnownObject>& all_known) {
  Wanted out;
  const auto* known = find_known(all_known, k_customer);
  if (held_products(view).empty()) {
    if (known != nullptr) out.objects.push_back(known->object);
    for (const auto& package : view.packages)
      out.objects_of[package.id] = contract_key_of(view, package, {}, all_known);
    return out;
  }
  auto customer = customer_of(view, known, out.missing);
  // Not created for contracts that are not (D50).
  customer.suspended = known == nullptr &&
                       std::ranges::all_of(held_products(view), [](const auto& each) { return each.second; });
  auto contracts = Contracts(view, all_known, customer.attributes.at("documento")).run();
  for (const auto& package : view.packages)
    out.objects_of[package.id] = contract_key_of(view, package, contracts, all_known);
  const bool stands = out.missing.empty();
  if (stands) out.objects.push_back(std::move(customer));
  for (auto& [_, contract] : contracts) {
    const bool fits = base::is_code(identifier_of(contract.key));
    if (!fits) add_missing(out.missing, "um id_contrato de até 64 caracteres, sem espaços nem acentos");
    if (stands && fits)
      out.objects.push_back(std::move(contract));
    else
      out.waiting.push_back(contract.key);
  }
  return out;
}

/// The contract that a package's product has there.
const RemoteObject* contract_of(const std::vector<KnownObject>& all_known,
                                const std::vector<std::string>& products) {
  for (const auto& known : all_known)
    if (known.object.key.starts_with(k_contract) &&
        std::ranges::find(products, known.object.attributes.at("produto")) != products.end())
      return &known.object;
  return nullptr;
}

std::optional<std::string> transmitted_of_contract(std::string_view parameter,
                                                   const std::vector<KnownObject>& all_known,
                                                   const std::vector<std::string>& products) {
  const auto* contract = contract_of(all_known, products);
  if (contract == nullptr) return std::nullopt;
  return parameter == "label" ? contract->attributes.at("label") : identifier_of(contract->key);
}

// --- the calls --------------------------------------------------------------------------------------------

std::optional<Outcome> sign_in(Wire& wire, const Settings& settings) {
  for (const auto* name : {"ApiKey", "ApiSecret"}) wire.hide(settings.at(name));
  const json body{{"ApiKey", settings.at("ApiKey")}, {"ApiSecret", settings.at("ApiSecret")}};
  const auto answer =
      wire.send(with_json(json_call(settings.at("api_url"), "POST", "/authentication"), body));
  if (auto outcome = common_outcome(answer, k_error)) return outcome;
  const auto said = json_of(*answer).value_or(json());
  auto token = text_at(said, "AccessToken");
  std::int64_t seconds = 0;
  const auto end = text_at(said, "ExpiresIn");
  std::from_chars(end.data(), end.data() + end.size(), seconds);
  seconds = std::clamp<std::int64_t>(seconds, 0, k_last_second);
  if (answer->status / 100 != 2 || token.empty()) return unreadable(*answer);
  keep_token(wire, std::move(token), base::Instant(std::chrono::seconds(seconds)));
  return std::nullopt;
}

base::Expected<HttpReply, Outcome> send(Wire& wire, const Settings& settings, HttpCall call) {
  return send_signed_in(
      wire, std::move(call), [&](Wire& line) { return sign_in(line, settings); }, k_error);
}

std::string customer_path(const RemoteObject& object) {
  return "/customers/" + http::url_encode(object.attributes.at("documento"));
}

json phone_json(const std::string& phone) {
  return {{"ddi", k_country}, {"ddd", phone.substr(0, 2)}, {"number", phone.substr(2)}};
}

/// The password goes only where its source is new (D51).
json customer_json(const AccountView& view, const Change& change) {
  const auto& attributes = change.after.attributes;
  json body{{"name", attributes.at("nome")},
            {"email", attributes.at("email")},
            {"phone", phone_json(attributes.at("telefone"))},
            {"login", attributes.at("email")}};
  const auto before = change.before.attributes.find("senha");
  if (before == change.before.attributes.end() || before->second != attributes.at("senha"))
    body["password"] = password_of(view, attributes.at("senha")).value_or("");
  return body;
}

json contract_json(const RemoteObject& contract) {
  return {{"label", contract.attributes.at("label")},
          {"product", contract.attributes.at("produto")},
          {"status", contract.suspended ? "suspended" : "active"}};
}

/// Names the fields that the platform does.
Outcome judged(const HttpReply& reply, const json& body) {
  auto said = text_at(body, "message");
  if (said.empty()) said = std::to_string(reply.status);
  const auto fields = member_of(body, "fields");
  std::string named;
  if (fields.is_object())
    for (const auto& [name, why] : fields.items()) named += (named.empty() ? "" : ", ") + name;
  if (!named.empty()) said += " (" + named + ")";
  if (reply.status == 409)
    return refused(Reason::conflict, "O e-mail já é de outro cliente da plataforma: " + said);
  const bool is_product = fields.is_object() && fields.contains("product");
  if (is_product || reply.status == 404)
    return refused(Reason::permanent, "A plataforma não aceita o produto ou a chamada: " + said);
  return refused(Reason::registry, "A plataforma recusou o cadastro: " + said);
}

Outcome tell_customer(Wire& wire, const AccountView& view, const Change& change) {
  // Never deleted there: what is let go of here stays.
  if (change.kind == domain::CallKind::remove) return {};
  const auto body = customer_json(view, change);
  const auto answer =
      send(wire, view.settings,
           with_json(json_call(view.settings.at("api_url"), "PUT", customer_path(change.after)), body));
  if (!answer.ok()) return answer.error();
  const auto said = json_of(*answer).value_or(json());
  // A customer without a password is one that is not there.
  if (answer->status == 422 && !body.contains("password") &&
      member_of(member_of(said, "fields"), "password") != nullptr)
    return {.gone = true, .account_gone = true};
  if (answer->status / 100 != 2) return judged(*answer, said);
  auto id = text_at(said, "userkey");
  return id.empty() ? unreadable(*answer) : Outcome{.platform_id = std::move(id)};
}

/// A contract is put whole. Where the platform does not know the customer, it knows nothing of the account.
Outcome tell_contract(Wire& wire, const AccountView& view, const Change& change) {
  const bool removes = change.kind == domain::CallKind::remove;
  const auto& object = removes ? change.before : change.after;
  const auto path = customer_path(object) + "/contracts/" + http::url_encode(identifier_of(object.key));
  auto call = json_call(view.settings.at("api_url"), removes ? "DELETE" : "PUT", path);
  if (!removes) call = with_json(std::move(call), contract_json(object));
  const auto answer = send(wire, view.settings, std::move(call));
  if (!answer.ok()) return answer.error();
  if (answer->status == 404) return {.gone = !removes, .account_gone = !removes};
  const auto said = json_of(*answer).value_or(json());
  if (answer->status / 100 != 2) return judged(*answer, said);
  return removes || said.is_object() ? Outcome{} : unreadable(*answer);
}

Outcome tell(Wire& wire, const AccountView& view, const Change& change, const std::string&) {
  const bool is_customer = change.key == k_customer;
  const auto source = change.after.attributes.find("senha");
  hide_transmitted(wire, change);
  const bool has_password = is_customer && source != change.after.attributes.end();
  hide_person(wire, view, has_password ? password_of(view, source->second) : std::nullopt);
  return is_customer ? tell_customer(wire, view, change) : tell_contract(wire, view, change);
}

ProductList products(Wire& wire, const Settings& settings) {
  const auto answer = send(wire, settings, json_call(settings.at("api_url"), "GET", "/products"));
  if (!answer.ok()) return {.failure = answer.error()};
  const auto body = json_of(*answer);
  const auto list = body ? member_of(*body, "data") : json();
  if (answer->status != 200 || !list.is_array()) return {.failure = unreadable(*answer)};
  ProductList out;
  for (const auto& each : list)
    out.products.push_back({.code = text_at(each, "code"),
                            .name = text_at(each, "name"),
                            .active = text_at(each, "status") == "active"});
  return out;
}

}  // namespace

const Platform& campsoft() {
  static const AccountCalls k_calls{
      .transmitted = transmitted_of_contract, .remakes = true, .kept_key = k_customer};
  static const Platform k_platform{
      .key = "campsoft",
      .name = "Campsoft",
      .can = {.lists_products = true,
              .lists_accounts = true,
              .suspends = true,
              .swaps = true,
              .changes_email = true,
              .changes_password = true,
              .one_product_per_package = true,
              .implies_single_package = true,
              .needs_email = true,
              .needs_phone = true,
              .needs_document = true},
      .settings = {{.name = "ApiKey", .hint = "Chave da API.", .required = true, .secret = true},
                   {.name = "ApiSecret", .hint = "Senha da API.", .required = true, .secret = true},
                   {.name = "api_url",
                    .hint = "Endereço da API; só preencha se a plataforma indicar outro.",
                    .url = true,
                    .default_value = "https://api2.campsoft.com.br/svas/v1",
                    .aliases = {"apiUrl", "apUrl"}}},
      .package_parameters =
          {{.name = k_password_parameter,
            .hint = "Informação que será a senha do cliente na plataforma.",
            .default_value = k_password_field,
            .choices = domain::credential_source_names()},
           {.name = "id_contrato",
            .hint = "Identificador do contrato na plataforma (contract_identifier); vazio, o ID do serviço.",
            .frozen_once_transmitted = true,
            .unique_in_account = true},
           {.name = "label",
            .hint = "Identificador único do pacote na plataforma; vazio, é gerado pelo sistema.",
            .frozen_once_transmitted = true,
            .unique_in_account = true}},
      .account_calls = &k_calls,
      .telling = {.wanted = wanted, .tell = tell, .products = products}};
  return k_platform;
}

}  // namespace platforms
