#pragma once
#include <chrono>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>

#include "platforms/http_client.h"

/// JSON as platforms send and take it.
namespace platforms {

/// A call to the path below a base address that may end with '/', which asks for JSON.
HttpCall json_call(const std::string& base, std::string method, const std::string& path);
/// The same with a body.
HttpCall with_json(HttpCall call, const nlohmann::json& body);

/// The body as JSON, a byte-order mark before it allowed; nothing when it is none.
std::optional<nlohmann::json> json_of(const HttpReply& reply);
/// A text or number of an object, as text; empty where it is neither or not there.
std::string text_at(const nlohmann::json& object, const char* name);
/// A number of seconds, at most a year; nothing where it is none.
std::optional<std::chrono::seconds> seconds_at(const nlohmann::json& object, const char* name);
/// A member; null where it is not there.
nlohmann::json member_of(const nlohmann::json& object, const char* name);

}  // namespace platforms
