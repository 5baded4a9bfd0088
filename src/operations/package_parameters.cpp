#include "operations/package_parameters.h"

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <utility>

#include "base/text.h"
#include "operations/account_standing.h"
#include "operations/service_packages.h"
#include "platforms/account_calls.h"
#include "storage/accounts.h"
#include "storage/service_packages.h"
#include "storage/sold_packages.h"

namespace operations {

using storage::SalePackage;

namespace {

/// Why a parameter row is refused; empty when it is fine.
std::string refuse_parameter(const platforms::Platform* platform, const std::string& name,
                             const std::string& value) {
  if (name.empty() || base::length_of(name) > 64 || base::length_of(value) > 500)
    return "o nome tem de 1 a 64 caracteres e o valor até 500";
  const auto* known = platform == nullptr ? nullptr : platform->find_package_parameter(name);
  if (known == nullptr)
    return platform != nullptr && platform->can.other_parameters
               ? ""
               : "não é um parâmetro da integração deste pacote";
  const auto& choices = known->choices;
  if (choices.empty() || std::find(choices.begin(), choices.end(), value) != choices.end()) return "";
  std::string all;
  for (const auto choice : choices) all += (all.empty() ? "" : ", ") + std::string(choice);
  return "deve ser um destes: " + all;
}

/// The package of the customer's account that says the same; none: nobody does.
std::optional<storage::SoldPackage> find_saying(const Context& context, std::uint64_t customer_id,
                                                std::uint64_t own_id, const SalePackage& package,
                                                const std::string& name, const std::string& value) {
  for (auto& sold : storage::list_sold_packages_of_customer(context.tenant, customer_id)) {
    if (sold.row.id == own_id || sold.integration_id != package.integration_id) continue;
    if (!is_on_service(context, sold.row)) continue;
    const auto parameters = storage::list_parameters(context.tenant, sold.row.id);
    const auto row = parameters.find(name);
    if (row != parameters.end() && row->second == value) return std::move(sold);
  }
  return std::nullopt;
}

}  // namespace

void check_parameters(base::FieldErrors& errors, const SalePackage& package,
                      std::optional<domain::PackageParameters>& parameters) {
  if (!parameters) return;
  if (const auto email = parameters->find("email"); email != parameters->end())
    email->second = base::tidied(email->second);
  const auto* platform = platforms::find(package.gateway);
  // By what is left of a name for people who read it, and its length: that of "straße" is another than
  // "strasse"'s.
  std::map<std::pair<std::string, std::size_t>, std::string> seen;
  for (const auto& [name, value] : *parameters)
    if (const auto [before, is_new] =
            seen.try_emplace({base::fold(name), base::length_of(base::tidied(name))}, name);
        !is_new)
      errors.add("cliente_servico_pacote_parametro." + base::printable(name),
                 "só difere de " + base::printable(before->second) +
                     " por maiúsculas ou acentos; mande um só dos dois");
  for (const auto& [name, value] : *parameters)
    if (auto why = refuse_parameter(platform, name, value); !why.empty())
      errors.add("cliente_servico_pacote_parametro." + base::printable(name), std::move(why));
}

namespace {

/// A package of an integration, sold or about to be.
struct PackageOf {
  std::uint64_t customer_id = 0;
  std::uint32_t integration_id = 0;
  std::string_view gateway = {};
  std::uint32_t package_id = 0;
};

std::vector<FrozenParameter> frozen_of(const Context& context, const PackageOf& package) {
  const auto* platform = platforms::find(package.gateway);
  if (platform == nullptr || platforms::account_calls(*platform).transmitted == nullptr) return {};
  const auto accounts = storage::list_accounts_of(context.tenant, {&package.customer_id, 1});
  const auto account = std::ranges::find(accounts, package.integration_id, &domain::Account::integration_id);
  if (account == accounts.end()) return {};
  const auto known = known_of(storage::list_account_objects(context.tenant, account->id));
  if (known.empty()) return {};
  const auto products =
      storage::list_product_codes(context.tenant, {&package.package_id, 1})[package.package_id];
  std::vector<FrozenParameter> frozen;
  for (const auto& each : platform->package_parameters)
    if (each.frozen_once_transmitted)
      if (auto value = platforms::account_calls(*platform).transmitted(each.name, known, products))
        frozen.push_back({std::string(each.name), std::move(*value)});
  return frozen;
}

}  // namespace

base::Problem wrong_fields(base::FieldErrors errors, const std::string& code) {
  auto problem = base::Problem::fields(std::move(errors));
  if (!code.empty()) problem.code = code;
  return problem;
}

std::vector<FrozenParameter> frozen_parameters(const Context& context, std::uint64_t customer_id,
                                               const SalePackage& package) {
  return frozen_of(context, {customer_id, package.integration_id.value_or(0), package.gateway, package.id});
}

std::vector<FrozenParameter> frozen_parameters(const Context& context, const storage::SoldPackage& sold) {
  return frozen_of(
      context, {sold.row.customer_id, sold.integration_id.value_or(0), sold.gateway, sold.row.package_id});
}

bool is_frozen(const std::vector<FrozenParameter>& frozen, std::string_view name) {
  return std::ranges::find(frozen, name, &FrozenParameter::name) != frozen.end();
}

std::string keep_frozen(base::FieldErrors& errors, const Context& context, std::uint64_t customer_id,
                        const SalePackage& package, const domain::PackageParameters& stored,
                        std::optional<domain::PackageParameters>& given) {
  if (!given) return {};
  auto& parameters = *given;
  std::string code;
  for (const auto& each : frozen_parameters(context, customer_id, package)) {
    const auto before = stored.find(each.name);
    const auto asked = parameters.find(each.name);
    if (asked == parameters.end()) {
      if (before != stored.end()) parameters.insert(*before);
      continue;
    }
    if (asked->second == each.value || (before != stored.end() && before->second == asked->second)) continue;
    if (code.empty()) code = each.name + "_imutavel";
    errors.add("cliente_servico_pacote_parametro." + each.name,
               "já foi transmitido como " + each.value +
                   " e não muda mais: deixe-o fora da lista, ou como está. Para outro valor, abra a conta do "
                   "cliente em " +
                   package.integration + " e use Recriar conta");
  }
  return code;
}

std::string missing_fields(const platforms::Platform* platform, bool has_email, bool has_phone,
                           bool has_document) {
  if (platform == nullptr) return {};
  std::string missing;
  const auto want = [&](bool needed, bool there, std::string_view name) {
    if (!needed || there) return;
    if (!missing.empty()) missing += ", ";
    missing += name;
  };
  want(platform->can.needs_email, has_email, "e-mail");
  want(platform->can.needs_phone, has_phone, "telefone");
  want(platform->can.needs_document, has_document, "CPF/CNPJ");
  return missing;
}

std::string FeedCodec<domain::PackageParameters>::text(const domain::PackageParameters& parameters) {
  return nlohmann::json(parameters).dump();
}

domain::PackageParameters FeedCodec<domain::PackageParameters>::value(const std::string& text) {
  return nlohmann::json::parse(text).get<domain::PackageParameters>();
}

std::string FeedCodec<domain::PackageParameters>::words(const std::string& text, const Voice& /*voice*/) {
  std::string words;
  for (const auto& [name, parameter] : value(text))
    words += (words.empty() ? "" : ", ") + name + "=" + parameter;
  return words;
}

void check_typed_once(base::FieldErrors& errors, const Context& context, std::uint64_t customer_id,
                      std::uint64_t own_id, const SalePackage& package,
                      const std::optional<domain::PackageParameters>& parameters) {
  const auto* platform = platforms::find(package.gateway);
  if (platform == nullptr || !parameters) return;
  for (const auto& [name, value] : *parameters) {
    const auto* known = platform->find_package_parameter(name);
    if (known == nullptr || !known->unique_in_account || value.empty()) continue;
    if (const auto other = find_saying(context, customer_id, own_id, package, name, value))
      errors.add("cliente_servico_pacote_parametro." + name, "já é o do pacote " + other->row.description +
                                                                 " (" + std::to_string(other->row.id) +
                                                                 ") deste cliente");
  }
}

}  // namespace operations
