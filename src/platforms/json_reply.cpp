#include "platforms/json_reply.h"

#include <nlohmann/json.hpp>

namespace platforms {

HttpCall json_call(const std::string& base, std::string method, const std::string& path) {
  const auto end = base.find_last_not_of('/');
  return {.method = std::move(method),
          .url = base.substr(0, end + 1) + path,
          .headers = {{"Accept", "application/json"}}};
}

HttpCall with_json(HttpCall call, const nlohmann::json& body) {
  call.content_type = "application/json";
  call.body = body.dump();
  return call;
}

std::optional<nlohmann::json> json_of(const HttpReply& reply) {
  auto json = nlohmann::json::parse(reply.body, nullptr, false);
  return json.is_discarded() ? std::nullopt : std::optional(std::move(json));
}

std::string text_at(const nlohmann::json& object, const char* name) {
  const auto found = object.is_object() ? object.find(name) : object.end();
  if (found == object.end()) return {};
  if (found->is_string()) return found->get<std::string>();
  return found->is_number() ? found->dump() : std::string();
}

std::optional<std::chrono::seconds> seconds_at(const nlohmann::json& object, const char* name) {
  constexpr std::uint64_t k_year = std::uint64_t{366} * 24 * 3600;
  const auto value = member_of(object, name);
  if (!value.is_number_unsigned() || value.get<std::uint64_t>() > k_year) return std::nullopt;
  return std::chrono::seconds(value.get<std::int64_t>());
}

nlohmann::json member_of(const nlohmann::json& object, const char* name) {
  return object.is_object() && object.contains(name) ? object.at(name) : nlohmann::json();
}

}  // namespace platforms
