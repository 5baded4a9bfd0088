#include "platforms/held.h"

#include <algorithm>
#include <charconv>

#include "base/documents.h"
#include "base/text.h"
#include "domain/credential.h"

namespace platforms {

namespace {

/// The package on which a parameter was edited last, of those that are wanted.
const HeldPackage* find_last_edited(const AccountView& view, std::string_view parameter) {
  const HeldPackage* last = nullptr;
  for (const auto& package : view.packages) {
    const auto row = package.parameters.find(parameter);
    if (!package.wanted || row == package.parameters.end()) continue;
    if (last == nullptr || row->second.edited_at >= last->parameters.find(parameter)->second.edited_at)
      last = &package;
  }
  return last;
}

template <typename Number>
Number number_of(std::string_view text) {
  Number number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

std::optional<PasswordSource> source_of(const std::string& text) {
  const auto parts = base::split(text, '/');
  if (parts.size() != 4) return std::nullopt;
  return PasswordSource{.field = std::string(parts[0]),
                        .service_id = number_of<std::uint64_t>(parts[1]),
                        .resets = number_of<std::uint32_t>(parts[2]),
                        .edited_ms = number_of<std::int64_t>(parts[3])};
}

std::uint64_t oldest_service(const AccountView& view) {
  const auto found = std::ranges::find_if(view.packages, &HeldPackage::wanted);
  return found == view.packages.end() ? 0 : found->service_id;
}

bool is_wanted_on(const AccountView& view, std::uint64_t service_id) {
  return std::ranges::any_of(view.packages, [&](const HeldPackage& package) {
    return package.wanted && package.service_id == service_id;
  });
}

}  // namespace

std::map<std::string, bool> held_products(const AccountView& view) {
  std::map<std::string, bool> products;
  for (const auto& package : view.packages) {
    if (!package.wanted) continue;
    for (const auto& code : package.products) {
      const auto [found, fresh] = products.try_emplace(code, package.suspended);
      if (!fresh) found->second = found->second && package.suspended;
    }
  }
  return products;
}

std::optional<std::string> last_edited(const AccountView& view, std::string_view parameter) {
  const auto* package = find_last_edited(view, parameter);
  if (package == nullptr) return std::nullopt;
  return package->parameters.find(parameter)->second.value;
}

const domain::KnownObject* find_known(const std::vector<domain::KnownObject>& known, std::string_view key) {
  const auto found = std::ranges::find_if(known, [&](const auto& each) { return each.object.key == key; });
  return found == known.end() ? nullptr : &*found;
}

void place_packages(Wanted& wanted, const AccountView& view, const std::vector<domain::KnownObject>& known,
                    std::string (*key_of)(const std::string& product)) {
  const auto stands_as_it_should = [&](const std::string& product) {
    const auto* there = find_known(known, key_of(product));
    const auto asked = std::ranges::find(wanted.objects, key_of(product), &domain::RemoteObject::key);
    if (asked == wanted.objects.end() || there == nullptr)
      return asked == wanted.objects.end() && there == nullptr;
    return there->object.suspended == asked->suspended && there->object.attributes == asked->attributes;
  };
  for (const auto& package : view.packages) {
    if (package.products.empty()) continue;
    const auto first = std::ranges::find_if_not(package.products, stands_as_it_should);
    wanted.objects_of[package.id] =
        key_of(first == package.products.end() ? package.products.front() : *first);
  }
}

std::string text_of(const PasswordSource& source) {
  return source.field + "/" + std::to_string(source.service_id) + "/" + std::to_string(source.resets) + "/" +
         std::to_string(source.edited_ms);
}

PasswordSource password_source(const AccountView& view, std::string_view parameter, const std::string& field,
                               const std::string& known) {
  const auto before = source_of(known);
  PasswordSource source = before.value_or(PasswordSource{.service_id = oldest_service(view)});
  if (source.edited_ms == 0) source.field = field;
  if (const auto* package = parameter.empty() ? nullptr : find_last_edited(view, parameter)) {
    const auto& row = package->parameters.find(parameter)->second;
    const auto edited = std::max<std::int64_t>(row.edited_at.time_since_epoch().count(), 1);
    if (edited > source.edited_ms) source = {row.value, package->service_id, source.resets, edited};
  }
  if (source.resets != view.resets && !is_wanted_on(view, source.service_id))
    source.service_id = oldest_service(view);
  source.resets = view.resets;
  return source;
}

std::optional<std::string> password_of(const AccountView& view, const std::string& source) {
  const auto parts = source_of(source);
  const auto field = parts ? domain::credential_source_from(parts->field) : std::nullopt;
  if (!field) return std::nullopt;
  const auto service = std::ranges::find(view.services, parts->service_id, &domain::Service::id);
  return domain::password_to_transmit(*field, view.customer,
                                      service == view.services.end() ? domain::Service{} : *service);
}

std::optional<std::string> checked_document(const domain::Customer& customer) {
  const auto& document = customer.document;
  return document && (base::is_cpf(*document) || base::is_cnpj(*document)) ? document : std::nullopt;
}

std::optional<std::string> phone_of(const domain::Customer& customer) {
  return domain::password_to_transmit(domain::CredentialSource::telefone, customer, {});
}

void add_missing(std::string& missing, std::string_view what) {
  missing += (missing.empty() ? "" : ", ") + std::string(what);
}

std::string email_masked(std::string_view email) {
  const auto at = email.find('@');
  if (at == std::string_view::npos || at == 0) return "•••";
  return std::string(email.substr(0, 1)) + "•••" + std::string(email.substr(at));
}

void hide_person(Wire& wire, const AccountView& view, const std::optional<std::string>& password) {
  if (view.customer.document)
    wire.hide(*view.customer.document, base::document_masked(*view.customer.document));
  if (view.customer.email) wire.hide(*view.customer.email, email_masked(*view.customer.email));
  if (password) wire.hide(*password);
}

void hide_transmitted(Wire& wire, const domain::Change& change) {
  for (const auto* object : {&change.before, &change.after})
    for (const auto& [name, value] : object->attributes) {
      if (name == "documento" || name == "cpf") wire.hide(value, base::document_masked(value));
      if (name == "email") wire.hide(value, email_masked(value));
    }
}

}  // namespace platforms
