#include "platforms/registry_fields.h"

#include "platforms/held.h"

namespace platforms {

std::optional<std::string> transmitted(const domain::KnownObject* known, const std::string& attribute) {
  if (known == nullptr) return std::nullopt;
  const auto found = known->object.attributes.find(attribute);
  return found == known->object.attributes.end() || found->second.empty() ? std::nullopt
                                                                          : std::optional(found->second);
}

RegistryFields::RegistryFields(domain::RemoteObject& object, const domain::KnownObject* known)
    : object_(object), known_(known) {}

void RegistryFields::follow(const std::string& attribute, const std::optional<std::string>& now,
                            std::string_view label) {
  set(attribute, now && !now->empty() ? now : transmitted(known_, attribute), label);
}

void RegistryFields::freeze(const std::string& attribute, const std::optional<std::string>& now,
                            std::string_view label) {
  const auto before = transmitted(known_, attribute);
  set(attribute, before ? before : now, label);
}

void RegistryFields::set(const std::string& attribute, const std::optional<std::string>& value,
                         std::string_view label) {
  if (value && !value->empty())
    object_.attributes[attribute] = *value;
  else
    add_missing(missing_, label);
}

}  // namespace platforms
