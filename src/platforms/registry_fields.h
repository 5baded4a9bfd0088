#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "domain/remote_object.h"

/// What platforms take from a customer's registry.
namespace platforms {

/// An attribute as it was last transmitted; nothing where nothing was.
std::optional<std::string> transmitted(const domain::KnownObject* known, const std::string& attribute);

/// Fills an object's attributes from the registry, and notes what is missing there.
class RegistryFields {
 public:
  /// `known`: the object as it was last transmitted; none: never.
  RegistryFields(domain::RemoteObject& object, const domain::KnownObject* known);

  /// An attribute that changes with the registry, and stays where the registry has nothing any more.
  void follow(const std::string& attribute, const std::optional<std::string>& now, std::string_view label);
  /// An attribute that stays as it was transmitted.
  void freeze(const std::string& attribute, const std::optional<std::string>& now, std::string_view label);
  /// pt-BR, comma separated.
  const std::string& missing() const { return missing_; }

 private:
  void set(const std::string& attribute, const std::optional<std::string>& value, std::string_view label);

  domain::RemoteObject& object_;
  const domain::KnownObject* known_;
  std::string missing_ = {};
};

}  // namespace platforms
