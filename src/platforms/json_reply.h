#pragma once
#include <nlohmann/json.hpp>
#include <optional>
#include <string>

#include "platforms/http_client.h"

/// JSON on the wire; for the .cpp files of platforms alone.
namespace platforms {

/// The body as JSON, a byte-order mark before it allowed; nothing when it is none.
inline std::optional<nlohmann::json> json_of(const HttpReply& reply) {
  auto json = nlohmann::json::parse(reply.body, nullptr, false);
  return json.is_discarded() ? std::nullopt : std::optional(std::move(json));
}

/// A text or number of an object, as text; empty where it is neither or not there.
inline std::string text_at(const nlohmann::json& object, const char* name) {
  const auto found = object.is_object() ? object.find(name) : object.end();
  if (found == object.end()) return {};
  if (found->is_string()) return found->get<std::string>();
  return found->is_number() ? found->dump() : std::string();
}

/// A member, or null.
inline nlohmann::json member_of(const nlohmann::json& object, const char* name) {
  return object.is_object() && object.contains(name) ? object.at(name) : nlohmann::json();
}

}  // namespace platforms
